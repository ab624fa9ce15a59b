"""Search as people meet it: what is found in reach, as it was known, and nothing of what is out of reach or erased."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from clerk import signed_in
from office import DISTRICT, EAST, EASTERNER, SECRETARY, TOWNSHIP, Office, meeting, opened_in_files

from domain import person
from domain.identity import account_of
from ledger.execution import execute
from ledger.port import Signature
from web.access import PAGES
from web.asking import MASK

TITLE = "传达安委发〔2026〕3号并研究安全生产<b>工作</b>"


def hold(office: Office, who: str, **said: object) -> str:
    answer = office.client(who).post("hold_meeting", meeting(minutes="会议要求加强水库巡查。", **said))
    assert answer.status_code == 201, answer.json
    return str(answer.json["stream"])


def live(office: Office) -> dict[str, str]:
    abroad = {"organisation": EAST, "chair": EASTERNER, "attendees": [EASTERNER]}
    return {
        "ours": hold(office, "clerk", title=TITLE, occurred_on="2024-05-30"),
        "second": hold(office, "clerk", title="研究森林防火工作", occurred_on="2024-05-29"),
        "theirs": hold(office, "east", title="东岭研究安全生产工作", occurred_on="2024-05-30", **abroad),
    }


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with opened_in_files(tmp_path_factory.mktemp("search"), live) as made:
        yield made


def hits(office: Office, query: str, who: str = "clerk", **more: object) -> list[tuple[str, str]]:
    answer = office.client(who).get("/search", q=query, **more)
    assert answer.status_code == 200, answer.json
    return [(one["ref"], one["rank"]) for one in answer.json["hits"]]


class TestFound:
    @pytest.mark.parametrize(
        ("query", "rank"),
        [
            ("安全生产", "within"),
            ("水库", "text"),
            ("安委发〔２０２６〕３号", "within"),
            ("anquanshengchan", "pinyin"),
            ("aqsc", "initials"),
            ("anquansengcan", "slip"),
        ],
    )
    def test_a_record(self, office: Office, query: str, rank: str) -> None:
        assert (office.told["ours"], rank) in hits(office, query, kind="meeting")

    def test_persons_and_organisations_by_pinyin_and_initials(self, office: Office) -> None:
        for query in ("张甲", "zhangjia", "zj", "zangjia"):
            assert SECRETARY in [ref for ref, _ in hits(office, query, kind="persons")], query
        for query in ("柳溪", "liuxi", "lxx", "niuxixiang"):
            assert TOWNSHIP in [ref for ref, _ in hits(office, query, kind="organisations")], query

    def test_documents_and_clauses(self, office: Office) -> None:
        groups = office.client().get("/search", q="党建").json["counts"]
        assert groups["policies"] == 1
        assert groups["clauses"] > 3

    def test_the_page_says_why_marks_it_and_escapes(self, office: Office) -> None:
        page = signed_in(office).get("/search?q=aqsc")
        assert "研究<mark>安全生产</mark>&lt;b&gt;工作" in page.html
        assert "拼音首字母相同" in page.html
        assert "<b>工作" not in page.html
        assert "已召开" in page.html
        assert f"/records/{office.told['ours']}" in page.html
        text = signed_in(office).get("/search?q=水库").html
        assert "<mark>水库</mark>巡查" in text
        slip = signed_in(office).get("/search?q=anquansengcan").html
        assert "读音相近" in slip

    def test_by_kind_year_and_page(self, office: Office) -> None:
        assert hits(office, "研究", kind="work") == []
        assert hits(office, "研究", year=2023) == []
        assert len(hits(office, "研究", kind="records", year=2024)) == 2
        first = office.client().get("/search", q="研究", kind="records", limit=1).json
        second = office.client().get("/search", q="研究", kind="records", limit=1, cursor=first["cursor"]).json
        assert {one["ref"] for one in first["hits"] + second["hits"]} == {office.told["ours"], office.told["second"]}
        assert second["cursor"] is None

    def test_as_it_was_known(self, office: Office) -> None:
        assert hits(office, "aqsc", known_at=1, kind="records") == []
        html = signed_in(office).get("/search?q=aqsc&as_of=2024-05-01").html
        assert office.told["ours"] not in html


class TestBounds:
    @pytest.mark.parametrize(
        "query", ["", " ", "%", "*", "' OR 1=1 --", "[", "\\", "ng" * 30, "安" * 200, "a b c d e f g"]
    )
    def test_odd_queries_are_text(self, office: Office, query: str) -> None:
        page = signed_in(office).get(f"/search?q={query}&page=999&year=x&kind=nonsense")
        assert page.status == 200
        assert office.told["theirs"] not in page.html

    def test_the_field_stands_on_every_page_of_those_who_read_records(self, office: Office) -> None:
        browser = signed_in(office)
        for path in ("/", "/records", f"/organisations/{TOWNSHIP}", "/trail"):
            assert 'id="find"' in browser.get(path).html, path
        assert 'value="2024-05-31"' in browser.get("/records?as_of=2024-05-31").html.partition('id="find"')[2][:300]
        assert 'id="find"' not in signed_in(office, "administrator").get("/").html
        assert PAGES["search.page"] == PAGES["api.searched"] == PAGES["records.listing"]

    def test_parameters_of_the_api_are_held_to(self, office: Office) -> None:
        for more in ({"q": "安" * 61}, {"kind": "nonsense"}, {"year": "1"}, {"limit": "0"}, {"x": "1"}):
            assert office.client().get("/search", **{"q": "安全", **more}).status_code == 422, more


class TestReach:
    def test_nothing_from_outside_is_found_or_counted(self, office: Office) -> None:
        ours = office.client().get("/search", q="安全生产", kind="records").json
        assert ours["total"] == 1
        assert office.told["theirs"] not in str(ours)
        assert hits(office, "王丙") == []
        assert hits(office, "dongling", kind="organisations") == []
        assert office.told["theirs"] in [ref for ref, _ in hits(office, "安全生产", "east")]

    def test_another_subtree_does_not_exist(self, office: Office) -> None:
        assert office.client().get("/search", q="安全", organisation=EAST).status_code == 404
        assert office.client().get("/search", q="安全", organisation="org-nonsense").status_code == 404
        assert signed_in(office).get(f"/search?q=安全&organisation={EAST}").status == 404
        assert office.client("administrator").get("/search", q="安全").status_code == 403


class TestPersonalValues:
    def test_restricted_names_are_not_found_by_those_from_whom_they_are_kept(self, tmp_path: Path) -> None:
        with opened_in_files(tmp_path, live) as office:
            told = signed_in(office, "supervisor").fill(
                f"/acts/restrict_person?person={SECRETARY}",
                ground="disputed",
                reason="本人对登记的姓名有异议",
                occurred_on=office.services.today().isoformat(),
            )
            assert told.status == 303
            for query in ("张甲", "zhangjia", "zj", MASK, "xzcl"):
                assert SECRETARY not in [ref for ref, _ in hits(office, query)], query
            assert SECRETARY in [ref for ref, _ in hits(office, "zhangjia", "auditor")]

    def test_erased_persons_are_found_by_nobody_under_no_date(self, tmp_path: Path) -> None:
        with opened_in_files(tmp_path, live) as office:
            assert SECRETARY in [ref for ref, _ in hits(office, "张甲", "auditor")]
            position = office.services.ledger.head().position
            erase(office)
            for query in ("张甲", "zhangjia", "zj"):
                for more in ({}, {"known_at": position}):
                    assert SECRETARY not in [ref for ref, _ in hits(office, query, "auditor", **more)], (query, more)


def erase(office: Office) -> None:
    day = office.services.today()
    why = {"ground": person.ErasureGround.UNLAWFUL, "reason": "登记没有依据"}
    asked = person.RequestErasure(person=SECRETARY, occurred_on=day, asked_by=account_of("supervisor"), **why)
    approved = person.ApproveErasure(person=SECRETARY, occurred_on=day, approved_by=account_of("second"))
    for number, act in enumerate((asked, approved)):
        by = Signature(command_id=f"erase-{number}", recorded_by=account_of("x"), on_behalf_of=DISTRICT)
        execute(office.services.ledger, act, by, day)
