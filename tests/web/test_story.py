"""A year of one township, lived through HTTP only: forms as a browser sends them, answers as pages and API give them.

It is 2025 in 柳溪乡. The clerk (乡党委) and the supervisor (区委) sign in and fill in forms; nothing reaches the
ledger but by them. What a status, a day count or a score must be is reckoned by hand in the comments, not by the
program. The year in one line a month:

    January    the list is drafted and issued; the round of appraisal is opened and its indicators fixed
    February   contact points, a project, members
    March      the first quarter's meeting, the first days of education
    May        the second quarter's meeting, chaired by the deputy: the quarter is missed
    July       an inspection finds it; two orders; the village's report is returned and handed in again
    August     one order is extended in time and put right; the other runs over, too late for an extension
    September  it is rejected, reported again, verified and struck off
    October    a case against whoever answered for the missed quarter
    December   the year's last meeting; days of education are counted up
    January    the second report comes late; the sheet is scored and its result issued
    February   the minutes of May turn out to be wrong: what rested on them is flagged and not altered
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from clerk import PASSWORD, Browser, Page, signed_in
from office import ACCOUNTS, DEPUTY, DISTRICT, POLICY, SECRETARY, TOWNSHIP, VILLAGE, Office, opened

from domain.identity import account_of, list_of, sheet_of
from ledger.execution import state_of
from web.secrets import Scope
from web.secrets.bearers import LASTS_AT_MOST

CLERK, SUPERVISOR = "clerk", "supervisor"
QUARTERLY = "township-quarterly-committee-meeting"
POINTS = "township-secretary-deputy-2-3-points"
VISITS = "township-contact-visit-often"
REPORTS = "township-written-report-twice"
LECTURES = "c2006-edu-leader-lecture-annual"
TWELVE_DAYS, SIX_DAYS = "c2006-edu-days-12", "c2006-edu-days-6"
VILLAGES = ("石桥村党支部", "柳西村党支部", "柳东村党支部", "柳北村党支部")


def said(page: Page) -> str:
    """What stands above a form that was refused."""
    alert = page.html.partition('role="alert"')[2].partition("</div>")[0]
    return " ".join(re.sub("<[^>]*>?|^>", " ", alert).split())


CLOCKS = {"as_of", "known_at", "as_of_a", "as_of_b", "known_a", "known_b"}


def asked_at_any_time(link: str) -> tuple[str, frozenset[tuple[str, str]]]:
    """What a link asks: of those that differ only in their clocks one is followed (the others: `test_timebar`)."""
    parts = urlsplit(link)
    return parts.path, frozenset((name, "" if name in CLOCKS else said) for name, said in parse_qsl(parts.query))


@dataclass
class Year:
    """The office, the day it is, and what was recorded so far, by the names the story gives it."""

    office: Office
    known: dict[str, str] = field(default_factory=dict)
    _browsers: dict[str, Browser] = field(default_factory=dict)

    def __getitem__(self, name: str) -> str:
        return self.known[name]

    def day(self, text: str) -> None:
        """Noon of that day in Shanghai."""
        day = date.fromisoformat(text)
        self.office.clock.now = datetime(day.year, day.month, day.day, 4, 0, tzinfo=UTC)

    @property
    def today(self) -> str:
        return self.office.services.today().isoformat()

    def browser(self, who: str) -> Browser:
        if who not in self._browsers:
            self._browsers[who] = signed_in(self.office, who)
        return self._browsers[who]

    # --- acts ---

    def sends(self, who: str, act: str, at: str, /, **typed: Any) -> Page:
        """Open the form, type into it, send it. What happened, happened today unless the story says otherwise."""
        path = f"/acts/{act}"
        form = self.browser(who).get(f"{path}?{at}")
        assert form.status == 200, (act, form.status, form.words[:400])
        fields = form.form(path)
        today = {"occurred_on": self.today} if fields.get("occurred_on") == [""] else {}
        answer = self.browser(who).post(path, {**fields, **today, **typed})
        if "请再次验证身份" not in answer.words:
            return answer
        return self.browser(who).post(path, {**answer.form(path), "_password": PASSWORD})

    def does(self, who: str, act: str, at: str, /, **typed: Any) -> str:
        """The act is taken; the record it is about."""
        answer = self.sends(who, act, at, **typed)
        assert answer.status == 303, (act, answer.status, said(answer))
        receipt = answer.location.partition("/receipts/")[2].partition("?")[0]
        stream = str(self.office.client(who).get(f"/receipts/{receipt}").json["stream"])
        if stream.startswith("approval-") and act != "give_approval":
            self.does("decider", "give_approval", f"approval={stream}")
            return str(state_of(self.office.services.ledger, stream).asked.about)
        return stream

    def begins(self, name: str, who: str, act: str, at: str, /, **typed: Any) -> None:
        """The act begins a record, which the story calls ``name``."""
        self.known[name] = self.does(who, act, at, **typed)

    def is_refused(self, who: str, act: str, at: str, /, *words: str, **typed: Any) -> None:
        """The act is refused in these words, and nothing is stored."""
        before = self.office.position()
        answer = self.sends(who, act, at, **typed)
        assert answer.status in (409, 422), (act, answer.status)
        for word in words:
            assert word in said(answer)
        assert self.office.position() == before

    # --- questions ---

    def status(self, clause: str, window: str, *, of: str = TOWNSHIP, person: str | None = None, **clocks: Any) -> Any:
        """How a duty stands, as the API answers."""
        asked = {"as_of": self.today, **clocks}
        year = window[:4] if window != "standing" else asked["as_of"][:4]
        answer = self.office.client(SUPERVISOR).get(f"/organisations/{of}/duties/{year}", clause=clause, **asked)
        assert answer.status_code == 200, answer.text
        found = [one for one in answer.json["statuses"] if one["window"] == window and one["person"] == person]
        assert len(found) == 1, (clause, window, person, answer.json["statuses"])
        return found[0]

    def on_the_board(self, clause: str, window: str, **clocks: Any) -> tuple[str, int, int]:
        """Light, count and days over in the township's row of the board."""
        asked = {"as_of": self.today, **clocks}
        board = self.office.client(SUPERVISOR).get(f"/boards/{TOWNSHIP}/{window[:4]}", **asked).json
        (duty,) = [number for number, one in enumerate(board["duties"]) if one["clause"] == clause]
        (row,) = [one for one in board["organisations"] if one["organisation"] == TOWNSHIP]
        (cell,) = [one for one in row["cells"] if one["duty"] == duty and one["window"] == window]
        return cell["light"], cell.get("count", 0), cell.get("days_over", 0)

    def record(self, name: str, who: str = CLERK) -> Page:
        page = self.browser(who).get(f"/records/{self.known[name]}")
        assert page.status == 200
        return page

    def stage(self, name: str) -> str:
        return str(self.office.client(SUPERVISOR).get(f"/records/{self.known[name]}").json["stage"])

    def register(self, name: str, **asked: Any) -> Any:
        """What a register answers, of the township unless another is named; or one sheet, which takes no place."""
        place = {} if "/" in name else {"organisation": TOWNSHIP}
        answer = self.office.client(SUPERVISOR).get(f"/registers/{name}", **{**place, **asked})
        assert answer.status_code == 200, answer.text
        return answer.json

    def order(self, name: str) -> tuple[str, int]:
        """How an order stands today, and how many days it is overdue."""
        rows = [
            one
            for asked in ({}, {"standing": "closed"})
            for one in self.register("rectifications", **asked)["rectifications"]
            if one["rectification"] == self.known[name]
        ]
        assert len(rows) == 1
        return rows[0]["standing"], rows[0]["overdue_days"]

    def asked_next(self, command: str) -> set[str]:
        """Which records of the district ask for this act, and nobody has done it."""
        asks = self.register("asks", organisation=DISTRICT, below="true")["asks"]
        return {one["ref"] for one in asks if one["command"] == command}

    def changed_since(self, name: str) -> set[str]:
        """What a decision or result rests on and was corrected since it was judged by."""
        answer = self.office.client(SUPERVISOR).get(f"/records/{self.known[name]}/following")
        assert answer.status_code == 200, answer.text
        return {one["cited"] for one in answer.json["changed"]}


