"""Requests: a browser's form read strictly, so that bytes which are no text are seen and can be refused by field."""

import re
from binascii import a2b_qp
from typing import IO, Final
from urllib.parse import unquote

from flask import Request
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.formparser import FormDataParser

URLENCODED: Final = "application/x-www-form-urlencoded"
WIDEST: Final = 3
"""Bytes that one byte of a text may take on the way (percent-encoding)."""


_ODD: Final = re.compile("%(?![0-9A-Fa-f]{2})|[\r\n]")
"""What a browser never sends: a percent sign on its own, a bare line break."""


def fields(sent: bytes) -> list[tuple[str, str]]:
    """Names and values of an urlencoded form, in order."""
    try:
        text = sent.decode("ascii")
    except UnicodeDecodeError:
        text, read = sent.decode(errors="replace"), _unquoted_slowly
    else:
        read = _unquoted_slowly if _ODD.search(text) else _unquoted
    pairs = [pair.partition("=") for pair in text.replace("+", " ").split("&") if pair]
    return [(read(name) if "%" in name else name, read(value) if "%" in value else value) for name, _, value in pairs]


def _unquoted(text: str) -> str:
    # Percent-encoding is quoted-printable with another sign, which the standard library reads in C: a text of
    # Chinese is nothing but escapes, and reading them one by one took as long as storing the record.
    if "=" in text:
        return _unquoted_slowly(text)
    return a2b_qp(text.replace("%", "=")).decode(errors="replace")


def _unquoted_slowly(text: str) -> str:
    return unquote(text, errors="replace")


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
        sent = stream.read()
        if self.max_form_parts is not None and sent.count(b"&") >= self.max_form_parts:
            raise RequestEntityTooLarge
        return stream, MultiDict(fields(sent)), MultiDict()


class FormRequest(Request):
    """A request whose forms are read by `FormParser`."""

    form_data_parser_class = FormParser
