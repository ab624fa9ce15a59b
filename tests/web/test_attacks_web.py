"""Attacks over the web, generated from the routes: whatever a stranger or a neighbour sends, nothing opens.

Two districts that must not see each other; the neighbour's records carry a mark, so that a leak is seen wherever it
comes out. A route or an argument that these tests do not know fails them.
"""

import inspect
import io
import re
import sqlite3
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from typing import Any, Final

import pytest
from clerk import Browser, signed_in
from office import (
    DEPUTY,
    EAST,
    EASTERNER,
    POLICY,
    SECRETARY,
    TOWNSHIP,
    VILLAGE,
    Office,
    meeting,
    opened_in_files,
    sent,
)
from werkzeug.routing import Rule

from domain.identity import account_of, kind_of, list_of, posts_of, prefix_of
from web.acts import ACTS
from web.api import QUESTIONS
from web.papers.paper import Bullets, Facts, Heading, Paper, Paragraph, Table
from web.papers.word import written
from web.schemas import SHAPES
from web.schemas import fields as shapes
from web.schemas.fields import made

MARK: Final = "邻区专用"
"""Stands in everything that the neighbours recorded."""
OURS: Final = "本乡登记"
NOWHERE: Final = "f" * 20


@dataclass
class Districts:
    """The office, and what each side has on record: kind -> ids."""

    office: Office
    ours: dict[str, list[str]] = field(default_factory=dict)
    theirs: dict[str, list[str]] = field(default_factory=dict)
    receipts: dict[str, str] = field(default_factory=dict)
    positions: dict[str, int] = field(default_factory=dict)

    def ids(self, side: dict[str, list[str]], *kinds: str) -> list[str]:
        return [id for kind, ids in side.items() if not kinds or kind in kinds for id in ids]


def _moved(value: Any, mark: str, *, east: bool) -> Any:
    """A body as the other side would send it, its texts marked."""
    match value:
        case dict():
            return {key: _moved(inner, mark, east=east) for key, inner in value.items()}
        case list():
            return [_moved(inner, mark, east=east) for inner in value]
        case "按实际情况登记":
            return f"{mark}内容"
        case str() if east:
            moved = {TOWNSHIP: EAST, VILLAGE: EAST, SECRETARY: EASTERNER, DEPUTY: EASTERNER}
            return moved.get(value, value)
    return value


@pytest.fixture(scope="module")
def districts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Districts]:
    """Both sides enter one record of every kind that its least fields allow."""
    with opened_in_files(tmp_path_factory.mktemp("districts")) as office:
        both = Districts(office)
        for who, side, mark in (("clerk", both.ours, OURS), ("east", both.theirs, MARK)):
            client = office.client(who)
            for name, act in ACTS.items():
                if not act.begins or act.upload:
                    continue
                given = sent(act.command)
                if name == "hold_meeting":
                    given = meeting(title="按实际情况登记")
                answer = client.post(name, _moved(given, mark, east=who == "east"), key=f"{who}-{name}")
                if answer.status_code == 201:
                    told = answer.get_json()
                    side.setdefault(kind_of(told["stream"].partition("#")[0]), []).append(told["stream"])
                    both.receipts.setdefault(who, told["command_id"])
                    both.positions.setdefault(who, told["position"])
        for side, body, person, name in (
            (both.ours, TOWNSHIP, SECRETARY, "clerk"),
            (both.theirs, EAST, EASTERNER, "east"),
        ):
            side.setdefault("organisation", []).append(body)
            side.setdefault("person", []).append(person)
            side.setdefault("appointment", []).append(posts_of(body))
            side.setdefault("account", []).append(account_of(name))
        both.ours.setdefault("policy", []).append(POLICY)
        yield both


def test_both_sides_have_much_on_record(districts: Districts) -> None:
    assert len(districts.ours) >= 15, sorted(districts.ours)
    assert len(districts.theirs) >= 15, sorted(districts.theirs)


# --- routes and their arguments ------------------------------------------------------------

KINDS_OF: Final = {
    "case": "accountability",
    "round": "appraisal",
    "person": "person",
    "account": "account",
    "approval": "approval",
}
"""Arguments that name a record of one kind."""


