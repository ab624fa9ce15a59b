"""Accountability: the class is the rule, the method the case."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from deciding import fold, refusal, replaced
from hypothesis import given as for_all
from hypothesis import strategies as st

from domain import accountability as acts
from domain.accountability import Consequence, Element, Outcome, Route
from domain.rule import Responsible

DISTRICT, TOWNSHIP, CITY = "org-00000000000000000001", "org-00000000000000000002", "org-00000000000000000003"
ZHANG, LI = "person-00000000000000000001", "person-00000000000000000002"
CASE, POLICY = "accountability-00000000000000000001", "policy-00000000000000000001"
MEETING, LATER = "meeting-00000000000000000001", "meeting-00000000000000000002"
FACT, OTHER = "rectification-00000000000000000001", "inspection-00000000000000000001#2"
TODAY = date(2025, 6, 30)


class Posts:
    """Zhang was secretary until the end of 2024."""

    def holds_post(self, person: str, day: date) -> bool:
        return person == ZHANG and day <= date(2024, 12, 31)

    def roles(self, person: str, day: date) -> tuple[Responsible, ...]:
        return (Responsible.FIRST,)


OPEN = acts.OpenCase(
    accountability=CASE,
    organisation=DISTRICT,
    subject=TOWNSHIP,
    person=ZHANG,
    policy=POLICY,
    clause="township-quarterly-committee-meeting",
    route=Route.SUPERIOR,
    due_on=date(2024, 6, 30),
    title="未按规定研究党建工作",
    occurred_on=date(2025, 1, 10),
)
OPENED = acts.CaseOpened(
    **{k: getattr(OPEN, k) for k in OPEN.__dataclass_fields__ if k != "accountability"}, roles=(Responsible.FIRST,)
)
CORRECT = acts.CorrectCase(
    **{k: getattr(OPEN, k) for k in OPEN.__dataclass_fields__ if k != "organisation"}, reason="登记有误"
)
NOTICE = acts.GiveNotice(accountability=CASE, occurred_on=date(2025, 2, 1), text="告知拟追责事由")
NOTIFIED = acts.NoticeGiven(occurred_on=date(2025, 2, 1), text="告知拟追责事由")
STATEMENT = acts.TakeStatement(accountability=CASE, occurred_on=date(2025, 2, 10), text="本人说明")
HEARD = acts.StatementTaken(occurred_on=date(2025, 2, 10), text="本人说明")
DECIDE = acts.DecideCase(
    accountability=CASE,
    occurred_on=date(2025, 3, 1),
    held=True,
    meeting=MEETING,
    document="安委〔2025〕3号",
    text="理由",
)
DECIDED = acts.CaseDecided(
    occurred_on=date(2025, 3, 1), held=True, meeting=MEETING, document="安委〔2025〕3号", text="理由"
)
NOT_HELD = replaced(DECIDED, held=False)
IMPOSE = acts.ImposeConsequence(
    accountability=CASE, consequence=Consequence.ADMONITION, occurred_on=date(2025, 3, 2), document="安委〔2025〕4号"
)
IMPOSED = acts.ConsequenceImposed(
    consequence=Consequence.ADMONITION, occurred_on=date(2025, 3, 2), document="安委〔2025〕4号"
)
APPEAL = acts.LodgeAppeal(accountability=CASE, occurred_on=date(2025, 3, 10), text="处理过重")
APPEALED = acts.AppealLodged(occurred_on=date(2025, 3, 10), text="处理过重")
ANSWER = acts.DecideAppeal(
    accountability=CASE, occurred_on=date(2025, 4, 1), by=CITY, outcome=Outcome.UPHELD, document="", text="维持"
)
UPHELD = acts.AppealDecided(occurred_on=date(2025, 4, 1), by=CITY, outcome=Outcome.UPHELD, document="", text="维持")
CLOSE = acts.CloseCase(accountability=CASE, occurred_on=date(2025, 5, 1))
CLOSED = acts.CaseClosed(occurred_on=date(2025, 5, 1))
HELD_MEETING = SimpleNamespace(organisation=DISTRICT, stage="held", held=SimpleNamespace(occurred_on=date(2025, 2, 28)))
LATER_MEETING = SimpleNamespace(
    organisation=DISTRICT, stage="held", held=SimpleNamespace(occurred_on=date(2025, 5, 20))
)


def cited(*elements: Element, ref: str = FACT) -> tuple[acts.ElementCited, ...]:
    return tuple(
        acts.ElementCited(element=one, refs=(ref,), text="认定", occurred_on=date(2025, 1, 20)) for one in elements
    )


ALL = cited(*Element)


def decide(state: acts.State | None, command: acts.Command, **more: Any) -> list[acts.Event]:
    known = {"posts": Posts(), "meeting": HELD_MEETING, "standing": frozenset({FACT, OTHER})}
    return acts.decide(state, command, today=TODAY, **{**known, **more})


def given(*events: acts.Event) -> acts.State | None:
    return fold(acts.evolve, *events)


class TestACaseNamesTheDutyAndWhoAnsweredForIt:
    def test_the_holder_on_the_due_date(self) -> None:
        assert decide(None, OPEN) == [OPENED]

    @pytest.mark.parametrize("changes", [{"person": LI}, {"due_on": date(2025, 1, 5)}])
    def test_nobody_else(self, changes: dict[str, Any]) -> None:
        refused = refusal(decide, None, replaced(OPEN, **changes))
        assert (refused.code, refused.field, refused.clause) == ("not_in_post", "person", "c2006-resp 四¶2")

    def test_the_leadership_as_a_body(self) -> None:
        (event,) = decide(None, replaced(OPEN, person=None), posts=None)
        assert event == replaced(OPENED, person=None, roles=())

    def test_not_before_the_duty_was_due(self) -> None:
        refused = refusal(decide, None, replaced(OPEN, due_on=OPEN.occurred_on, person=None))
        assert (refused.code, refused.field) == ("not_yet_due", "due_on")

    def test_a_clause_a_title_and_a_day_that_came(self) -> None:
        assert refusal(decide, None, replaced(OPEN, clause=" ")).field == "clause"
        assert refusal(decide, None, replaced(OPEN, title="")).field == "title"
        assert refusal(decide, None, replaced(OPEN, occurred_on=date(2025, 7, 1))).code == "future_date"

    def test_once(self) -> None:
        assert refusal(decide, given(OPENED), OPEN).code == "exists"


class TestEachElementRestsOnRecords:
    CITE = acts.CiteElement(
        accountability=CASE,
        element=Element.NOT_SOLVED,
        refs=(FACT, OTHER),
        text="整改逾期",
        occurred_on=date(2025, 1, 20),
    )

    def test_cited(self) -> None:
        (event,) = decide(given(OPENED), self.CITE)
        assert event == acts.ElementCited(
            element=Element.NOT_SOLVED, refs=(FACT, OTHER), text="整改逾期", occurred_on=date(2025, 1, 20)
        )

    def test_on_one_at_least_and_none_twice(self) -> None:
        refused = refusal(decide, given(OPENED), replaced(self.CITE, refs=()))
        assert (refused.code, refused.field, refused.clause) == ("nothing_cited", "refs", "c2006-resp 四¶2")
        assert refusal(decide, given(OPENED), replaced(self.CITE, refs=(FACT, FACT))).code == "repeated"

    def test_between_the_opening_and_today(self) -> None:
        assert (
            refusal(decide, given(OPENED), replaced(self.CITE, occurred_on=date(2025, 1, 9))).code == "before_opening"
        )
        assert refusal(decide, given(OPENED), replaced(self.CITE, occurred_on=date(2025, 7, 1))).code == "future_date"

    def test_withdrawn_until_the_decision(self) -> None:
        back = acts.WithdrawElement(accountability=CASE, citation=2, reason="引证有误")
        state = given(OPENED, *cited(Element.DUTY))
        (event,) = decide(state, back)
        assert event == acts.ElementWithdrawn(citation=2, reason="引证有误")
        assert refusal(decide, acts.evolve(state, event), back).code == "unknown_citation"
        held = given(OPENED, *ALL, NOTIFIED, HEARD, DECIDED)
        assert refusal(decide, held, back).code == "decided_already"
        assert decide(held, self.CITE), "more may be cited for a later decision"


class TestNoticeAndStatementComeBeforeTheDecision:
    def test_in_order(self) -> None:
        assert decide(given(OPENED), NOTICE) == [NOTIFIED]
        assert decide(given(OPENED, NOTIFIED), STATEMENT) == [HEARD]

    def test_not_heard_before_told(self) -> None:
        assert refusal(decide, given(OPENED), STATEMENT).code == "wrong_stage"
        assert refusal(decide, given(OPENED, NOTIFIED), NOTICE).code == "wrong_stage"

    def test_not_decided_before_heard(self) -> None:
        for events in ((OPENED, *ALL), (OPENED, *ALL, NOTIFIED)):
            refused = refusal(decide, given(*events), DECIDE)
            assert (refused.code, refused.clause) == ("wrong_stage", "c2006-resp 四¶2")
            assert "已听取陈述" in refused.zh

    def test_waived_needs_no_words(self) -> None:
        (event,) = decide(given(OPENED, NOTIFIED), replaced(STATEMENT, text="", waived=True))
        assert event == replaced(HEARD, text="", waived=True)
        assert refusal(decide, given(OPENED, NOTIFIED), replaced(STATEMENT, text="")).code == "required"

    def test_days_follow_one_another(self) -> None:
        early = replaced(STATEMENT, occurred_on=date(2025, 1, 31))
        assert refusal(decide, given(OPENED, NOTIFIED), early).code == "out_of_order"
        assert refusal(decide, given(OPENED), replaced(NOTICE, occurred_on=date(2025, 1, 9))).code == "out_of_order"


class TestTheCentralConditions:
    """S27: whatever is missing is named."""

    def test_all_of_them(self) -> None:
        assert decide(given(OPENED, *ALL, NOTIFIED, HEARD), DECIDE) == [DECIDED]

    def test_what_is_missing_is_listed(self) -> None:
        elements = cited(Element.DUTY, Element.NOT_PERFORMED, Element.SERIOUS_PROBLEM, Element.NOT_SOLVED)
        refused = refusal(decide, given(OPENED, *elements, NOTIFIED, HEARD), DECIDE)
        assert (refused.code, refused.field, refused.clause) == ("elements_missing", "held", "c2006-resp 四¶2")
        assert "尚缺：造成不良影响、造成严重后果（c2006-resp 四¶2）" in refused.zh

    @for_all(st.sets(st.sampled_from(list(Element))))
    def test_exactly_what_is_missing(self, shown: set[Element]) -> None:
        state = given(OPENED, *cited(*sorted(shown)), NOTIFIED, HEARD)
        missing = [acts.ELEMENTS[one][0] for one in Element if one not in shown]
        if not missing:
            assert decide(state, DECIDE)
            return
        refused = refusal(decide, state, DECIDE)
        assert f"尚缺：{'、'.join(missing)}（" in refused.zh

    def test_a_record_that_was_voided_since_shows_nothing(self) -> None:
        state = given(OPENED, *ALL, NOTIFIED, HEARD)
        refused = refusal(lambda s, c: decide(s, c, standing=frozenset()), state, DECIDE)
        assert refused.code == "elements_missing"

    def test_withdrawn_it_is_missing(self) -> None:
        state = given(OPENED, *ALL, acts.ElementWithdrawn(citation=2, reason="误引"), NOTIFIED, HEARD)
        assert "负有职责" in refusal(decide, state, DECIDE).zh

    def test_not_held_needs_none_but_says_why(self) -> None:
        state = given(OPENED, NOTIFIED, HEARD)
        assert decide(state, replaced(DECIDE, held=False)) == [NOT_HELD]
        assert refusal(decide, state, replaced(DECIDE, held=False, text="")).field == "text"


class TestTheTownshipsConditions:
    """S28: solved in time, and held to account all the same; the superior's wording is not met."""

    OPENED = replaced(OPENED, route=Route.TOWNSHIP)
    SOLVED = cited(*(one for one in Element if one is not Element.NOT_SOLVED))

    def test_flagged_without_not_solved(self) -> None:
        (event,) = decide(given(self.OPENED, *self.SOLVED, NOTIFIED, HEARD), DECIDE)
        assert event == replaced(DECIDED, flags=(acts.Flag.SUPERIOR_WORDING_NOT_MET,))

    def test_not_flagged_with_it(self) -> None:
        assert decide(given(self.OPENED, *ALL, NOTIFIED, HEARD), DECIDE) == [DECIDED]

    def test_the_superior_refuses(self) -> None:
        refused = refusal(decide, given(OPENED, *self.SOLVED, NOTIFIED, HEARD), DECIDE)
        assert "尚缺：问题没有及时解决（c2006-resp 四¶2）" in refused.zh

    def test_the_others_are_asked_here_too(self) -> None:
        refused = refusal(decide, given(self.OPENED, NOTIFIED, HEARD), DECIDE)
        assert refused.clause == "township 三（七）"
        assert "没有及时解决" not in refused.zh