ORGANISATION, DISTRICT_AT, VILLAGE_AT = (f"organisation={body}" for body in (TOWNSHIP, DISTRICT, VILLAGE))


@contextmanager
def year_begins(place: Any, folder: Path) -> Iterator[Year]:
    """The office as it stands at new year: organisations, the two leaders, the township's plan in force, accounts."""
    with opened(place, folder) as office:
        # Each signs in once and stays: a password costs a sixth of a second, and that sessions end is tested elsewhere.
        hours = 2 * 366 * 24
        office.services.settings = replace(office.services.settings, idle_minutes=60 * hours, session_hours=hours)
        make, begins = office.services.secrets.make_token, datetime(2025, 6, 1, tzinfo=UTC)
        of_year = {"now": begins, "scope": Scope.DECIDE, "lasts": LASTS_AT_MOST}
        office.tokens = {who: make(account_of(who), "一年", **of_year) for who in ACCOUNTS}
        yield Year(office)


def committee_meeting(year: Year, name: str, day: str, chair: str) -> None:
    """The township's committee meets on party building."""
    year.day(day)
    year.begins(
        name,
        CLERK,
        "hold_meeting",
        ORGANISATION,
        body="committee",
        title="党委会（专题研究党建）",
        chair=chair,
        attendees=[SECRETARY, DEPUTY],
        **{"agenda-0-topic": "party_building", "agenda-0-title": "研究党建重点任务"},
    )


def education(year: Year, name: str, days: tuple[str, str], half_days: int, *, away: str = "") -> None:
    """The village's members learn together, which is recorded on the last day; whoever is away has no reason."""
    first, last = days
    year.day(last)
    there = [year[who] for who in ("farmer", "official") if who != away]
    absent = {"absences-0-person": year[away], "absences-0-excuse": "without_reason"} if away else {}
    year.begins(
        name,
        CLERK,
        "hold_education",
        VILLAGE_AT,
        title="党员集中学习",
        form="study",
        contents=["constitution"],
        occurred_on=first,
        half_days=str(half_days),
        attendees=there,
        **absent,
    )


