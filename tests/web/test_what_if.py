"""What if, on the page and from the command line: compared, explained, and nothing recorded."""

import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from clerk import signed_in
from click.testing import CliRunner
from office import DEPUTY, DISTRICT, TOWNSHIP, Office, meeting, opened

from domain.catalogue import load_all
from web.cli import main

TEXT, _ = load_all()["township"]
QUARTER = TEXT.index('id = "township-quarterly-committee-meeting"')
ANY_CHAIR = TEXT[:QUARTER] + TEXT[QUARTER:].replace('    chair = "first"\n', "", 1)
TWICE = TEXT[:QUARTER] + TEXT[QUARTER:].replace("minimum = 1", "minimum = 2", 1)
PAGE = f"/what-if?organisation={TOWNSHIP}&year=2024&document=township&as_of=2024-06-30"


@pytest.fixture
def office(place: Any, tmp_path: Path) -> Iterator[Office]:
    """The deputy chaired in the first quarter, the secretary in the second."""
    with opened(place, tmp_path) as made:
        made.clock.now = datetime(2024, 6, 30, 9, tzinfo=UTC)
        clerk = made.client()
        for day, chair in (("2024-03-05", DEPUTY), ("2024-06-05", None)):
            more = {"chair": chair} if chair else {}
            assert clerk.post("hold_meeting", meeting(occurred_on=day, **more)).status_code == 201
        yield made


def supposed(office: Office, name: str = "supervisor", page: str = PAGE, **fields: Any) -> Any:
    browser = signed_in(office, name)
    token = browser.get(page).form("/what-if")["csrf_token"][0]
    return browser.client.post(page, data={"csrf_token": token, **fields}, content_type="multipart/form-data")


def file(text: str) -> tuple[io.BytesIO, str]:
    return io.BytesIO(text.encode()), "own.toml"


class TestThePage:
    def test_tells_who_would_pass_and_by_which_fact(self, office: Office) -> None:
        head = office.position()
        answer = supposed(office, catalogue=file(ANY_CHAIR))
        page = answer.get_data(as_text=True)
        assert answer.status_code == 200
        assert "将变为达标 1" in page
        assert "2024-Q1" in page or "一季度" in page
        assert "将计入" in page
        assert "2024年3月5日" in page
        assert f"日志均为{head}条" in page
        assert office.position() == head

    def test_tells_who_would_newly_fail(self, office: Office) -> None:
        page = supposed(office, catalogue=file(TWICE)).get_data(as_text=True)
        assert "最低次数由1变为2" in page
        assert "1/2" in page

    def test_says_when_nothing_would_be_otherwise(self, office: Office) -> None:
        assert "没有任何事项会因此不同" in supposed(office, catalogue=file(TEXT)).get_data(as_text=True)

    def test_takes_a_document_out(self, office: Office) -> None:
        page = supposed(office, withdrawn="1").get_data(as_text=True)
        assert "将不再要求" in page

    @pytest.mark.parametrize(
        ("fields", "said"),
        [
            ({"catalogue": file("not toml [")}, "TOML"),
            ({"catalogue": file(TEXT.replace('code = "township"', 'code = "other"', 1))}, "other"),
            ({"value-half_year_spacing": "perhaps"}, "取值"),
            ({"holidays": "2024-02-30"}, "2024-02-30"),
            ({"holidays": "2024-05-05..2024-05-01"}, "起止"),
            ({"catalogue": (io.BytesIO(b"\xff\xfe\xff"), "own.toml")}, "UTF-8"),
        ],
    )
    def test_names_what_is_wrong(self, office: Office, fields: dict[str, Any], said: str) -> None:
        fields = {
            key: (io.BytesIO(value[0].getvalue()), value[1]) if isinstance(value, tuple) else value
            for key, value in fields.items()
        }
        answer = supposed(office, **fields)
        assert answer.status_code == 422
        assert said in answer.get_data(as_text=True)

    def test_stays_within_reach(self, office: Office) -> None:
        browser = signed_in(office, "clerk")
        assert browser.get(f"/what-if?organisation={DISTRICT}&year=2024").status == 404
        assert browser.get(f"/what-if?organisation={TOWNSHIP}&year=2024").status == 200


class TestTheCommand:
    def test_says_the_same_without_a_word_in_the_log(self, tmp_path: Path) -> None:
        env = {"ZEREN_DATA": str(tmp_path / "data")}

        def zeren(*words: str) -> Any:
            return CliRunner().invoke(main, list(words), env=env, catch_exceptions=False)

        assert (
            zeren("start", "--name", "柳溪乡党委", "--kind", "township_committee", "--since", "2020-01-01").exit_code
            == 0
        )
        own = tmp_path / "township.toml"
        own.write_text(TEXT, encoding="utf-8")
        issued = zeren("policy", "issue", str(own), "--binds", "柳溪乡党委", "--effective", "2023-01-01")
        assert issued.exit_code == 0, issued.output
        asked = ("what-if", "--organisation", "柳溪乡党委", "--year", "2024", "--as-of", "2024-12-31")
        said = zeren(*asked, "--withdraw", "township").stdout
        assert "将变为达标" in said
        assert re.search(r"Log position (\d+), and \1 after", said)
        own.write_text(TWICE, encoding="utf-8")
        assert "将变为未达标" not in zeren(*asked, "--catalogue", str(own)).stdout
        assert zeren(*asked, "--set", "nonsense").exit_code == 2
        assert zeren(*asked, "--withdraw", "other").exit_code == 1
