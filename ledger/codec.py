"""Stored form of events: canonical JSON text that a person can read in thirty years.

Canonical means what RFC 8785 means, for the data we have: keys sorted, no white space, shortest
escapes, UTF-8, and no floats anywhere (a test walks the vocabulary). The body of an entry is::

    {"command_id": …, "data": {the event}, "digest": …, "on_behalf_of": …, "recorded_by": …}

What a body is, says its stored name; names come from the vocabulary page and from nowhere else, so
that a row of the database can never name code to be imported.
"""

import base64
from collections.abc import Callable, Mapping
from typing import Any, Generic, Protocol, TypeVar

import msgspec

from domain import vocabulary
from domain.kernel import Personal
from ledger.keyring import KeyMissing

T = TypeVar("T")

Upcasts = Mapping[str, tuple[str, Callable[[dict[str, Any]], dict[str, Any]]]]


class UnknownName(LookupError):
    """An entry carries a stored name that the vocabulary does not hold."""


class Undecodable(ValueError):
    """A stored body is not what its name promises."""


class Sealer(Protocol):
    """Encrypts personal values under a key per person; see `ledger.keyring`."""

    def seal(self, subject: str, text: str) -> bytes:
        """Nonce and ciphertext of ``text``."""
        ...

    def unseal(self, subject: str, sealed: bytes) -> str | None:
        """The text again, or None once the person was erased. Raises `KeyMissing`."""
        ...


class Body(msgspec.Struct, Generic[T], frozen=True):
    """What stands in the column ``body``. Fields in alphabetical order, as they are written."""

    command_id: str
    data: T
    digest: str
    on_behalf_of: str
    recorded_by: str


class Codec:
    """Events to stored bodies and back, for the names of a vocabulary."""

    def __init__(
        self,
        sealer: Sealer,
        *,
        events: Mapping[str, type] = vocabulary.EVENTS,
        upcasts: Upcasts = vocabulary.UPCASTS,
    ) -> None:
        self._sealer = sealer
        self._upcasts = upcasts
        self._classes = dict(events)
        self._names = {cls: name for name, cls in events.items()}
        self._encoder = msgspec.json.Encoder(enc_hook=self._seal, order="sorted")
        self._decoders: dict[str, msgspec.json.Decoder[Any]] = {}
        self._older: msgspec.json.Decoder[Body[dict[str, Any]]] = msgspec.json.Decoder(Body[dict[str, Any]])

    def name(self, event: object) -> str:
        """Under which name the event is stored."""
        try:
            return self._names[type(event)]
        except KeyError:
            raise UnknownName(f"{type(event).__name__} is not in the vocabulary") from None

    def encode(self, event: object, *, command_id: str, digest: str, on_behalf_of: str, recorded_by: str) -> bytes:
        """Body of an entry as canonical JSON. Personal values are sealed on the way."""
        return self._encoder.encode(
            Body(
                command_id=command_id,
                data=event,
                digest=digest,
                on_behalf_of=on_behalf_of,
                recorded_by=recorded_by,
            )
        )

    def decode(self, name: str, body: bytes | str) -> Body[Any]:
        """The event (in ``data``) and its envelope. Older shapes are upcast one by one."""
        decoder = self._decoders.get(name)
        try:
            if decoder is not None:
                return _body(decoder, body)
            if name in self._upcasts:
                return self._decode_older(name, body)
            return _body(self._decoder(name), body)
        except (msgspec.ValidationError, msgspec.DecodeError) as error:
            raise Undecodable(f"{name}: {error}") from error

    def _decoder(self, name: str) -> msgspec.json.Decoder[Any]:
        cls = self._class(name)
        decoder: msgspec.json.Decoder[Any] = msgspec.json.Decoder(Body[cls], dec_hook=self._unseal)  # type: ignore[valid-type]  # the type is data here
        self._decoders[name] = decoder
        return decoder

    def _decode_older(self, name: str, body: bytes | str) -> Body[Any]:
        older = self._older.decode(body)
        data = older.data
        while name in self._upcasts:
            name, upcast = self._upcasts[name]
            data = upcast(data)
        event: Any = msgspec.convert(data, self._class(name), dec_hook=self._unseal)
        return Body(
            command_id=older.command_id,
            data=event,
            digest=older.digest,
            on_behalf_of=older.on_behalf_of,
            recorded_by=older.recorded_by,
        )

    def _class(self, name: str) -> type:
        try:
            return self._classes[name]
        except KeyError:
            raise UnknownName(f"stored name {name!r} is not in the vocabulary") from None

    def personal(self, subject: str, sealed: str) -> Personal:
        """A personal value from how it is stored."""
        data = base64.b64decode(sealed, validate=True)
        try:
            return Personal(subject, self._sealer.unseal(subject, data), sealed)
        except KeyMissing:
            return Personal(subject, None, sealed, lost=True)

    def _seal(self, value: object) -> object:
        if isinstance(value, Personal):
            if value.value is None or value.lost:
                raise ValueError(f"a value of {value.subject} that was erased or lost cannot be recorded again")
            sealed = self._sealer.seal(value.subject, value.value)
            return {"sealed": base64.b64encode(sealed).decode("ascii"), "subject": value.subject}
        raise TypeError(f"{type(value).__name__} has no stored form")

    def _unseal(self, expected: type, value: Any) -> object:
        if expected is Personal and isinstance(value, dict) and value.keys() == {"sealed", "subject"}:
            return self.personal(str(value["subject"]), str(value["sealed"]))
        raise msgspec.ValidationError(f"no stored form of {expected.__name__}")


def _body(decoder: msgspec.json.Decoder[Any], body: bytes | str) -> Body[Any]:
    decoded: Body[Any] = decoder.decode(body)
    return decoded


_PLAIN = msgspec.json.Encoder(order="sorted")


def canonical(value: object) -> bytes:
    """Canonical JSON of a record without personal values, such as a command."""
    return _PLAIN.encode(value)
