"""The JSON API on both databases: acts and questions, rights, repeats, stale forms, and everything that is wrong."""

import io
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from office import (
    DEPUTY,
    DISTRICT,
    EAST,
    EASTERNER,
    POLICY,
    SECRETARY,
    TOWNSHIP,
    VILLAGE,
    Office,
    meeting,
    oid,
    opened,
    opened_in_files,
    pid,
)

from domain.account import Role
from domain.vocabulary import NAMES
from ledger.application import init_ledger
from web.access import PAGES, may_act
from web.acts import ACTS


@dataclass
class MadePlace:
    """As `conftest.Place`, made here: for a whole module, or for one database only."""

    database: str
    keys: str
    master_key_file: Path
    kind: str = "sqlite"


@pytest.fixture
def office(place: Any, tmp_path: Path) -> Iterator[Office]:
    with opened(place, tmp_path) as made:
        yield made


@pytest.fixture(scope="module")
def sqlite_office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """One office for all that does not depend on the database: its tests look at refusals, which store nothing."""
    with opened_in_files(tmp_path_factory.mktemp("office")) as made:
        yield made


def fields_of(answer: Any) -> list[str]:
    return [problem["field"] for problem in answer.json["problems"]]


def assert_refused(office: Office, answer: Any, status: int, field: str | None = None) -> None:
    """A clear answer in both languages, naming the field, and nothing stored."""
    assert answer.status_code == status, answer.text
    assert answer.mimetype == "application/json"
    assert answer.json["status"] == status
    assert answer.json["zh"]
    assert answer.json["en"]
    if field is not None:
        assert field in fields_of(answer)
        for problem in answer.json["problems"]:
            assert problem["zh"]
            assert problem["en"]


class TestRecording:
    def test_a_meeting_is_recorded_and_answered_with_its_receipt(self, office: Office) -> None:
        answer = office.client().post("hold_meeting", meeting(), key="m-1")
        assert answer.status_code == 201, answer.text
        receipt = answer.json
        assert receipt["command_id"] == "m-1"
        assert receipt["stream"].startswith("meeting-")
        assert receipt["version"] == 1
        assert receipt["repeated"] is False
        assert receipt["recorded_at"] == "2024-06-20T04:00:00Z"
        assert [entry["name"] for entry in receipt["entries"]] == ["meeting.held/1"]
        assert receipt["position"] == office.position()
        assert answer.headers["Location"] == f"/api/v1/records/{receipt['stream']}"

    def test_the_same_key_and_body_give_the_first_receipt_and_no_second_entry(self, office: Office) -> None:
        first = office.client().post("hold_meeting", meeting(), key="m-1")
        end = office.position()
        again = office.client().post("hold_meeting", meeting(), key="m-1")
        assert again.status_code == 200
        assert again.json == {**first.json, "repeated": True}
        assert office.position() == end

    def test_the_same_key_with_another_body_is_refused(self, office: Office) -> None:
        office.client().post("hold_meeting", meeting(), key="m-1")
        end = office.position()
        answer = office.client().post("hold_meeting", meeting(title="另一个会议"), key="m-1")
        assert_refused(office, answer, 409)
        assert answer.json["code"] == "command_reused"
        assert office.position() == end

    def test_a_stale_version_is_refused_with_what_changed(self, office: Office) -> None:
        clerk = office.client()
        stream = clerk.post("hold_meeting", meeting(), key="m-1").json["stream"]
        corrected = meeting(organisation=None, meeting=stream, place="会议室", reason="补地点")
        assert clerk.post("correct_meeting", corrected, match=1).status_code == 201
        end = office.position()
        answer = clerk.post("void_meeting", {"meeting": stream, "reason": "重复登记"}, match=1)
        assert_refused(office, answer, 412)
        assert answer.json["version"] == 2
        (meanwhile,) = answer.json["meanwhile"]
        assert meanwhile["said"]["zh"] == "更正会议记录（地点），理由：补地点。"
        assert meanwhile["changes"][0]["after"]["zh"] == "会议室"
        assert office.position() == end

    def test_the_version_may_stand_in_the_body(self, office: Office) -> None:
        clerk = office.client()
        stream = clerk.post("hold_meeting", meeting(), key="m-1").json["stream"]
        voiding = {"meeting": stream, "reason": "重复登记"}
        assert clerk.post("void_meeting", {**voiding, "expecting": 7}).status_code == 412
        assert clerk.post("void_meeting", {**voiding, "expecting": 1}).status_code == 201

    def test_nothing_to_record_is_no_error(self, office: Office) -> None:
        clerk = office.client()
        stream = clerk.post("hold_meeting", meeting(), key="m-1").json["stream"]
        end = office.position()
        same = meeting(organisation=None, meeting=stream, reason="核对")
        answer = clerk.post("correct_meeting", same)
        if answer.status_code != 200:
            # A rule may rather say that nothing differs; either way nothing is recorded.
            assert answer.status_code in (409, 422)
        else:
            assert answer.json["entries"] == []
            assert answer.json["stream"] == stream
        assert office.position() == end

    def test_a_rule_refuses_with_its_field(self, office: Office) -> None:
        end = office.position()
        answer = office.client().post("hold_meeting", meeting(chair=EASTERNER, attendees=[EASTERNER]))
        assert_refused(office, answer, 422, "chair")
        assert office.position() == end

    def test_a_state_that_does_not_allow_it_refuses(self, office: Office) -> None:
        clerk = office.client()
        stream = clerk.post("hold_meeting", meeting(), key="m-1").json["stream"]
        voiding = {"meeting": stream, "reason": "重复登记"}
        assert clerk.post("void_meeting", voiding).status_code == 201
        assert_refused(office, clerk.post("void_meeting", {**voiding, "reason": "再次作废"}), 409)

    def test_a_file_is_taken_in_and_attached(self, office: Office) -> None:
        clerk = office.client()
        stream = clerk.post("hold_meeting", meeting(), key="m-1").json["stream"]
        answer = clerk.http.post(
            "/api/v1/commands/file_evidence",
            data={"organisation": TOWNSHIP, "title": "会议纪要", "file": (io.BytesIO(b"minutes"), "纪要.txt")},
            headers=clerk.headers,
        )
        assert answer.status_code == 201, answer.text
        attached = clerk.post("attach_evidence", {"evidence": answer.json["stream"], "subject": stream})
        assert attached.status_code == 201, attached.text

    def test_an_account_is_opened_by_the_administrator(self, office: Office) -> None:
        sent = {"sign_in_name": "new-clerk", "organisation": VILLAGE, "role": "clerk", "occurred_on": "2024-06-20"}
        answer = office.client("administrator").post("open_account", sent)
        assert answer.status_code == 201, answer.text
        assert answer.json["stream"] == "account-new-clerk"


