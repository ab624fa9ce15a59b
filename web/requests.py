"""Requests: a browser's form read strictly, so that bytes which are no text are seen and can be refused by field."""

from typing import IO, Final
from urllib.parse import parse_qsl

from flask import Request
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.formparser import FormDataParser

URLENCODED: Final = "application/x-www-form-urlencoded"
WIDEST: Final = 3
"""Bytes that one byte of a text may take on the way (percent-encoding)."""


class FormParser(FormDataParser):
    """As the library's, but undecodable bytes become U+FFFD, which schemas refuse, instead of literal ``%E4``."""

    def parse(
        self, stream: IO[bytes], mimetype: str, content_length: int | None, options: dict[str, str] | None = None
    ) -> tuple[IO[bytes], MultiDict[str, str], MultiDict[str, FileStorage]]:
        """The fields of a form; those of other media types as the library reads them."""
        if mimetype != URLENCODED:
            return super().parse(stream, mimetype, content_length, options)
        limit = self.max_form_memory_size
        if limit is not None and (content_length or 0) > WIDEST * limit:
            raise RequestEntityTooLarge
        text = stream.read().decode(errors="replace")
        try:
            items = parse_qsl(text, keep_blank_values=True, errors="replace", max_num_fields=self.max_form_parts)
        except ValueError as error:
            raise RequestEntityTooLarge from error
        return stream, MultiDict(items), MultiDict()


class FormRequest(Request):
    """A request whose forms are read by `FormParser`."""

    form_data_parser_class = FormParser
