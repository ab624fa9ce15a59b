"""Journeys of floating members, and their dues, by chance."""

from typing import TYPE_CHECKING, Any

from domain import dues
from domain import floating as of
from domain.identity import certificate_of, dues_of

if TYPE_CHECKING:
    from log_book import Chance

_ONE_AFTER_THE_OTHER = (
    of.CertificateStamped,
    of.CertificateIssued,
    of.InflowReported,
    of.CertificateVerified,
    of.CertificateFiled,
    of.FloatingMemberAssigned,
)
_AWAY = (
    of.OrganisationLifeRecorded,
    of.SituationFedBack,
    of.NoticeSent,
    of.AnnualContactReported,
    of.LocationChangeReported,
    of.CertificateAudited,
    of.ContactLost,
    of.ContactRestored,
    of.InflowReported,
    of.PreDepartureEducationGiven,
)
_BACK = (of.ReturnReported, of.CertificateHandedIn, of.CertificateChecked)


def travel(chance: "Chance") -> None:
    """Somebody leaves, or a journey goes on, comes to its end, or turns out to be a mistake."""
    id, someone = chance.place()
    if chance.random.random() < 0.6 and (stream := chance.some("certificate")) is not None:
        someone = f"person-{stream.partition('-')[2]}"
    stream = certificate_of(someone)
    told = [entry.event for entry in chance.book.entries if entry.stream == stream]
    since = max((n for n, event in enumerate(told) if isinstance(event, of.DepartureReported)), default=0)
    now = told[since:]
    if not now or isinstance(now[-1], of.CertificateChecked | of.FloatingVoided):
        leaving = chance.sample(of.DepartureReported, person=someone, organisation=id, leaves_on=chance.day())
        chance.write(stream, leaving, id)
        chance.keep("certificate", stream)
        return
    choice = chance.random.randrange(12)
    done = [step for step in (*_ONE_AFTER_THE_OTHER, *_BACK) if any(isinstance(event, step) for event in now)]
    left = [step for step in (*_ONE_AFTER_THE_OTHER, *_BACK) if step not in done]
    event: Any = chance.sample(left[0], **_names(chance, left[0]))
    if choice < 4 and not any(isinstance(one, of.ReturnReported) for one in now):
        step = chance.random.choice(_AWAY)
        event = chance.sample(step, **_names(chance, step))
    elif choice == 4:
        fresh = chance.sample(of.DepartureReported, person=someone, organisation=now[0].organisation)
        event = of.DepartureCorrected(corrects=since + 1, departure=fresh, reason="登记有误")
    elif choice == 5:
        event = of.FloatingVoided(reason="误登")
    chance.write(stream, event, id)


def _names(chance: "Chance", step: type) -> dict[str, Any]:
    """What a step names, where a text would not do."""
    bodies = chance.organisations
    names: dict[str, Any] = {"inflow": bodies, "to": bodies, "by": bodies, "recipient": bodies}
    found = {name: chance.random.choice(some) for name, some in names.items() if name in step.__annotations__}
    if "recipients" in step.__annotations__:
        found["recipients"] = tuple(chance.random.sample(bodies, 2))
    if "year" in step.__annotations__:
        found["year"] = chance.random.choice((2023, 2024))
    return found


def pay(chance: "Chance") -> None:
    """Dues are paid, by month or by quarter; a payment is corrected or voided."""
    id, someone = chance.place()
    stream = dues_of(someone, 2024)
    told = [(number, entry.event) for number, entry in enumerate(_of(chance, stream), 1)]
    gone = {event.payment for _, event in told if isinstance(event, dues.PaymentVoided)}
    payments = [(number, event) for number, event in told if isinstance(event, dues.DuesPaid) and number not in gone]
    choice = chance.random.randrange(8)
    if choice == 0:
        quarter = chance.random.randrange(1, 5)
        event: Any = chance.sample(
            dues.DuesDifficultyRecorded, person=someone, organisation=id, year=2024, quarters=(quarter,)
        )
    elif choice < 3 and payments:
        number, paid = chance.random.choice(payments)
        event = dues.PaymentVoided(payment=number, reason="误登")
        if choice == 1:
            fresh = chance.sample(dues.DuesPaid, person=someone, organisation=id, year=2024, months=paid.months)
            event = dues.PaymentCorrected(payment=number, paid=fresh, reason="日期有误")
    else:
        month = chance.random.randrange(1, 13)
        event = chance.sample(dues.DuesPaid, person=someone, organisation=id, year=2024, months=(month,))
    chance.write(stream, event, id)


def _of(chance: "Chance", stream: str) -> list[Any]:
    return [entry for entry in chance.book.entries if entry.stream == stream]


STEPS = (travel, travel, pay)
