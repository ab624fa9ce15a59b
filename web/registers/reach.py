"""Reach: which of many records the viewer may open, in one look at the log."""

from collections.abc import Iterable

from domain.identity import certificate_of, dues_of, member_of
from domain.kernel import record
from web.asking import asking
from web.forms.opening import owner


def reachable(streams: Iterable[str]) -> set[str]:
    """Those of these records that exist and lie in reach, as they stand now."""
    asked, wanted = asking(), list(dict.fromkeys(streams))
    standing = asked.look(wanted)
    return {
        stream
        for stream in wanted
        if (state := standing.state(stream)) is not None and asked.reaches(owner(stream, state))
    }


@record
class Pages:
    """Which pages of registers there are about a person."""

    education: bool
    floating: bool
    dues: str
    """The record of the year's dues; empty where there is none."""


def pages_of(persons: Iterable[str], year: int) -> dict[str, Pages]:
    """Pages about each of these persons that the viewer may open."""
    wanted = list(persons)
    found = reachable(stream for one in wanted for stream in (member_of(one), certificate_of(one), dues_of(one, year)))
    return {
        one: Pages(
            education=member_of(one) in found,
            floating=certificate_of(one) in found,
            dues=dues_of(one, year) if dues_of(one, year) in found else "",
        )
        for one in wanted
    }