BAD: list[tuple[str, dict[str, Any], str]] = [
    ("unknown field", {"colour": "red"}, "colour"),
    ("a number for a text", {"title": 5}, "title"),
    ("a text for a list", {"attendees": SECRETARY}, "attendees"),
    ("an object for a text", {"place": {"zh": "会议室"}}, "place"),
    ("a list for an id", {"chair": [SECRETARY]}, "chair"),
    ("a date that does not exist", {"occurred_on": "2023-02-29"}, "occurred_on"),
    ("a date in the future", {"occurred_on": "2024-06-21"}, "occurred_on"),
    ("a date written otherwise", {"occurred_on": "2024/6/5"}, "occurred_on"),
    ("ten megabytes of text", {"minutes": "长" * 3_500_000}, "minutes"),
    ("control characters", {"title": "会议\u0007"}, "title"),
    ("text that turns around", {"title": "会议\u202e"}, "title"),
    ("half a character", {"title": "会议\ud800"}, "title"),
    ("what stands for unreadable bytes", {"title": "会议\ufffd"}, "title"),
    ("a formula", {"title": "=HYPERLINK(1)"}, "title"),
    ("a code that is not in the list", {"body": "soviet"}, "body"),
    ("an empty title", {"title": "　 "}, "title"),
    ("no agenda", {"agenda": []}, "agenda"),
    ("an agenda item without its topic", {"agenda": [{"title": "党建"}]}, "agenda.0.topic"),
    ("an agenda item with an unknown field", {"agenda": [{"topic": "cadres", "title": "x", "y": 1}]}, "agenda.0.y"),
    ("an id of another kind", {"chair": TOWNSHIP}, "chair"),
    ("an id that is none", {"chair": "张甲"}, "chair"),
    ("an id that is not on record", {"chair": pid(99), "attendees": [pid(99)]}, "chair"),
    ("a chair without a post", {"chair": EASTERNER, "attendees": [EASTERNER]}, "chair"),
    ("a chair who did not attend", {"attendees": [DEPUTY]}, "chair"),
    ("a record id that is none", {"meeting": "meeting-1"}, "meeting"),
    ("a record id that is empty", {"meeting": ""}, "meeting"),
    ("a record id that is false", {"meeting": False}, "meeting"),
    ("an organisation that is a number", {"organisation": 5}, "organisation"),
    ("null for a required field", {"chair": None, "title": ""}, "chair"),
    ("a version that is a text", {"expecting": "one"}, "expecting"),
    ("a number beyond all bounds", {"resolutions": [{"number": 10**30, "text": "x"}]}, "resolutions.0.number"),
]


