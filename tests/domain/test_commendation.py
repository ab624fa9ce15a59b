"""Commendation: the class is the rule, the method the case."""

from datetime import date

import pytest
from deciding import TODAY, fold, refusal, replaced

from domain import commendation as acts
from domain.commendation import Honour

DISTRICT, TOWNSHIP = "org-00000000000000000001", "org-00000000000000000002"
ZHANG = "person-00000000000000000001"
SHEET = "sheet-00000000000000000001-o00000000000000000002"

GRANT = acts.GrantCommendation(
    commendation="commendation-00000000000000000001",
    organisation=DISTRICT,
    honour=Honour.ADVANCED_ORGANISATION,
    recipients=(TOWNSHIP,),
    title="2024年度先进基层党组织",
    occurred_on=date(2024, 7, 1),
    cites=(SHEET,),
    document="安委〔2024〕12号",
)
GRANTED = acts.CommendationGranted(**{k: getattr(GRANT, k) for k in GRANT.__dataclass_fields__ if k != "commendation"})
CORRECT = acts.CorrectCommendation(
    **{k: getattr(GRANT, k) for k in GRANT.__dataclass_fields__ if k != "organisation"}, reason="登记有误"
)
WITHDRAW = acts.WithdrawCommendation(commendation=GRANT.commendation, occurred_on=date(2024, 9, 1), reason="材料不实")
WITHDRAWN = acts.CommendationWithdrawn(occurred_on=date(2024, 9, 1), reason="材料不实")
VOID = acts.VoidCommendation(commendation=GRANT.commendation, reason="重复登记")


def decide(state: acts.State | None, command: acts.Command) -> list[acts.Event]:
    return acts.decide(state, command, today=TODAY)


def given(*events: acts.Event) -> acts.State | None:
    return fold(acts.evolve, *events)


class TestSomebodyIsCommended:
    def test_granted(self) -> None:
        assert decide(None, GRANT) == [GRANTED]
        assert decide(None, replaced(GRANT, cites=())), "what it rests on may be left out"

    def test_nobody(self) -> None:
        refused = refusal(decide, None, replaced(GRANT, recipients=()))
        assert (refused.code, refused.field, refused.clause) == ("recipients_missing", "recipients", "c2006-resp 四¶2")

    def test_not_twice_not_oneself_not_a_meeting(self) -> None:
        assert refusal(decide, None, replaced(GRANT, recipients=(TOWNSHIP, TOWNSHIP))).code == "repeated"
        assert refusal(decide, None, replaced(GRANT, recipients=(DISTRICT,))).code == "own_organisation"
        assert refusal(decide, None, replaced(GRANT, recipients=(SHEET,))).code == "nobody_commended"

    def test_once_and_not_in_the_future(self) -> None:
        assert refusal(decide, given(GRANTED), GRANT).code == "exists"
        assert refusal(decide, None, replaced(GRANT, occurred_on=date(2025, 1, 2))).code == "future_date"


class TestOrganisationsOrPersons:
    @pytest.mark.parametrize("honour", [Honour.ADVANCED_MEMBER, Honour.ADVANCED_WORKER])
    def test_members_and_workers_are_persons(self, honour: Honour) -> None:
        assert decide(None, replaced(GRANT, honour=honour, recipients=(ZHANG,)))
        refused = refusal(decide, None, replaced(GRANT, honour=honour))
        assert (refused.code, refused.clause) == ("person_needed", "c2006-resp 三（四）")

    def test_organisations_are_no_persons(self) -> None:
        refused = refusal(decide, None, replaced(GRANT, recipients=(TOWNSHIP, ZHANG)))
        assert (refused.code, refused.field) == ("organisation_needed", "recipients")

    @pytest.mark.parametrize("honour", [Honour.PACE_SETTER, Honour.MODEL, Honour.OTHER])
    def test_others_may_be_both(self, honour: Honour) -> None:
        assert decide(None, replaced(GRANT, honour=honour, recipients=(TOWNSHIP, ZHANG)))


class TestWithdrawal:
    def test_once_and_after_granting(self) -> None:
        assert decide(given(GRANTED), WITHDRAW) == [WITHDRAWN]
        assert refusal(decide, given(GRANTED, WITHDRAWN), WITHDRAW).code == "already_withdrawn"
        assert (
            refusal(decide, given(GRANTED), replaced(WITHDRAW, occurred_on=date(2024, 6, 30))).code == "before_granted"
        )
        assert refusal(decide, given(GRANTED), replaced(WITHDRAW, reason="")).field == "reason"


class TestCorrections:
    def test_by_adding(self) -> None:
        (event,) = decide(given(GRANTED), replaced(CORRECT, document="安委〔2024〕13号"))
        assert event == acts.CommendationCorrected(
            corrects=1, granted=replaced(GRANTED, document="安委〔2024〕13号"), reason="登记有误"
        )
        assert decide(given(GRANTED), CORRECT) == []

    def test_not_past_the_withdrawal(self) -> None:
        late = replaced(CORRECT, occurred_on=date(2024, 9, 2))
        assert refusal(decide, given(GRANTED, WITHDRAWN), late).code == "after_withdrawal"

    def test_voided_takes_nothing_more(self) -> None:
        (event,) = decide(given(GRANTED), VOID)
        for command in (VOID, CORRECT, WITHDRAW):
            assert refusal(decide, given(GRANTED, event), command).code == "voided"
        assert refusal(decide, None, VOID).code == "unknown"
