"""Measure: the class is the rule, the method the case."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from deciding import Posts, fold, refusal, replaced

from domain import measure as acts
from domain.measure import Ground, Seriousness, Type

DISTRICT, TOWNSHIP = "org-00000000000000000001", "org-00000000000000000002"
ZHANG, LI = "person-00000000000000000001", "person-00000000000000000002"
MEASURE, MEETING = "measure-00000000000000000001", "meeting-00000000000000000001"
INSPECTION, ORDER = "inspection-00000000000000000001#2", "rectification-00000000000000000001"
SESSION = "education-00000000000000000001"
SHEET = "sheet-00000000000000000001-o00000000000000000002"
TODAY = date(2025, 6, 30)

TAKE = acts.TakeMeasure(
    measure=MEASURE,
    organisation=DISTRICT,
    type=Type.CRITICISM,
    about=TOWNSHIP,
    subject=TOWNSHIP,
    ground=Ground.WEAK_WORK,
    title="抓党建工作不力",
    occurred_on=date(2025, 3, 1),
    clause="四¶2",
    rectify_by=date(2025, 4, 30),
)
TAKEN = acts.MeasureTaken(**{k: getattr(TAKE, k) for k in TAKE.__dataclass_fields__ if k != "measure"})
CORRECT = acts.CorrectMeasure(
    **{k: getattr(TAKE, k) for k in TAKE.__dataclass_fields__ if k != "organisation"}, reason="登记有误"
)
ADMONISH = replaced(TAKE, type=Type.ADMONITION, about=ZHANG, cites=(INSPECTION,), rectify_by=None)
TRAIN = replaced(
    ADMONISH, type=Type.LEAVE_POST_TRAINING, ground=Ground.SLOWNESS, seriousness=Seriousness.FAIRLY_SERIOUS
)
ABSENT = replaced(TAKE, type=Type.SERIOUS_CRITICISM, about=LI, ground=Ground.ABSENCE, cites=(SESSION,), rectify_by=None)
NOTIFY = acts.NotifyMeasure(measure=MEASURE, occurred_on=date(2025, 3, 3))
NOTIFIED = acts.MeasureNotified(occurred_on=date(2025, 3, 3))
HEAR = acts.TakeMeasureStatement(measure=MEASURE, occurred_on=date(2025, 3, 5), text="接受批评")
END = acts.EndMeasure(measure=MEASURE, occurred_on=date(2025, 6, 1))
ENDED = acts.MeasureEnded(occurred_on=date(2025, 6, 1))
REVOKE = acts.RevokeMeasure(measure=MEASURE, occurred_on=date(2025, 6, 1), document="", reason="事实不清")
REVOKED = acts.MeasureRevoked(occurred_on=date(2025, 6, 1), document="", reason="事实不清")
VOID = acts.VoidMeasure(measure=MEASURE, reason="重复登记")
HELD = SimpleNamespace(organisation=DISTRICT, stage="held", held=SimpleNamespace(occurred_on=date(2025, 2, 28)))


def decide(state: acts.State | None, command: acts.Command, **more: Any) -> list[acts.Event]:
    known = {"posts": Posts({ZHANG: (date(2020, 1, 1), None)}), "meeting": HELD, "absent": frozenset({LI})}
    return acts.decide(state, command, today=TODAY, **{**known, **more})


def given(*events: acts.Event) -> acts.State | None:
    return fold(acts.evolve, *events)


class TestWhomItConcerns:
    def test_another_organisation_or_a_person(self) -> None:
        assert decide(None, TAKE) == [TAKEN]
        assert decide(None, replaced(TAKE, about=LI))

    def test_not_the_own_organisation(self) -> None:
        refused = refusal(decide, None, replaced(TAKE, about=DISTRICT, subject=DISTRICT))
        assert (refused.code, refused.field, refused.clause) == ("own_organisation", "about", "c2006-resp 四¶2")

    def test_organisation_and_subject_agree(self) -> None:
        assert refusal(decide, None, replaced(TAKE, subject=DISTRICT)).code == "another_subject"

    def test_nothing_else(self) -> None:
        assert refusal(decide, None, replaced(TAKE, about=MEETING)).code == "nobody_concerned"

    def test_not_in_the_future_and_once(self) -> None:
        assert refusal(decide, None, replaced(TAKE, occurred_on=date(2025, 7, 1))).code == "future_date"
        assert refusal(decide, given(TAKEN), TAKE).code == "exists"


class TestHeadsAreAdmonishedOrMoved:
    def test_with_an_inspection_or_a_rectification(self) -> None:
        assert decide(None, ADMONISH)
        assert decide(None, replaced(ADMONISH, type=Type.POST_ADJUSTMENT, cites=(ORDER,)))

    def test_not_without(self) -> None:
        for cites in ((), (MEETING,)):
            refused = refusal(decide, None, replaced(ADMONISH, cites=cites))
            assert (refused.code, refused.field, refused.clause) == (
                "inspection_not_cited",
                "cites",
                "shunde2015 五（三）",
            )

    def test_a_person_in_a_post_there(self) -> None:
        assert refusal(decide, None, replaced(ADMONISH, about=LI)).code == "not_in_post"
        assert refusal(decide, None, replaced(ADMONISH, about=TOWNSHIP)).code == "person_needed"


class TestOrganisationalMeasures:
    @pytest.mark.parametrize("kind", sorted(acts.ORGANISATIONAL))
    @pytest.mark.parametrize("ground", sorted(acts.INACTIVE))
    def test_behaviour_and_seriousness(self, kind: Type, ground: Ground) -> None:
        assert decide(None, replaced(TRAIN, type=kind, ground=ground))

    def test_not_without_behaviour(self) -> None:
        refused = refusal(decide, None, replaced(TRAIN, ground=Ground.WEAK_WORK))
        assert (refused.code, refused.field, refused.clause) == ("behaviour_missing", "ground", "shunde2015 四（一）6")

    def test_not_without_seriousness(self) -> None:
        refused = refusal(decide, None, replaced(TRAIN, seriousness=None))
        assert (refused.code, refused.field) == ("seriousness_missing", "seriousness")

    def test_shirking_only_where_it_is_serious(self) -> None:
        shirking = replaced(TRAIN, type=Type.ORGANISATIONAL_MEASURE, ground=Ground.SHIRKING)
        assert decide(None, replaced(shirking, seriousness=Seriousness.SERIOUS))
        refused = refusal(decide, None, shirking)
        assert (refused.code, refused.clause) == ("not_serious", "c2006-float 四¶3")
        help_first = replaced(shirking, type=Type.EDUCATION_AND_HELP, seriousness=None)
        assert decide(None, help_first)

    def test_a_person_and_a_record(self) -> None:
        assert refusal(decide, None, replaced(TRAIN, about=TOWNSHIP)).clause == "shunde2015 四（一）6"
        assert refusal(decide, None, replaced(TRAIN, cites=())).code == "nothing_cited"


class TestWhatItRestsOn:
    def test_absence_without_reason(self) -> None:
        assert decide(None, ABSENT)
        refused = refusal(lambda s, c: decide(s, c, absent=frozenset()), None, ABSENT)
        assert (refused.code, refused.field, refused.clause) == ("no_unexcused_absence", "cites", "c2006-edu 四¶3")

    def test_no_contact_on_the_members_own_record(self) -> None:
        silent = replaced(ABSENT, type=Type.CRITICISM, ground=Ground.NO_CONTACT)
        for own in ("certificate-00000000000000000002#9", "member-00000000000000000002"):
            assert decide(None, replaced(silent, cites=(own,)))
        for cites in ((SESSION,), ("member-00000000000000000001",), ()):
            refused = refusal(decide, None, replaced(silent, cites=cites))
            assert (refused.code, refused.clause) == ("own_record_missing", "c2006-float 三（一）")

    def test_an_unqualified_appraisal_on_its_sheet(self) -> None:
        poor = replaced(TAKE, ground=Ground.UNQUALIFIED_APPRAISAL, cites=(SHEET,))
        assert decide(None, poor)
        assert refusal(decide, None, replaced(poor, cites=(INSPECTION,))).code == "sheet_not_cited"

    def test_a_criticism_of_weak_work_may_stand_alone(self) -> None:
        """S26: the criticism alone may stand."""
        for kind in sorted(acts.CRITICISMS):
            assert decide(None, replaced(TAKE, type=kind, rectify_by=None))
        assert refusal(decide, None, replaced(TAKE, ground=Ground.OTHER)).code == "nothing_cited"

    def test_nothing_twice(self) -> None:
        assert refusal(decide, None, replaced(TAKE, cites=(SHEET, SHEET))).code == "repeated"


class TestDays:
    def test_a_limit_is_for_criticisms_and_lies_ahead(self) -> None:
        refused = refusal(decide, None, replaced(ADMONISH, rectify_by=date(2025, 4, 1)))
        assert (refused.code, refused.field) == ("rectify_without_criticism", "rectify_by")
        assert refusal(decide, None, replaced(TAKE, rectify_by=TAKE.occurred_on)).code == "rectify_by_past"

    def test_ends_after_it_began(self) -> None:
        assert refusal(decide, None, replaced(TAKE, ends_on=date(2025, 2, 28))).field == "ends_on"

    def test_a_meeting_that_is_named_was_held_by_then(self) -> None:
        assert decide(None, replaced(TAKE, meeting=MEETING))
        assert (
            refusal(lambda s, c: decide(s, c, meeting=None), None, replaced(TAKE, meeting=MEETING)).field == "meeting"
        )

    def test_steps_in_order(self) -> None:
        assert decide(given(TAKEN), NOTIFY) == [NOTIFIED]
        assert decide(given(TAKEN, NOTIFIED), HEAR)
        assert refusal(decide, given(TAKEN), replaced(NOTIFY, occurred_on=date(2025, 2, 1))).code == "out_of_order"
        assert refusal(decide, given(TAKEN, NOTIFIED), NOTIFY).code == "wrong_stage"
        heard = given(TAKEN, acts.MeasureStatementTaken(occurred_on=date(2025, 3, 5), text="接受"))
        assert refusal(decide, heard, HEAR).code == "heard_already"

    def test_ended_when_it_ran_out_revoked_before(self) -> None:
        until = replaced(TAKEN, ends_on=date(2025, 6, 2))
        assert refusal(decide, given(until), END).code == "not_run_out"
        assert decide(given(until), replaced(END, occurred_on=date(2025, 6, 2)))
        assert decide(given(TAKEN), END) == [ENDED]
        assert decide(given(until), REVOKE) == [REVOKED]

    @pytest.mark.parametrize("last", [ENDED, REVOKED])
    def test_afterwards_nothing(self, last: acts.Event) -> None:
        for command in (NOTIFY, HEAR, END, REVOKE):
            assert refusal(decide, given(TAKEN, last), command).code == "wrong_stage"


class TestCorrections:
    def test_by_adding(self) -> None:
        (event,) = decide(given(TAKEN), replaced(CORRECT, title="不重视党建"))
        assert event == acts.MeasureCorrected(corrects=1, taken=replaced(TAKEN, title="不重视党建"), reason="登记有误")
        assert decide(given(TAKEN), CORRECT) == []

    def test_not_past_what_followed(self) -> None:
        late = replaced(CORRECT, occurred_on=date(2025, 3, 4))
        assert refusal(decide, given(TAKEN, NOTIFIED), late).code == "after_next_step"
        assert decide(given(TAKEN), late)

    def test_voided_takes_nothing_more(self) -> None:
        (event,) = decide(given(TAKEN), VOID)
        for command in (VOID, CORRECT, NOTIFY):
            assert refusal(decide, given(TAKEN, event), command).code == "voided"
        assert refusal(decide, None, VOID).code == "unknown"