class TestBadInput:
    @pytest.mark.parametrize(("changed", "field"), [row[1:] for row in BAD], ids=[row[0] for row in BAD])
    def test_is_refused_with_its_field_and_nothing_is_stored(
        self, sqlite_office: Office, changed: dict[str, Any], field: str
    ) -> None:
        end = sqlite_office.position()
        answer = sqlite_office.client().post("hold_meeting", meeting(**changed))
        assert_refused(sqlite_office, answer, 422, field)
        assert sqlite_office.position() == end

    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b"[]",
            b'"text"',
            b"{",
            b'{"title": NaN}',
            b'{"title": "\xff\xfe"}',
            b"[" * 100_000,
            b'{"title": "a", "title": "b"}',
            b'{"title": ' + b"9" * 10_000 + b"}",
        ],
        ids=["empty", "list", "text", "cut off", "NaN", "broken UTF-8", "deep", "one field twice", "long number"],
    )
    def test_what_is_no_object_is_refused(self, sqlite_office: Office, body: bytes) -> None:
        end = sqlite_office.position()
        answer = sqlite_office.client().raw("hold_meeting", body)
        assert_refused(sqlite_office, answer, 422)
        assert sqlite_office.position() == end

    def test_a_body_beyond_the_limit_is_refused(self, sqlite_office: Office) -> None:
        answer = sqlite_office.client().raw("hold_meeting", b" " * (33 * 1024 * 1024))
        assert_refused(sqlite_office, answer, 413)

    @pytest.mark.parametrize("key", ["", "会议", "a" * 65, "a b"])
    def test_a_key_that_is_none_is_refused(self, sqlite_office: Office, key: str) -> None:
        headers = {"Idempotency-Key": key.encode().decode("latin-1")}
        answer = sqlite_office.client().raw("hold_meeting", json.dumps(meeting()).encode(), **headers)
        assert_refused(sqlite_office, answer, 422, "Idempotency-Key")

    @pytest.mark.parametrize("version", ["x", "-1", '"1', "1.5", "*"])
    def test_a_version_that_is_none_is_refused(self, sqlite_office: Office, version: str) -> None:
        answer = sqlite_office.client().raw("hold_meeting", b"{}", **{"If-Match": version})
        assert_refused(sqlite_office, answer, 422, "If-Match")

    def test_two_versions_that_differ_are_refused(self, sqlite_office: Office) -> None:
        answer = sqlite_office.client().post("hold_meeting", meeting(expecting=0), match=1)
        assert_refused(sqlite_office, answer, 422, "expecting")

    @pytest.mark.parametrize(
        "query",
        [
            {"as_of": "2023-02-29"},
            {"as_of": "yesterday"},
            {"known_at": "2024-13-01"},
            {"limit": "0"},
            {"limit": "9999999"},
            {"limit": "ten"},
            {"cursor": "abc"},
            {"kind": "nonsense"},
            {"from": "2024-02-30"},
            {"below": "maybe"},
            {"text": "a" * 500},
            {"text": "a\x00b"},
        ],
    )
    def test_wrong_parameters_are_named(self, sqlite_office: Office, query: dict[str, str]) -> None:
        (name,) = query
        assert_refused(sqlite_office, sqlite_office.client().get("/records", **query), 422, name)

    def test_unknown_commands_and_records_are_not_found(self, sqlite_office: Office) -> None:
        clerk = sqlite_office.client()
        assert_refused(sqlite_office, clerk.post("drop_everything", {}), 404)
        assert_refused(sqlite_office, clerk.post("void_meeting", {"meeting": f"meeting-{9:020x}", "reason": "x"}), 404)
        assert_refused(sqlite_office, clerk.get(f"/records/meeting-{9:020x}"), 404)
        assert_refused(sqlite_office, clerk.get("/records/nonsense"), 404)
        assert_refused(sqlite_office, clerk.get("/receipts/nonsense"), 404)
        assert_refused(sqlite_office, clerk.get(f"/boards/{oid(99)}/2024"), 404)
        assert_refused(sqlite_office, clerk.get(f"/boards/{TOWNSHIP}/99999"), 404)
        assert_refused(sqlite_office, clerk.get("/nowhere"), 404)

    def test_a_missing_record_id_is_named(self, sqlite_office: Office) -> None:
        answer = sqlite_office.client().post("void_meeting", {"reason": "重复登记"})
        assert_refused(sqlite_office, answer, 422, "meeting")

    def test_whatever_is_sent_gets_an_answer(self, office: Office) -> None:
        seed = 20240620
        print(f"seed {seed}")
        chance = random.Random(seed)
        ids = [DISTRICT, TOWNSHIP, VILLAGE, EAST, SECRETARY, EASTERNER, POLICY, "account-clerk"]
        values = [None, True, 0, -1, 3, 10**20, 1.5, "", "x", "2024-01-01", [], {}, [None], [{}], {"a": 1}, *ids]
        clients = [office.client(name) for name in ("clerk", "supervisor", "administrator")]
        for _ in range(300):
            name = chance.choice(sorted(ACTS))
            body = {field: chance.choice(values) for field in ACTS[name].shape().fields if chance.random() < 0.8}
            answer = chance.choice(clients).post(name, body)
            assert answer.status_code < 500, (name, body, answer.text)
            assert answer.json, (name, body)


