"""Judging: what a draft asks for, and whether it could be recorded; nothing is stored here.

A draft goes the way of a form: values, shape, rights and reach, rules. Records and acts get numbers that follow from
what the draft says, under a key of this office, so that the same row is the same act however often it comes: a repeat
is recognised and told. A row that was written out with its record's number is compared with what stands: unchanged, it
is a repeat; changed, it is refused, or corrects the record where whoever imports said so and why. A record that moved
on since it was written out is never overwritten.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any, Final, NamedTuple

from domain.handling import HANDLING, judge
from domain.identity import HEX, is_stream_id, kind_of, stream_of
from domain.kernel import Refused, record
from ledger.port import CommandReused, Signature
from web.access import FOUR_EYES, STEP_UP
from web.acts.row import Form
from web.asking import asking
from web.errors import Forbidden, Misshapen, NotFound
from web.forms.opening import RANDOM_KINDS, open_form
from web.forms.performing import shaped
from web.ids import prefixed
from web.schemas.fields import Problem, made
from web.services import services
from web.sheets.cells import Wrong, typed
from web.sheets.columns import RECORD, SEEN, TEMPLATES, Column, Template, in_groups, in_order
from web.sheets.drafting import Draft
from web.sheets.layout import Finding
from web.sheets.names import Names
from web.sheets.reading import NOTHING, Book
from web.sheets.stands import normal, seal, standing_values
from web.viewer import viewer

KEY: Final = "sheet_key"
"""Name under which the office's key for these numbers is kept."""


