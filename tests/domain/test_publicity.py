"""Publicity: the class is the rule, the method the case."""

from datetime import date

from deciding import TODAY, fold, refusal, replaced

from domain import publicity
from domain.publicity import Medium, Type

RELEASE = publicity.ReleasePublicity(
    publicity="publicity-00000000000000000001",
    organisation="org-00000000000000000001",
    type=Type.EXPERIENCE,
    medium=Medium.BULLETIN,
    title="石桥村党员积分管理",
    occurred_on=date(2024, 7, 1),
)
RELEASED = publicity.PublicityReleased(
    **{k: getattr(RELEASE, k) for k in RELEASE.__dataclass_fields__ if k != "publicity"}
)
CORRECT = publicity.CorrectPublicity(
    **{k: getattr(RELEASE, k) for k in RELEASE.__dataclass_fields__ if k != "organisation"}, reason="登记有误"
)
SPREAD = publicity.SpreadExperience(
    publicity=RELEASE.publicity, organisations=("org-00000000000000000002",), occurred_on=date(2024, 9, 1)
)
TAKEN_UP = publicity.ExperienceSpread(organisations=SPREAD.organisations, occurred_on=SPREAD.occurred_on)
VOID = publicity.VoidPublicity(publicity=RELEASE.publicity, reason="重复登记")


def decide(state: publicity.State | None, command: publicity.Command) -> list[publicity.Event]:
    return publicity.decide(state, command, today=TODAY)


def after(*events: publicity.Event) -> publicity.State | None:
    return fold(publicity.evolve, *events)


class TestSomethingIsMadeKnown:
    def test_recorded(self) -> None:
        assert decide(None, RELEASE) == [RELEASED]

    def test_once(self) -> None:
        assert refusal(decide, after(RELEASED), RELEASE).code == "exists"

    def test_not_in_the_future(self) -> None:
        assert refusal(decide, None, replaced(RELEASE, occurred_on=date(2025, 1, 2))).field == "occurred_on"


class TestExperienceIsSpread:
    def test_spread(self) -> None:
        assert decide(after(RELEASED), SPREAD) == [TAKEN_UP]
        state = after(RELEASED, TAKEN_UP)
        assert state is not None
        assert state.stage == "spread"

    def test_names_where(self) -> None:
        assert refusal(decide, after(RELEASED), replaced(SPREAD, organisations=())).field == "organisations"

    def test_not_before_it_was_made_known(self) -> None:
        assert refusal(decide, after(RELEASED), replaced(SPREAD, occurred_on=date(2024, 6, 30))).code == "out_of_order"


class TestWhatWasWrongIsCorrectedByAdding:
    def test_corrected(self) -> None:
        [event] = decide(after(RELEASED), replaced(CORRECT, medium=Medium.WEBSITE))
        assert isinstance(event, publicity.PublicityCorrected)
        assert event.released.medium is Medium.WEBSITE

    def test_not_past_the_day_it_was_taken_up(self) -> None:
        late = replaced(CORRECT, occurred_on=date(2024, 9, 2))
        assert refusal(decide, after(RELEASED, TAKEN_UP), late).code == "after_next_step"

    def test_nothing_changed_nothing_recorded(self) -> None:
        assert decide(after(RELEASED), CORRECT) == []

    def test_nothing_after_voiding(self) -> None:
        voided = after(RELEASED, publicity.PublicityVoided(reason="重复登记"))
        assert refusal(decide, voided, SPREAD).code == "voided"
        assert refusal(decide, None, VOID).code == "unknown"