class TestDatabaseGone:
    """The API says so in its own form, and goes on by itself once the database is back."""

    @pytest.mark.postgresql
    def test_503_and_recovery(self, postgres_cluster: Any, postgres_database: Any, tmp_path: Path) -> None:
        keys, key_file = str(tmp_path / "keys.db"), tmp_path / "master.key"
        init_ledger(postgres_database.application, keys=keys, master_key_file=key_file, owner=postgres_database.owner)
        place = MadePlace(postgres_database.application, keys, key_file, "postgresql")
        name = postgres_database.name
        with (
            opened(place, tmp_path) as office,
            psycopg.connect(postgres_cluster.server.get_uri(), autocommit=True) as owner,
        ):
            assert office.client().get("/records").status_code == 200
            end = office.position()
            owner.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false".encode())
            owner.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,))
            assert_refused(office, office.client().post("hold_meeting", meeting(), key="gone"), 503)
            assert_refused(office, office.client().get("/records"), 503)
            owner.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true".encode())
            again = office.client().post("hold_meeting", meeting(), key="gone")
            assert again.status_code == 201, again.text
            assert again.json["position"] == end + 1
            assert office.client().get("/records").status_code == 200


class TestRights:
    def test_an_organisation_out_of_scope_does_not_exist(self, office: Office) -> None:
        clerk = office.client()
        elsewhere = meeting(organisation=EAST, chair=EASTERNER, attendees=[EASTERNER])
        assert_refused(office, clerk.post("hold_meeting", elsewhere), 404)
        assert_refused(office, clerk.get(f"/boards/{EAST}/2024"), 404)
        assert_refused(office, clerk.get(f"/organisations/{EAST}/duties/2024"), 404)
        assert_refused(office, clerk.get("/records", organisation=EAST), 404)
        assert_refused(office, clerk.get("/trail", organisation=EAST), 404)
        assert_refused(office, clerk.get("/trail", person=EASTERNER), 404)
        assert_refused(office, clerk.get("/organisations", root=EAST), 404)
        assert_refused(office, clerk.get(f"/records/{EAST}"), 404)

    def test_a_record_out_of_scope_does_not_exist(self, office: Office) -> None:
        held = meeting(organisation=EAST, chair=EASTERNER, attendees=[EASTERNER])
        stream = office.client("east").post("hold_meeting", held).json["stream"]
        assert_refused(office, office.client().get(f"/records/{stream}"), 404)
        assert_refused(office, office.client().get("/trail", record=stream), 404)
        voiding = {"meeting": stream, "reason": "重复登记"}
        assert_refused(office, office.client().post("void_meeting", voiding), 404)

    def test_a_receipt_is_for_who_recorded_or_reaches_it(self, office: Office) -> None:
        office.client().post("hold_meeting", meeting(), key="m-1")
        assert office.client().get("/receipts/m-1").status_code == 200
        assert office.client("supervisor").get("/receipts/m-1").status_code == 200
        assert_refused(office, office.client("east").get("/receipts/m-1"), 404)

    def test_the_auditor_reads_and_does_not_write(self, office: Office) -> None:
        assert_refused(office, office.client("auditor").post("hold_meeting", meeting()), 403)
        assert office.client("auditor").get(f"/boards/{TOWNSHIP}/2024").status_code == 200

    def test_the_administrator_keeps_accounts_and_sees_no_records(self, office: Office) -> None:
        administrator = office.client("administrator")
        assert_refused(office, administrator.post("hold_meeting", meeting()), 403)
        assert_refused(office, administrator.get("/records"), 403)
        assert_refused(office, administrator.get(f"/boards/{TOWNSHIP}/2024"), 403)
        assert_refused(office, administrator.get("/trail", organisation=TOWNSHIP), 404)
        assert administrator.get("/trail", account="account-clerk").status_code == 200

    @pytest.mark.parametrize("name", ACTS)
    def test_every_command_keeps_to_the_matrix(self, sqlite_office: Office, name: str) -> None:
        for sign_in, role in (
            ("clerk", Role.CLERK),
            ("supervisor", Role.SUPERVISOR),
            ("auditor", Role.AUDITOR),
            ("administrator", Role.SECURITY_ADMINISTRATOR),
        ):
            answer = sqlite_office.client(sign_in).post(name, {})
            if may_act(role, ACTS[name].command):
                told = (415,) if ACTS[name].upload else (404, 422)
                assert answer.status_code in told, (name, role, answer.text)
            else:
                assert answer.status_code == 403, (name, role, answer.text)

    def test_every_api_endpoint_stands_in_the_matrix(self, sqlite_office: Office) -> None:
        there = {rule.endpoint for rule in sqlite_office.app.url_map.iter_rules() if rule.rule.startswith("/api/")}
        assert there - {"api-docs.swagger_file"} == {name for name in PAGES if name.startswith(("api.", "api-docs."))}

    def test_without_an_account_nothing_is_answered(self, sqlite_office: Office) -> None:
        stranger = sqlite_office.app.test_client()
        for headers in ({}, {"Authorization": "Bearer nonsense"}, {"Authorization": "Basic abc"}):
            answer = stranger.get("/api/v1/me", headers=headers)
            assert_refused(sqlite_office, answer, 401)
            answer = stranger.post("/api/v1/commands/hold_meeting", json=meeting(), headers=headers)
            assert_refused(sqlite_office, answer, 401)

    def test_a_suspended_account_is_out_at_once(self, office: Office) -> None:
        suspend = {"account": "account-clerk", "reason": "调离"}
        assert office.client("administrator").post("suspend_account", suspend).status_code == 201
        assert_refused(office, office.client().get("/me"), 401)

    def test_a_session_must_carry_the_csrf_token_to_record(self, sqlite_office: Office) -> None:
        of, http = sqlite_office.services, sqlite_office.app.test_client()
        of.secrets.set_password("account-clerk", "a long password", now=of.now(), position=sqlite_office.position())
        session = of.secrets.open_session("account-clerk", now=of.now())
        http.set_cookie("zeren_session", session)
        me = http.get("/api/v1/me")
        assert me.status_code == 200, me.text
        without = http.post("/api/v1/commands/hold_meeting", json=meeting())
        assert_refused(sqlite_office, without, 400)
        headers = {"X-CSRFToken": me.json["csrf_token"]}
        assert http.post("/api/v1/commands/hold_meeting", json=meeting(), headers=headers).status_code == 201


