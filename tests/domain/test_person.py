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
