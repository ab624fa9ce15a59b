"""Research: the class is the rule, the method the case."""

from datetime import date
from typing import Any

import pytest
from deciding import TODAY, fold, refusal, replaced

from domain import research
from domain.research import Paper

RESEARCH, TOWN, OFFICE = "research-00000000000000000001", "org-00000000000000000001", "org-00000000000000000002"
DECIDE = research.DecideTopic(
    research=RESEARCH,
    organisation=TOWN,
    period="2024",
    title="流动党员管理",
    occurred_on=date(2024, 3, 1),
    researchers=("person-a",),
)
DECIDED = research.TopicDecided(**{k: getattr(DECIDE, k) for k in DECIDE.__dataclass_fields__ if k != "research"})
WRITE = research.WritePaper(
    research=RESEARCH,
    organisation=TOWN,
    paper=Paper.REPORT,
    authors=("person-a",),
    period="2024",
    title="流动党员管理的调查",
    occurred_on=date(2024, 6, 1),
)
WRITTEN = research.PaperWritten(**{k: getattr(WRITE, k) for k in WRITE.__dataclass_fields__ if k != "research"})
SUBMIT = research.SubmitPaper(research=RESEARCH, recipient=OFFICE, occurred_on=date(2024, 6, 10))
SUBMITTED = research.PaperSubmitted(recipient=OFFICE, occurred_on=SUBMIT.occurred_on)
ADOPT = research.AdoptPaper(research=RESEARCH, by=TOWN, occurred_on=date(2024, 7, 1), text="据此调整联系办法")
ADOPTED = research.PaperAdopted(by=TOWN, occurred_on=ADOPT.occurred_on, text=ADOPT.text)
CORRECT_TOPIC = research.CorrectTopic(
    **{k: getattr(DECIDE, k) for k in DECIDE.__dataclass_fields__ if k != "organisation"}, reason="登记有误"
)
CORRECT_PAPER = research.CorrectPaper(
    **{k: getattr(WRITE, k) for k in WRITE.__dataclass_fields__ if k != "organisation"}, reason="登记有误"
)
VOID = research.VoidResearch(research=RESEARCH, reason="重复登记")


def decide(state: research.State | None, command: research.Command) -> list[research.Event]:
    return research.decide(state, command, today=TODAY)


def after(*events: research.Event) -> research.State:
    state = fold(research.evolve, *events)
    assert state is not None
    return state


class TestATopicIsDecidedForAPeriod:
    def test_decided(self) -> None:
        assert decide(None, DECIDE) == [DECIDED]

    def test_once(self) -> None:
        assert refusal(decide, after(DECIDED), DECIDE).code == "exists"

    @pytest.mark.parametrize(
        ("change", "code"),
        [
            ({"period": ""}, "required"),
            ({"period": "今年"}, "not_a_period"),
            ({"title": " "}, "required"),
            ({"occurred_on": date(2025, 1, 2)}, "future_date"),
            ({"researchers": ("person-a", "person-a")}, "repeated"),
            ({"duties": ("甲", "甲")}, "repeated"),
        ],
    )
    def test_that_cannot_be(self, change: dict[str, Any], code: str) -> None:
        assert refusal(decide, None, replaced(DECIDE, **change)).code == code


class TestAPaperNamesItsAuthors:
    def test_of_a_topic(self) -> None:
        assert decide(after(DECIDED), WRITE) == [WRITTEN]

    def test_by_itself(self) -> None:
        assert decide(None, WRITE) == [WRITTEN]
        assert after(WRITTEN).stage == "written"

    def test_not_without_authors(self) -> None:
        refused = refusal(decide, None, replaced(WRITE, authors=()))
        assert refused.field == "authors"
        assert refused.clause == "township 三（四）"

    def test_nobody_twice(self) -> None:
        assert refusal(decide, None, replaced(WRITE, authors=("person-a", "person-a"))).field == "authors"

    def test_of_the_organisation_that_decided_the_topic(self) -> None:
        refused = refusal(decide, after(DECIDED), replaced(WRITE, organisation="org-3"))
        assert refused.field == "organisation"


class TestOnePaperARecord:
    def test_one(self) -> None:
        assert refusal(decide, after(DECIDED, WRITTEN), WRITE).code == "exists"

    def test_not_before_its_topic(self) -> None:
        early = replaced(WRITE, occurred_on=date(2024, 2, 29))
        assert refusal(decide, after(DECIDED), early).code == "before_topic"
        assert decide(None, early)
        assert decide(after(DECIDED), replaced(WRITE, occurred_on=DECIDED.occurred_on))


