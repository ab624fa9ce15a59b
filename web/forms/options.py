"""What can be chosen in a form: each source is a function of the form, named by the schema's field."""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Final

from domain import contact, drafting, reception
from domain.appointment import Post
from domain.catalogue import load_all
from domain.kernel import record
from domain.reading import document_of
from domain.rule import Measure
from domain.scoring import points_text
from domain.terms import SECTIONS, code_label, event_label
from ledger.execution import state_of
from projections import directory, records, rectifications
from web.acts.row import Form
from web.asking import asking
from web.language import aside, pick, t
from web.saying import day
from web.services import services
from web.viewer import viewer
from web.words import LINE_KINDS, line_title, ref_text

MOST_PERSONS: Final = 300
MOST_RECORDS: Final = 200
MOST_BELOW: Final = 100
"""Records of a whole subtree that one form offers, the latest: a form stays small."""
CLAUSE_TEXT: Final = (18, 56)
"""Signs of a clause's words where one of all clauses is chosen: in Chinese, in English."""


@record
class Option:
    """One choice."""

    value: str
    label: str
    group: str = ""


def _organisations(form: Form) -> list[Option]:
    """The viewer's subtree, indented as the tree is."""
    tree = asking().tree()
    return [
        Option(value=one.id, label="\u3000" * depth + one.name) for depth, one in tree.subtree(viewer().organisation)
    ]


def _any_organisation(form: Form) -> list[Option]:
    """Besides the subtree: the superiors, and what stands directly under them."""
    tree = asking().tree()
    own = _organisations(form)
    seen = {option.value for option in own}
    above: list[Option] = []
    for superior in tree.path(viewer().organisation):
        for one in (superior, *tree.children(superior.id)):
            if one.id not in seen:
                seen.add(one.id)
                above.append(Option(value=one.id, label=one.name, group=t("上级及同级", "Above and beside")))
    inside = t("本辖区", "Own subtree") if above else ""
    return above + [Option(value=one.value, label=one.label, group=inside) for one in own]


def _everywhere(form: Form) -> list[Option]:
    """Every organisation of the register, indented as the tree is: where a member may come from or go to."""
    tree = asking().tree()
    return [
        Option(value=one.id, label="\u3000" * depth + one.name)
        for root in tree.roots()
        for depth, one in tree.subtree(root.id)
    ]


def _persons(form: Form) -> list[Option]:
    """Persons of the organisation first, then those directly above and below it."""
    asked = asking()
    reading, today = asked.reading, asked.today
    own = directory.persons(reading, [form.organisation], today)
    posts: dict[str, str] = {}
    for tenure in directory.roster(reading, form.organisation, today):
        posts.setdefault(tenure.person, _post(tenure))
    tree = asked.tree()
    body = tree.get(form.organisation)
    near = [one.id for one in tree.children(form.organisation)]
    if body is not None and body.parent:
        near.append(body.parent)
    others = [one for one in directory.persons(reading, near, today) if one.id not in {p.id for p in own}]
    home, away = asked.name(form.organisation), t("上级和下级组织", "Directly above and below")
    own.sort(key=lambda one: list(posts).index(one.id) if one.id in posts else len(posts))
    found = [Option(value=one.id, label=_person(one, posts.get(one.id, "")), group=home) for one in own]
    asked.learn(one.organisation for one in others)
    return found + [
        Option(value=one.id, label=_person(one, asked.name(one.organisation)), group=away)
        for one in others[:MOST_PERSONS]
    ]


def _post(tenure: directory.Tenure) -> str:
    return tenure.title or pick(code_label(Post(tenure.post)))


def _person(one: directory.Person, note: str) -> str:
    name = one.name or t("（已依法删除）", "(erased)")
    return f"{name}{aside(note)}" if note else name


def _anybody(form: Form) -> list[Option]:
    return _any_organisation(form) + _persons(form)


def _policies(form: Form) -> list[Option]:
    return [
        Option(value=one.id, label=f"{one.title}{aside(day(one.first))}")
        for one in directory.policies(asking().reading)
        if one.id != form.stream and any(asking().reaches(body) for body in one.binds)
    ]


