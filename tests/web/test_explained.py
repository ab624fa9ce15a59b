"""Explain anything: what a page shows opens its reasons, and the reasons alone lead to what it shows."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import zip_longest
from pathlib import Path
from random import Random
from typing import Any

import pytest
from clerk import Browser, signed_in
from demonstrated import UNTIL
from demonstrated import district as demonstration
from judged import CLAUSE
from office import DEPUTY, POLICY, TOWNSHIP, Office, meeting, opened

from domain.evaluator import all_statuses
from domain.reading import World
from domain.rule import Light
from domain.terms import code_label
from web import demo
from web.app import create_app
from web.services import Services
from web.settings import Settings, sqlite_url


@pytest.fixture
def office(place: Any, tmp_path: Path) -> Iterator[Office]:
    """A meeting that counted, and one that another person chaired."""
    with opened(place, tmp_path) as made:
        clerk = made.client()
        for changed in ({"occurred_on": "2024-05-06"}, {"occurred_on": "2024-06-05", "chair": DEPUTY}):
            answer = clerk.post("hold_meeting", meeting(**changed))
            assert answer.status_code == 201, answer.get_json()
        yield made


def reasons_on(page: Any) -> list[str]:
    return [link for link in page.read.links if "/reasons?" in link]


def test_each_window_of_a_duty_opens_its_reasons(office: Office) -> None:
    browser = signed_in(office)
    page = browser.get(f"/organisations/{TOWNSHIP}/duties", year="2024", clause=CLAUSE)
    links = reasons_on(page)
    assert len(links) == 4 == page.html.count('<div class="status">')
    told = " ".join(browser.get(link).words for link in links)
    assert "只用下列记录的" in told
    assert "结果不同" not in told
    assert "《" in told
    assert "计量方式" in told


def test_what_did_not_count_stands_there_with_its_reason(office: Office) -> None:
    browser = signed_in(office)
    page = browser.get(
        f"/organisations/{TOWNSHIP}/reasons", policy=POLICY, clause=CLAUSE, window="2024-Q2", year="2024"
    )
    assert page.status == 200
    words = page.words
    assert words.index("计入的记录（") < words.index("看过而未计入的记录（")
    assert "主持人" in words
    english = browser.get(
        f"/organisations/{TOWNSHIP}/reasons", policy=POLICY, clause=CLAUSE, window="2024-Q2", year="2024", lang="en"
    )
    assert english.status == 200


def test_as_known_before_only_what_was_known_then(office: Office) -> None:
    browser = signed_in(office)
    where = f"/organisations/{TOWNSHIP}/reasons"
    asked = {"policy": POLICY, "clause": CLAUSE, "window": "2024-Q2", "year": "2024"}
    now = browser.get(where, **asked)
    positions = {int(one) for one in re.findall(r'data-position="(\d+)"', now.html)}
    then = browser.get(where, **asked, known_at=str(office.position() - 2))
    assert {int(one) for one in re.findall(r'data-position="(\d+)"', then.html)} < positions
    assert "结果相同" in then.words


def test_what_is_not_there_or_out_of_reach_has_no_reasons(office: Office) -> None:
    where = f"/organisations/{TOWNSHIP}/reasons"
    asked = {"policy": POLICY, "clause": CLAUSE, "window": "2024-Q2", "year": "2024"}
    assert signed_in(office).get(where, **{**asked, "window": "1999-Q1"}).status == 404
    assert signed_in(office, "east").get(where, **asked).status == 404


# --- the demonstration district ---------------------------------------------------------


@pytest.fixture(scope="module")
def district(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Services, Browser]]:
    """The district with its supervisor signed in."""
    folder = demonstration(tmp_path_factory, tmp_path_factory.mktemp("district"))
    settings = Settings(
        data=folder,
        ledger=str(folder / "ledger.db"),
        views=sqlite_url(folder / "views.db"),
        keys=str(folder / "keys.db"),
        secrets=sqlite_url(folder / "secrets.db"),
        master_key_file=folder / "master.key",
        proof=str(folder / "proof.db"),
        log_key_file=folder / "log.key",
        files=folder / "files",
    )
    noon = datetime.combine(UNTIL, datetime.min.time(), UTC) + timedelta(hours=4)
    services = Services(settings, clock=lambda: noon)
    position = services.ledger.head().position
    services.secrets.set_password("account-supervisor", demo.PASSWORD, now=noon, position=position)
    browser = Browser(create_app(services=services))
    assert browser.sign_in("supervisor", demo.PASSWORD).status == 303
    yield services, browser
    services.close()


def cells_of_the_board(browser: Browser) -> list[str]:
    """Links behind the cells of its first pages."""
    boards = [browser.get("/board", year="2026", every="1", page=str(number)) for number in range(1, 7)]
    links = [link for board in boards for link in board.read.links]
    return list(dict.fromkeys(link for link in links if "/duties?" in link and "clause=" in link))


@pytest.mark.parametrize("looked_at", [80, pytest.param(400, marks=pytest.mark.soak)])
def test_cells_of_the_board_recompute_from_the_entries_of_their_page(
    district: tuple[Services, Browser], looked_at: int
) -> None:
    services, browser = district
    entries = [entry for page in services.ledger.pages() for entry in page]
    chance, opened_pages = Random(2026), 0
    cells = cells_of_the_board(browser)
    assert len(cells) > 400
    lights: set[str] = set()
    for cell in chance.sample(cells, looked_at):
        page = browser.get(cell)
        shown = reasons_on(page)
        assert len(shown) == page.html.count('<div class="status">') > 0
        link = chance.choice(shown)
        told = browser.get(link)
        assert told.status == 200, link
        assert "结果相同" in told.words
        own = {int(one) for one in re.findall(r'data-position="(\d+)"', told.html)}
        said = dict(re.findall(r"[?&;](policy|clause|window|person|year)=([^&#]+)", link.replace("&amp;", "&")))
        organisation = link.split("/")[2]
        found = all_statuses(
            World(entry for entry in entries if entry.position in own), organisation, int(said["year"]), UNTIL
        )
        (one,) = [
            one
            for one in found
            if (one.policy, one.clause, one.window, one.person or "")
            == (said["policy"], said["clause"], said["window"], said.get("person", ""))
        ]
        number = str(one.count) if one.minimum is None else f"{one.count}/{one.minimum}"
        assert f"{code_label(one.light)[0]} {number}" in told.words, told.words[:900]
        lights.add(one.light.value)
        opened_pages += 1
    assert opened_pages == looked_at
    assert len(lights & {light.value for light in Light}) >= 4


def test_a_window_of_several_years_opens_whichever_year_is_asked(district: tuple[Services, Browser]) -> None:
    _, browser = district
    of_clause: dict[str, list[str]] = {}
    for cell in cells_of_the_board(browser):
        of_clause.setdefault(re.findall("clause=([^&]+)", cell)[0], []).append(cell)
    wide = 0
    # One of each clause first: windows are the clause's.
    for cell in (cell for some in zip_longest(*of_clause.values()) for cell in some if cell is not None):
        link = next((one for one in reasons_on(browser.get(cell)) if re.search(r"window=[0-9]{4}-[0-9]{4}", one)), None)
        if link is None:
            continue
        first, last = re.search(r"window=([0-9]{4})-([0-9]{4})", link).groups()  # type: ignore[union-attr]  # found above
        for year in (first, last, "2026"):
            assert browser.get(re.sub(r"year=[0-9]{4}", f"year={year}", link)).status == 200, (link, year)
        wide += 1
        if wide == 3:
            break
    assert wide == 3
