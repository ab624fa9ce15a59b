"""Sentences on organisations 组织."""

from collections.abc import Mapping
from typing import Final

from domain import organisation
from web.sentences.telling import Tell, Telling, corrected, done


def _organisation_registered(w: Telling, e: organisation.OrganisationRegistered) -> str:
    under = w.t(f"，隶属{w.name(e.parent)}", f" under {w.name(e.parent)}") if e.parent else ""
    return w.t(
        f"登记组织{w.quote(e.name)}（{w.code(e.kind)}），自{w.day(e.occurred_on)}起{under}",
        f"{w.quote(e.name)} ({w.code(e.kind)}) was registered{under} from {w.day(e.occurred_on)}",
    )


def _relation_set(w: Telling, e: organisation.OrganisationRelationSet) -> str:
    parent = w.name(e.parent) if e.parent else w.t("（无上级组织）", "no superior")
    relations = w.t(
        f"党组织关系{w.code(e.party_relation)}、业务工作关系{w.code(e.business_relation)}",
        f"party relations {w.code(e.party_relation)}, business relations {w.code(e.business_relation)}",
    )
    return w.t(
        f"{w.this}自{w.day(e.occurred_on)}起隶属{parent}，{relations}{w.because(e.reason)}",
        f"from {w.day(e.occurred_on)} {w.this} stands under {parent}, {relations}{w.because(e.reason)}",
    )


def _renamed(w: Telling, e: organisation.OrganisationRenamed) -> str:
    return w.t(
        f"自{w.day(e.occurred_on)}起，该组织更名为{w.quote(e.name)}{w.because(e.reason)}",
        f"from {w.day(e.occurred_on)} the organisation is called {w.quote(e.name)}{w.because(e.reason)}",
    )


def _authorised(w: Telling, e: organisation.DepartmentAuthorisationGranted) -> str:
    return w.t(
        f"{w.this}自{w.day(e.occurred_on)}起{w.code(e.authority)}所属单位，授权文件：{w.line(e.document)}",
        f"{w.this} is {w.code(e.authority)} its units from {w.day(e.occurred_on)}, under {w.line(e.document)}",
    )


def _leadership(w: Telling, e: organisation.LeadershipRelationDetermined) -> str:
    zh, en = [], []
    if e.leader:
        zh.append(f"由{w.name(e.leader)}领导")
        en.append(f"is led by {w.name(e.leader)}")
    if e.guides:
        zh.append(f"由{w.names(e.guides)}指导")
        en.append(f"is guided by {w.names(e.guides)}")
    if not zh:
        zh, en = ["领导、指导关系未能确定"], ["has neither leader nor guide determined"]
    return w.t(
        f"{w.this}自{w.day(e.occurred_on)}起{'、'.join(zh)}（{w.basis(e.basis)}）",
        f"from {w.day(e.occurred_on)} {w.this} {' and '.join(en)} ({w.basis(e.basis)})",
    )


def _rated(w: Telling, e: organisation.OrganisationRatedWeak | organisation.OrganisationRerated) -> str:
    again = isinstance(e, organisation.OrganisationRerated)
    return w.t(
        f"{w.this}于{w.day(e.occurred_on)}{'重新' if again else '被'}评定为“{w.code(e.rating)}”{w.because(e.reason)}",
        f"{w.this} was {'rated anew' if again else 'rated'} {w.code(e.rating)}"
        f" on {w.day(e.occurred_on)}{w.because(e.reason)}",
    )


def _dissolved(w: Telling, e: organisation.OrganisationDissolved) -> str:
    return w.t(
        f"{w.this}自{w.day(e.occurred_on)}起撤销{w.because(e.reason)}",
        f"{w.this} was dissolved from {w.day(e.occurred_on)}{w.because(e.reason)}",
    )


TELLS: Final[Mapping[type, Tell]] = {
    organisation.OrganisationRegistered: _organisation_registered,
    organisation.OrganisationRelationSet: _relation_set,
    organisation.OrganisationRenamed: _renamed,
    organisation.DepartmentAuthorisationGranted: _authorised,
    organisation.LeadershipRelationDetermined: _leadership,
    organisation.OrganisationRatedWeak: _rated,
    organisation.OrganisationRerated: _rated,
    organisation.OrganisationDissolved: _dissolved,
    organisation.OrganisationCorrected: corrected("组织登记", "the registration of the organisation"),
    organisation.OrganisationVoided: done("组织登记作废", "the registration of the organisation was voided"),
}
"""Event -> how it is told."""
