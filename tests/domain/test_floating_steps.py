"""A journey as a list of steps, side by side."""

from datetime import date

from domain import floating
from domain.floating_status import Gap, Journey, Taken, standing_on
from domain.floating_steps import Mark, Side, Step, steps_of

HOME, HOST, NEXT = (f"org-{number:020x}" for number in (1, 2, 3))


def journey(*steps: tuple[type, str, tuple[str, ...]], leaves_on: str = "2024-03-01") -> Journey:
    return Journey(
        certificate="floating-1",
        number=1,
        person="person-1",
        home=HOME,
        destination="东江市",
        reported_on=date(2024, 2, 20),
        leaves_on=date.fromisoformat(leaves_on),
        steps=tuple(Taken(cls.__name__, date.fromisoformat(day), said) for cls, day, said in steps),
    )


def read(one: Journey, day: str) -> dict[type, Step]:
    as_of = date.fromisoformat(day)
    standing = standing_on(one, as_of)
    assert standing is not None
    return {step.event: step for step in steps_of(one, standing, as_of)}


class TestMarks:
    def test_what_was_done_what_is_missing_and_what_is_open(self) -> None:
        found = read(journey((floating.CertificateStamped, "2024-02-22", ())), "2024-03-10")
        assert found[floating.DepartureReported].mark is Mark.DONE
        assert found[floating.CertificateStamped].days == (date(2024, 2, 22),)
        assert found[floating.CertificateIssued].mark is Mark.MISSING
        assert found[floating.InflowReported].gaps == (Gap.NOT_ARRIVED,)
        assert found[floating.PreDepartureEducationGiven].mark is Mark.OPEN
        assert floating.ContactLost not in found, "there need be no occasion for it"

    def test_done_after_leaving_is_late(self) -> None:
        one = journey((floating.CertificateIssued, "2024-03-05", ()), leaves_on="2024-02-01")
        found = read(one, "2024-03-10")
        assert found[floating.CertificateIssued].mark is Mark.LATE
        assert found[floating.DepartureReported].mark is Mark.LATE

    def test_later_steps_are_not_seen(self) -> None:
        one = journey(
            (floating.InflowReported, "2024-03-05", (HOST,)), (floating.CertificateVerified, "2024-03-20", ())
        )
        assert read(one, "2024-03-10")[floating.CertificateVerified].mark is Mark.MISSING
        assert read(one, "2024-03-20")[floating.CertificateVerified].mark is Mark.DONE


class TestSides:
    def test_steps_at_a_place_begin_again_where_the_member_moves_on(self) -> None:
        one = journey(
            (floating.InflowReported, "2024-03-05", (HOST,)),
            (floating.CertificateVerified, "2024-03-06", ()),
            (floating.OrganisationLifeRecorded, "2024-04-01", ()),
            (floating.InflowReported, "2024-05-05", (NEXT,)),
        )
        found = read(one, "2024-05-10")
        assert found[floating.InflowReported].days == (date(2024, 5, 5),)
        assert found[floating.CertificateVerified].mark is Mark.MISSING
        assert found[floating.OrganisationLifeRecorded].side is Side.HOST
        assert found[floating.OrganisationLifeRecorded].mark is Mark.DONE

    def test_a_change_told_to_one_side_only(self) -> None:
        one = journey(
            (floating.InflowReported, "2024-03-05", (HOST,)), (floating.LocationChangeReported, "2024-04-01", (HOME,))
        )
        change = read(one, "2024-04-02")[floating.LocationChangeReported]
        assert (change.side, change.mark, change.gaps) == (Side.EITHER, Mark.MISSING, (Gap.HOST_NOT_TOLD,))

    def test_years_are_told_with_those_that_are_missing(self) -> None:
        one = journey(
            (floating.CertificateIssued, "2024-02-25", ()), (floating.CertificateAudited, "2025-01-05", (HOME, "2024"))
        )
        found = read(one, "2026-02-01")
        assert found[floating.CertificateAudited].years == (2024,)
        assert found[floating.CertificateAudited].missing_years == (2025,)
        assert found[floating.AnnualContactReported].missing_years == (2024, 2025)
