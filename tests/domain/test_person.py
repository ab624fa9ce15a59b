"""Person: the class is the rule, the method the case."""

import pytest
from deciding import TODAY, fold, refusal, replaced

from domain import person
from domain.kernel import Personal

REGISTER = person.RegisterPerson(
    person="person-1", name=" 张甲 ", organisation="org-1", identity_number="110101199003070118", phone="0757-2222 1111"
)


def decide(state: person.State | None, command: person.Command) -> list[person.Event]:
    return person.decide(state, command, today=TODAY)


def given(*events: person.Event) -> person.State | None:
    return fold(person.evolve, *events)


PLAIN = replaced(REGISTER, identity_number="", phone="")
[REGISTERED] = decide(None, PLAIN)
CORRECT = person.CorrectPerson(person="person-1", name="张乙", organisation="org-1", reason="姓名登记有误")


class TestAPersonHasAName:
    def test_sealed_under_their_own_key(self) -> None:
        assert (
            person.PersonRegistered(name=Personal("person-1", "张甲"), party_member=True, organisation="org-1")
            == REGISTERED
        )

    @pytest.mark.parametrize("name", ["", "  ", "张" * 51, "张\u202e甲"])
    def test_not_without(self, name: str) -> None:
        assert refusal(decide, None, replaced(PLAIN, name=name)).field == "name"

    def test_once(self) -> None:
        assert refusal(decide, given(REGISTERED), PLAIN).code == "exists"

    def test_never_shown_by_accident(self) -> None:
        assert "张甲" not in repr(REGISTERED)


class TestAnIdentityNumberIsAResidents:
    def good(self) -> str:
        stem = "11010119900307011"
        return stem + person._CHECK_DIGITS[sum(w * int(d) for w, d in zip(person._WEIGHTS, stem, strict=True)) % 11]

    def test_the_standards_own_example(self) -> None:
        person.check_identity_number("11010519491231002X", TODAY)

    def test_sealed(self) -> None:
        [event] = decide(None, replaced(REGISTER, identity_number=self.good()))
        assert isinstance(event, person.PersonRegistered)
        assert event.identity_number == Personal("person-1", self.good())
        assert event.phone == Personal("person-1", "0757-2222 1111")

    @pytest.mark.parametrize(
        "number",
        [
            "1",
            "110105194912310021",
            "11010519490231002X",
            "11010520991231002X",
            "1" * 18,
            "１１０１０５１９４９１２３１００２X",
        ],
    )
    def test_anything_else_is_refused(self, number: str) -> None:
        assert refusal(decide, None, replaced(REGISTER, identity_number=number)).field == "identity_number"

    def test_a_telephone_number_is_digits(self) -> None:
        refused = refusal(decide, None, replaced(PLAIN, phone="=cmd|'/c calc'!A1"))
        assert (refused.code, refused.field) == ("not_a_phone_number", "phone")


class TestWhatWasWrongIsCorrectedByAdding:
    def test_corrected(self) -> None:
        [event] = decide(given(REGISTERED), CORRECT)
        assert isinstance(event, person.PersonCorrected)
        assert (event.corrects, event.registered.name) == (1, Personal("person-1", "张乙"))
        assert decide(given(REGISTERED, event), CORRECT) == []

    def test_with_a_reason(self) -> None:
        assert refusal(decide, given(REGISTERED), replaced(CORRECT, reason="")).field == "reason"

    def test_nothing_once_the_key_is_destroyed(self) -> None:
        assert isinstance(REGISTERED, person.PersonRegistered)
        erased = replaced(REGISTERED, name=Personal("person-1", None))
        assert refusal(decide, given(erased), CORRECT).code == "erased"

    def test_voided_with_a_reason(self) -> None:
        void = person.VoidPerson(person="person-1", reason="重复登记")
        events = decide(given(REGISTERED), void)
        assert events == [person.PersonVoided(reason="重复登记")]
        assert refusal(decide, given(REGISTERED, *events), void).code == "voided"
        assert refusal(decide, None, void).code == "unknown"