class TestAMeetingDecides:
    STATE = given(OPENED, *ALL, NOTIFIED, HEARD)

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"stage": "convened", "held": None}, "meeting_not_held"),
            ({"stage": "voided"}, "meeting_not_held"),
            ({"organisation": TOWNSHIP}, "meeting_of_another"),
            ({"held": SimpleNamespace(occurred_on=date(2025, 3, 2))}, "decided_before_meeting"),
        ],
    )
    def test_of_the_decider_and_held_by_then(self, changes: dict[str, Any], code: str) -> None:
        other = SimpleNamespace(**{**vars(HELD_MEETING), **changes})
        refused = refusal(lambda s, c: decide(s, c, meeting=other), self.STATE, DECIDE)
        assert (refused.code, refused.clause) == (code, "c2006-resp 四¶2")

    def test_a_log_position_is_not_negative(self) -> None:
        assert refusal(decide, self.STATE, replaced(DECIDE, known_at=-1)).field == "known_at"
        (event,) = decide(self.STATE, replaced(DECIDE, known_at=7))
        assert isinstance(event, acts.CaseDecided)
        assert event.known_at == 7


HELD = given(OPENED, *ALL, NOTIFIED, HEARD, DECIDED)


class TestConsequencesFollowADecision:
    def test_where_somebody_is_held_to_account(self) -> None:
        assert decide(HELD, IMPOSE) == [IMPOSED]

    def test_not_where_nobody_is(self) -> None:
        assert refusal(decide, given(OPENED, NOTIFIED, HEARD, NOT_HELD), IMPOSE).code == "wrong_stage"
        assert refusal(decide, given(OPENED, *ALL, NOTIFIED, HEARD), IMPOSE).code == "wrong_stage"

    def test_not_before_it_nor_twice(self) -> None:
        assert refusal(decide, HELD, replaced(IMPOSE, occurred_on=date(2025, 2, 28))).code == "out_of_order"
        assert refusal(decide, acts.evolve(HELD, IMPOSED), IMPOSE).code == "imposed_already"

    def test_ends_after_it_began(self) -> None:
        assert refusal(decide, HELD, replaced(IMPOSE, ends_on=date(2025, 3, 1))).field == "ends_on"
        assert decide(HELD, replaced(IMPOSE, ends_on=date(2025, 9, 2)))