class TestQuestions:
    def test_who_asks(self, office: Office) -> None:
        me = office.client().get("/me").json
        assert me["organisation_name"] == "柳溪乡党委"
        assert me["role_text"]["zh"] == "经办人"
        assert me["csrf_token"] is None

    def test_the_commands_and_who_may(self, office: Office) -> None:
        commands = {one["name"]: one for one in office.client("auditor").get("/commands").json["commands"]}
        assert set(commands) == set(ACTS)
        assert not any(one["may"] for one in commands.values())

    def test_the_board_shows_the_meeting(self, office: Office) -> None:
        clerk = office.client()

        def met() -> int:
            board = clerk.get(f"/boards/{TOWNSHIP}/2024").json
            return sum(cell["count"] for row in board["organisations"] for cell in row["cells"])

        before = met()
        clerk.post("hold_meeting", meeting())
        assert met() > before

    def test_the_board_goes_on_by_cursor(self, office: Office) -> None:
        supervisor = office.client("supervisor")
        whole = supervisor.get(f"/boards/{DISTRICT}/2024").json
        assert [row["name"] for row in whole["organisations"]] == ["安平区委", "柳溪乡党委", "石桥村党支部"]
        assert whole["cursor"] is None
        first = supervisor.get(f"/boards/{DISTRICT}/2024", limit=2).json
        rest = supervisor.get(f"/boards/{DISTRICT}/2024", limit=2, cursor=first["cursor"]).json
        named = [row["name"] for row in first["organisations"] + rest["organisations"]]
        assert named == ["安平区委", "柳溪乡党委", "石桥村党支部"]
        assert rest["cursor"] is None

    def test_duties_say_what_counted_and_why_not(self, office: Office) -> None:
        clerk = office.client()
        good = clerk.post("hold_meeting", meeting()).json["stream"]
        deputy = meeting(chair=DEPUTY, title="副书记主持的会议", occurred_on="2024-06-06")
        other = clerk.post("hold_meeting", deputy).json["stream"]
        statuses = clerk.get(f"/organisations/{TOWNSHIP}/duties/2024").json["statuses"]
        counted = {fact["ref"] for one in statuses for fact in one["counted"]}
        passed = {fact["ref"]: fact for one in statuses for fact in one["passed"]}
        assert good in counted
        assert passed[other]["reason"] == "wrong_chair"
        assert passed[other]["reason_text"]["zh"] == "主持人不符"
        assert passed[other]["title"] == "副书记主持的会议"
        clause = next(one["clause"] for one in statuses if one["counted"])
        alone = clerk.get(f"/organisations/{TOWNSHIP}/duties/2024", clause=clause).json["statuses"]
        assert {one["clause"] for one in alone} == {clause}

    def test_both_clocks_can_be_asked_for(self, office: Office) -> None:
        clerk = office.client()
        before = office.position()
        clerk.post("hold_meeting", meeting())

        def counted(**query: Any) -> int:
            found = clerk.get(f"/organisations/{TOWNSHIP}/duties/2024", **query).json
            return sum(len(one["counted"]) for one in found["statuses"])

        assert counted() > 0
        assert counted(as_of="2024-06-04") == 0
        assert counted(known_at=before) == 0

    def test_a_record_with_its_history_in_sentences(self, office: Office) -> None:
        clerk = office.client()
        stream = clerk.post("hold_meeting", meeting()).json["stream"]
        first = office.position()
        corrected = meeting(organisation=None, meeting=stream, place="会议室", reason="补地点")
        clerk.post("correct_meeting", corrected)
        answer = clerk.get(f"/records/{stream}")
        record = answer.json
        assert answer.headers["ETag"] == '"2"'
        assert record["version"] == 2
        assert record["stands"]["place"] == "会议室"
        assert [one["said"]["zh"] for one in record["history"]] == [
            "柳溪乡党委于2024年6月5日召开党（工）委会议“党委会（研究党建工作）”，张甲主持，2人出席，议题1项。",
            "更正会议记录（地点），理由：补地点。",
        ]
        assert record["history"][0]["event"]["place"] == ""
        assert record["history"][1]["recorded_by_name"] == "clerk"
        known = clerk.get(f"/records/{stream}", known_at=first).json
        assert known["version"] == 1
        assert known["stands"]["place"] == ""

    def test_records_are_listed_page_by_page(self, office: Office) -> None:
        clerk = office.client()
        for day in range(1, 6):
            clerk.post("hold_meeting", meeting(title=f"第{day}次会议", occurred_on=f"2024-06-0{day}"))
        titles: list[str] = []
        cursor = ""
        while True:
            page = clerk.get("/records", kind="meeting", limit=2, cursor=cursor).json
            titles += [one["title"] for one in page["records"]]
            cursor = page["cursor"]
            if cursor is None:
                break
        assert titles == [f"第{day}次会议" for day in range(5, 0, -1)]
        found = clerk.get("/records", text="第3次").json["records"]
        assert [one["title"] for one in found] == ["第3次会议"]
        early = clerk.get("/records", until="2024-06-02", kind="meeting").json["records"]
        assert len(early) == 2

    def test_records_below_are_asked_for(self, office: Office) -> None:
        office.client().post("hold_meeting", meeting())
        supervisor = office.client("supervisor")
        assert supervisor.get("/records", kind="meeting").json["records"] == []
        assert len(supervisor.get("/records", kind="meeting", below="true").json["records"]) == 1

    def test_trails_tell_who_did_what(self, office: Office) -> None:
        clerk = office.client()
        stream = clerk.post("hold_meeting", meeting()).json["stream"]
        for query in (
            {"record": stream},
            {"organisation": TOWNSHIP},
            {"person": SECRETARY},
            {"account": "account-clerk"},
            {},
        ):
            answer = clerk.get("/trail", **query)
            assert answer.status_code == 200, (query, answer.text)
            newest = answer.json["entries"][0]
            assert newest["stream"] == stream, query
            assert newest["recorded_by"] == "account-clerk"
            assert "柳溪乡党委" in newest["said"]["zh"]

    def test_a_trail_goes_on_by_cursor_to_its_end(self, office: Office) -> None:
        supervisor = office.client("supervisor")
        whole = supervisor.get("/trail", organisation=TOWNSHIP, limit=200).json["entries"]
        positions: list[int] = []
        cursor = ""
        while cursor is not None:
            page = supervisor.get("/trail", organisation=TOWNSHIP, limit=2, cursor=cursor).json
            positions += [one["position"] for one in page["entries"]]
            cursor = page["cursor"]
        assert positions == [one["position"] for one in whole]
        assert positions == sorted(positions, reverse=True)

    def test_what_is_out_of_reach_does_not_cut_a_trail_short(self, office: Office) -> None:
        east, clerk = office.client("east"), office.client()
        first = clerk.post("hold_meeting", meeting()).json["position"]
        # Meetings of the other district at which the township's secretary was present.
        for day in range(1, 6):
            sent = meeting(
                organisation=EAST,
                chair=EASTERNER,
                attendees=[EASTERNER, SECRETARY],
                occurred_on=f"2024-06-0{day}",
            )
            assert east.post("hold_meeting", sent).status_code == 201
        page = clerk.get("/trail", person=SECRETARY, limit=2).json
        assert page["entries"][0]["position"] == first
        assert len(page["entries"]) == 2
        rest = clerk.get("/trail", person=SECRETARY, limit=50, cursor=page["cursor"]).json
        assert rest["entries"]
        assert rest["cursor"] is None

    def test_one_trail_at_a_time(self, office: Office) -> None:
        answer = office.client().get("/trail", person=SECRETARY, organisation=TOWNSHIP)
        assert_refused(office, answer, 422, "person")

    def test_the_directory(self, office: Office) -> None:
        supervisor = office.client("supervisor")
        tree = supervisor.get("/organisations").json["organisations"]
        assert [(one["depth"], one["name"]) for one in tree] == [
            (0, "安平区委"),
            (1, "柳溪乡党委"),
            (2, "石桥村党支部"),
        ]
        roster = supervisor.get(f"/organisations/{TOWNSHIP}/roster").json["holders"]
        assert [(one["name"], one["post_text"]["zh"]) for one in roster] == [("张甲", "书记"), ("李乙", "副书记")]
        earlier = supervisor.get(f"/organisations/{TOWNSHIP}/roster", as_of="2020-06-01").json["holders"]
        assert earlier == []
        persons = supervisor.get("/persons", below="true").json["persons"]
        assert {one["name"] for one in persons} == {"张甲", "李乙"}
        policies = supervisor.get("/policies", organisation=VILLAGE).json["policies"]
        assert [one["id"] for one in policies] == [POLICY]

    def test_a_list_item_by_item(self, office: Office) -> None:
        clerk = office.client()
        assert_refused(office, clerk.get(f"/organisations/{TOWNSHIP}/lists/2024"), 404)
        drafted = clerk.post("draft_list", {"organisation": TOWNSHIP, "year": 2024})
        assert drafted.status_code == 201, drafted.text
        found = clerk.get(f"/organisations/{TOWNSHIP}/lists/2024").json
        assert found["stage"] == "draft"
        assert found["items"]
        assert found["items"][0]["stage"] == "planned"
        assert found["stream"] == drafted.json["stream"]

    def test_personal_values_are_answered_in_plain_to_who_may_read(self, office: Office) -> None:
        record = office.client().get(f"/records/{SECRETARY}").json
        assert record["stands"]["name"] == "张甲"


