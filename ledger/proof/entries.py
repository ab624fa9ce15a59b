"""What each row must be in itself: time and command in order, a known name, a body that is what it says."""

from collections.abc import Callable, Sequence
from typing import Any, Final

import msgspec

from ledger.codec import Codec, Undecodable, UnknownName
from ledger.port import Row
from ledger.proof.diagnosis import Finding, Verdict

_DECODER: Final = msgspec.json.Decoder()
_ENCODER: Final = msgspec.json.Encoder(order="sorted")

Seen = Callable[[int, str, Any], None]
"""Told position, stream and event of each row that decodes."""


class _Subjects:
    """Stands in for the keyring: opens nothing, and notes of whom something is sealed."""

    def __init__(self) -> None:
        self.position = 0
        self.first: dict[str, int] = {}

    def seal(self, subject: str, text: str) -> bytes:
        """Nothing is written here."""
        raise NotImplementedError

    def unseal(self, subject: str, sealed: bytes) -> str | None:
        """Nothing is opened here."""
        self.first.setdefault(subject, self.position)
        return None


class Entries:
    """Looks at rows as they stream by."""

    def __init__(self, *, bodies: bool, seen: Seen | None = None) -> None:
        self._bodies = bodies
        self._seen = seen
        self._subjects = _Subjects()
        self._codec = Codec(self._subjects)
        self._recorded_at = ""
        self._command: tuple[str | None, int] = ("", 0)
        self.findings: list[Finding] = []
        self._said: set[str] = set()

    @property
    def subjects(self) -> dict[str, int]:
        """Persons of whom something is sealed, and the first position where it is."""
        return self._subjects.first

    def skipped(self) -> None:
        """Rows were passed over that are not as they were: the next one is not held against them."""
        self._command = (None, 0)

    def look(self, rows: Sequence[Row]) -> None:
        """The next rows, in order."""
        times = [row.recorded_at for row in rows]
        try:
            ordered = times == sorted(times) and times[0] >= self._recorded_at
        except TypeError:
            ordered = False
        if not ordered:
            self._times(rows)
        self._recorded_at = times[-1]
        self._commands(rows)
        if self._bodies:
            self._look_into(rows)

    def _times(self, rows: Sequence[Row]) -> None:
        before: Any = self._recorded_at
        for row in rows:
            if not isinstance(row.recorded_at, str) or row.recorded_at < before:
                self._say(
                    "time",
                    Verdict.INSERTED,
                    row.position,
                    "记录时间早于前一条。",
                    "It says to be recorded before the entry before it.",
                )
                return
            before = row.recorded_at

    def _commands(self, rows: Sequence[Row]) -> None:
        command, part = self._command
        if command is None:
            command, part = rows[0].command_id, rows[0].command_part - 1
        for position, _, _, _, _, command_id, command_part, _ in rows:
            follows = part + 1 if command_id == command else 1
            if command_part != follows:
                self._malformed(
                    "command",
                    position,
                    "同一操作的各部分不连续。",
                    "The parts of its command do not follow each other.",
                )
            command, part = command_id, command_part
        self._command = command, part

    def _look_into(self, rows: Sequence[Row]) -> None:
        subjects, seen = self._subjects, self._seen
        typed, plain, encode = self._codec.decode, _DECODER.decode, _ENCODER.encode
        for position, stream, _, name, _, command_id, _, body in rows:
            subjects.position = position
            try:
                decoded = typed(name, body)
                canonical = encode(plain(body)) == body
            except UnknownName:
                self._malformed(
                    "name",
                    position,
                    "事件名称不在词汇表中（也可能由新版程序登记，请用新版程序核验）。",
                    "Its stored name is not in the vocabulary. A newer program may have recorded it: use that one.",
                )
            except (Undecodable, msgspec.MsgspecError, TypeError, ValueError):
                self._malformed("body", position, "内容无法解读。", "Its body cannot be decoded.")
            else:
                if not canonical:
                    self._malformed("form", position, "内容不是规范形式的JSON。", "Its body is not canonical JSON.")
                if decoded.command_id != command_id:
                    self._malformed(
                        "id", position, "操作编号与内容中的不同。", "Its command id is not that in its body."
                    )
                if seen is not None:
                    seen(position, stream, decoded.data)

    def _malformed(self, sort: str, position: int, zh: str, en: str) -> None:
        self._say(sort, Verdict.MALFORMED, position, zh, en)

    def _say(self, sort: str, verdict: Verdict, position: int, zh: str, en: str) -> None:
        """The first of each sort."""
        if sort not in self._said:
            self._said.add(sort)
            self.findings.append(Finding(verdict=verdict, position=position, until=position, zh=zh, en=en))
