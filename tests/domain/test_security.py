"""Security 安全事项: what was done to keys and proofs."""

from datetime import date, timedelta
from typing import Any

import pytest

from domain import security
from domain.kernel import Refused
from domain.security import INSTALLATION, Refusal, Setting, State, decide, evolve

BODY = "org-0123456789abcdef0123"
DAY = date(2024, 6, 20)


def after(*commands: Any, on: date = DAY) -> State | None:
    """The record after these commands."""
    state: State | None = None
    for command in commands:
        for event in decide(state, command, today=on):
            state = evolve(state, event)
    return state


def rotate(reason: str = "定期更换") -> security.RotateMasterKey:
    return security.RotateMasterKey(organisation=BODY, reason=reason)


def carried(*, alone: bool = False) -> security.CarryOutRotation:
    return security.CarryOutRotation(security=INSTALLATION, organisation=BODY, keys=3, alone=alone)


class TestRule1AnInstallationIsBegunOnce:
    def test_and_says_which_officers_one_person_opened(self) -> None:
        begin = security.BeginInstallation(security=INSTALLATION, organisation=BODY, officers=("account-a1",))
        (event,) = decide(None, begin, today=DAY)
        assert event == security.InstallationBegun(organisation=BODY, officers=("account-a1",), occurred_on=DAY)
        with pytest.raises(Refused, match="begun already"):
            decide(after(begin), begin, today=DAY)


class TestRule2SettingsWhereTheyDiffer:
    def test_once(self) -> None:
        said = security.NoteSettings(
            security=INSTALLATION, organisation=BODY, settings=(Setting(name="four_eyes", value="on"),)
        )
        state = after(said)
        assert decide(state, said, today=DAY) == []
        other = security.NoteSettings(
            security=INSTALLATION, organisation=BODY, settings=(Setting(name="four_eyes", value="off"),)
        )
        assert len(decide(state, other, today=DAY)) == 1


class TestRule3TheMasterKeyTakesAnOrder:
    def test_for_one_change(self) -> None:
        with pytest.raises(Refused) as refused:
            decide(None, carried(), today=DAY)
        assert refused.value.code == "not_ordered"
        ordered = after(rotate())
        (event,) = decide(ordered, carried(), today=DAY)
        assert isinstance(event, security.MasterKeyRotated)
        assert event.order == 1
        with pytest.raises(Refused):
            decide(evolve(ordered, event), carried(), today=DAY)

    def test_within_its_days(self) -> None:
        ordered = after(rotate())
        with pytest.raises(Refused) as refused:
            decide(ordered, rotate(), today=DAY + timedelta(days=7))
        assert refused.value.code == "ordered"
        with pytest.raises(Refused):
            decide(ordered, carried(), today=DAY + timedelta(days=8))
        assert len(decide(ordered, rotate(), today=DAY + timedelta(days=8))) == 1

    def test_or_an_office_that_does_without_a_second_person(self) -> None:
        (event,) = decide(None, carried(alone=True), today=DAY)
        assert isinstance(event, security.MasterKeyRotated)
        assert event.order is None


class TestRule4ARefusalADay:
    def test_of_each_sort(self) -> None:
        def refused(sort: Refusal) -> security.NoteRefusal:
            return security.NoteRefusal(security="security-a1", organisation=BODY, account="account-a1", refusal=sort)

        state = after(refused(Refusal.RIGHTS))
        assert decide(state, refused(Refusal.RIGHTS), today=DAY) == []
        assert len(decide(state, refused(Refusal.PASSWORD), today=DAY)) == 1
        assert len(decide(state, refused(Refusal.RIGHTS), today=DAY + timedelta(days=1))) == 1


class TestRule5ARecordBroughtBackSaysSo:
    def test_and_what_is_known_to_be_missing(self) -> None:
        note = security.NoteRestored(
            security=INSTALLATION, organisation=BODY, position=40, root_hash="ab" * 32, known=52
        )
        (event,) = decide(None, note, today=DAY)
        assert isinstance(event, security.LedgerRestored)
        assert (event.position, event.known) == (40, 52)
        assert evolve(None, event).version == 1

    def test_nothing_known_is_nothing_missing(self) -> None:
        note = security.NoteRestored(
            security=INSTALLATION, organisation=BODY, position=40, root_hash="ab" * 32, known=0
        )
        (event,) = decide(None, note, today=DAY)
        assert isinstance(event, security.LedgerRestored)
        assert event.known == event.position
