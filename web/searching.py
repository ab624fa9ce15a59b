"""Searching 检索: organisations, persons, records, evidence, policies and clauses in reach that fit what was typed.

Records and evidence come from the view. What is few is compared here: organisations, policies, clauses; and persons,
whose names lie sealed in the views and are opened only to be compared, within reach, and never for whom they are kept
from. Mistyped words are tried once nothing else was found.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from flask import url_for
from markupsafe import Markup

from domain.identity import is_stream_id, kind_of
from domain.kernel import LOST, record
from domain.terms import KINDS
from projections import directory, search, status
from projections.sounds import Rank, Term, terms_of
from web.asking import Clocks, asking
from web.language import pick, t
from web.links import link
from web.viewer import viewer
from web.words import line_stage, line_title

GROUPS: Final = {
    "organisations": ("组织", "Organisations"),
    "persons": ("人员", "People"),
    "records": ("记录", "Records"),
    "evidence": ("证明材料", "Evidence"),
    "policies": ("制度文件", "Documents"),
    "clauses": ("制度条款", "Clauses"),
}
RECORD_KINDS: Final = tuple(
    sorted({event.__module__.rpartition(".")[2] for event in search.Search.reads} - {"evidence"})
)
"""Kinds of record that are searched by their words."""

MOST: Final = 1_000
"""Hits among records that are looked at; whoever has more asks more closely."""
_AROUND: Final = 40

WHY: Final = {
    Rank.EXACT: ("名称相同", "the same name"),
    Rank.PREFIX: ("名称开头", "begins so"),
    Rank.WITHIN: ("名称中有", "in the title"),
    Rank.TEXT: ("正文中有", "in the text"),
    Rank.PINYIN: ("拼音相同", "by pinyin"),
    Rank.INITIALS: ("拼音首字母相同", "by initials"),
    Rank.SLIP: ("读音相近", "sounds alike"),
}


@record
class Found:
    """One thing found, before it is told."""

    group: str
    rank: Rank
    ref: str
    title: str = ""
    rest: str = ""
    organisation: str = ""
    day: str = ""
    kind: str = ""
    note: str = ""
    """Told beside it, and not looked at."""
    hit: search.Hit | None = None


@record
class Told:
    """One thing found, as a page shows it."""

    group: str
    kind: str
    """What it is, in words."""
    title: Markup
    excerpt: Markup
    url: str
    organisation: str
    state: str
    voided: bool
    day: str
    why: str
    ref: str
    rank: Rank
    text: str
    """The title without marks."""


@record
class Results:
    """What was found, best first within each group."""

    terms: tuple[Term, ...]
    slip: bool
    """Nothing fitted as it was typed."""
    groups: dict[str, list[Found]]
    more: bool
    """There are more records than are looked at."""

    @property
    def total(self) -> int:
        """How many in all."""
        return sum(map(len, self.groups.values()))


def results(query: str, bodies: Sequence[str], when: Clocks, *, kind: str = "", year: int = 0) -> Results:
    """Everything in these organisations that fits; ``kind``: a group, or a kind of record."""
    found = Results(terms=(), slip=False, groups={}, more=False)
    # What was below this organisation then need not be in reach today.
    here = tuple(one for one in bodies if asking().reaches(one))
    for slip in (False, True):
        terms = terms_of(query, slip=slip)
        if not terms:
            return found
        if slip and not any(term.patterns for term in terms):
            break
        found = _found(terms, here, when, kind, year, slip=slip)
        if found.total:
            break
    return found


def _found(
    terms: tuple[Term, ...], bodies: Sequence[str], when: Clocks, kind: str, year: int, *, slip: bool
) -> Results:
    groups: dict[str, list[Found]] = {}
    # Only records are of a year.
    apart = {} if year else _APART
    for group, every in apart.items():
        if kind in ("", group):
            some = [one for one in (_fitting(terms, one) for one in every(bodies, when)) if one is not None]
            groups[group] = sorted(some, key=lambda one: one.rank)
    hits = []
    if kind in ("", "records", "evidence", *RECORD_KINDS):
        asked = search.Asked(
            organisations=bodies,
            terms=terms,
            kinds=_KINDS_IN.get(kind) or ((kind,) if kind else ()),
            year=year,
            last=None if when.as_of == when.today else when.as_of,
        )
        hits = search.find(asking().reading, asked, known_at=when.known_at, most=MOST + 1)
    for hit in hits[:MOST]:
        group = "evidence" if hit.kind == "evidence" else "records"
        ref = f"{hit.stream}#{hit.part}" if hit.part else hit.stream
        groups.setdefault(group, []).append(
            Found(
                group=group,
                rank=hit.rank,
                ref=ref,
                organisation=hit.organisation,
                day=hit.day,
                kind=hit.kind,
                hit=hit,
            )
        )
    kept = {group: groups[group] for group in GROUPS if groups.get(group)}
    return Results(terms=terms, slip=slip, groups=kept, more=len(hits) > MOST)


_KINDS_IN: Final = {"records": RECORD_KINDS, "evidence": ("evidence",)}


def _fitting(terms: Sequence[Term], one: Found) -> Found | None:
    """With the rank of the word that fits it worst; None where one does not fit."""
    worst = Rank.EXACT
    for term in terms:
        rank = term.rank(one.title, one.rest)
        if rank is None:
            return None
        worst = max(worst, rank)
    return replace(one, rank=worst)


# --- what is few --------------------------------------------------------------------------------


def _organisations(bodies: Sequence[str], when: Clocks) -> Iterator[Found]:
    tree = asking().tree(when.as_of, when.known_at)
    for body in bodies:
        one = tree.get(body)
        if one is not None:
            yield Found(
                group="organisations",
                rank=Rank.EXACT,
                ref=body,
                title=one.name,
                rest=one.code,
                organisation=one.parent or "",
            )


def _persons(bodies: Sequence[str], when: Clocks) -> Iterator[Found]:
    asked = asking()
    for one in directory.persons(asked.reading, bodies, when.as_of, when.known_at):
        # A name that is kept back is not found either: else it could be guessed.
        if one.name and one.name != LOST and one.id not in asked.hidden:
            yield Found(group="persons", rank=Rank.EXACT, ref=one.id, title=one.name, organisation=one.organisation)


def _policies(_: Sequence[str], when: Clocks) -> Iterator[Found]:
    asked = asking()
    above = {one.id for one in asked.tree().path(viewer().organisation)}
    for one in directory.policies(asked.reading, when.known_at):
        if one.first <= when.as_of and (not above.isdisjoint(one.binds) or any(map(asked.reaches, one.binds))):
            yield Found(
                group="policies",
                rank=Rank.EXACT,
                ref=one.id,
                title=one.title,
                rest=one.document,
                day=one.first.isoformat(),
            )


def _clauses(bodies: Sequence[str], when: Clocks) -> Iterator[Found]:
    allowed = {one.ref for one in _policies(bodies, when)}
    for id, one in status.policies(asking().reading, when.known_at).items():
        for clause in one.document.clauses if id in allowed else ():
            yield Found(
                group="clauses",
                rank=Rank.EXACT,
                ref=f"{id}#{clause.id}",
                title=pick((clause.zh, clause.en)),
                rest=f"{clause.en} {clause.zh}",
                note=f"《{one.document.title}》{clause.cite}",
                day=one.effective_on.isoformat(),
            )


_APART: Final[dict[str, Callable[[Sequence[str], Clocks], Iterator[Found]]]] = {
    "organisations": _organisations,
    "persons": _persons,
    "policies": _policies,
    "clauses": _clauses,
}


# --- telling -----------------------------------------------------------------------------------------


def told(found: Sequence[Found], terms: Sequence[Term], when: Clocks) -> list[Told]:
    """A page of what was found, in words and with marks."""
    asking().learn(id for one in found for id in (one.organisation, one.ref) if is_stream_id(id))
    return [_record(one, terms, when) if one.hit is not None else _few(one, terms, when) for one in found]


def _few(one: Found, terms: Sequence[Term], when: Clocks) -> Told:
    state, url = "", ""
    stream, _, part = one.ref.partition("#")
    match one.group:
        case "organisations":
            url = url_for("organisations.show", organisation=stream)
        case "persons":
            url = url_for("people.show", person=stream)
        case _:
            url = url_for("policies.show", stream=stream, _anchor=part or None)
            policy = status.policies(asking().reading, when.known_at).get(stream)
            if policy is not None:
                now = policy.in_force(when.as_of)
                state = t("现行有效", "in force") if now else t("已停止执行", "no longer in force")
    return Told(
        group=one.group,
        kind=pick(GROUPS[one.group]),
        title=marked(one.title, terms),
        excerpt=Markup("{}").format(one.note) if one.note else _excerpt(one.rest, terms, one.rank),
        url=url,
        organisation=one.organisation,
        state=state,
        voided=False,
        day=one.day,
        why=pick(WHY[one.rank]),
        ref=one.ref,
        rank=one.rank,
        text=one.title,
    )


def _record(one: Found, terms: Sequence[Term], when: Clocks) -> Told:
    assert one.hit is not None
    said = search.said(asking().reading, one.hit, when.known_at)
    stream, part = one.hit.stream, one.hit.part
    line = asking().line(stream)
    own = asking().line(f"{stream}#{part.removeprefix('n')}") if kind_of(stream) in ("contact", "inspection") else None
    stands = own or line
    title = said.title if not part else ""
    title = title or (line_title(line) if line is not None else "") or t("（无标题）", "(untitled)")
    return Told(
        group=one.group,
        kind=pick(KINDS[one.kind]),
        title=marked(title, terms),
        excerpt=_excerpt(f"{said.title}\n{said.rest}" if part else said.rest, terms, Rank.TEXT if part else one.rank),
        url=_address(stream, part),
        organisation=one.organisation,
        state=line_stage(stands) if stands is not None else "",
        voided=stands is not None and stands.stage == "voided",
        day=one.day,
        why=pick(WHY[one.rank]),
        ref=one.ref,
        rank=one.rank,
        text=title,
    )


def _address(stream: str, part: str) -> str:
    """Of a record, at the entry or item where it was found."""
    if part.startswith("n"):
        return link(f"{stream}#{part[1:]}")
    return link(stream if part == "paper" else f"{stream}#{part}" if part else stream)


def marked(text: str, terms: Sequence[Term]) -> Markup:
    """The text with what was looked for marked in it."""
    spans = sorted(span for term in terms for span in term.spans(text))
    parts, at = [], 0
    for first, end in spans:
        if end <= at:
            continue
        start = max(first, at)
        parts.append(Markup("{}<mark>{}</mark>").format(text[at:start], text[start:end]))
        at = end
    return Markup().join([*parts, Markup("{}").format(text[at:])])


def _excerpt(text: str, terms: Sequence[Term], rank: Rank) -> Markup:
    """The place in a longer text where it stands; nothing where the title says enough."""
    text = " ".join(text.split())
    spans = [span for term in terms for span in term.spans(text)]
    if not text or (rank is not Rank.TEXT and not spans):
        return Markup()
    first = min(spans)[0] if spans else 0
    start, end = max(0, first - _AROUND), first + 2 * _AROUND
    cut = f"{'…' if start else ''}{text[start:end].strip()}{'…' if end < len(text) else ''}"
    return marked(cut, terms)