def routes(office: Office, method: str) -> list[Rule]:
    """Rules that take this method, but for files that never change."""
    rules = [rule for rule in office.app.url_map.iter_rules() if method in (rule.methods or ())]
    return [rule for rule in rules if rule.endpoint not in ("static", "api-docs.swagger_file")]


def arguments(rule: Rule, both: Districts, *, ours: bool) -> list[dict[str, Any]]:
    """Everything that the arguments of a route could name, on one side."""
    side, who = (both.ours, "clerk") if ours else (both.theirs, "east")
    known: dict[str, list[Any]] = {
        "stream": [*both.ids(side), list_of(TOWNSHIP if ours else EAST, 2024)],
        "organisation": both.ids(side, "organisation"),
        "command_id": [both.receipts[who]],
        "position": [both.positions[who]],
        "year": [2024],
        "size": [1],
        "to": ["zh"],
        "token": ["x" * 43],
        "id": [NOWHERE],
        "name": ["hold_meeting"] if rule.endpoint.startswith("acts.") or rule.endpoint == "api.command" else [],
    }
    for name in rule.arguments:
        if name in KINDS_OF:
            kind = KINDS_OF[name]
            known[name] = both.ids(side, kind) or [f"{prefix_of(kind)}-{NOWHERE}"]
        assert name in known, f"{rule.rule} takes {name}, which these tests do not know"
    names = sorted(rule.arguments)
    return [dict(zip(names, values, strict=True)) for values in product(*(known[name] for name in names))]


def address(office: Office, rule: Rule, values: dict[str, Any]) -> str:
    with office.app.test_request_context("/"):
        return str(office.app.url_map.bind("localhost").build(rule.endpoint, values))


def asked_for(view: Any) -> set[str]:
    """Names of parameters that the module of a view reads."""
    source = inspect.getsource(inspect.getmodule(inspect.unwrap(view)))  # type: ignore[arg-type]
    named = re.findall(
        r"""(?:args\.get|args\.getlist|values\.get|parameter|flag|number|several|day)\(["'](\w+)""", source
    )
    return {*named, "as_of", "known_at", "cursor", "limit"}


def _name_of(parameter: Any) -> str:
    return str(getattr(parameter, "name", parameter[0] if isinstance(parameter, tuple) else parameter))


def parameters(office: Office, rule: Rule) -> list[str]:
    view = office.app.view_functions[rule.endpoint]
    documented = {name for path, _, _, more in QUESTIONS if rule.rule.endswith(path) for name in map(_name_of, more)}
    return sorted(asked_for(view) | documented)


# --- another district -------------------------------------------------------------------