@cache
def _packaged() -> tuple[tuple[str, str, str], ...]:
    return tuple((code, document.title, document.title_en) for code, (_, document) in load_all().items())


def _documents(form: Form) -> list[Option]:
    return [Option(value=code, label=t(zh, en or zh)) for code, zh, en in _packaged()]


def _parameters(form: Form) -> list[Option]:
    document = document_of(form.state.issued.catalogue)
    return [
        Option(value=one.name, label=t(one.zh, one.en) + aside(f"{t('默认', 'default')} {one.default}"))
        for one in document.parameters
    ]


def _clauses(form: Form) -> list[Option]:
    """Clauses that bind the organisation today, by document."""
    asked = asking()
    body = asked.tree().get(form.organisation)
    if body is None:
        return []
    found = []
    for policy in directory.policies_in_force(asked.reading, body.id, asked.today):
        state = state_of(services().ledger, policy.id)
        document = document_of(state.issued.catalogue)
        found += [
            Option(
                value=clause.id,
                label=f"{clause.cite}　{t(clause.zh, clause.en)}",
                group=t(document.title, document.title_en or document.title),
            )
            for clause in document.clauses
            if clause.rule.measure is not Measure.NONE
            and drafting.binds(document, clause, body.kind.value, body.sector.value)
        ]
    return found


def _resolutions(form: Form) -> list[Option]:
    return [
        Option(value=str(one.number), label=f"{one.number}　{one.text[:60]}")
        for one in form.state.held.resolutions
        if one.number not in form.state.carried_out
    ]


def _problems(form: Form) -> list[Option]:
    raised = {
        entry.event.number: entry.event.text
        for entry in form.entries
        if isinstance(entry.event, contact.ContactPointProblemRaised)
    }
    return [
        Option(value=str(number), label=f"{number}　{raised.get(number, '')[:60]}")
        for number in form.state.problems
        if number not in form.state.resolved
    ]


def _issues(form: Form) -> list[Option]:
    """Issues of a reception that are still open."""
    raised = {e.event.number: e.event.text for e in form.entries if isinstance(e.event, reception.IssueRaised)}
    return [
        Option(value=str(number), label=f"{number}　{raised.get(number, '')[:60]}")
        for number, issue in form.state.issues.items()
        if not issue.voided and issue.closed_on is None
    ]


def _sections(form: Form) -> list[Option]:
    """The part on party building, and all that clauses of the policies issued for the organisation ask for."""
    asked = asking()
    above = {one.id for one in asked.tree().path(form.organisation)}
    wanted = {"party_building"}
    for policy in directory.policies(asked.reading):
        if not above.isdisjoint(policy.binds):
            for clause in document_of(state_of(services().ledger, policy.id).issued.catalogue).clauses:
                rule = clause.rule
                wanted |= {one for part in (*rule.each, *rule.steps, rule.counts) for one in part.sections}
    known = [code for code in SECTIONS if code in wanted]
    own = sorted(wanted.difference(known))
    return [Option(value=code, label=pick(SECTIONS.get(code, (code, code)))) for code in (*known, *own)]


def _clauses_below(form: Form) -> list[Option]:
    """Measured clauses of every policy that binds somebody in reach: what an appraisal of them can look at."""
    asked = asking()
    found = []
    for policy in directory.policies(asked.reading):
        if any(asked.reaches(body) for body in policy.binds):
            document = document_of(state_of(services().ledger, policy.id).issued.catalogue)
            found += [
                Option(value=one.id, label=f"{one.cite}　{t(one.zh, one.en)}", group=policy.title)
                for one in document.clauses
                if one.rule.measure is not Measure.NONE
            ]
    return list({option.value: option for option in found}.values())