class TestHandedInAndPutToUse:
    def test_handed_in(self) -> None:
        assert decide(after(WRITTEN), SUBMIT) == [SUBMITTED]
        assert after(WRITTEN, SUBMITTED).stage == "submitted"

    def test_to_another_organisation(self) -> None:
        assert refusal(decide, after(WRITTEN), replaced(SUBMIT, recipient=TOWN)).code == "own_recipient"

    def test_once_to_each(self) -> None:
        assert refusal(decide, after(WRITTEN, SUBMITTED), SUBMIT).code == "already_submitted"
        assert decide(after(WRITTEN, SUBMITTED), replaced(SUBMIT, recipient="org-3"))

    def test_put_to_use(self) -> None:
        assert decide(after(WRITTEN), ADOPT) == [ADOPTED]
        assert after(WRITTEN, ADOPTED, SUBMITTED).stage == "adopted"

    @pytest.mark.parametrize("command", [SUBMIT, ADOPT])
    def test_only_what_was_written(self, command: research.Command) -> None:
        assert refusal(decide, after(DECIDED), command).code == "not_written"

    @pytest.mark.parametrize("command", [SUBMIT, ADOPT])
    def test_not_before_it_was_written(self, command: Any) -> None:
        early = replaced(command, occurred_on=date(2024, 5, 31))
        assert refusal(decide, after(WRITTEN), early).code == "out_of_order"

    def test_it_says_what_came_of_it(self) -> None:
        assert refusal(decide, after(WRITTEN), replaced(ADOPT, text="")).field == "text"


class TestWhatWasWrongIsCorrectedByAdding:
    def test_the_topic(self) -> None:
        (event,) = decide(after(DECIDED, WRITTEN), replaced(CORRECT_TOPIC, title="流动党员"))
        assert event == research.TopicCorrected(
            corrects=1, topic=replaced(DECIDED, title="流动党员"), reason="登记有误"
        )
        assert after(DECIDED, WRITTEN, event).written == WRITTEN

    def test_the_paper(self) -> None:
        (event,) = decide(after(DECIDED, WRITTEN), replaced(CORRECT_PAPER, paper=Paper.ARTICLE))
        assert event == research.PaperCorrected(
            corrects=2, written=replaced(WRITTEN, paper=Paper.ARTICLE), reason="登记有误"
        )
        assert after(DECIDED, WRITTEN, event).topic == DECIDED

    def test_nothing_to_correct(self) -> None:
        assert decide(after(DECIDED, WRITTEN), CORRECT_TOPIC) == []
        assert decide(after(DECIDED, WRITTEN), CORRECT_PAPER) == []

    def test_with_a_reason(self) -> None:
        assert refusal(decide, after(WRITTEN), replaced(CORRECT_PAPER, title="另题", reason="")).field == "reason"

    def test_a_topic_not_past_its_paper(self) -> None:
        late = replaced(CORRECT_TOPIC, occurred_on=date(2024, 6, 2))
        assert refusal(decide, after(DECIDED, WRITTEN), late).code == "after_next_step"
        assert decide(after(DECIDED), late)

    def test_a_paper_not_before_its_topic_nor_past_what_followed(self) -> None:
        early = replaced(CORRECT_PAPER, occurred_on=date(2024, 2, 29))
        assert refusal(decide, after(DECIDED, WRITTEN), early).code == "before_topic"
        late = replaced(CORRECT_PAPER, occurred_on=date(2024, 6, 11))
        assert refusal(decide, after(WRITTEN, SUBMITTED), late).code == "after_next_step"
        assert decide(after(WRITTEN), late)

    def test_a_topic_that_there_is(self) -> None:
        assert refusal(decide, after(WRITTEN), CORRECT_TOPIC).code == "no_topic"
        assert refusal(decide, after(DECIDED), CORRECT_PAPER).code == "not_written"

    def test_voided(self) -> None:
        assert decide(after(WRITTEN), VOID) == [research.ResearchVoided(reason="重复登记")]
        voided = after(WRITTEN, research.ResearchVoided(reason="重复登记"))
        for command in (WRITE, SUBMIT, CORRECT_PAPER, VOID):
            assert refusal(decide, voided, command).code == "voided"

    def test_nothing_without_a_record(self) -> None:
        assert refusal(decide, None, SUBMIT).code == "unknown"