class TestAnotherDistrict:
    """IDOR: an id of the neighbours is an id of nothing."""

    @pytest.mark.parametrize("who", ["clerk", "supervisor", "auditor"])
    def test_its_ids_lead_nowhere(self, districts: Districts, who: str) -> None:
        browser, looked = signed_in(districts.office, who), 0
        for rule in routes(districts.office, "GET"):
            if not rule.arguments or rule.endpoint == "session.choose_language":
                continue
            for values in arguments(rule, districts, ours=False):
                named = [value for name, value in values.items() if name not in ("year", "name", "size", "to")]
                if not named or set(named) <= set(districts.ids(districts.theirs, "policy")):
                    continue
                path = address(districts.office, rule, values)
                answer = _api(districts, who, path) if path.startswith("/api/") else browser.client.get(path)
                text = answer.get_data(as_text=True)
                assert answer.status_code in (403, 404), (who, path, answer.status_code)
                assert MARK not in text, path
                assert "东岭" not in text, path
                looked += 1
        assert looked > 100

    def test_what_is_there_and_what_is_not_are_answered_alike(self, districts: Districts) -> None:
        browser = signed_in(districts.office)
        for id in districts.ids(districts.theirs):
            prefix = id.partition("-")[0]
            for path in ("/records/{}", "/api/v1/records/{}", "/trail?record={}"):
                there, nowhere = (browser.get(path.format(one)) for one in (id, f"{prefix}-{NOWHERE}"))
                assert there.status == nowhere.status, path.format(id)
                said = [
                    re.sub(r'(csrf_token" value="|org|[a-z]+-[0-9a-z]{20})[^"]*', "", page.words)
                    for page in (there, nowhere)
                ]
                assert said[0] == said[1]

    def test_naming_them_in_a_question_opens_nothing(self, districts: Districts) -> None:
        office, browser = districts.office, signed_in(districts.office)
        ids = [EAST, EASTERNER, account_of("east"), *(ids[0] for ids in districts.theirs.values())]
        looked = 0
        for rule in routes(office, "GET"):
            values = next(iter(arguments(rule, districts, ours=True)), None)
            if values is None:
                continue
            path = address(office, rule, values)
            for name in (
                "organisation",
                "person",
                "record",
                "account",
                "stream",
                "root",
                "decision",
                "owner",
                "policy",
                "ask",
            ):
                if name not in parameters(office, rule):
                    continue
                for id in ids if name in ("stream", "record", "decision") else ids[:3]:
                    answer = (
                        _api(districts, "clerk", path, **{name: id})
                        if path.startswith("/api/")
                        else browser.client.get(path, query_string={name: id})
                    )
                    assert answer.status_code < 500, (path, name, id)
                    assert MARK not in answer.get_data(as_text=True), (path, name, id)
                    for theirs in ("东岭区委", "王丙"):
                        assert theirs not in answer.get_data(as_text=True), (path, name, id)
                    looked += 1
        assert looked > 60

    def test_no_act_touches_them(self, districts: Districts) -> None:
        office, client = districts.office, districts.office.client()
        before = office.position()
        for name, act in ACTS.items():
            if act.upload:
                continue
            body = _moved(sent(act.command), OURS, east=True)
            for id in districts.theirs.get(act.kind, []) if not act.begins else [""]:
                target = EAST if act.kind == "appointment" else id
                answer = client.post(name, {**body, **({act.target: target} if target else {})})
                assert answer.status_code in (403, 404, 409, 422), (name, id, answer.get_json())
                assert MARK not in answer.get_data(as_text=True), name
        attached = client.post("attach_evidence", {"evidence": f"file-{'0' * 64}", "subject": EASTERNER})
        assert attached.status_code in (404, 422)
        assert office.position() == before


def _api(districts: Districts, who: str, path: str, **query: str) -> Any:
    client = districts.office.client(who)
    return client.http.get(path, query_string=query or None, headers=client.headers)


# --- reading changes nothing ---------------------------------------------------------------