def _appraisal_rounds(form: Form) -> list[Option]:
    """Appraisals of the organisation's superiors whose indicators are fixed, the latest first."""
    asked = asking()
    above = [one.id for one in asked.tree().path(form.organisation)]
    wanted = records.Wanted(organisations=above, kinds=("appraisal",))
    return [
        Option(value=one.ref, label=f"{asked.name(one.organisation)}　{line_title(one)}")
        for one in records.find(asked.reading, wanted, limit=MOST_RECORDS)
        if one.stage == "fixed"
    ]


def _appraised(form: Form) -> list[Option]:
    """The organisation itself, or one of its persons."""
    own = directory.persons(asking().reading, [form.organisation], asking().today)
    return [
        Option(value=form.organisation, label=asking().name(form.organisation)),
        *(Option(value=one.id, label=_person(one, "")) for one in own),
    ]


def _indicators(form: Form) -> list[Option]:
    """Indicators of the round that the sheet belongs to."""
    return [
        Option(value=str(one.number), label=f"{one.number}　{one.title}{aside(points_text(one.maximum))}")
        for one in state_of(services().ledger, form.state.appraisal).indicators
    ]


def _attached(form: Form) -> list[Option]:
    return [Option(value=ref, label=ref_text(ref) or ref) for ref in sorted(form.state.attached)]


def _lines(form: Form, *kinds: str) -> list[Option]:
    """Records of the organisation, the latest first."""
    asked = asking()
    wanted = records.Wanted(organisations=[form.organisation], kinds=kinds)
    found = records.find(asked.reading, wanted, limit=MOST_RECORDS)
    asked.learn(one.about for one in found)
    return [
        Option(
            value=one.ref,
            label=" ".join(filter(None, (day(one.occurred_on) if one.occurred_on else "", line_title(one)))),
            group=pick(LINE_KINDS[one.kind]),
        )
        for one in found
    ]


def _points(form: Form) -> list[Option]:
    return _lines(form, "contact_point")


def _records(form: Form) -> list[Option]:
    kinds = [kind for kind in LINE_KINDS if kind not in ("visit", "file")]
    return [one for one in _lines(form, *kinds) if "#" not in one.value]


def _evidence(form: Form) -> list[Option]:
    """Files first, then records that speak for themselves."""
    found = _lines(form, *(kind for kind in LINE_KINDS if kind not in ("list", "calendar")))
    return sorted(found, key=lambda one: not one.value.startswith("file-"))


def _rounds(form: Form) -> list[Option]:
    """Reviews that superiors arranged."""
    asked = asking()
    above = [one.id for one in asked.tree().path(form.organisation) if one.id != form.organisation]
    if not above:
        return []
    found = records.find(asked.reading, records.Wanted(organisations=above, kinds=("review",)), limit=MOST_RECORDS)
    return [Option(value=one.ref, label=line_title(one), group=asked.name(one.organisation)) for one in found]


def _member_situations(form: Form) -> list[Option]:
    """Special situations of a member that have not ended."""
    return [
        Option(value=str(number), label=f"{number}　{day(special.first)}")
        for number, special in form.state.situations.items()
        if special.last is None
    ]


def _member_problems(form: Form) -> list[Option]:
    """Problems of a member whose handling goes on."""
    return [
        Option(value=str(number), label=f"{number}　{pick(code_label(trouble.problem))}")
        for number, trouble in form.state.troubles.items()
        if trouble.stage not in ("resolved", "disposed")
    ]


def _member_entries(form: Form) -> list[Option]:
    """Entries of a member that stand, but for the registration."""
    return [
        Option(value=str(version), label=f"{version}　{pick(event_label(type(event)))}")
        for version, event in reversed(form.state.kept)
        if version != form.state.stands_at
    ]


def _below(form: Form) -> list[Option]:
    """Records of the organisation and of everything under it, the latest first: what a superior's act may rest on."""
    asked = asking()
    bodies = [one.id for _, one in asked.tree().subtree(form.organisation)]
    found = records.find(asked.reading, records.Wanted(organisations=bodies), limit=MOST_BELOW)
    asked.learn(one.about for one in found)
    return [
        Option(
            value=one.ref,
            label=" ".join(
                filter(
                    None, (day(one.occurred_on) if one.occurred_on else "", pick(LINE_KINDS[one.kind]), line_title(one))
                )
            ),
            group=asked.name(one.organisation),
        )
        for one in sorted(found, key=lambda one: bodies.index(one.organisation))
    ]


