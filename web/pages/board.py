"""The board: organisations of a subtree by duties by windows; and one duty of one organisation with its reasons."""

from flask import Blueprint, request

from domain.rule import Light, Measure, Status
from projections import status
from web.asking import asking, clocks
from web.boards import ORDER, Shown, arranged, columns, light_text, short_window, summary, weight
from web.errors import NotFound
from web.listings import duties as listings
from web.sheets.listing import Reply, answered
from web.viewer import viewer
from web.words import ref_text

blueprint = Blueprint("board", __name__)

PAGE, MARKS = 50, 270
"""Organisations and marks on one page of the board, at most: so many keep it small."""

Row = tuple[status.Line, dict[tuple[str, str], list[Shown]]]
"""An organisation with its windows by duty."""


def whole(name: str, default: int, *, least: int = 1, most: int = 9_999) -> int:
    """A whole number of the address, or the default."""
    text = request.args.get(name, "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 8 else default
    return min(max(number, least), most)


@blueprint.get("/board")
def board() -> Reply:
    """How every duty stands, organisation by organisation."""
    asked, when = asking(), clocks()
    root = asked.require(request.args.get("organisation") or viewer().organisation)
    year = whole("year", when.as_of.year, least=1900)
    gaps_only = request.args.get("gaps") == "1"
    document = request.args.get("policy", "")
    every = request.args.get("every") == "1"
    reading = asked.reading
    found = status.board(reading, root, year, when.as_of, when.known_at)
    clauses = status.clauses(reading, when.known_at)
    policies = status.policies(reading, when.known_at)
    # Duties that are evidenced or not crowd the board: they stand on the page of duties, here on request.
    counted = {key for key, clause in clauses.items() if every or clause.rule.measure is not Measure.EVIDENCE}
    cells = {
        id: [
            cell for cell in row if (not document or cell.policy == document) and (cell.policy, cell.clause) in counted
        ]
        for id, row in found.cells.items()
    }
    rows = [(line, arranged(cells[line.id], gaps_only=gaps_only)) for line in found.lines]
    counts = _counts(rows)
    if gaps_only:
        rows = [(line, duties) for line, duties in rows if duties]
    sheets = _sheets(rows)
    page, pages = whole("page", 1), len(sheets)
    page = min(page, pages)
    here = sheets[page - 1]
    shown = {line.id for line, _ in here}
    keep = {
        "organisation": root,
        "year": year,
        "gaps": "1" if gaps_only else "",
        "policy": document,
        "every": "1" if every else "",
    }
    titles = {id: one.document.title for id, one in policies.items()}
    return answered(
        "board.html",
        lambda: listings.board(
            rows, columns({line.id: cells[line.id] for line, _ in rows}, clauses), titles, year, root
        ),
        root=root,
        path=asked.tree(when.as_of, when.known_at).path(root),
        year=year,
        years=range(when.today.year + 1, when.today.year - 6, -1),
        gaps_only=gaps_only,
        every=every,
        document=document,
        policies=list(titles.items()),
        rows=here,
        total=len(found.lines),
        columns=columns({id: cells[id] for id in shown}, clauses) if here else [],
        counts=counts,
        legend=[(light.value, light_text(light.value)) for light in ORDER],
        page=page,
        pages=pages,
        keep=keep,
        clocks=when,
        head=reading.positions[status.NAME],
    )


def _sheets(rows: list[Row]) -> list[list[Row]]:
    """Rows page by page; one page at least."""
    sheets: list[list[Row]] = [[]]
    marks = 0
    for row in rows:
        more = sum(map(len, row[1].values()))
        if sheets[-1] and (len(sheets[-1]) == PAGE or marks + more > MARKS):
            sheets.append([])
            marks = 0
        sheets[-1].append(row)
        marks += more
    return sheets


def _counts(rows: list[Row]) -> list[tuple[str, str, int]]:
    tally: dict[str, int] = {}
    for _, duties in rows:
        for windows in duties.values():
            for one in windows:
                tally[one.light] = tally.get(one.light, 0) + one.times
    return [(light.value, light_text(light.value), tally[light.value]) for light in ORDER if light.value in tally]


@blueprint.get("/organisations/<organisation>/duties")
def duty(organisation: str) -> Reply:
    """Every duty of an organisation in a year, or one of them: what counted, what did not, and why."""
    asked, when = asking(), clocks()
    asked.require(organisation)
    reading = asked.reading
    year = whole("year", when.as_of.year, least=1900)
    clause = request.args.get("clause", "")
    gaps_only = request.args.get("gaps") == "1"
    statuses = status.duties(reading, organisation, year, when.as_of, when.known_at)
    clauses = status.clauses(reading, when.known_at)
    if clause:
        statuses = [one for one in statuses if one.clause == clause]
        if not statuses and not any(id == clause for _, id in clauses):
            raise NotFound
    counts = summary(statuses)
    if gaps_only:
        gaps = (Light.MISSED, Light.SHORT, Light.UNASSIGNED)
        statuses = [one for one in statuses if one.light in gaps]
    groups: dict[tuple[str, str], list[Status]] = {}
    for one in statuses:
        groups.setdefault((one.policy, one.clause), []).append(one)
    asked.learn(id for one in statuses for id in (one.person or "", one.policy, *one.holders) if id)
    shown = [
        (clauses.get(key), name_of(key[0]), key, found)
        for key, found in sorted(groups.items(), key=lambda item: weight(clauses.get(item[0])))
    ]
    titles = _titles(statuses)
    return answered(
        "duties.html",
        lambda: listings.duties([(one, policy, found) for one, policy, _, found in shown], titles, year, organisation),
        organisation=organisation,
        path=asked.tree(when.as_of, when.known_at).path(organisation),
        year=year,
        years=range(when.today.year + 1, when.today.year - 6, -1),
        clause=clause,
        gaps_only=gaps_only,
        groups=shown,
        counts=counts,
        titles=titles,
        short_window=short_window,
        keep={"year": year, "clause": clause, "gaps": "1" if gaps_only else ""},
        clocks=when,
        head=reading.positions[status.NAME],
    )


def name_of(policy: str) -> str:
    """Title of a policy."""
    return asking().name(policy)


def _titles(statuses: list[Status]) -> dict[str, str]:
    """What the facts behind statuses are called."""
    refs = {one.ref for each in statuses for one in each.counted} | {
        one.ref for each in statuses for one in each.passed
    }
    return {ref: ref_text(ref) for ref in refs}
