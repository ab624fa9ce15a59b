"""A command about a person is sent again after the person was erased: nothing can be sealed for them any more."""

from datetime import date

import pytest
from ledger_writers import signature
from places import Place

from domain.kernel import Refused
from domain.organisation import Kind, RegisterOrganisation, Sector
from domain.person import ApproveErasure, ErasureGround, RegisterPerson, RequestErasure
from ledger.application import LocalLedger
from ledger.execution import execute, execute_many

TODAY = date(2024, 6, 3)
ORGANISATION = f"org-{1:020x}"
PERSON = f"person-{1:020x}"
REGISTER = RegisterPerson(person=PERSON, name="李乙", organisation=ORGANISATION, phone="13900000000")


@pytest.fixture
def elsewhere(place: Place, ledger: LocalLedger) -> LocalLedger:
    """Another process, that has read nothing yet, after the person was erased."""
    district = RegisterOrganisation(
        organisation=ORGANISATION,
        name="安平区",
        kind=Kind.DISTRICT_COMMITTEE,
        sector=Sector.NONE,
        parent=None,
        occurred_on=TODAY,
    )
    ask = RequestErasure(
        person=PERSON,
        ground=ErasureGround.CONSENT,
        reason="本人撤回同意。",
        occurred_on=TODAY,
        asked_by="account-a",
    )
    approve = ApproveErasure(person=PERSON, occurred_on=TODAY, approved_by="account-b")
    for number, command in enumerate((district, REGISTER, ask, approve)):
        execute(ledger, command, signature(f"c-{number}"), TODAY)
    return place.open()


def test_the_first_receipt_is_given(elsewhere: LocalLedger) -> None:
    receipt = execute(elsewhere, REGISTER, signature("c-1"), TODAY)
    assert (receipt.repeated, receipt.position) == (True, 2)
    assert elsewhere.head().position == 4
    elsewhere.close()


def test_also_among_others(elsewhere: LocalLedger) -> None:
    another = RegisterPerson(person=f"person-{2:020x}", name="张甲", organisation=ORGANISATION)
    acts = [(REGISTER, signature("c-1"), TODAY), (another, signature("c-9"), TODAY)]
    assert [receipt.repeated for receipt in execute_many(elsewhere, acts)] == [True, False]
    assert elsewhere.head().position == 5
    elsewhere.close()


def test_another_command_is_told_that_the_person_is_on_record(elsewhere: LocalLedger) -> None:
    with pytest.raises(Refused) as refusal:
        execute(elsewhere, REGISTER, signature("c-9"), TODAY)
    assert refusal.value.code == "exists"
    elsewhere.close()