class TestAppeal:
    STATE = given(OPENED, *ALL, NOTIFIED, HEARD, DECIDED, IMPOSED)

    def test_lodged_and_decided_elsewhere(self) -> None:
        assert decide(self.STATE, APPEAL) == [APPEALED]
        assert decide(acts.evolve(self.STATE, APPEALED), ANSWER) == [UPHELD]

    def test_not_by_the_decider(self) -> None:
        refused = refusal(decide, acts.evolve(self.STATE, APPEALED), replaced(ANSWER, by=DISTRICT))
        assert (refused.code, refused.field) == ("own_appeal", "by")

    def test_only_against_being_held_to_account_and_once(self) -> None:
        assert refusal(decide, given(OPENED, NOTIFIED, HEARD, NOT_HELD), APPEAL).code == "wrong_stage"
        over = fold(acts.evolve, OPENED, *ALL, NOTIFIED, HEARD, DECIDED, IMPOSED, APPEALED, UPHELD)
        assert refusal(decide, over, replaced(APPEAL, occurred_on=date(2025, 4, 2))).code == "appealed_already"

    @pytest.mark.parametrize(
        ("outcome", "stage", "left"),
        [(Outcome.UPHELD, "held", (IMPOSED,)), (Outcome.CHANGED, "held", ()), (Outcome.REVOKED, "revoked", ())],
    )
    def test_what_becomes_of_the_consequences(self, outcome: Outcome, stage: str, left: tuple[Any, ...]) -> None:
        over = fold(acts.evolve, OPENED, *ALL, NOTIFIED, HEARD, DECIDED, IMPOSED, APPEALED)
        over = acts.evolve(over, replaced(UPHELD, outcome=outcome))
        assert (over.stage, over.consequences) == (stage, left)
        milder = replaced(IMPOSE, consequence=Consequence.CRITICISM, occurred_on=date(2025, 4, 2))
        if outcome is Outcome.REVOKED:
            assert refusal(decide, over, milder).code == "wrong_stage"
        else:
            assert decide(over, milder)