class TestAnswersKept:
    def test_the_same_question_is_answered_alike_until_something_is_recorded(self, office: Office) -> None:
        clerk = office.client()
        stream = clerk.post("hold_meeting", meeting()).json["stream"]
        first, again = clerk.get(f"/records/{stream}"), clerk.get(f"/records/{stream}")
        assert again.data == first.data
        assert again.headers["ETag"] == first.headers["ETag"] == '"1"'
        clerk.post("correct_meeting", meeting(organisation=None, meeting=stream, place="会议室", reason="补地点"))
        assert clerk.get(f"/records/{stream}").json["version"] == 2

    def test_what_is_kept_for_one_account_is_not_told_to_another(self, office: Office) -> None:
        stream = office.client().post("hold_meeting", meeting()).json["stream"]
        assert office.client().get(f"/records/{stream}").status_code == 200
        assert_refused(office, office.client("east").get(f"/records/{stream}"), 404)
        assert_refused(office, office.client("administrator").get(f"/records/{stream}"), 403)

    def test_the_next_day_is_another_question(self, office: Office) -> None:
        clerk = office.client()
        assert clerk.get(f"/boards/{TOWNSHIP}/2024").json["clocks"]["as_of"] == "2024-06-20"
        office.clock.forward(days=1)
        assert clerk.get(f"/boards/{TOWNSHIP}/2024").json["clocks"]["as_of"] == "2024-06-21"


