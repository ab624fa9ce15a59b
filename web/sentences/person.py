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


TELLS: Final[Mapping[type, Tell]] = {
    person.PersonRegistered: _person_registered,
    person.PersonCorrected: corrected("人员信息", "the person's entry"),
    person.PersonVoided: done("人员登记作废", "the person's entry was voided"),
}
"""Event -> how it is told."""