ASKER, DECIDER = "account-one", "account-two"
DAY = TODAY
RESTRICT = person.RestrictPerson(
    person="person-1", ground=person.RestrictionGround.DISPUTED, reason="本人有异议", occurred_on=DAY
)
LIFT = person.LiftRestriction(person="person-1", reason="核实无误", occurred_on=DAY)
ASK = person.RequestErasure(
    person="person-1", ground=person.ErasureGround.UNLAWFUL, reason="超出必要范围", occurred_on=DAY, asked_by=ASKER
)
APPROVE = person.ApproveErasure(person="person-1", occurred_on=DAY, approved_by=DECIDER)
REFUSE = person.RefuseErasure(person="person-1", reason="仍在保存期限内", occurred_on=DAY, refused_by=DECIDER)


class TestRestrictionKeepsAndDoesNotUse:
    def test_until_it_is_lifted(self) -> None:
        restricted = decide(given(REGISTERED), RESTRICT)
        assert refusal(decide, given(REGISTERED, *restricted), RESTRICT).code == "restricted"
        assert refusal(decide, given(REGISTERED, *restricted), CORRECT).code == "restricted"
        lifted = decide(given(REGISTERED, *restricted), LIFT)
        assert len(decide(given(REGISTERED, *restricted, *lifted), CORRECT)) == 1
        assert refusal(decide, given(REGISTERED), LIFT).code == "not_restricted"

    def test_with_a_reason(self) -> None:
        assert refusal(decide, given(REGISTERED), replaced(RESTRICT, reason=" ")).field == "reason"


class TestErasureTakesTwoAndAGround:
    def test_approved_by_another(self) -> None:
        asked = decide(given(REGISTERED), ASK)
        [erased] = decide(given(REGISTERED, *asked), APPROVE)
        assert erased == person.PersonErased(request=2, approved_by=DECIDER, occurred_on=DAY)
        state = given(REGISTERED, *asked, erased)
        assert (state.stage, state.registered.name.value) == ("erased", None)

    def test_never_by_whoever_asked(self) -> None:
        asked = given(REGISTERED, *decide(given(REGISTERED), ASK))
        assert refusal(decide, asked, replaced(APPROVE, approved_by=ASKER)).code == "four_eyes"
        assert refusal(decide, asked, replaced(REFUSE, refused_by=ASKER)).code == "four_eyes"

    def test_refused_with_a_reason_and_asked_again(self) -> None:
        asked = decide(given(REGISTERED), ASK)
        refused = decide(given(REGISTERED, *asked), REFUSE)
        assert refusal(decide, given(REGISTERED, *asked), replaced(REFUSE, reason="")).field == "reason"
        again = decide(given(REGISTERED, *asked, *refused), ASK)
        [erased] = decide(given(REGISTERED, *asked, *refused, *again), APPROVE)
        assert isinstance(erased, person.PersonErased)
        assert erased.request == 4

    def test_one_request_at_a_time_and_none_without(self) -> None:
        asked = given(REGISTERED, *decide(given(REGISTERED), ASK))
        assert refusal(decide, asked, ASK).code == "requested"
        assert refusal(decide, given(REGISTERED), APPROVE).code == "not_requested"
        assert refusal(decide, given(REGISTERED), replaced(ASK, reason="")).field == "reason"

    def test_afterwards_nothing(self) -> None:
        asked = decide(given(REGISTERED), ASK)
        gone = given(REGISTERED, *asked, *decide(given(REGISTERED, *asked), APPROVE))
        void = person.VoidPerson(person="person-1", reason="重复登记")
        for command in (CORRECT, void, RESTRICT, LIFT, ASK, APPROVE, REFUSE):
            assert refusal(decide, gone, command).code == "erased"

    def test_also_while_restricted_or_voided(self) -> None:
        void = person.VoidPerson(person="person-1", reason="重复登记")
        for before in (RESTRICT, void):
            events = decide(given(REGISTERED), before)
            asked = decide(given(REGISTERED, *events), ASK)
            assert decide(given(REGISTERED, *events, *asked), APPROVE)


def test_a_lost_key_waits_for_the_auditor() -> None:
    assert isinstance(REGISTERED, person.PersonRegistered)
    lost = replaced(REGISTERED, name=Personal("person-1", None, lost=True))
    assert refusal(decide, given(lost), CORRECT).code == "key_missing"
