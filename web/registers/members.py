"""The roll of members on a day: where each belongs, special situations, problems and what came of them."""

from collections.abc import Collection, Iterable

from domain.kernel import record
from domain.member_year import MemberYear, Trouble
from domain.reading.memberships import Belonging, Membership, Special
from projections import members
from projections.store import Reading
from web.asking import Clocks


@record
class Enrolled:
    """One member on a day."""

    membership: Membership
    belonging: Belonging
    specials: tuple[Special, ...]
    """Special situations that stand on the day."""
    troubles: tuple[Trouble, ...]
    year: MemberYear


def enrolled(reading: Reading, organisations: Collection[str], clocks: Clocks) -> list[Enrolled]:
    """Who belongs to these organisations on the day, by organisation."""
    day = clocks.as_of
    years = members.years_of(reading, organisations, day.year, day, clocks.known_at)
    memberships = members.memberships_of(reading, [one.member for one in years], clocks.known_at)
    found = []
    for one in years:
        membership = memberships[one.member]
        there = next((span for span in membership.belonging() if span.span.holds(day)), None)
        if there is not None and there.organisation in organisations:
            found.append(
                Enrolled(
                    membership=membership,
                    belonging=there,
                    specials=tuple(special for special in membership.specials if special.span.holds(day)),
                    troubles=one.troubles,
                    year=one,
                )
            )
    return found


def wanted(row: Enrolled, only: str) -> bool:
    """Whether a filter lets the member through."""
    match only:
        case "special":
            return bool(row.specials)
        case "trouble":
            return any(one.stage != "resolved" for one in row.troubles)
        case "disposed":
            return any(one.stage == "disposed" for one in row.troubles)
    return True


def chosen(every: Iterable[Enrolled], category: str, only: str) -> list[Enrolled]:
    """Members of a category that a filter lets through."""
    return [one for one in every if (not category or one.belonging.category == category) and wanted(one, only)]