def _kept(office: Office) -> tuple[Any, ...]:
    """All that a request could change: the log's end, secrets but for when they were last used, files."""
    settings = office.services.settings
    with sqlite3.connect(str(settings.secrets).removeprefix("sqlite:///")) as secrets:
        tables = [name for (name,) in secrets.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        columns = {
            table: [
                row[1] for row in secrets.execute(f"PRAGMA table_info({table})") if row[1] not in ("seen_at", "used_at")
            ]
            for table in tables
        }
        kept = {
            table: sorted(map(repr, secrets.execute(f"SELECT {','.join(names)} FROM {table}")))
            for table, names in columns.items()
        }
    head = office.services.ledger.head()
    files = sorted((str(path), path.stat().st_size) for path in settings.files.rglob("*"))
    return head, kept, files


def test_reading_changes_nothing(districts: Districts) -> None:
    """Every route that answers GET, as who may open it: ledger, secrets and files are afterwards what they were."""
    office = districts.office
    browsers = {who: signed_in(office, who) for who in ("clerk", "supervisor", "auditor", "administrator")}
    opened_by: dict[str, set[int]] = {}
    for browser in browsers.values():
        browser.get("/")
    before = _kept(office)
    types = set()
    for rule in routes(office, "GET"):
        every = arguments(rule, districts, ours=True)
        for who in browsers if every else ():
            for values in every if who == "clerk" else every[-2:]:
                path = address(office, rule, values)
                answer = browsers[who].client.get(path)
                assert answer.status_code < 500, (who, path)
                opened_by.setdefault(rule.rule, set()).add(answer.status_code)
                types.add(answer.mimetype)
            assert browsers[who].client.head(path).status_code == answer.status_code, (who, path)
    after = _kept(office)
    assert after[0] == before[0]
    assert {name: rows for name, rows in after[1].items() if rows != before[1][name]} == {}
    assert after[2] == before[2]
    assert types <= {"text/html", "application/json", "text/plain", _WORD}, "nothing that a spreadsheet opens"
    found = {rule for rule, statuses in opened_by.items() if statuses & {200, 303, 302}}
    assert len(found) > 0.8 * len(opened_by), sorted(set(opened_by) - found)


_WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


# --- forms from elsewhere --------------------------------------------------------------


def test_every_form_is_refused_without_our_token_or_from_another_site(districts: Districts) -> None:
    office = districts.office
    browser, other = signed_in(office), signed_in(office, "supervisor")
    foreign = other.get("/password").form("/sign-out")["csrf_token"][0]
    own = browser.get("/password").form("/sign-out")["csrf_token"][0]
    assert browser.get("/board").status == other.get("/board").status == 200
    before, looked = _kept(office), 0
    for rule in routes(office, "POST"):
        for values in arguments(rule, districts, ours=True)[:1] or [{}]:
            path = address(office, rule, values)
            attempts: list[tuple[str, dict[str, str]]] = [
                ("", {}),
                (foreign, {}),
                (own, {"Origin": "https://evil.example"}),
                (own, {"Origin": "null"}),
                (own, {"Origin": "https://localhost.evil.example"}),
                (own, {"Sec-Fetch-Site": "cross-site"}),
                (own, {"Sec-Fetch-Site": "same-site"}),
            ]
            for token, headers in attempts:
                if path.startswith("/api/"):
                    more = {**headers, **({"X-CSRFToken": token} if token else {})}
                    answer = browser.client.post(path, json=meeting(), headers=more)
                else:
                    data = {"csrf_token": token, "label": "x", "password": "x", "sign_in_name": "clerk"}
                    answer = browser.client.post(path, data=data, headers=headers)
                assert answer.status_code in (400, 403), (path, headers, answer.status_code)
                looked += 1
    assert looked >= 36
    assert _kept(office) == before
    # A browser that says that it sends from here is believed, with the token; a proxy may hide scheme and port.
    fine = {"Origin": "https://localhost:8443", "Sec-Fetch-Site": "same-origin"}
    assert browser.client.post("/sign-out", data={"csrf_token": own}, headers=fine).status_code == 303


# --- what is sent ---------------------------------------------------------------------


SQL: Final = ("%' OR '1'='1' UNION SELECT hash FROM secret_passwords;--\"\\_", "\x00'; DROP TABLE secret_sessions;--")


def test_no_question_reaches_a_database_as_sql(districts: Districts) -> None:
    office, browser = districts.office, signed_in(districts.office)
    browser.get("/")
    before, looked = _kept(office), 0
    for rule in routes(office, "GET"):
        values = next(iter(arguments(rule, districts, ours=True)), None)
        if values is None:
            continue
        path = address(office, rule, values)
        for name in parameters(office, rule):
            text = SQL[looked % 2]
            answer = (
                _api(districts, "clerk", path, **{name: text})
                if path.startswith("/api/")
                else browser.client.get(path, query_string={name: text})
            )
            assert answer.status_code < 500, (path, name, text)
            assert MARK.encode() not in answer.get_data(), "a workbook is no text"
            assert b"$argon2" not in answer.get_data()
            looked += 1
    assert looked > 400
    assert _kept(office) == before


@pytest.mark.parametrize("text", ["%", "_", "\\", "'", "本乡登%", "' OR 1=1 --"])
def test_a_search_looks_for_what_was_typed(districts: Districts, text: str) -> None:
    client = districts.office.client()
    assert client.get("/records", organisation=TOWNSHIP, below="true", text=text).get_json()["records"] == []
    assert client.get("/records", organisation=TOWNSHIP, below="true", text=OURS).get_json()["records"]
    assert (
        "张甲"
        not in signed_in(districts.office)
        .client.get("/people", query_string={"q": text})
        .get_data(as_text=True)
        .partition("<table")[2]
    )


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "/\t/evil.example/",
        "/x\r\nSet-Cookie: zeren_session=x",
        "/x\nLocation: https://evil.example/",
        "javascript:alert(1)",
        " //evil.example",
        "/\x00/evil.example",
        "http:evil.example",
    ],
)
def test_no_address_that_is_sent_along_leads_elsewhere_or_adds_a_header(districts: Districts, target: str) -> None:
    browser = Browser(districts.office.app)
    signed_in(districts.office)
    fields = browser.get("/sign-in", next=target).form("/sign-in")
    answers = [
        browser.client.get("/language/en", query_string={"next": target}),
        browser.client.post(
            "/sign-in", data={**fields, "sign_in_name": "clerk", "password": "fixture-password", "next": target}
        ),
    ]
    for answer in answers:
        assert answer.status_code in (303, 400, 422), (target, answer.status_code)
        location = answer.headers.get("Location", "/")
        assert location.startswith("/")
        assert not location.startswith(("//", "/\\", "/\t"))
        assert location.isprintable()
        cookies = answer.headers.getlist("Set-Cookie")
        assert not any("evil" in cookie or cookie.startswith("zeren_session=x;") for cookie in cookies)
        assert answer.headers.getlist("Location")[1:] == []


