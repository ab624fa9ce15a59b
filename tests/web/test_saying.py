"""Days, moments, months and numbers, as readers of either language write them."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from flask import Flask, g, render_template_string

from web import saying


@pytest.fixture
def app() -> Flask:
    made = Flask("saying")
    saying.prepare(made)
    return made


@pytest.fixture(params=["zh", "en"])
def lang(app: Flask, request: pytest.FixtureRequest) -> Iterator[str]:
    with app.test_request_context("/"):
        g.language = request.param
        yield request.param


DAY = date(2026, 3, 5)
MOMENT = datetime(2026, 3, 5, 16, 27, 54, tzinfo=UTC)


def test_days_and_moments(lang: str) -> None:
    zh = lang == "zh"
    assert saying.day(DAY) == saying.day("2026-03-05") == ("2026年3月5日" if zh else "5 March 2026")
    assert saying.moment(MOMENT) == ("2026年3月6日 00:27:54" if zh else "6 March 2026, 00:27:54")
    assert saying.minute(MOMENT.isoformat()) == ("2026年3月6日 00:27" if zh else "6 March 2026, 00:27")
    assert saying.local_day(MOMENT) == ("2026年3月6日" if zh else "6 March 2026")
    assert saying.month("2026-03") == ("2026年3月" if zh else "March 2026")
    assert saying.day("") == ""


def test_spans(lang: str) -> None:
    zh = lang == "zh"
    assert saying.span(DAY, date(2026, 4, 2)) == ("2026年3月5日至4月2日" if zh else "5 March – 2 April 2026")
    across = "2025年12月1日至2026年3月5日" if zh else "1 December 2025 – 5 March 2026"
    assert saying.span("2025-12-01", DAY) == across
    assert saying.span(DAY, DAY) == saying.day(DAY)


def test_numbers() -> None:
    assert (saying.number(13645), saying.yuan(5_000_050), saying.yuan(-5)) == ("13,645", "50,000.50", "-0.05")
    assert [saying.told(one) for one in (2026, 13645, True, "2026-03-05")] == [2026, "13,645", True, "2026-03-05"]


def test_a_page_says_a_day_without_being_asked_and_leaves_to_programs_what_is_theirs(lang: str) -> None:
    text = "{{ day }}|{{ '%s: %s of %s' | format(day, 13645, 2026) }}|{{ day.isoformat() }}|{{ other }}"
    said = "2026年3月5日" if lang == "zh" else "5 March 2026"
    told = render_template_string(text, day=DAY, other="2026-03-05")
    assert told == f'<time datetime="2026-03-05">{said}</time>|{said}: 13,645 of 2026|2026-03-05|2026-03-05'


def test_a_refusal_is_written_out_but_not_what_it_quotes() -> None:
    text = "不能早于上一环节（2026-03-05）；“2026-03-05”和2026-02-30不动。"
    assert saying.written_out(text, english=False) == "不能早于上一环节（2026年3月5日）；“2026-03-05”和2026-02-30不动。"
    assert saying.written_out("It ended on 2026-03-05.", english=True) == "It ended on 5 March 2026."
