"""Sentences on publicity 宣传、公开、经验推广."""

from collections.abc import Mapping
from typing import Final

from domain import publicity
from web.sentences.telling import Tell, Telling, corrected, done


def _released(w: Telling, e: publicity.PublicityReleased) -> str:
    about = w.t(f"，对象为{w.name(e.about)}", f", about {w.name(e.about)}") if e.about else ""
    return w.t(
        f"{w.name(e.organisation)}于{w.day(e.occurred_on)}通过{w.code(e.medium)}发布{w.code(e.type)}{w.quote(e.title)}{about}",
        f"{w.name(e.organisation)} made known on {w.day(e.occurred_on)} ({w.code(e.type)}, {w.code(e.medium)}):"
        f" {w.quote(e.title)}{about}",
    )


def _spread(w: Telling, e: publicity.ExperienceSpread) -> str:
    return w.t(
        f"{w.this}于{w.day(e.occurred_on)}在{w.names(e.organisations)}推广",
        f"{w.this} was taken up on {w.day(e.occurred_on)} by {w.names(e.organisations)}",
    )


TELLS: Final[Mapping[type, Tell]] = {
    publicity.PublicityReleased: _released,
    publicity.ExperienceSpread: _spread,
    publicity.PublicityCorrected: corrected("宣传登记", "the record of the publicity"),
    publicity.PublicityVoided: done("宣传登记作废", "the record of the publicity was voided"),
}
"""Event -> how it is told."""
