"""Members, education and reviews by chance."""

from typing import TYPE_CHECKING, Any

from domain import education, member, review
from domain.identity import member_of

if TYPE_CHECKING:
    from log_book import Chance

_STEPS = (
    member.RelationTransferred,
    member.RelationTransferred,
    member.ConfirmationDecided,
    member.HomeStudyDelivered,
    member.RotationTrainingCompleted,
    member.MemberProblemIdentified,
    member.HelpGiven,
    member.HelpFailed,
    member.MemberProblemResolved,
    member.MemberDisposed,
)


def belong(chance: "Chance") -> None:
    """Somebody becomes a member, or something more is written down about a member."""
    id, someone = chance.place()
    stream = member_of(someone)
    told = [entry for entry in chance.book.entries if entry.stream == stream]
    open_now = bool(told) and not isinstance(told[-1].event, member.MembershipEnded | member.MembershipVoided)
    if not open_now:
        chance.write(stream, chance.sample(member.MembershipRegistered, person=someone, organisation=id), id)
        return
    choice = chance.random.randrange(12)
    stands = chance.sample(member.Stands, organisation=id)
    event: Any = chance.sample(chance.random.choice(_STEPS))
    if choice == 0:
        event = chance.sample(member.MembershipVoided)
    elif choice == 1:
        event = member.MembershipEnded(occurred_on=chance.day(), reason="转出")
    elif choice == 2 and len(told) > 1:
        entry = chance.random.choice(told[1:])
        event = member.MemberEntryVoided(entry=entry.version, stands=stands, reason="误登")
    elif choice == 3:
        first = max(one.version for one in told if isinstance(one.event, member.MembershipRegistered))
        fresh = chance.sample(member.MembershipRegistered, person=someone, organisation=id)
        event = member.MembershipCorrected(corrects=first, registered=fresh, stands=stands, reason="登记有误")
    elif choice < 6:
        number = 1 + sum(isinstance(one.event, member.SpecialSituationRecorded) for one in told)
        event = chance.sample(member.SpecialSituationRecorded, number=number)
    elif choice == 6:
        event = member.SpecialSituationEnded(number=1, occurred_on=chance.day())
    chance.write(stream, event, id)


def study(chance: "Chance") -> None:
    """A session is held, for all of an organisation or some."""
    id, _ = chance.place()
    people = chance.people[id]
    there = tuple(one for one in people if chance.random.random() < 0.7)
    gone = tuple(
        education.Absence(person=one, excuse=chance.random.choice(list(education.Excuse)))
        for one in people
        if one not in there
    )
    half_days = chance.random.randrange(1, 5)
    held = chance.sample(education.EducationHeld, organisation=id, attendees=there, absences=gone, half_days=half_days)
    if chance.random.random() < 0.6 or (stream := chance.some("education")) is None:
        chance.write(chance.keep("education", chance.fresh("education")), held, id)
    elif chance.random.random() < 0.7:
        chance.write(stream, education.EducationCorrected(corrects=1, held=held, reason="登记有误"), id)
    else:
        chance.records["education"].remove(stream)
        chance.write(stream, education.EducationVoided(reason="误登"), id)


def judge(chance: "Chance") -> None:
    """A review is arranged, goes on, is held, or turns out to be a mistake."""
    choice = chance.random.randrange(8)
    if choice < 2 or (stream := chance.some("review")) is None:
        chance.begin("review", review.ReviewArranged)
    elif choice < 4:
        id, _ = chance.place()
        results = tuple(chance.sample(review.Result, person=one) for one in chance.people[id])
        chance.write(stream, chance.sample(review.ReviewHeld, organisation=id, results=results), id)
    elif choice == 4:
        chance.go_on("review", review.ReviewCorrected)
    elif choice == 5:
        chance.records["review"].remove(stream)
        chance.write(stream, review.ReviewVoided(reason="误登"), "")
    else:
        step = chance.random.choice([review.ReviewStepCompleted, review.MassEvaluationRecorded, review.ResultNotified])
        chance.go_on("review", step)


STEPS = (belong, belong, study, study, judge)
