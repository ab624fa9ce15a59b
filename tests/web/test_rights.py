"""Every route by every role, in the subtree and out of it, now and as known in the past, against the matrix."""

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from clerk import Browser, give_password, signed_in
from judged import CLAUSE, case_opened, decided_by_two, does, held, round_of, sheet_in
from office import (
    ACCOUNTS,
    DEPUTY,
    DISTRICT,
    EAST,
    EASTERNER,
    FOUNDED,
    POLICY,
    TODAY,
    TOWNSHIP,
    VILLAGE,
    Office,
    opened_in_files,
)

from domain import account
from domain.account import OFFICERS, Role
from domain.identity import account_of, certificate_of, member_of, sheet_of
from ledger.execution import execute, state_of
from ledger.port import Signature
from web import rights
from web.access import ACTS as RIGHTS
from web.access import OWN_ONLY, PAGES, PUBLIC, READERS, may_act, may_open
from web.acts import ACTS
from web.bag.scope import reading_as
from web.papers import handing_out
from web.secrets import Scope
from web.viewer import acting
from web.words import ref_text

ROLES = {role: name for name, (role, _) in reversed(ACCOUNTS.items())}
"""Of each role one account: in the district, or in the township that lies in it."""


TOWNSHIPS = {name for name, (_, organisation) in ACCOUNTS.items() if organisation == TOWNSHIP}
"""Whom the district's round of appraisal is out of reach of."""


@dataclass
class World:
    """The same sorts of records in the district and in the one beside it."""

    office: Office
    inside: dict[str, Any]
    outside: dict[str, Any]
    before: int
    """Where the log stood when all of them were there, before something more was recorded."""
    browsers: dict[Role, Browser] = field(default_factory=dict)

    def browser(self, role: Role) -> Browser:
        if role not in self.browsers:
            self.browsers[role] = signed_in(self.office, ROLES[role])
        return self.browsers[role]


def _account(office: Office, name: str, role: Role, organisation: str) -> str:
    command = account.OpenAccount(
        account=account_of(name), sign_in_name=name, organisation=organisation, role=role, occurred_on=FOUNDED
    )
    signature = Signature(command_id=name, recorded_by=account_of("administrator"), on_behalf_of=organisation)
    execute(office.services.ledger, command, signature, TODAY)
    made = office.services.secrets.make_token
    office.tokens[name] = made(account_of(name), "test", now=office.services.now(), scope=Scope.DECIDE)
    return account_of(name)


def _filed(office: Office, who: str, organisation: str) -> str:
    api = office.client(who)
    data = {"organisation": organisation, "title": "会议纪要", "file": (io.BytesIO(who.encode()), "纪要.txt")}
    answer: Any = api.http.post("/api/v1/commands/file_evidence", data=data, headers=api.headers)
    assert answer.status_code == 201, answer.text
    return str(answer.json["stream"])


def _records(office: Office, who: str, organisation: str, person: str, meeting: str) -> dict[str, Any]:
    """What a clerk records."""
    there = {"person": person, "organisation": organisation, "category": "rural", "standing": "full"}
    does(office, who, "register_membership", **{**there, "category": "village"}, occurred_on="2020-01-01")
    leaving = {"person": person, "organisation": organisation, "destination": "东江市", "text": "务工"}
    does(office, who, "report_departure", **leaving, occurred_on="2024-02-18", leaves_on="2024-02-25")
    entry = office.services.ledger.stream(meeting)[-1]
    return {
        "organisation": organisation,
        "meeting": meeting,
        "person": person,
        "list": does(office, who, "draft_list", organisation=organisation, year=2024),
        "file": _filed(office, who, organisation),
        "position": entry.position,
        "command": entry.command_id,
    }