class TestAYear:
    """Every step is told by one method, in the order of the year; all of them make the one test."""

    def test_of_a_township(self, place: Any, tmp_path: Path) -> None:
        with year_begins(place, tmp_path) as year:
            self.people_and_villages(year)
            self.the_list_is_drafted_assigned_and_issued(year)
            self.a_round_of_appraisal_is_opened_and_its_indicators_fixed(year)
            self.leaders_choose_contact_points_and_visit_them(year)
            self.a_project_is_approved(year)
            self.members_are_registered(year)
            self.the_first_quarter(year)
            self.lecture_and_situation_report(year)
            self.the_second_quarter_is_missed(year)
            self.the_villages_report_is_returned_and_handed_in_again(year)
            self.an_inspection_finds_two_problems(year)
            self.two_orders_one_extended_in_time(year)
            self.the_other_runs_over(year)
            self.it_is_rejected_reported_again_verified_and_struck_off(year)
            self.a_case_is_decided_on_cited_events(year)
            self.the_year_ends(year)
            self.the_second_report_is_late(year)
            self.the_year_in_numbers(year)
            self.the_sheet_is_scored_and_its_result_issued(year)
            self.the_minutes_of_may_are_corrected(year)
            if place.kind == "sqlite":  # which links a page has, and for whom, no database decides
                self.no_link_is_a_dead_end(year)

    def people_and_villages(self, year: Year) -> None:
        year.day("2025-01-06")
        for name, called, at in (
            ("inspector", "赵丁", DISTRICT_AT),
            ("verifier", "钱戊", DISTRICT_AT),
            ("district secretary", "郑壬", DISTRICT_AT),
            ("farmer", "孙己", VILLAGE_AT),
            ("official", "周庚", VILLAGE_AT),
            ("elder", "吴辛", VILLAGE_AT),
        ):
            body = at.partition("=")[2]
            year.begins(name, SUPERVISOR, "register_person", at, name=called, organisation=body)
        post = {"person": year["district secretary"], "post": "secretary", "occurred_on": "2022-01-01"}
        year.does(SUPERVISOR, "appoint_role", DISTRICT_AT, **post)
        for name in VILLAGES[1:]:
            said = {"name": name, "kind": "branch", "sector": "village", "occurred_on": "2020-01-01"}
            year.begins(name, SUPERVISOR, "register_organisation", f"parent={TOWNSHIP}", **said)
        year.known[VILLAGES[0]] = VILLAGE
        for name in VILLAGES:
            at = f"organisation={year[name]}"
            year.does(SUPERVISOR, "rate_organisation", at, rating="backward", reason="年度评定")

    def the_list_is_drafted_assigned_and_issued(self, year: Year) -> None:
        year.day("2025-01-08")
        year.known["list"] = list_of(TOWNSHIP, 2025)
        at = f"list={year['list']}"
        year.does(CLERK, "draft_list", ORGANISATION, year="2025")
        # A person is proposed only where one person holds the role: what each leader owes is still nobody's.
        year.is_refused(CLERK, "issue_list", at, "责任人")
        client = year.office.client(CLERK)
        items = client.get(f"/organisations/{TOWNSHIP}/lists/2025").json["items"]
        open_items = [one["item"] for one in items if not one["person"]]
        assert open_items
        for item in open_items:
            year.does(CLERK, "assign_item", f"{at}&item={item}", person=DEPUTY, department="乡党建办")
        year.does(CLERK, "issue_list", at)
        issued = client.get(f"/organisations/{TOWNSHIP}/lists/2025").json
        assert (issued["stage"], issued["list_version"], issued["issued_on"]) == ("issued", 1, "2025-01-08")
        assert all(one["person"] and one["due_on"] for one in issued["items"])
        assert next(one for one in issued["items"] if one["clause"] == QUARTERLY)["person"] == SECRETARY
        # The opinion on the education of members comes into force for the whole year as well.
        year.does(SUPERVISOR, "issue_policy", "", document="c2006_edu", binds=[TOWNSHIP], effective_on="2025-01-01")

    def a_round_of_appraisal_is_opened_and_its_indicators_fixed(self, year: Year) -> None:
        year.day("2025-01-10")
        round = {
            "subjects": "organisation",
            "period": "2025",
            "title": "2025年度党建考核",
            "policy": POLICY,
            "uses": ["performance_rating", "training"],
            # 1: twenty points, five off for each quarter missed; 2 and 3: judged.
            **{"indicators-0-number": "1", "indicators-0-title": "党委会研究党建", "indicators-0-maximum": "20"},
            **{"indicators-0-clause": QUARTERLY, "indicators-0-deduction": "5"},
            **{"indicators-1-number": "2", "indicators-1-title": "联系点工作", "indicators-1-maximum": "15"},
            **{"indicators-2-number": "3", "indicators-2-title": "问题整改", "indicators-2-maximum": "10"},
        }
        year.begins("round", SUPERVISOR, "open_appraisal", DISTRICT_AT, **round)
        at = f"appraisal={year['round']}"
        early = {"appraisal": year["round"], "subject": TOWNSHIP}
        year.is_refused(SUPERVISOR, "open_sheet", ORGANISATION, "考核指标尚未确定", **early)
        year.day("2025-01-20")
        year.does(SUPERVISOR, "fix_indicators", at)
        year.is_refused(
            SUPERVISOR,
            "correct_appraisal",
            at,
            "考核指标已于2025年1月20日确定",
            **{"indicators-0-maximum": "30"},
            reason="想改",
        )

    def leaders_choose_contact_points_and_visit_them(self, year: Year) -> None:
        year.day("2025-02-12")
        for owner, village in ((SECRETARY, "石桥村党支部"), (SECRETARY, "柳西村党支部"), (DEPUTY, "柳东村党支部")):
            name = f"point {village}"
            chosen = {"owner": owner, "unit": year[village]}
            year.begins(name, CLERK, "establish_contact_point", ORGANISATION, **chosen)
        # Two to three backward villages each: the secretary has two, the deputy one.
        held = year.status(POINTS, "standing", person=SECRETARY)
        assert (held["light"], held["count"], held["minimum"]) == ("met", 2, 2)
        held = year.status(POINTS, "standing", person=DEPUTY)
        assert (held["light"], held["count"], held["minimum"]) == ("short", 1, 2)
        year.day("2025-02-24")
        chosen = {"owner": DEPUTY, "unit": year["柳北村党支部"]}
        year.begins("point 柳北村党支部", CLERK, "establish_contact_point", ORGANISATION, **chosen)
        assert year.status(POINTS, "standing", person=DEPUTY)["light"] == "met"
        assert year.status(POINTS, "standing", person=DEPUTY, as_of="2025-02-20")["light"] == "short"
        for day, village in (
            ("2025-02-26", "石桥村党支部"),
            ("2025-02-27", "柳西村党支部"),
            ("2025-03-05", "石桥村党支部"),
        ):
            year.day(day)
            visited = {"purpose": "inspect_guide", "text": "实地了解支部工作"}
            year.does(CLERK, "visit_contact_point", f"point={year[f'point {village}']}", **visited)
        # "Often" has no number: three visits are three visits, and none can be overdue.
        visits = year.status(VISITS, "2025", person=SECRETARY)
        assert (visits["light"], visits["count"], visits["days_over"]) == ("no_minimum", 3, 0)
        assert year.status(VISITS, "2025", person=DEPUTY)["count"] == 0

    def a_project_is_approved(self, year: Year) -> None:
        year.day("2025-02-28")
        proposed = {"type": "secretary", "owner": SECRETARY, "title": "石桥村集体经济", "problem": "集体经济薄弱"}
        year.begins("project", CLERK, "propose_project", ORGANISATION, year="2025", **proposed)
        at = f"project={year['project']}"
        assert year.browser(CLERK).get(f"/acts/approve_project?{at}").status == 403, "the superior approves"
        milestone = {
            "milestones-0-number": "1",
            "milestones-0-title": "建成合作社",
            "milestones-0-due_on": "2025-09-30",
        }
        approving = (SUPERVISOR, "approve_project", at)
        year.is_refused(*approving, "每个节点都要落实责任人", by=DISTRICT, **milestone)
        year.does(*approving, by=DISTRICT, **milestone, **{"milestones-0-person": SECRETARY})
        assert year.stage("project") == "approved"

    def members_are_registered(self, year: Year) -> None:
        for who, category in (("farmer", "village"), ("official", "office"), ("elder", "village")):
            entered = {"person": year[who], "organisation": VILLAGE, "category": category, "standing": "full"}
            name = f"membership of the {who}"
            year.begins(name, CLERK, "register_membership", VILLAGE_AT, occurred_on="2020-01-01", **entered)
        at = f"member={year['membership of the elder']}"
        year.does(
            CLERK, "record_special_situation", at, situation="frail", occurred_on="2024-12-01", text="年满八十五岁"
        )

    def the_first_quarter(self, year: Year) -> None:
        committee_meeting(year, "meeting of March", "2025-03-12", SECRETARY)
        assert year.on_the_board(QUARTERLY, "2025-Q1") == ("met", 1, 0)
        assert year.on_the_board(QUARTERLY, "2025-Q1", as_of="2025-03-11") == ("due", 0, 0)
        education(year, "days of March", ("2025-03-18", "2025-03-19"), 4)
        at = f"list={year['list']}"
        items = year.office.client().get(f"/organisations/{TOWNSHIP}/lists/2025").json["items"]
        (item,) = [one["item"] for one in items if one["clause"] == "township-duty-inspect-and-appraise"]
        year.does(CLERK, "complete_item", f"{at}&item={item}", evidence=[year["meeting of March"]])

    def lecture_and_situation_report(self, year: Year) -> None:
        year.day("2025-04-22")
        given = {"type": "party_lecture", "lecturer": SECRETARY, "title": "学党章讲党课", "unit": VILLAGE}
        year.begins("lecture", CLERK, "deliver_lecture", ORGANISATION, **given)
        # A lecture and a situation report are owed, each on its own counter: half of it is not it.
        half = year.status(LECTURES, "2025", person=SECRETARY)
        assert (half["light"], half["findings"]) == ("due", ["incomplete"])
        year.day("2025-04-29")
        given = {"type": "situation_report", "lecturer": SECRETARY, "title": "一季度形势报告", "unit": VILLAGE}
        year.begins("situation report", CLERK, "deliver_lecture", ORGANISATION, **given)
        assert year.status(LECTURES, "2025", person=SECRETARY)["light"] == "met"
        assert year.status(LECTURES, "2025", person=DEPUTY)["light"] == "due"

    def the_second_quarter_is_missed(self, year: Year) -> None:
        committee_meeting(year, "meeting of May", "2025-05-20", DEPUTY)
        education(year, "days of June", ("2025-06-10", "2025-06-11"), 4)
        year.day("2025-07-01")
        # The plan wants the secretary in the chair: the meeting counts nothing, and 1 July is one day over.
        missed = year.status(QUARTERLY, "2025-Q2")
        assert (missed["light"], missed["count"], missed["days_over"]) == ("missed", 0, 1)
        assert [(one["ref"], one["reason"]) for one in missed["passed"]] == [(year["meeting of May"], "wrong_chair")]
        assert "wrong_chair" in missed["findings"]
        assert year.on_the_board(QUARTERLY, "2025-Q2", as_of="2025-06-30") == ("due", 0, 0)

    def the_villages_report_is_returned_and_handed_in_again(self, year: Year) -> None:
        year.day("2025-07-02")
        sent = {"recipient": TOWNSHIP, "type": "party_building", "form": "written", "title": "上半年党建工作报告"}
        year.begins("report", CLERK, "submit_report", VILLAGE_AT, period="2025-H1", **sent)
        at = f"report={year['report']}"
        assert year.status(REPORTS, "2025", of=VILLAGE)["count"] == 1
        year.day("2025-07-03")
        year.does(SUPERVISOR, "return_report", at, reason="没有写问题整改")
        returned = year.status(REPORTS, "2025", of=VILLAGE)
        assert (returned["light"], returned["count"], returned["minimum"]) == ("due", 0, 2)
        assert [one["reason"] for one in returned["passed"]] == ["returned"]
        assert year.register("reports", below="true", year=2025)["returned"] == [year["report"]]
        assert year.status(REPORTS, "2025", of=VILLAGE, as_of="2025-07-02")["count"] == 1
        year.is_refused(SUPERVISOR, "accept_report", at, "已退回")
        year.day("2025-07-04")
        year.does(CLERK, "resubmit_report", at, text="已补写问题整改情况")
        year.day("2025-07-07")
        year.does(SUPERVISOR, "accept_report", at)
        rows = year.register("reports", below="true", year=2025, clause=REPORTS)["rows"]
        (paper,) = [one for row in rows if row["organisation"] == VILLAGE for one in row["papers"]]
        assert (paper["stage"], paper["times_returned"], paper["settled_on"]) == ("accepted", 1, "2025-07-07")
        assert (paper["handed_in_on"], paper["again_on"], paper["late_days"]) == ("2025-07-02", "2025-07-04", 0)
        assert year.status(REPORTS, "2025", of=VILLAGE)["count"] == 1

    def an_inspection_finds_two_problems(self, year: Year) -> None:
        year.day("2025-07-08")
        # 30 June to 8 July.
        assert year.on_the_board(QUARTERLY, "2025-Q2") == ("missed", 0, 8)
        conducted = {
            "inspected": TOWNSHIP,
            "method": "unannounced",
            "topics": ["party_building"],
            "title": "上半年党建督查",
            "inspectors": [year["inspector"]],
        }
        year.begins("inspection", SUPERVISOR, "conduct_inspection", DISTRICT_AT, **conducted)
        at = f"inspection={year['inspection']}"
        year.does(SUPERVISOR, "find_problem", at, category="meeting", text="第二季度书记未主持研究党建", serious="yes")
        year.does(SUPERVISOR, "find_problem", at, category="contact_point", text="副书记未到联系点")
        page = year.record("inspection", SUPERVISOR)
        assert "第1号严重问题" in page.words
        assert "第2号" in page.words
        # Either problem asks for an order, until there is one; so does every village that was rated backward.
        problems = {f"{year['inspection']}#{number}" for number in (1, 2)}
        assert year.asked_next("OrderRectification") == problems | {year[name] for name in VILLAGES}

    def two_orders_one_extended_in_time(self, year: Year) -> None:
        year.day("2025-07-14")
        first = {
            "ordered_by": DISTRICT,
            "title": "补开党建专题会",
            "problem": "第二季度书记未主持研究党建",
            "category": "meeting",
            "source": f"{year['inspection']}#1",
            "responsible": DEPUTY,
        }
        year.is_refused(SUPERVISOR, "order_rectification", ORGANISATION, "限期整改须有期限", **first, due_on="")
        at = (SUPERVISOR, "order_rectification", ORGANISATION)
        year.begins("order one", *at, **first, due_on="2025-08-08")
        second = {
            **first,
            "title": "到联系点指导",
            "problem": "副书记未到联系点",
            "category": "contact_point",
            "source": f"{year['inspection']}#2",
        }
        # Thirteen working days after Monday 14 July, no calendar being on record: 15-18 (4), 21-25 (9), 28-31 (13).
        year.begins("order two", *at, **second, due_on="", working_days="13")
        assert year.asked_next("OrderRectification") == {year[name] for name in VILLAGES}
        (owner,) = year.register("rectifications")["owners"]
        assert (owner["responsible"], owner["open"], owner["overdue"]) == (DEPUTY, 2, 0)
        mine = {one["ref"]: one["due_on"] for one in year.register("due", person=DEPUTY)["owed"]}
        assert (mine[year["order one"]], mine[year["order two"]]) == ("2025-08-08", "2025-07-31")
        words = year.record("order two").words
        assert "2025年7月31日（13个工作日，按周一至周五计算" in words
        # A calendar that comes later moves no limit that was issued.
        calendar = {"year": "2025", "source": "放假通知", "holidays": "2025-07-21\n2025-07-22", "workdays": ""}
        year.does(SUPERVISOR, "publish_calendar", DISTRICT_AT, occurred_on="2024-11-12", **calendar)
        year.day("2025-07-31")
        assert year.order("order two") == ("open", 0)
        extending = f"rectification={year['order two']}"
        year.does(SUPERVISOR, "extend_rectification", extending, due_on="2025-08-15", reason="汛期")
        year.day("2025-08-05")
        assert year.order("order two") == ("open", 0), "extended in time, so it is not overdue"
        year.does(
            CLERK,
            "visit_contact_point",
            f"point={year['point 柳东村党支部']}",
            purpose="inspect_guide",
            text="指导支部规范组织生活",
        )
        assert year.status(VISITS, "2025", person=DEPUTY)["count"] == 1
        year.day("2025-08-14")
        year.does(CLERK, "report_rectification", extending, reporter=DEPUTY, text="已到联系点")
        year.day("2025-08-18")
        assert year.order("order two") == ("reported", 0), "reported in time, it only waits to be verified"
        checked = {"by": DISTRICT, "verifier": year["inspector"]}
        year.does(SUPERVISOR, "verify_rectification", extending, **checked)
        year.does(SUPERVISOR, "close_rectification", extending)
        assert year.order("order two") == ("closed", 0)

    def the_other_runs_over(self, year: Year) -> None:
        year.day("2025-08-20")
        at = f"rectification={year['order one']}"
        # 8 August to 20 August.
        assert year.order("order one") == ("overdue", 12)
        late = {"due_on": "2025-09-15", "reason": "请求延期"}
        year.is_refused(SUPERVISOR, "extend_rectification", at, "2025年8月8日", **late)
        year.does(CLERK, "report_rectification", at, reporter=DEPUTY, text="已补开会议")
        assert year.order("order one") == ("overdue", 12), "a report after the limit does not end it"

    def it_is_rejected_reported_again_verified_and_struck_off(self, year: Year) -> None:
        at = f"rectification={year['order one']}"
        year.day("2025-08-22")
        checked = {"by": DISTRICT, "verifier": year["inspector"]}
        year.does(SUPERVISOR, "reject_rectification", at, **checked, reason="没有会议记录")
        assert year.order("order one") == ("overdue", 14)
        year.is_refused(SUPERVISOR, "verify_rectification", at, "验收不合格", **checked)
        year.day("2025-08-28")
        year.does(CLERK, "report_rectification", at, reporter=DEPUTY, text="已补会议记录")
        own = {"by": DISTRICT, "verifier": DEPUTY}
        year.is_refused(SUPERVISOR, "verify_rectification", at, "验收人不能是报告整改情况的人", **own)
        year.day("2025-09-01")
        # 23 days of August after the 8th, and one of September.
        assert year.order("order one") == ("overdue", 24)
        year.does(SUPERVISOR, "verify_rectification", at, by=DISTRICT, verifier=year["verifier"])
        year.day("2025-09-02")
        year.does(SUPERVISOR, "close_rectification", at)
        assert year.order("order one") == ("closed", 0)
        assert "销号" in year.record("order one").words
        committee_meeting(year, "meeting of September", "2025-09-10", SECRETARY)
        education(year, "days of September", ("2025-09-16", "2025-09-17"), 4)
        # The quarter stays missed, however well it was put right: 31 + 31 days of July and August, 17 of September.
        assert year.on_the_board(QUARTERLY, "2025-Q2") == ("missed", 0, 79)

    def a_case_is_decided_on_cited_events(self, year: Year) -> None:
        year.day("2025-10-09")
        case = {
            "subject": TOWNSHIP,
            "person": DEPUTY,
            "policy": POLICY,
            "clause": QUARTERLY,
            "route": "superior",
            "due_on": "2025-06-30",
            "title": "第二季度未专题研究党建",
        }
        year.begins("case", SUPERVISOR, "open_case", DISTRICT_AT, **case)
        at = f"accountability={year['case']}"
        cited = {
            "duty": year["list"],
            "not_performed": year["meeting of May"],
            "serious_problem": f"{year['inspection']}#1",
            "not_solved": year["order one"],
            "bad_influence": year["inspection"],
        }
        for element, ref in cited.items():
            year.does(SUPERVISOR, "cite_element", at, element=element, refs=[ref], text="见所引记录")
        year.day("2025-10-13")
        year.does(SUPERVISOR, "give_notice", at, text="拟追究责任")
        year.day("2025-10-20")
        year.does(SUPERVISOR, "take_statement", at, text="当时书记出差")
        year.day("2025-10-27")
        held = {
            "body": "standing_committee",
            "title": "区委常委会",
            "chair": year["district secretary"],
            "attendees": [year["district secretary"], year["verifier"]],
            "agenda-0-topic": "other",
            "agenda-0-title": "研究追究责任",
        }
        year.begins("deciding meeting", SUPERVISOR, "hold_meeting", DISTRICT_AT, **held)
        decision = {"held": "yes", "meeting": year["deciding meeting"], "text": "六项要件均有记录"}
        year.is_refused(SUPERVISOR, "decide_case", at, "尚缺：造成严重后果", "c2006-resp 四¶2", **decision)
        last = {"element": "serious_consequence", "refs": [year["order one"]], "text": "见所引记录"}
        year.does(SUPERVISOR, "cite_element", at, **last)
        elsewhere = {**decision, "meeting": year["meeting of September"]}
        year.is_refused(SUPERVISOR, "decide_case", at, "不是作出决定的组织召开的", **elsewhere)
        year.does(SUPERVISOR, "decide_case", at, **decision)
        year.does(SUPERVISOR, "impose_consequence", at, consequence="admonition", document="安平组〔2025〕8号")
        assert year.stage("case") == "held"
        assert "诫勉" in year.record("case", SUPERVISOR).words
        year.day("2025-11-03")
        year.does(SUPERVISOR, "close_case", at)
        assert year.changed_since("case") == set()

    def the_year_ends(self, year: Year) -> None:
        education(year, "days of November", ("2025-11-11", "2025-11-11"), 2, away="official")
        year.day("2025-11-20")
        at = f"project={year['project']}"
        year.does(CLERK, "reach_milestone", at, number="1", text="合作社已登记")
        year.does(CLERK, "complete_project", at, text="村集体收入达到目标", evidence=[year["lecture"]])
        assert year.stage("project") == "completed"
        committee_meeting(year, "meeting of December", "2025-12-03", SECRETARY)
        year.day("2025-12-31")
        quarters = [year.on_the_board(QUARTERLY, f"2025-Q{number}") for number in (1, 2, 3, 4)]
        # 184 days from the end of June to the end of the year.
        assert quarters == [("met", 1, 0), ("missed", 0, 184), ("met", 1, 0), ("met", 1, 0)]
        # Half-days: 4 + 4 + 4 + 2 for the farmer, who owes six days; the last two not for the official, who owes 12.
        farmer = year.status(SIX_DAYS, "2025", of=VILLAGE, person=year["farmer"])
        assert (farmer["light"], farmer["count"], farmer["minimum"]) == ("met", 7, 6)
        official = year.status(TWELVE_DAYS, "2025", of=VILLAGE, person=year["official"])
        assert (official["light"], official["count"], official["minimum"]) == ("due", 6, 12)
        # Frail: owed nothing of it; study at home stands on record by itself and adds no days.
        home = {"persons": [year["farmer"]], "text": "送学上门"}
        year.does(CLERK, "deliver_home_study", f"member={year['membership of the elder']}", **home)
        members = year.register("education", below="true", year=2025)["members"]
        halves = {one["person"]: (one["required_half_days"], one["credited_half_days"]) for one in members}
        assert halves == {year["farmer"]: (12, 14), year["official"]: (24, 12), year["elder"]: (0, 0)}
        (official,) = [one for one in members if one["person"] == year["official"]]
        assert official["unexcused"] == [year["days of November"]]

    def the_second_report_is_late(self, year: Year) -> None:
        year.day("2026-01-05")
        late = year.status(REPORTS, "2025", of=VILLAGE)
        assert (late["light"], late["count"], late["days_over"]) == ("missed", 1, 5)
        official = year.status(TWELVE_DAYS, "2025", of=VILLAGE, person=year["official"])
        assert (official["light"], official["count"], official["days_over"]) == ("missed", 6, 5)
        year.day("2026-01-08")
        sent = {"recipient": TOWNSHIP, "type": "party_building", "form": "written", "title": "下半年党建工作报告"}
        year.begins("late report", CLERK, "submit_report", VILLAGE_AT, period="2025-H2", **sent)
        year.day("2026-01-12")
        year.does(SUPERVISOR, "accept_report", f"report={year['late report']}")
        # Handed in on 8 January, eight days after the year's end; that it was accepted later adds nothing.
        late = year.status(REPORTS, "2025", of=VILLAGE)
        assert (late["light"], late["count"], late["days_over"]) == ("met_late", 2, 8)

    def the_year_in_numbers(self, year: Year) -> None:
        sections = year.register("statistics", year=2025, below="true")["sections"]
        figures = {one["code"]: one["value"] for section in sections for one in section["figures"]}
        told = {
            "meeting.committee": 4,  # March, May, September, December: held, whoever was in the chair
            "lecture": 2,
            "visit": 4,  # three by the secretary, one by the deputy
            "report": 1,  # the second was handed in the year after
            "rectification": 2,
            "rectification.struck_off": 2,
            "rectification.days": 43,  # 50 from 14 July to 2 September, 35 to 18 August: 42.5
            "education": 4,
            "education_days": 2,  # the elder owes none
            "education_days.met": 1,
            "project.completed": 1,
        }
        assert {code: figures[code] for code in told} == told

    def the_sheet_is_scored_and_its_result_issued(self, year: Year) -> None:
        opening = {"appraisal": year["round"], "subject": TOWNSHIP}
        year.does(SUPERVISOR, "open_sheet", ORGANISATION, **opening)
        year.known["sheet"] = sheet_of(year["round"], TOWNSHIP)
        at = f"sheet={year['sheet']}"
        year.day("2026-01-13")
        report = {"person": SECRETARY, "text": "全年研究党建四次，其中一次由副书记主持"}
        year.does(CLERK, "file_self_report", at, **report)
        debrief = {"recipient": DISTRICT, "type": "party_building", "form": "on_site", "period": "2025"}
        debrief |= {"person": SECRETARY, "title": "抓党建述职"}
        year.begins("debriefing", CLERK, "deliver_debrief", ORGANISATION, **debrief)
        evaluating = f"debrief={year['debriefing']}"
        year.does(SUPERVISOR, "evaluate_debrief", evaluating, grade="fairly_good", evaluators="31")
        year.does(CLERK, "link_debrief", at, debrief=year["debriefing"])
        year.day("2026-01-15")
        form = year.browser(SUPERVISOR).get(f"/acts/score_sheet?{at}").form("/acts/score_sheet")
        # The quarters missed are one: five points off, before anybody types.
        assert form["scores-0-deductions"] == [f"{QUARTERLY} 2025-Q2 5"]
        assert form["scores-0-points"] == ["15"]
        meetings = [year[f"meeting of {month}"] for month in ("March", "May", "September", "December")]
        scores = {
            "scorer": year["inspector"],
            "scores-0-cites": meetings,
            "scores-1-points": "12.5",
            "scores-1-cites": [year["point 石桥村党支部"], year["point 柳东村党支部"]],
            "scores-2-points": "7",
            "scores-2-cites": [year["order one"], year["order two"]],
        }
        scoring = (SUPERVISOR, "score_sheet", at)
        year.is_refused(*scoring, "第3项指标的得分应在0到10分之间", **{**scores, "scores-2-points": "10.5"})
        year.is_refused(*scoring, "评分依据", **{**scores, "scores-2-cites": ""})
        year.is_refused(*scoring, "按规则扣分后应为15分", **{**scores, "scores-0-points": "20"})
        year.does(*scoring, **scores)
        # 20 - 1 x 5 = 15 for the meetings, 12.5 for the contact points, 7 for what was put right: 34.5.
        assert "3项指标共34.5分" in year.record("sheet").words
        opened = year.register(f"appraisals/{year['sheet']}")
        assert [one["points"] for one in opened["points"]] == ["15", "12.5", "7"]
        assert (opened["total"], opened["maximum"], opened["differs"]) == ("34.5", "45", False)
        assert opened["points"][0]["deductions"] == [{"clause": QUARTERLY, "window": "2025-Q2", "points": "5"}]
        year.day("2026-01-18")
        year.does(SUPERVISOR, "issue_result", at, grade="qualified", person=year["verifier"])
        assert "34.5分" in year.record("sheet").words
        year.is_refused(SUPERVISOR, "use_result", at, "不用于“选拔任用”", use="selection", text="拟提拔")
        year.does(SUPERVISOR, "use_result", at, use="training", text="列入培训计划")
        assert year.changed_since("sheet") == set()

    def the_minutes_of_may_are_corrected(self, year: Year) -> None:
        before = year.office.position()
        year.day("2026-02-10")
        wrong = f"meeting={year['meeting of May']}"
        year.does(CLERK, "correct_meeting", wrong, chair=SECRETARY, reason="会议记录载明书记到会主持")
        # Now the quarter is met, and was all the time; as it was known before, it is missed.
        assert year.on_the_board(QUARTERLY, "2025-Q2") == ("met", 1, 0)
        assert year.on_the_board(QUARTERLY, "2025-Q2", as_of="2025-12-31", known_at=before) == ("missed", 0, 184)
        assert year.on_the_board(QUARTERLY, "2025-Q2", as_of="2025-12-31", known_at="2026-02-09") == ("missed", 0, 184)
        # What rested on it is flagged; nothing that was decided or issued is altered.
        assert year.changed_since("case") == year.changed_since("sheet") == {year["meeting of May"]}
        sheet = year.register(f"appraisals/{year['sheet']}")
        assert (sheet["stage"], sheet["grade"], sheet["total"]) == ("issued", "qualified", "34.5")
        # With the minutes as they read now the rule would take nothing off: 20 + 12.5 + 7.
        assert (sheet["differs"], sheet["total_now"], sheet["points"][0]["points_now"]) == (True, "39.5", "20")
        assert {one["cited"] for one in sheet["changed"]} == {year["meeting of May"]}
        assert sheet["issued_known_at"] <= before
        case = year.register(f"cases/{year['case']}")
        assert {one["cited"] for one in case["changed"]} == {year["meeting of May"]}
        assert (case["case"]["stage"], case["case"]["changed"], case["missing"]) == ("closed", True, [])
        assert [one["consequence"] for one in case["case"]["consequences"] if one["stands"]] == ["admonition"]
        quarter = [
            [one["light"] for one in case[when] if one["window"] == "2025-Q2"] for when in ("duty_then", "duty_now")
        ]
        assert quarter == [["missed"], ["met"]]
        at = f"sheet={year['sheet']}"
        year.is_refused(SUPERVISOR, "issue_result", at, "已公布", grade="good", person=year["verifier"])
        for page in (f"/registers/appraisals/{year['sheet']}", f"/registers/cases/{year['case']}"):
            shown = year.browser(SUPERVISOR).get(page)
            assert "事后有变" in shown.words
            assert year["meeting of May"] in shown.html
            assert "事后有变" not in year.browser(SUPERVISOR).get(page, known_at=before).words

    def no_link_is_a_dead_end(self, year: Year) -> None:
        """After a whole year: what a record shows of others, also of the superior's, may be opened or is no link."""
        for who in (CLERK, SUPERVISOR):
            browser, tried = year.browser(who), set[tuple[str, frozenset[tuple[str, str]]]]()
            for stream in year.known.values():
                for link in browser.get(f"/records/{stream}").read.links:
                    if link.startswith("/") and (asked := asked_at_any_time(link)) not in tried:
                        tried.add(asked)
                        assert browser.get(link).status in (200, 303), (who, stream, link)
            assert len(tried) > 100
