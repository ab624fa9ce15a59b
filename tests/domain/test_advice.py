"""Advice: what is worth a look, and what is not."""

from datetime import date, datetime, timedelta

from domain.advice import Head, Limits, Text, alike, backfills, burdens, texts_in
from domain.meeting import AgendaItem, Body, MeetingHeld, Topic

LIMITS = Limits()
NIGHT = datetime(2024, 12, 20, 21, 0)
OFFICE, OTHER = "org-" + "a" * 20, "org-" + "b" * 20


def head(
    number: int, said: date | None, recorded: datetime, account: str = "account-clerk", office: str = OFFICE
) -> Head:
    return Head(
        position=number,
        ref=f"meeting-{number:020x}#1",
        account=account,
        organisation=office,
        recorded_at=recorded,
        occurred_on=said,
    )


def months(count: int, *, minutes: int = 10, account: str = "account-clerk") -> list[Head]:
    """A visit of each month from January on, entered one after the other on one evening."""
    return [
        head(month, date(2024, month, 15), NIGHT + timedelta(minutes=minutes * month), account)
        for month in range(1, count + 1)
    ]


class TestBackfill:
    def test_is_many_months_in_one_sitting(self) -> None:
        (found,) = backfills(months(8), LIMITS)
        assert found.months == tuple(f"2024-{month:02}" for month in range(1, 9))
        assert (len(found.heads), found.organisations) == (8, (OFFICE,))
        assert (found.began, found.ended) == (NIGHT + timedelta(minutes=10), NIGHT + timedelta(minutes=80))

    def test_is_not_what_was_entered_in_time(self) -> None:
        in_time = [head(day, date(2024, 12, day), datetime(2024, 12, day, 10)) for day in range(1, 20)]
        assert backfills(in_time, LIMITS) == []

    def test_is_not_a_single_month_entered_late(self) -> None:
        one = [head(day, date(2024, 3, day), NIGHT + timedelta(minutes=day)) for day in range(1, 10)]
        assert backfills(one, LIMITS) == []

    def test_ends_with_a_pause(self) -> None:
        assert backfills(months(8, minutes=150), LIMITS) == []

    def test_is_told_apart_by_account(self) -> None:
        both = [*months(8), *(head(100 + h.position, h.occurred_on, h.recorded_at, "account-other") for h in months(6))]
        assert [(one.account, len(one.heads)) for one in backfills(both, LIMITS)] == [
            ("account-clerk", 8),
            ("account-other", 6),
        ]

    def test_needs_a_day_that_was_said(self) -> None:
        assert backfills([head(n, None, NIGHT) for n in range(1, 20)], LIMITS) == []


LONG = (
    "本季度召开党委会专题研究基层党建工作，听取各村党支部书记汇报，研究解决村级活动场"
    "所修缮、党员发展和流动党员管理等问题，并明确了责任人和完成时限，要求下一次会议通"
    "报进展。"
)


def text(number: int, words: str) -> Text:
    return Text(ref=f"work-{number:020x}#1", organisation=OFFICE, field="text", text=words)


class TestAlike:
    def test_are_texts_that_differ_in_numbers_only(self) -> None:
        texts = [text(n, f"{n}月，{LONG}（第{n}次）") for n in range(1, 5)]
        (found,) = alike(texts, LIMITS)
        assert {one.ref for one in found.texts} == {one.ref for one in texts}
        assert found.likeness >= 0.9

    def test_are_not_texts_of_their_own(self) -> None:
        other = (
            "走访两户困难党员，了解到其中一户住房漏雨，已与民政所联系列入危房改造计划；另一户"
            "子女就学有困难，协调学校减免部分费用，月底前回访，结果另行登记，所需材料由驻村干"
            "部收集。"
        )
        assert alike([text(1, LONG), text(2, other)], LIMITS) == []

    def test_are_not_short_texts(self) -> None:
        assert alike([text(1, "已完成。"), text(2, "已完成。")], LIMITS) == []

    def test_are_not_two_fields_of_one_entry(self) -> None:
        assert alike([text(1, LONG), text(1, LONG)], LIMITS) == []

    def test_many_of_them_are_one_group(self) -> None:
        (found,) = alike([text(n, LONG + "某" * (n % 3)) for n in range(200)], LIMITS)
        assert len(found.texts) == 200


class TestBurden:
    def test_counts_entries_by_month_account_and_hour(self) -> None:
        heads = [
            head(1, date(2024, 3, 1), datetime(2024, 3, 4, 10)),  # Monday morning
            head(2, date(2024, 1, 1), datetime(2024, 3, 4, 23), "account-other"),  # at night, and late
            head(3, None, datetime(2024, 3, 9, 10)),  # Saturday
            head(4, None, datetime(2024, 5, 6, 9), office=OTHER),
            head(5, None, datetime(2023, 5, 8, 9)),  # another year
        ]
        serving = {OFFICE: {"meeting-1": 2, "meeting-2": 1}}
        one, other = burdens(heads, serving, 2024, LIMITS)
        assert (one.organisation, one.entries, one.accounts, one.off_hours, one.late) == (OFFICE, 3, 2, 2, 1)
        assert (one.months[2], sum(one.months), one.records, one.shared) == (3, 3, 2, 1)
        assert (other.organisation, other.entries, other.records) == (OTHER, 1, 0)

    def test_names_an_office_whose_records_others_entered(self) -> None:
        (one,) = burdens([], {OFFICE: {"meeting-1": 3}}, 2024, LIMITS)
        assert (one.entries, one.records, one.shared) == (0, 1, 1)


def test_long_texts_of_parts_are_read_too() -> None:
    event = MeetingHeld(
        organisation=OFFICE,
        body=Body.COMMITTEE,
        title=LONG,
        occurred_on=date(2024, 3, 1),
        chair="person-" + "1" * 20,
        attendees=(),
        agenda=(AgendaItem(topic=Topic.PARTY_BUILDING, title=LONG), AgendaItem(topic=Topic.PARTY_BUILDING, title="短")),
    )
    assert list(texts_in(event, LIMITS)) == [("title", LONG), ("title", LONG)]
