"""Education of members 党员教育: days credited in a year, member by member; and one member's year with its sessions."""

from flask import Blueprint, render_template, request

from domain.education import Progress
from domain.member import Category, Situation
from domain.review import Grade
from domain.session_verdict import Verdict
from domain.terms import code_label
from projections import members as view
from web.acts import beginning, offered
from web.asking import asking, clocks
from web.language import pick
from web.listings import rolls as rolled
from web.registers import education as rolls
from web.registers import lights as rolling
from web.registers.extent import extent, sheet
from web.registers.reach import reachable
from web.sheets.listing import Reply, answered
from web.viewer import viewer
from web.words import ref_text

blueprint = Blueprint("education", __name__)


@blueprint.get("/registers/education")
def listing() -> Reply:
    """How many days each member of these organisations was credited, and what else stands in the year."""
    asked, when = asking(), clocks()
    of, year = extent(when), rolling.year_of(when)
    reading = asked.reading
    progress = request.args.get("progress", "")
    every = view.years_of(reading, of.bodies, year, when.as_of, when.known_at)
    rows = rolls.chosen(every, progress, when)
    part = sheet(rows)
    asked.learn(id for one in part.rows for id in (one.person, one.organisation))
    sums = view.totals(every, when.as_of)
    contents = view.by_content(view.sessions_of(reading, of.bodies, year, when.as_of, when.known_at))
    analysis = view.analysis_due(reading, of.root, when.as_of, when.known_at)
    return answered(
        "education.html",
        lambda: rolled.education(rows, sums, year, of.root, rolls.uncriticised(reading, rows, when)),
        of=of,
        path=asked.tree(when.as_of, when.known_at).path(of.root),
        part=part,
        every=len(every),
        year=year,
        years=rolling.years(when),
        progress=progress,
        counts=[(code, sum(one.education is code for one in every)) for code in Progress],
        unexcused=sum(bool(one.unexcused) for one in every),
        training=sum(one.training_due for one in sums),
        uncriticised=rolls.uncriticised(reading, part.rows, when),
        reached=reachable(one.member for one in part.rows),
        sums=sums,
        contents=[(pick(code_label(code)), number) for code, number in contents.items()],
        analysis=analysis,
        keep={**of.parameters(), "year": year, "progress": progress},
        clocks=when,
        head=reading.positions[view.NAME],
        begin=beginning(viewer(), "education", "review"),
        label_of_grade=lambda code: pick(code_label(Grade(code))),
        **rolling.helpers(),
    )


@blueprint.get("/registers/education/<person>")
def show(person: str) -> str:
    """One member's year: each number with the sessions behind it, and those that did not count."""
    asked, when = asking(), clocks()
    year = rolling.year_of(when)
    file = rolls.file_of(person, year, when)
    one, member = file.year, file.membership.member
    titles = {
        each.session.ref: ref_text(each.session.ref) for each in file.looked if asked.reaches(each.session.organisation)
    }
    asked.learn(each.session.organisation for each in file.looked)
    acts = offered(viewer(), "member", asked.standing.state(member)) if when.known_at is None else []
    return render_template(
        "education_member.html",
        file=file,
        person=person,
        one=one,
        member=member,
        titles=titles,
        counted=[each for each in file.looked if each.verdict is Verdict.CREDITED],
        passed=[each for each in file.looked if each.verdict is not Verdict.CREDITED],
        deeds=[
            deed
            for deed in view.deeds_of(asked.reading, member, when.known_at)
            if deed.occurred_on <= when.as_of and deed.what in ("home_study", "rotation_training", "lower_training")
        ],
        specials=[special for special in file.membership.specials if special.first <= when.as_of],
        overdue=one is not None and one.training_due is not None and one.training_due < when.as_of,
        category=pick(code_label(Category(one.category))) if one else "",
        situation=lambda code: pick(code_label(Situation(code))),
        grade=pick(code_label(Grade(one.grade))) if one and one.grade else "",
        acts=acts,
        year=year,
        years=rolling.years(when),
        clocks=when,
        head=asked.reading.positions[view.NAME],
        **rolling.helpers(),
    )
