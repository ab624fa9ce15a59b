"""Sentences on persons 人员."""

from collections.abc import Mapping
from typing import Final

from domain import person
from web.sentences.telling import Tell, Telling, corrected, done


def _person_registered(w: Telling, e: person.PersonRegistered) -> str:
    return w.t(
        f"登记人员{w.personal(e.name)}，{'中共党员，' if e.party_member else ''}所在组织：{w.name(e.organisation)}",
        f"{w.personal(e.name)}{', party member,' if e.party_member else ''} was entered at {w.name(e.organisation)}",
    )


def _restricted(w: Telling, e: person.PersonRestricted) -> str:
    return w.t(
        f"{w.day(e.occurred_on)}起限制处理个人信息，事由：{w.code(e.ground)}{w.because(e.reason)}",
        f"personal data were restricted on {w.day(e.occurred_on)}, ground: {w.code(e.ground)}{w.because(e.reason)}",
    )


def _lifted(w: Telling, e: person.PersonRestrictionLifted) -> str:
    return w.t(
        f"{w.day(e.occurred_on)}解除限制{w.because(e.reason)}",
        f"the restriction was lifted on {w.day(e.occurred_on)}{w.because(e.reason)}",
    )


def _requested(w: Telling, e: person.PersonErasureRequested) -> str:
    return w.t(
        f"{w.name(e.asked_by)}于{w.day(e.occurred_on)}申请删除个人信息，事由：{w.code(e.ground)}{w.because(e.reason)}",
        f"{w.name(e.asked_by)} asked on {w.day(e.occurred_on)} that personal data be erased,"
        f" ground: {w.code(e.ground)}{w.because(e.reason)}",
    )


def _refused(w: Telling, e: person.PersonErasureRefused) -> str:
    return w.t(
        f"{w.name(e.refused_by)}于{w.day(e.occurred_on)}决定不予删除个人信息{w.because(e.reason)}",
        f"{w.name(e.refused_by)} refused on {w.day(e.occurred_on)} to erase personal data{w.because(e.reason)}",
    )


def _erased(w: Telling, e: person.PersonErased) -> str:
    return w.t(
        f"{w.name(e.approved_by)}于{w.day(e.occurred_on)}批准删除个人信息，姓名、证件号码和联系电话已依法删除，不可恢复",
        f"{w.name(e.approved_by)} approved on {w.day(e.occurred_on)} that personal data be erased:"
        " name, identity number and telephone cannot be read again",
    )


TELLS: Final[Mapping[type, Tell]] = {
    person.PersonRegistered: _person_registered,
    person.PersonCorrected: corrected("人员信息", "the person's entry"),
    person.PersonRestricted: _restricted,
    person.PersonRestrictionLifted: _lifted,
    person.PersonErasureRequested: _requested,
    person.PersonErasureRefused: _refused,
    person.PersonErased: _erased,
    person.PersonVoided: done("人员登记作废", "the person's entry was voided"),
}
"""Event -> how it is told."""