@pytest.fixture(scope="module", autouse=True)
def papers_are_not_written() -> Iterator[None]:
    """Who is handed a paper is looked at here; to write each as a Word file took a third of the time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(handing_out, "written", lambda paper: paper.title.encode())
        yield


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with opened_in_files(tmp_path_factory.mktemp("rights")) as office:
        yield _made(office)


def _made(office: Office) -> World:
    inside = _records(office, "clerk", TOWNSHIP, DEPUTY, held(office))
    inside["account"] = _account(office, "spare", Role.CLERK, TOWNSHIP)
    inside["round"] = round_of(office)
    inside["sheet"] = sheet_in(office, inside["round"])
    inside["case"] = case_opened(office)
    inside["policy"] = POLICY

    who = "eastern"
    _account(office, who, Role.SUPERVISOR, EAST)
    there = {"body": "committee", "title": "东岭党委会", "occurred_on": "2024-06-05", "chair": EASTERNER}
    agenda = [{"topic": "party_building", "title": "研究东岭党建"}]
    met = does(office, who, "hold_meeting", organisation=EAST, **there, attendees=[EASTERNER], agenda=agenda)
    policy = does(office, who, "issue_policy", document="township", binds=[EAST], effective_on="2023-01-01")
    outside = _records(office, who, EAST, EASTERNER, met)
    outside["account"] = account_of(who)
    outside["policy"] = policy
    outside["round"] = does(
        office,
        who,
        "open_appraisal",
        organisation=EAST,
        subjects="organisation",
        period="2024-H1",
        title="东岭考核",
        occurred_on="2024-01-10",
        indicators=[{"number": 1, "title": "联系点工作", "maximum": "15"}],
    )
    does(office, who, "fix_indicators", appraisal=outside["round"], occurred_on="2024-01-20")
    below = {"name": "长乐街道党工委", "kind": "street_working_committee", "parent": EAST}
    street = does(office, who, "register_organisation", **below, sector="none", occurred_on="2020-01-01")
    opening = {"appraisal": outside["round"], "organisation": street, "subject": street, "occurred_on": "2024-06-10"}
    does(office, who, "open_sheet", **opening)
    outside["sheet"] = sheet_of(outside["round"], street)
    outside["case"] = does(
        office,
        who,
        "open_case",
        organisation=EAST,
        subject=EAST,
        policy=policy,
        clause=CLAUSE,
        route="township",
        due_on="2024-03-31",
        title="东岭未研究党建",
        occurred_on="2024-04-10",
    )
    for keeper, place, there in (("administrator", inside, TOWNSHIP), ("keeper", outside, EAST)):
        if keeper not in office.tokens:
            _account(office, keeper, Role.SECURITY_ADMINISTRATOR, EAST)
        opening = {"sign_in_name": f"new-{keeper}", "organisation": there, "occurred_on": "2024-06-20"}
        place["approval"] = (
            office.client(keeper).post("open_account", {**opening, "role": "audit_officer"}).json["stream"]
        )
    before = office.position()
    does(office, "clerk", "void_meeting", meeting=held(office, "2024-06-06"), reason="误登")
    return World(office, inside, outside, before)


# --- what each route is asked about ------------------------------------------------------

STREAMS = {
    "records.show": "meeting",
    "pictures.record_line": "meeting",
    "lists.show": "list",
    "policies.show": "policy",
    "evidence.content": "file",
    "appraisals.show": "sheet",
    "papers.show": "list",
    "papers.word": "sheet",
    "api.paper": "meeting",
    "api.record": "meeting",
    "api.following": "meeting",
    "api.appraisal_sheet": "sheet",
}
"""Which record stands for ``stream``."""

NAMES = {"command_id": "command"}

QUERIES: Mapping[str, str] = {
    "sheets.index": "",
    **dict.fromkeys(("board.board", "people.listing", "records.listing", "trail.trail", "exports.choose_scope"), ""),
    **dict.fromkeys(("supposing.page", "advice.register", "rectifications.register", "inspections.register"), ""),
    **dict.fromkeys(("reports.register", "reports.show", "asks.register", "floating.listing", "education.listing"), ""),
    **dict.fromkeys(("members.listing", "receptions.listing", "receptions.commitments", "dues.listing"), ""),
    **dict.fromkeys(("appraisals.listing", "cases.listing", "measures.listing", "due.register"), ""),
    **dict.fromkeys(("statistics.register", "api.persons", "api.policies", "api.records"), ""),
    **dict.fromkeys(("api.rectifications", "api.inspections", "api.reports", "api.asks"), ""),
    **dict.fromkeys(("api.floating_members", "api.education", "api.members", "api.receptions"), ""),
    **dict.fromkeys(("api.commitments", "api.dues", "api.appraisals", "api.cases", "api.measures", "api.due"), ""),
    **dict.fromkeys(("api.statistics", "api.trail", "search.page", "api.searched"), ""),
    **dict.fromkeys(("pictures.index", "pictures.board", "pictures.progress", "pictures.ages"), ""),
    **dict.fromkeys(("pictures.trends", "pictures.tree"), ""),
    "api.organisations": "root",
    "compare.page": "organisation",
    "api.compare": "organisation",
}
"""Routes that are asked about an organisation in the query, and by which name if not ``organisation``."""

NOWHERE = {
    "home.home",
    "session.sign_out",
    "session.password",
    "session.tokens",
    "single.again",
    "own.factor",
    "own.sessions",
    "reminders.choose",
    "approvals.listing",
    "identity.choose",
    "identity.change",
    "organisations.tree",
    "registers.index",
    "policies.listing",
    "proof.overview",
    "proof.checkpoint",
    "accounts.listing",
    "sheets.template",
    "sheets.records",
    "sheets.upload",
    "sheets.job",
    "sheets.report",
    "sheets.confirm",
    "sheets.discard",
    "sheets.columns_of",
    "sheets.map_columns",
    "acts.form",
    "acts.submit",
    "api.command",
    "api.commands",
    "api.me",
    "api-docs.openapi_json",
    "api-docs.openapi_swagger_ui",
}
"""Routes that are about the viewer, the whole log, or (acts, approvals, signing in) have tests of their own."""

CHANGING = {
    "sheets.upload",
    "sheets.confirm",
    "sheets.discard",
    "sheets.map_columns",
    "session.sign_out",
    "session.tokens",
    "single.again",
    "identity.change",
    "reminders.calendars",
    "accounts.new_password",
    "exports.bag",
}
"""Routes that are only sent to; each has its own case below."""


def _rules(world: World, method: str = "GET") -> list[Any]:
    rules = world.office.app.url_map.iter_rules()
    return [rule for rule in rules if method in (rule.methods or ()) and rule.endpoint not in PUBLIC]


def _placed(rule: Any) -> bool:
    """Whether the route is about something that lies somewhere."""
    known = {"year", "organisation", "person", "account", "case", "round", "position", "approval", *NAMES}
    known |= {"stream"} if rule.endpoint in STREAMS else set()
    return rule.endpoint in QUERIES or (bool(rule.arguments) and rule.arguments <= known)


def _address(world: World, rule: Any, place: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    values = {
        name: 2024 if name == "year" else place[STREAMS[rule.endpoint] if name == "stream" else NAMES.get(name, name)]
        for name in rule.arguments
    }
    query = {QUERIES[rule.endpoint] or "organisation": place["organisation"]} if rule.endpoint in QUERIES else {}
    if rule.endpoint == "explain.reasons_of":
        query = {"policy": place["policy"], "clause": CLAUSE, "window": "2024-Q1"}
    return world.office.app.url_map.bind("localhost").build(rule.endpoint, values), query


def _clocks(endpoint: str) -> tuple[str, ...]:
    """By which name the route is asked as of the past; what was signed has one time only."""
    if endpoint in ("api.receipt", "api.entry_proof"):
        return ()
    return ("known_a",) if endpoint in ("compare.page", "api.compare") else ("known_at",)


def _answers(role: Role, endpoint: str, *, inside: bool) -> set[int]:
    """How the route answers, by the matrix."""
    if not may_open(role, endpoint):
        return {403}
    if endpoint == "approvals.show":  # of an officer's account: for who may ask or give, and who watches accounts
        return {200} if inside and role in OFFICERS | {Role.AUDITOR} else {404}
    # Open to everybody, for the sake of their own entries: business records do not exist for the officers.
    records = endpoint.endswith((".receipt", ".trail", ".entry", ".entry_file", ".entry_proof"))
    if not inside or (records and role not in READERS):
        return {404}
    return {200, 303}


def _got(world: World, role: Role, path: str, query: Mapping[str, Any]) -> int:
    if path.startswith("/api/v1/") and "openapi" not in path:
        answer = world.office.client(ROLES[role]).get(path.removeprefix("/api/v1"), **query)
        return int(answer.status_code)
    return int(world.browser(role).client.get(path, query_string=query).status_code)


class TestEveryRoute:
    def test_has_a_row_in_the_matrix_and_a_place_in_this_test(self, world: World) -> None:
        endpoints = {rule.endpoint for rule in world.office.app.url_map.iter_rules()}
        assert endpoints == set(PAGES) | (PUBLIC & endpoints), "a route without a row is open to nobody"
        assert set(ROLES) == set(Role)
        assert NOWHERE.isdisjoint(QUERIES)
        gets = _rules(world)
        lost = {rule.endpoint for rule in gets if not _placed(rule) and rule.endpoint not in NOWHERE}
        assert not lost, "say what these are asked about"
        changing = {rule.endpoint for rule in _rules(world, "POST")}
        assert changing - NOWHERE - CHANGING == {"supposing.page"}, "say how these are tested"
        assert changing >= CHANGING

    @pytest.mark.parametrize("role", sorted(Role))
    def test_answers_by_role_and_place(self, world: World, role: Role) -> None:
        wrong = []
        for rule in _rules(world):
            if not _placed(rule):
                continue
            for inside, place in ((True, world.inside), (False, world.outside)):
                path, query = _address(world, rule, place)
                for then in ({}, *({name: str(world.before)} for name in _clocks(rule.endpoint))):
                    status = _got(world, role, path, {**query, **then})
                    there = inside and (rule.endpoint != "appraisals.round" or ROLES[role] not in TOWNSHIPS)
                    if status not in _answers(role, rule.endpoint, inside=there):
                        wrong.append((rule.endpoint, path, query, then, status))
        assert not wrong

    @pytest.mark.parametrize("role", sorted(Role))
    def test_that_lies_nowhere_answers_by_role(self, world: World, role: Role) -> None:
        wrong = []
        for rule in _rules(world):
            if rule.endpoint not in NOWHERE or rule.arguments:
                continue
            status = _got(world, role, rule.rule, {})
            if (status == 403) != (not may_open(role, rule.endpoint)) or status not in (200, 303, 403):
                wrong.append((rule.endpoint, status))
        assert not wrong

    def test_answers_nobody_who_is_not_signed_in(self, world: World) -> None:
        stranger = world.office.app.test_client()
        for rule in _rules(world):
            if rule.arguments and not _placed(rule):
                continue
            path, query = _address(world, rule, world.inside) if _placed(rule) else (rule.rule, {})
            status = stranger.get(path, query_string=query).status_code
            assert status == (401 if path.startswith("/api/") else 303), path


KINDS = {
    "meeting": "meeting",
    "evidence": "file",
    "person": "person",
    "organisation": "organisation",
    "appointment": "organisation",
    "responsibility": "list",
    "policy": "policy",
    "account": "account",
    "appraisal": "round",
    "sheet": "sheet",
    "accountability": "case",
}


def _target(act: Any, place: Mapping[str, Any]) -> dict[str, str]:
    """What a form for this place says: the organisation for which something begins, or the record that goes on."""
    if act.begins:
        return {"parent" if act.kind == "organisation" else "organisation": place["organisation"]}
    if act.kind == "member":
        return {act.target: member_of(place["person"])}
    if act.kind == "floating":
        return {act.target: certificate_of(place["person"])}
    return {act.target: place[KINDS[act.kind]]} if act.kind in KINDS else {}


class TestEveryAct:
    @pytest.mark.parametrize("role", sorted(Role))
    def test_outside_does_not_exist(self, world: World, role: Role) -> None:
        browser, api = world.browser(role), world.office.client(ROLES[role])
        token = browser.get("/identity").form("/sign-out")["csrf_token"]
        wrong = []
        for act in ACTS.values():
            target = _target(act, world.outside)
            right = may_act(role, act.command)
            form = browser.post(f"/acts/{act.name}", {**target, "csrf_token": token}).status
            sent = 404 if act.upload and right else api.post(act.name, target).status_code
            if form != (404 if right else 403) or sent not in ({404, 422} if right else {403}):
                wrong.append((act.name, form, sent))
        assert not wrong

    @pytest.mark.parametrize("role", sorted(Role))
    def test_inside_is_offered_by_role(self, world: World, role: Role) -> None:
        browser, wrong = world.browser(role), []
        for act in ACTS.values():
            if not act.begins or (act.kind in ("account", "organisation") and role is not Role.SUPERVISOR):
                continue
            status = browser.get(f"/acts/{act.name}", **_target(act, world.inside)).status
            if status != (200 if may_act(role, act.command) else 403):
                wrong.append((act.name, status))
        assert not wrong

    def test_for_those_below_not_by_whoever_acts_for_the_own_organisation_only(self, world: World) -> None:
        (role,) = OWN_ONLY
        own, below = world.inside, {**world.inside, "organisation": VILLAGE}
        browser = world.browser(role)
        for name in ("hold_meeting", "record_work", "draft_list", "register_person"):
            assert browser.get(f"/acts/{name}", **_target(ACTS[name], own)).status == 200
            assert browser.get(f"/acts/{name}", **_target(ACTS[name], below)).status == 403
        links = browser.get(f"/organisations/{VILLAGE}").read.links
        assert not [link for link in links if link.startswith("/acts/")]
        links = browser.get(f"/organisations/{TOWNSHIP}").read.links
        assert [link for link in links if link.startswith("/acts/")]

    def test_has_a_row_in_the_matrix(self) -> None:
        assert {act.command for act in ACTS.values()} == set(RIGHTS)


class TestWhatIsCited:
    def test_what_lies_out_of_reach_is_called_by_its_kind(self, world: World) -> None:
        who = acting(account_of("clerk"), state_of(world.office.services.ledger, account_of("clerk")), TODAY)
        assert who is not None
        with world.office.app.test_request_context("/"), reading_as(who):
            assert ref_text(world.outside["meeting"]) == "会议（不在您的权限范围内）"
            assert ref_text(f"{world.outside['meeting']}#1") == "会议（不在您的权限范围内）"
            assert "东岭" not in ref_text(world.outside["case"])
            assert ref_text(world.inside["meeting"]) not in ("", "会议（不在您的权限范围内）")
            assert ref_text(world.inside["case"]) == "未研究党建"


class TestWhatIsOnesOwn:
    """Pages of one's own, and of what waits: nobody else's, whatever the clocks say."""

    @pytest.mark.parametrize("role", sorted(Role))
    def test_approvals_of_the_own_subtree_only(self, world: World, role: Role) -> None:
        for clocks in ({}, {"known_at": str(world.before)}):
            links = world.browser(role).get("/approvals", **clocks).read.links
            found = {link.partition("?")[0] for link in links}
            sees = role in OFFICERS | {Role.AUDITOR}
            assert (f"/approvals/{world.inside['approval']}" in found) == sees
            assert f"/approvals/{world.outside['approval']}" not in found

    @pytest.mark.parametrize("role", sorted(Role))
    def test_nobody_ends_another_s_sign_in_token_or_calendar(self, world: World, role: Role) -> None:
        office, secrets = world.office, world.office.services.secrets
        other = account_of("eastern")
        session = secrets.open_session(other, now=office.services.now())
        when = {"now": office.services.now(), "idle": timedelta(hours=1), "longest": timedelta(hours=12)}
        (theirs,) = secrets.sessions_of(other, here="", **when)
        (token, *_) = secrets.tokens_of(other)
        browser = world.browser(role)
        form = {"csrf_token": browser.get("/identity").form("/sign-out")["csrf_token"]}
        assert browser.post("/sessions", {**form, "end": theirs.fingerprint}).status == 303
        form = {"csrf_token": browser.get("/identity").form("/sign-out")["csrf_token"]}
        assert browser.post("/tokens", {**form, "drop": token.fingerprint}).status == 303
        assert secrets.sessions_of(other, here="", **when) == [theirs]
        assert token in secrets.tokens_of(other)
        page = browser.get("/sessions")
        assert theirs.fingerprint not in page.html
        secrets.close_session(session)


class TestWhatIsSent:
    """Routes that change something and are no acts."""

    @pytest.mark.parametrize("role", sorted(Role))
    def test_by_role_and_place(self, world: World, role: Role) -> None:
        browser = world.browser(role)
        form = {"csrf_token": browser.get("/identity").form("/sign-out")["csrf_token"]}
        keeps = role is Role.SECURITY_ADMINISTRATOR
        for place, status in ((world.inside, 200), (world.outside, 404)):
            sent = browser.post(f"/accounts/{place['account']}/password", form).status
            assert sent == (status if keeps else 403)
            asked = {**form, "organisation": place["organisation"]}
            sent = browser.client.post("/exports", data=asked).status_code
            assert sent == (status if may_open(role, "exports.bag") else 403)
            sent = browser.post(f"/what-if?organisation={place['organisation']}", form).status
            assert sent == (status if role in READERS else 403)
        assert browser.post("/password", {**form, "old": "wrong"}).status == 422
        assert browser.post("/tokens", {**form, "label": "自动化"}).status == 200
        assert browser.post("/identity", {**form, "grant": "99"}).status == 404
        assert browser.post("/identity", {**form, "grant": "1"}).status == 303

    def test_signing_out(self, world: World) -> None:
        for role in Role:
            browser = signed_in(world.office, ROLES[role])
            assert browser.post("/sign-out", browser.get("/identity").form("/sign-out")).status == 303
            assert browser.get("/identity").status == 303


# --- grants and their days ---------------------------------------------------------------


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """What is granted when is the same in every database; the views of it have a test of their own."""
    with opened_in_files(tmp_path) as made:
        yield made


def granted(office: Office, role: Role, organisation: str, **said: Any) -> Any:
    body = {"account": "account-reviewer", "organisation": organisation, "role": role.value, "reason": "兼任"}
    return office.client("administrator").post("grant_role", {**body, "replaces": False, **said})


class TestSeveralGrants:
    def test_one_at_a_time_and_the_first_unless_another_is_chosen(self, office: Office) -> None:
        assert granted(office, Role.CLERK, TOWNSHIP).status_code == 201
        browser = signed_in(office, "reviewer")
        assert browser.get("/acts/hold_meeting").status == 403
        assert "切换身份" in browser.get("/board").words
        page = browser.get("/identity")
        assert "当前身份" in page.words
        old = browser.client.get_cookie("zeren_session")
        assert browser.post("/identity", page.form("/identity")).location == "/"
        assert browser.client.get_cookie("zeren_session") != old, "a session of its own"
        assert browser.get("/acts/hold_meeting").status == 200
        assert browser.get(f"/organisations/{DISTRICT}").status == 404, "only where it was granted"
        back = browser.get("/identity")
        browser.post("/identity", back.form("/identity"))
        assert browser.get(f"/organisations/{DISTRICT}").status == 200

    def test_whoever_has_one_is_offered_no_choice(self, office: Office) -> None:
        assert "切换身份" not in signed_in(office, "reviewer").get("/board").words

    def test_what_a_cookie_says_is_checked(self, office: Office) -> None:
        granted(office, Role.CLERK, TOWNSHIP, first=str(TODAY + timedelta(days=1)))
        browser = signed_in(office, "reviewer")
        for value in ("account-reviewer.2", "account-supervisor.1", "2", "", "x" * 4000):
            browser.client.set_cookie("zeren_identity", value)
            assert browser.get("/acts/hold_meeting").status == 403, value
            assert browser.get("/board").status == 200

    def test_hold_on_their_days(self, office: Office) -> None:
        granted(office, Role.CLERK, TOWNSHIP, first="2024-06-22", last="2024-06-23", replaces=True)
        clerk = Role.CLERK.value
        roles = []
        for _ in range(3):
            roles.append(office.client("reviewer").get("/me").json["role"])
            office.clock.forward(days=1)
        assert roles == ["reviewer", "reviewer", clerk]
        assert office.client("reviewer").get("/me").json["role"] == clerk
        office.clock.forward(days=1)
        assert office.client("reviewer").get("/me").status_code == 401, "a token has no more rights than its account"
        browser = Browser(office.app)
        give_password(office, "reviewer")
        assert browser.sign_in("reviewer").status == 422

    def test_withdrawn_are_gone_at_once(self, office: Office) -> None:
        granted(office, Role.CLERK, TOWNSHIP)
        browser = signed_in(office, "reviewer")
        browser.post("/identity", browser.get("/identity").form("/identity"))
        administrator = signed_in(office, "administrator")
        links = administrator.get("/accounts/account-reviewer").read.links
        path = next(link for link in links if "withdraw_role" in link and "grant=2" in link)
        assert administrator.fill(path, reason="不再兼任").status == 303
        assert browser.get("/acts/hold_meeting").status == 403
        assert browser.get("/board").status == 200
        assert "收回" in administrator.get("/accounts/account-reviewer").words

    def test_a_form_on_trust_is_not_recorded_after_the_last_day(self, office: Office) -> None:
        granted(office, Role.CLERK, TOWNSHIP, last=str(TODAY), replaces=True)
        browser = signed_in(office, "reviewer")
        form = browser.get("/acts/record_work").form("/acts/record_work")
        office.clock.forward(days=1)
        assert browser.post("/acts/record_work", form).status == 401


class TestKeepingAccounts:
    def test_nobody_grants_to_the_own_account(self, office: Office) -> None:
        answer = granted(office, Role.SUPERVISOR, DISTRICT, account="account-administrator")
        assert (answer.status_code, answer.json["code"]) == (409, "own_account")

    def test_the_three_officers_are_apart(self, office: Office) -> None:
        answer = granted(office, Role.CLERK, TOWNSHIP, account="account-system")
        assert (answer.status_code, answer.json["code"]) == (422, "officers_apart")

    def test_nobody_is_two_of_them_under_two_names(self, office: Office) -> None:
        administrator = office.client("administrator")
        opening = {"organisation": DISTRICT, "occurred_on": "2024-06-20", "person": DEPUTY}
        first = {**opening, "sign_in_name": "first", "role": "audit_officer"}
        _account(office, "other-administrator", Role.SECURITY_ADMINISTRATOR, DISTRICT)
        asked = administrator.post("open_account", first)
        assert asked.status_code == 202
        decided_by_two(office, asked.json["stream"], "other-administrator")
        second = {**opening, "sign_in_name": "second", "role": "clerk"}
        assert administrator.post("open_account", second).json["code"] == "officers_apart"
        assert administrator.post("open_account", {**second, "person": None}).status_code == 201

    def test_an_account_with_rights_elsewhere_is_not_suspended_from_here(self, office: Office) -> None:
        _account(office, "eastern", Role.SECURITY_ADMINISTRATOR, EAST)
        assert granted(office, Role.REVIEWER, EAST).status_code == 422, "that organisation is none of ours"
        body = {"account": "account-east", "organisation": EAST, "role": "inspector", "reason": "兼任"}
        answer = office.client("eastern").post("grant_role", {**body, "replaces": False})
        assert answer.status_code == 201, answer.text
        assert granted(office, Role.CLERK, TOWNSHIP, account="account-east").status_code == 404
        signature = Signature(command_id="both", recorded_by=account_of("supervisor"), on_behalf_of=DISTRICT)
        both = account.GrantRole(
            account="account-east", organisation=TOWNSHIP, role=Role.CLERK, reason="借调", replaces=False
        )
        execute(office.services.ledger, both, signature, TODAY)
        administrator = signed_in(office, "administrator")
        assert administrator.get("/accounts/account-east").status == 200
        for act in ("suspend_account", "require_password_reset"):
            sent = {"account": "account-east", "reason": "离岗"}
            assert office.client("administrator").post(act, sent).json["code"] == "granted_elsewhere"
        instead = granted(office, Role.REVIEWER, TOWNSHIP, account="account-east", replaces=True)
        assert instead.json["code"] == "granted_elsewhere"
        for number, status in ((1, 409), (3, 201)):
            withdrawing = {"account": "account-east", "grant": number, "reason": "离岗"}
            assert office.client("administrator").post("withdraw_role", withdrawing).status_code == status
        assert administrator.get("/accounts/account-east").status == 404

    def test_old_entries_go_on_as_they_did(self) -> None:
        old = account.role_granted_2({"organisation": TOWNSHIP, "role": "administrator", "reason": "轮岗"})
        assert old["role"] == Role.SECURITY_ADMINISTRATOR
        assert old["replaces"]
        assert account.opened_2({"role": "clerk"}) == {"role": "clerk"}


def test_the_page_of_rights_says_what_each_role_is_for() -> None:
    assert set(rights.MEANING) == set(Role)
    for command, roles in RIGHTS.items():
        (row,) = re.findall(rf"^.*`{command.__name__}`.*$", rights.page().partition("\n## Acts\n")[2], re.MULTILINE)
        assert row.count("●") == len(roles)
    assert OFFICERS.isdisjoint(READERS)