class Sort(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    REPEAT = "repeat"
    """On record as it stands here."""
    CORRECTION = "correction"


@record
class Ready:
    """A draft that can be recorded, or is on record."""

    draft: Draft
    sort: Sort
    stream: str
    """Record it is about; of a repeat the one on record."""
    command: Any = None
    signature: Signature | None = None


class _Read(NamedTuple):
    """A draft whose cells could be read."""

    draft: Draft
    values: dict[str, Any]
    told: dict[str, Any]
    """The values without what says nothing."""


class Judging:
    """Judges drafts of one file, batch by batch, in the order in which they stand."""

    def __init__(self, book: Book, names: Names, *, corrections: str = "") -> None:
        self._book = book
        self._names = names
        self._corrections = corrections
        """Why changed rows correct their records; empty: they are refused."""
        self._key = services().secrets.value(KEY).encode()
        self._rows: dict[bytes, tuple[str, int]] = {}
        """Digest of a draft -> where it stood first."""
        self._records: dict[str, tuple[str, int]] = {}
        self._reached: dict[str, Any] = {}
        """Records that earlier drafts would move, and to where."""
        self.findings: list[Finding] = []
        self.changed = 0
        """Rows that differ from their records and could correct them."""

    def batch(self, drafts: Sequence[Draft]) -> list[Ready]:
        """Those that can be recorded; what is wrong with the others is in `findings`."""
        read = [
            _Read(draft, values, normal(TEMPLATES[draft.layout.template], values))
            for draft in drafts
            if (values := self._values(draft)) is not None
        ]
        asking().look(self._named(read))
        waiting: list[tuple[Draft, Ready]] = []
        found: list[Ready] = []
        for one in read:
            ready = self._ready(one)
            if ready is not None:
                waiting.append((one.draft, ready))
        there = self._on_record([ready.signature for _, ready in waiting if ready.signature is not None])
        for draft, ready in waiting:
            if ready.signature is not None and ready.signature.command_id in there:
                stream = there[ready.signature.command_id] or ready.stream
                found.append(Ready(draft=draft, sort=Sort.REPEAT, stream=stream))
            elif ready.command is None or self._passes(draft, ready.command):
                found.append(ready)
        return found

    # --- values ---

    def _values(self, draft: Draft) -> dict[str, Any] | None:
        """What would have been typed; None where a cell cannot be read."""
        template, wrong = draft.layout.template, len(self.findings)
        values: dict[str, Any] = {}
        home = ""
        for column in in_order(template):
            value = self._cell(draft, column, column.code, draft.cells.get(column.code, NOTHING), home)
            if value is not None:
                values[column.code] = value
            if column.code == "organisation":
                home = str(value or "")
        for name, rows in draft.groups.items():
            values[name] = [
                {
                    column.cell: value
                    for column in in_groups(template)[name]
                    if (
                        value := self._cell(
                            draft, column, f"{name}.{at}.{column.cell}", row.get(column.cell, NOTHING), home
                        )
                    )
                    is not None
                }
                for at, row in enumerate(rows)
            ]
        return values if len(self.findings) == wrong else None

    def _cell(self, draft: Draft, column: Column, path: str, cell: Any, home: str) -> Any:
        try:
            return typed(column.field, cell, self._names, self._book, home)
        except Wrong as error:
            self._say(draft, path, error.zh, error.en)
            return None

    def _say(self, draft: Draft, path: str, zh: str, en: str) -> None:
        row, column, heading = draft.place(path)
        self.findings.append(Finding(sheet=draft.layout.sheet, row=row, column=column, heading=heading, zh=zh, en=en))

    def _named(self, read: Iterable[_Read]) -> list[str]:
        """Records that the drafts are about, to be looked up in one go."""
        found: dict[str, None] = {}
        for draft, values, told in read:
            said = stream_of(draft.text(RECORD))
            if is_stream_id(said):
                found[said] = None
            else:
                template = TEMPLATES[draft.layout.template]
                if template.act.begins and template.act.kind in RANDOM_KINDS:
                    found[self._new_stream(template, told)] = None
            found.update((one, None) for one in values.values() if isinstance(one, str) and is_stream_id(one))
        return list(found)

    # --- numbers ---

    def _number(self, *told: Any) -> str:
        text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hmac.new(self._key, text.encode(), hashlib.sha256).hexdigest()

    def _new_stream(self, template: Template, told: Mapping[str, Any]) -> str:
        return prefixed(template.act.kind, self._number("record", template.name, told)[:HEX])

    # --- commands ---

    def _ready(self, read: _Read) -> Ready | None:
        draft, _, told = read
        template = TEMPLATES[draft.layout.template]
        said = draft.text(RECORD)
        digest = hashlib.sha256(json.dumps(told, sort_keys=True).encode()).digest()[:16]
        spot = (draft.layout.sheet, draft.row)
        if said:
            first = self._records.setdefault(said, spot)
        else:
            first = self._rows.setdefault(digest, spot)
        if first != spot:
            self._say(
                draft,
                "",
                f"与「{first[0]}」表第 {first[1]} 行重复，请删除其中一行。",
                f"The same as row {first[1]} of sheet {first[0]}; delete one of them.",
            )
            return None
        try:
            if said:
                return self._known(read, template, said)
            return self._fresh(read, template, "")
        except Misshapen as error:
            self._tell(draft, error.problems)
        except Refused as error:
            self._say(draft, error.field, *_with_clause(error))
        except Forbidden:
            self._say(draft, "", "您的账号不能为这个组织登记这类记录。", "Your account may not record this there.")
        except NotFound:
            self._say(
                draft,
                "organisation" if "organisation" in draft.cells else template.act.target,
                "没有找到这个组织或记录，或不在您的管辖范围内。",
                "There is no such organisation or record in your reach.",
            )
        return None

    def _tell(self, draft: Draft, problems: Iterable[Problem]) -> None:
        for one in problems:
            self._say(draft, one.field, one.zh, one.en)

    def _fresh(self, read: _Read, template: Template, stream: str) -> Ready | None:
        """A draft of something new."""
        draft, values, told = read
        act = template.act
        if act.begins and act.kind in RANDOM_KINDS:
            stream = stream or self._new_stream(template, told)
            values = {**values, act.target: stream}
        form = open_form(act, {name: value for name, value in values.items() if isinstance(value, str)})
        command = shaped(form, values)
        own = HANDLING[type(command)].stream(command)
        if stream and form.version:
            # Only what says the same has the same number: it is on record, maybe corrected since.
            return Ready(draft=draft, sort=Sort.REPEAT, stream=stream)
        number = self._number("act", template.name, stream, told)
        return self._asked(draft, Sort.NEW, own, form, command, number)

    def _known(self, read: _Read, template: Template, said: str) -> Ready | None:
        """A draft that bears the number of a record."""
        draft, values, told = read
        stream, _, part = said.partition("#")
        if not is_stream_id(stream) or kind_of(stream) != template.act.kind or bool(part) != bool(template.part):
            self._at_record(draft, "记录编号不正确，请勿修改这一列；新登记的行留空。", "This is no number of a record.")
            return None
        if asking().standing.state(stream) is None:
            if template.part or template.act.kind not in RANDOM_KINDS:
                return self._fresh(read, template, "")
            return self._fresh(read, template, stream)
        form, stands = standing_values(template, said)
        if stands is None:
            self._at_record(
                draft, "这条记录已作废或不能更正，请删除这一行。", "This record was voided; delete the row."
            )
            return None
        now = normal(template, stands)
        if now == told or seal(told) == draft.text(SEEN):
            return Ready(draft=draft, sort=Sort.REPEAT, stream=stream)
        if seal(now) != draft.text(SEEN):
            self._at_record(
                draft,
                "导出之后，这条记录已有变化。请重新导出后再改。",
                "The record was changed since it was written out; export it anew.",
            )
            return None
        changed = [name for name in {**now, **told} if now.get(name) != told.get(name)]
        assert template.correction is not None, "what stands can be corrected"
        assert form is not None, "and was opened for it"
        fixed = [name for name in changed if name not in made(template.correction.shape).fields]
        for name in fixed or (() if self._corrections else changed):
            if name in fixed:
                self._say(draft, name, "这一栏不能通过更正修改。", "This cannot be changed by a correction.")
            else:
                self._say(
                    draft,
                    name,
                    "与已登记的内容不同。确需更正的，请在确认时选择“按更正登记”并写明理由。",
                    "Differs from what is on record; to correct it, say so and why when you import.",
                )
        self.changed += not fixed
        if fixed or not self._corrections:
            return None
        shape = made(template.correction.shape)
        sent = {name: value for name, value in values.items() if name in shape.fields}
        sent |= {template.correction.target: form.known.get(template.correction.target, stream)}
        sent |= {"reason": self._corrections} | ({template.part: part} if template.part else {})
        command = shaped(form, {name: value for name, value in sent.items() if name in shape.fields})
        number = self._number("correction", template.correction.name, said, now, told)
        return self._asked(draft, Sort.CORRECTION, stream, form, command, number)

    def _at_record(self, draft: Draft, zh: str, en: str) -> None:
        self._say(draft, RECORD if RECORD in draft.cells else "", zh, en)

    def _asked(self, draft: Draft, sort: Sort, stream: str, form: Form, command: Any, number: str) -> Ready | None:
        if type(command) in FOUR_EYES or type(command) in STEP_UP:
            self._say(draft, "", "这项操作须由本人在页面上办理，不能导入。", "This has to be done on its own page.")
            return None
        signature = Signature(
            command_id=f"x-{number[:32]}",
            recorded_by=viewer().account,
            on_behalf_of=form.organisation,
            digest=services().ledger.fingerprint(command),
        )
        return Ready(draft=draft, sort=sort, stream=stream, command=command, signature=signature)

    # --- what the ledger would say ---

    def _on_record(self, signatures: Sequence[Signature]) -> dict[str, str]:
        """Acts that are on record already -> their record."""
        ledger = services().ledger
        try:
            found = ledger.recorded(signatures)
        except CommandReused:
            # Recorded by somebody else: each is asked for by itself.
            each = ((one.command_id, ledger.receipt(one.command_id)) for one in signatures)
            found = {number: receipt for number, receipt in each if receipt is not None}
        return {number: receipt.entries[-1].ref if receipt.entries else "" for number, receipt in found.items()}

    def _passes(self, draft: Draft, command: Any) -> bool:
        """Whether the rules let it pass, after what stands above it in the file."""
        standing = asking().standing

        def load(stream: str) -> Any:
            return self._reached[stream] if stream in self._reached else standing.state(stream)

        try:
            judged = judge(command, today=self._today, load=load)
        except Refused as error:
            self._say(draft, error.field, *_with_clause(error))
            return False
        row = HANDLING[type(command)]
        if judged.events and not (judged.stream.partition("-")[0] in _ALONE and load(judged.stream) is None):
            state = load(judged.stream)
            for event in judged.events:
                state = row.evolve(state, event)
            self._reached[judged.stream] = state
        return True

    @property
    def _today(self) -> date:
        return services().today()


_ALONE: Final = frozenset({"meeting", "work", "report", "lecture", "education", "reception", "commitment", "publicity"})
"""Records that nothing else in a file rests on when they are new; their states need not be held."""


def _with_clause(error: Refused) -> tuple[str, str]:
    cited = f"（{error.clause}）" if error.clause else ""
    return error.zh + cited, error.en + (f" ({error.clause})" if error.clause else "")


def batched(drafts: Iterable[Draft], size: int) -> Iterator[list[Draft]]:
    """Drafts in pieces."""
    piece: list[Draft] = []
    for draft in drafts:
        piece.append(draft)
        if len(piece) == size:
            yield piece
            piece = []
    if piece:
        yield piece