def _every_clause(form: Form) -> list[Option]:
    """Clauses in force anywhere in the viewer's subtree, by document: a duty may be another organisation's."""
    asked = asking()
    found = []
    for policy in directory.policies(asked.reading):
        if not any(asked.reaches(body) for body in policy.binds):
            continue
        document = document_of(state_of(services().ledger, policy.id).issued.catalogue)
        group = t(document.title, document.title_en or document.title)
        found += [
            Option(
                value=clause.id,
                label=f"{clause.cite}　{t(_cut(clause.zh, CLAUSE_TEXT[0]), _cut(clause.en, CLAUSE_TEXT[1]))}",
                group=group,
            )
            for clause in document.clauses
        ]
    return found


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def _citations(form: Form) -> list[Option]:
    """What a case cites, by the entries that cited it."""
    return [
        Option(value=str(number), label=f"{pick(code_label(one.element))}　{one.text[:60]}")
        for number, one in form.state.citations.items()
    ]


def _problems_found(form: Form) -> list[Option]:
    """Problems that inspections found at the organisation or below it, those without an order first."""
    asked = asking()
    found = rectifications.problems_at(asked.reading, asked.tree().ids(form.organisation) or [form.organisation])
    asked.learn(one.inspected for one in found)
    found.sort(key=lambda one: bool(one.orders))
    return [
        Option(
            value=one.ref,
            label=f"{day(one.found_on)} {asked.name(one.inspected)}　{one.text[:60]}",
            group=t("已责令整改", "Ordered already") if one.orders else t("尚未责令整改", "Not yet ordered"),
        )
        for one in found[:MOST_RECORDS]
    ]


def _verifiers(form: Form) -> list[Option]:
    """Persons of the organisation that ordered a rectification and of the viewer's own, then those near by."""
    asked = asking()
    bodies = dict.fromkeys((form.state.ordered.ordered_by, viewer().organisation))
    own = directory.persons(asked.reading, list(bodies), asked.today)
    asked.learn(bodies)
    found = [Option(value=one.id, label=_person(one, ""), group=asked.name(one.organisation)) for one in own]
    return found + [one for one in _persons(form) if one.value not in {option.value for option in found}]


def _none(form: Form) -> list[Option]:
    return []


SOURCES: Final[Mapping[str, Callable[[Form], list[Option]]]] = {
    "organisation": _organisations,
    "any_organisation": _any_organisation,
    "everywhere": _everywhere,
    "person": _persons,
    "anybody": _anybody,
    "policies": _policies,
    "documents": _documents,
    "parameters": _parameters,
    "clauses": _clauses,
    "resolutions": _resolutions,
    "problems": _problems,
    "issues": _issues,
    "problems_found": _problems_found,
    "verifiers": _verifiers,
    "sections": _sections,
    "attached": _attached,
    "clauses_below": _clauses_below,
    "appraisal_rounds": _appraisal_rounds,
    "appraised": _appraised,
    "indicators": _indicators,
    "points": _points,
    "records": _records,
    "evidence": _evidence,
    "below": _below,
    "every_clause": _every_clause,
    "citations": _citations,
    "items": _none,
    "rounds": _rounds,
    "member_situations": _member_situations,
    "member_problems": _member_problems,
    "member_entries": _member_entries,
}
"""Source -> what it offers; any other source is a kind of record, and offers the organisation's own."""


def options(source: str, form: Form, chosen: Iterable[str]) -> list[Option]:
    """Choices of a source; what was chosen stays to be seen, also where it is no longer on offer."""
    found = SOURCES[source](form) if source in SOURCES else _lines(form, source)
    there = {option.value for option in found}
    lost = [value for value in chosen if value and value not in there]
    return found + [Option(value=value, label=ref_text(value) or value) for value in lost]
