"""Boards and organisations compared: cells with their facts, the tree, who holds which post."""

from collections.abc import Sequence
from typing import Final

from domain.appointment import Portfolio, Post
from domain.identity import calendar_of, posts_of, stream_of
from domain.organisation import Rating
from domain.periods import STANDING
from domain.rule import Clause, Counted, Measure, Passed, Status
from domain.terms import code_label
from projections import directory, status
from web.asking import Clocks, asking
from web.boards import window_text
from web.comparing.sides import Ask, Pair, Thing, address
from web.language import pick, t
from web.saying import day

_MOST: Final = 400
"""Organisations whose cells are laid open at once."""


def board(root: str, year: int, below: bool, pair: Pair) -> tuple[Ask, int]:
    """Cells of an organisation and those below it; and how many organisations with differences are left out.

    Only organisations with a cell that differs are laid open.
    """
    every, clauses = _otherwise(root, year, below, pair)
    bodies = every[:_MOST]

    def ask(when: Clocks) -> dict[str, Thing]:
        reading = asking().reading
        found = status.statuses_of(reading, bodies, year, when.as_of, when.known_at, only=clauses)
        texts = status.clauses(reading, when.known_at)
        judged = [one for body in bodies for one in found.get(body, ()) if "stricter_governs" not in one.findings]
        asking().learn([id for one in judged for id in (one.organisation, one.person or "")])
        return {_key(one): _cell(one, texts.get((one.policy, one.clause)), year, when) for one in judged}

    return ask, len(every) - len(bodies)


def _otherwise(root: str, year: int, below: bool, pair: Pair) -> tuple[Sequence[str], frozenset[str]]:
    """Organisations and clauses of which some cell is not the same on all sides."""
    sides = []
    moments = [pair.first, pair.second]
    if pair.first.as_of != pair.second.as_of:
        moments.append(pair.between)
    for when in moments:
        found = status.board(asking().reading, root, year, when.as_of, when.known_at)
        sides.append(found.cells if below else {root: found.cells.get(root, ())})
    bodies: list[str] = []
    clauses: set[str] = set()
    for body in dict.fromkeys(body for side in sides[::-1] for body in side):
        one, *others = (_by_clause(side.get(body, ())) for side in sides)
        known = {clause for side in (one, *others) for clause in side}
        otherwise = {clause for clause in known if any(side.get(clause) != one.get(clause) for side in others)}
        if otherwise:
            bodies.append(body)
            clauses |= otherwise
    return bodies, frozenset(clauses - _evidenced(pair))


def _by_clause(cells: Sequence[status.Cell]) -> dict[str, list[tuple[object, ...]]]:
    """What is shown of each clause; what moves on by itself, such as the days over, does not count."""
    found: dict[str, list[tuple[object, ...]]] = {}
    for cell in cells:
        due = "" if cell.window == STANDING else cell.due
        said = (cell.policy, cell.window, cell.person, cell.light, cell.done, cell.minimum, due, cell.persons)
        found.setdefault(cell.clause, []).append(said)
    return found


def _evidenced(pair: Pair) -> set[str]:
    """Duties that are evidenced or not do not stand on the board."""
    return {
        clause.id
        for when in (pair.first, pair.second)
        for clause in status.clauses(asking().reading, when.known_at).values()
        if clause.rule.measure is Measure.EVIDENCE
    }


def _key(one: Status) -> str:
    return "|".join((one.organisation, one.policy, one.clause, one.window, one.person or ""))


def _cell(one: Status, clause: Clause | None, year: int, when: Clocks) -> Thing:
    looked: tuple[Counted | Passed, ...] = (*one.counted, *one.passed)
    facts: dict[str, set[object]] = {}
    for fact in looked:
        said = (fact.ref, fact.occurred_on, fact.position, fact.reason if isinstance(fact, Passed) else "")
        facts.setdefault(stream_of(fact.ref), set()).add(said)
    rests: dict[str, object] = dict(facts)
    rests[one.policy] = (one.minimum, one.opens, one.closes, "" if one.window == STANDING else one.due)
    rests[posts_of(one.organisation)] = one.holders
    said_of = [t(clause.zh, clause.en) if clause else one.clause, window_text(one.window)]
    if one.person:
        said_of.append(_name(one.person))
    return Thing(
        title=t("，", ", ").join(said_of),
        group=_name(one.organisation),
        link=address("board.duty", when, organisation=one.organisation, year=year, clause=one.clause),
        fields=(
            (t("状态", "Status"), pick(code_label(one.light))),
            (t("计入", "Counted"), str(one.count)),
            (t("最低要求", "Minimum"), "—" if one.minimum is None else str(one.minimum)),
            # What has to hold at all times is due on whatever day is asked about.
            (t("期限", "Due"), t("随时", "at all times") if one.window == STANDING else day(one.due)),
        ),
        own=frozenset({one.organisation, calendar_of(year)}),
        rests=rests,
    )


def _name(id: str | None) -> str:
    return asking().name(id) or t("（已依法删除）", "(erased)")


def organisations(root: str) -> Ask:
    """The tree: added, dissolved, renamed, moved."""

    def ask(when: Clocks) -> dict[str, Thing]:
        tree = asking().tree(when.as_of, when.known_at)
        found = {}
        for _, one in tree.subtree(root):
            above = tree.get(one.parent) if one.parent else None
            fields = (
                (t("名称", "Name"), one.name),
                (t("上级", "Superior"), above.name if above else "—"),
                (t("类型", "Kind"), pick(code_label(one.kind))),
                (t("领域", "Sector"), pick(code_label(one.sector))),
                (t("等次", "Rating"), pick(code_label(Rating(one.rating))) if one.rating else ""),
                (t("代码", "Code"), one.code),
            )
            found[one.id] = Thing(
                title=one.name,
                fields=tuple(pair for pair in fields if pair[1]),
                link=address("organisations.show", when, organisation=one.id),
                own=frozenset({one.id}),
            )
        return found

    return ask


def roster(organisation: str) -> Ask:
    """Who holds which post."""

    def ask(when: Clocks) -> dict[str, Thing]:
        held = directory.roster(asking().reading, organisation, when.as_of, when.known_at)
        asking().learn([one.person for one in held])
        return {
            one.ref: Thing(
                title=f"{_name(one.person)} {one.title or pick(code_label(Post(one.post)))}",
                fields=(
                    (t("姓名", "Name"), _name(one.person)),
                    (t("职务", "Post"), one.title or pick(code_label(Post(one.post)))),
                    (t("主持工作", "Acting"), t("是", "yes") if one.acting else t("否", "no")),
                    (t("分管", "Portfolio"), t("、", ", ").join(pick(code_label(Portfolio(p))) for p in one.portfolio)),
                    (t("自", "Since"), day(one.first)),
                    (t("至", "To"), day(one.last) if one.last else ""),
                ),
                link=address("people.show", when, person=one.person),
                own=frozenset({posts_of(organisation)}),
            )
            for one in held
        }

    return ask