@pytest.mark.parametrize("name", sorted(ACTS))
def test_a_field_that_no_one_asked_for_is_refused(districts: Districts, name: str) -> None:
    act = ACTS[name]
    shape, body = made(act.shape), {**sent(act.command), "recorded_by": "account-supervisor"}
    with pytest.raises(shapes.ValidationError) as caught:
        shape.load(body)
    assert "recorded_by" in caught.value.normalized_messages()
    if not act.upload:
        before = districts.office.position()
        answer = districts.office.client().post(name, body)
        assert answer.status_code in (403, 404, 422), (name, answer.get_json())
        assert districts.office.position() == before


def test_a_form_with_a_field_too_many_is_shown_again(districts: Districts) -> None:
    browser = signed_in(districts.office)
    before = districts.office.position()
    page = browser.fill(f"/acts/record_work?organisation={TOWNSHIP}", recorded_by="account-supervisor")
    assert page.status == 422
    assert "不认识这一栏" in page.words
    assert districts.office.position() == before


# --- formulas -------------------------------------------------------------------------

FORMULAS: Final = ("=1+1", "＝1+1", "@SUM(A1)", "+A1", "-A1", "\t=1+1", " =cmd|' /C calc'!A0", "\r=1")


def test_no_text_that_a_spreadsheet_would_run_is_taken_in() -> None:
    looked = 0
    for shape in SHAPES.values():
        for one in _texts(made(shape)):
            for formula in FORMULAS:
                with pytest.raises(shapes.ValidationError):
                    one.deserialize([formula] if isinstance(one, shapes.Lines) else formula)
                looked += 1
    assert looked > 1_000


def _texts(shape: shapes.Shape) -> Iterator[Any]:
    for one in shape.fields.values():
        if isinstance(one, shapes.Rows):
            yield from _texts(made(one.row))
        elif isinstance(one, shapes.Lines) or (isinstance(one, shapes.Text) and not one.phone):
            yield one


def test_a_word_file_holds_no_field_but_the_number_of_the_page() -> None:
    hostile = '=1+1 {DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe "/k calc"} <w:instrText>DDE</w:instrText> \x13DDE\x14'
    paper = Paper(
        kind=hostile,
        title=hostile,
        blocks=(
            Heading(text=hostile, level=1),
            Paragraph(text=hostile, strong=hostile),
            Facts(rows=((hostile, hostile),)),
            Table(heads=(hostile,), rows=((hostile,),), widths=(1,)),
            Bullets(items=(hostile,)),
        ),
        issuer=hostile,
        day=hostile,
        moment=hostile,
    )
    with zipfile.ZipFile(io.BytesIO(written(paper))) as archive:
        assert not any("vba" in name.lower() or "external" in name.lower() for name in archive.namelist())
        parts = [archive.read(name).decode() for name in archive.namelist() if name.endswith((".xml", ".rels"))]
    said = {text for part in parts for text in re.findall(r"<w:instrText[^>]*>([^<]*)<", part)}
    assert said == {"PAGE"}
    assert not any('TargetMode="External"' in part for part in parts)