class TestClosing:
    def test_after_a_consequence(self) -> None:
        refused = refusal(decide, HELD, CLOSE)
        assert (refused.code, refused.clause) == ("no_consequence", "c2006-resp 四¶2")
        assert decide(acts.evolve(HELD, IMPOSED), CLOSE) == [CLOSED]
        assert decide(given(OPENED, NOTIFIED, HEARD, NOT_HELD), CLOSE) == [CLOSED]

    def test_not_under_appeal_nor_before_a_decision(self) -> None:
        assert refusal(decide, given(OPENED, *ALL, NOTIFIED, HEARD, DECIDED, IMPOSED, APPEALED), CLOSE)
        assert refusal(decide, given(OPENED), CLOSE).code == "wrong_stage"


class TestOnlyALaterDecisionChangesIt:
    CLOSED = given(OPENED, *ALL, NOTIFIED, HEARD, DECIDED, IMPOSED, CLOSED)
    AGAIN = replaced(DECIDE, held=False, meeting=LATER, occurred_on=date(2025, 5, 21))

    def test_by_another_meeting(self) -> None:
        (event,) = decide(self.CLOSED, self.AGAIN, meeting=LATER_MEETING)
        assert isinstance(event, acts.CaseDecided)
        after = acts.evolve(self.CLOSED, event)
        assert (after.stage, after.consequences, after.decided) == ("not_held", (), event)

    def test_not_by_the_same(self) -> None:
        refused = refusal(decide, self.CLOSED, replaced(self.AGAIN, meeting=MEETING))
        assert (refused.code, refused.field) == ("meeting_decided_already", "meeting")

    def test_neither_corrected_nor_voided(self) -> None:
        for state in (HELD, self.CLOSED):
            assert refusal(decide, state, CORRECT).code == "decided_already"
            assert refusal(decide, state, acts.VoidCase(accountability=CASE, reason="误登")).code == "decided_already"


class TestUntilDecidedItIsCorrectedByAdding:
    def test_corrected(self) -> None:
        (event,) = decide(given(OPENED), replaced(CORRECT, title="未研究党建"))
        assert event == acts.CaseCorrected(corrects=1, opened=replaced(OPENED, title="未研究党建"), reason="登记有误")
        assert decide(given(OPENED), CORRECT) == []

    def test_does_not_overtake_what_followed(self) -> None:
        late = replaced(CORRECT, occurred_on=date(2025, 1, 21))
        assert refusal(decide, given(OPENED, *cited(Element.DUTY)), late).code == "after_next_step"

    def test_voided_takes_nothing_more(self) -> None:
        void = acts.VoidCase(accountability=CASE, reason="误登")
        (event,) = decide(given(OPENED), void)
        for command in (void, NOTICE, CORRECT, CLOSE):
            assert refusal(decide, given(OPENED, event), command).code == "voided"
        assert refusal(decide, None, NOTICE).code == "unknown"