class TestDocument:
    def test_every_command_is_described_with_its_fields(self, sqlite_office: Office) -> None:
        answer = sqlite_office.client().get("/openapi.json")
        assert answer.status_code == 200
        document = answer.json
        for name, act in ACTS.items():
            operation = document["paths"][f"/api/v1/commands/{name}"]["post"]
            ((_, content),) = operation["requestBody"]["content"].items()
            schema = document["components"]["schemas"][content["schema"]["$ref"].rpartition("/")[2]]
            assert set(act.shape().fields) <= set(schema["properties"]), name
            assert set(operation["responses"]) >= {"200", "201", "401", "403", "404", "409", "412", "422", "503"}

    def test_every_reference_leads_somewhere(self, sqlite_office: Office) -> None:
        document = sqlite_office.client().get("/openapi.json").json
        text = json.dumps(document)
        for part in text.split('"$ref": "')[1:]:
            ref = part.partition('"')[0]
            at: Any = document
            for step in ref.removeprefix("#/").split("/"):
                assert step in at, ref
                at = at[step]

    def test_every_route_is_described(self, sqlite_office: Office) -> None:
        document = sqlite_office.client().get("/openapi.json").json
        for rule in sqlite_office.app.url_map.iter_rules():
            if rule.endpoint.startswith("api.") and rule.endpoint != "api.command":
                path = rule.rule.replace("<int:", "{").replace("<", "{").replace(">", "}")
                assert path in document["paths"]

    def test_the_page_runs_under_the_strict_policy(self, sqlite_office: Office) -> None:
        page = sqlite_office.client().get("/docs")
        assert page.status_code == 200
        assert "<script>" not in page.text
        assert "style=" not in page.text
        assert "http://" not in page.text
        assert "https://" not in page.text
        policy = page.headers["Content-Security-Policy"]
        assert "script-src 'nonce-" in policy
        assert "unsafe" not in policy
        stranger = sqlite_office.app.test_client()
        for part in page.text.split('"'):
            if part.startswith(("/api/v1/docs/", "/static/")):
                assert stranger.get(part).status_code == 200, part
        assert stranger.get("/api/v1/docs/swagger-initializer.js").status_code == 404

    def test_the_document_keeps_to_names_of_the_vocabulary(self, sqlite_office: Office) -> None:
        receipt = sqlite_office.client().post("hold_meeting", meeting()).json
        assert receipt["entries"][0]["name"] in NAMES.values()
