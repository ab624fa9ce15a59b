"""Organisation: the class is the rule, the method the case."""

from datetime import date

import pytest
from deciding import TODAY, fold, refusal, replaced

from domain import organisation
from domain.kernel import Refused
from domain.organisation import Authority, Kind, Rating, Relation, Sector, State

DISTRICT, TOWNSHIP, VILLAGE = "org-d", "org-t", "org-v"
TAX, GROUP = "org-tax", "org-group"
SINCE = date(2020, 1, 1)

REGISTER = organisation.RegisterOrganisation(
    organisation=VILLAGE,
    name="石桥村党支部",
    kind=Kind.BRANCH,
    sector=Sector.VILLAGE,
    parent=TOWNSHIP,
    occurred_on=date(2023, 1, 1),
)


def registered(kind: Kind, parent: str | None, since: date = SINCE, **more: object) -> State:
    event = organisation.OrganisationRegistered(
        name="安平区组织",
        kind=kind,
        sector=Sector.NONE,
        parent=parent,
        party_relation=more.get("party", Relation.TERRITORIAL),  # type: ignore[arg-type]  # given by keyword
        business_relation=more.get("business", Relation.TERRITORIAL),  # type: ignore[arg-type]  # given by keyword
        department=more.get("department"),  # type: ignore[arg-type]  # given by keyword
        occurred_on=since,
    )
    return organisation.evolve(None, event)


TREE = {
    DISTRICT: registered(Kind.DISTRICT_COMMITTEE, None),
    TOWNSHIP: registered(Kind.TOWNSHIP_COMMITTEE, DISTRICT),
    TAX: registered(Kind.DEPARTMENT_PARTY_COMMITTEE, DISTRICT),
    GROUP: registered(Kind.DEPARTMENT_PARTY_GROUP, DISTRICT),
}


def decide(
    state: State | None, command: organisation.Command, tree: organisation.Tree | None = None
) -> list[organisation.Event]:
    return organisation.decide(state, command, today=TODAY, tree=TREE if tree is None else tree)


def given(*events: organisation.Event) -> State:
    state = fold(organisation.evolve, *events)
    assert state is not None
    return state


[REGISTERED] = decide(None, REGISTER)
RELATE = organisation.SetOrganisationRelation(
    organisation=VILLAGE,
    parent=DISTRICT,
    party_relation=Relation.TERRITORIAL,
    business_relation=Relation.TERRITORIAL,
    department=None,
    occurred_on=date(2024, 3, 1),
    reason="区划调整",
)
RATE = organisation.RateOrganisation(
    organisation=VILLAGE, rating=Rating.WEAK, occurred_on=date(2024, 8, 1), reason="连续两年考核靠后"
)
DISSOLVE = organisation.DissolveOrganisation(organisation=VILLAGE, occurred_on=date(2024, 9, 1), reason="合并")


class TestParentAndDepartmentExist:
    def test_registered_under_a_standing_parent(self) -> None:
        assert given(REGISTERED).place_on(date(2023, 1, 1)) == organisation.Place(
            first=date(2023, 1, 1),
            parent=TOWNSHIP,
            party_relation=Relation.TERRITORIAL,
            business_relation=Relation.TERRITORIAL,
            department=None,
        )

    def test_a_root_has_no_parent(self) -> None:
        assert decide(None, replaced(REGISTER, parent=None))

    def test_not_under_a_parent_registered_later(self) -> None:
        refused = refusal(decide, None, replaced(REGISTER, occurred_on=date(2019, 12, 31)))
        assert (refused.code, refused.field, refused.clause) == ("not_standing", "parent", "c2006-resp 二（二）1")

    def test_not_under_a_dissolved_parent(self) -> None:
        ended = organisation.OrganisationDissolved(occurred_on=date(2022, 12, 31), reason="撤销")
        tree = {TOWNSHIP: organisation.evolve(TREE[TOWNSHIP], ended)}
        with pytest.raises(Refused) as caught:
            decide(None, REGISTER, tree)
        assert caught.value.code == "not_standing"

    def test_department_too(self) -> None:
        refused = refusal(decide, None, replaced(REGISTER, department="org-nobody"))
        assert (refused.code, refused.field) == ("not_standing", "department")

    def test_once(self) -> None:
        assert refusal(decide, given(REGISTERED), REGISTER).code == "exists"

    def test_not_in_the_future(self) -> None:
        assert refusal(decide, None, replaced(REGISTER, occurred_on=date(2025, 1, 2))).code == "future_date"


class TestNobodyStandsAboveItself:
    def test_not_its_own_parent(self) -> None:
        assert refusal(decide, given(REGISTERED), replaced(RELATE, parent=VILLAGE)).code == "cyclic"

    def test_not_below_what_stands_below_it(self) -> None:
        tree = {
            **TREE,
            VILLAGE: given(REGISTERED),
            "org-below": registered(Kind.BRANCH, VILLAGE, date(2023, 6, 1)),
            "org-deep": registered(Kind.BRANCH, "org-below", date(2023, 6, 1)),
        }
        with pytest.raises(Refused) as caught:
            decide(given(REGISTERED), replaced(RELATE, parent="org-deep"), tree)
        assert (caught.value.code, caught.value.field) == ("cyclic", "parent")

    def test_a_relation_that_had_ended_does_not_count(self) -> None:
        below = registered(Kind.BRANCH, VILLAGE, date(2023, 6, 1))
        moved = organisation.OrganisationRelationSet(
            parent=DISTRICT,
            party_relation=Relation.TERRITORIAL,
            business_relation=Relation.TERRITORIAL,
            department=None,
            occurred_on=date(2024, 2, 1),
            reason="调整",
        )
        tree = {**TREE, VILLAGE: given(REGISTERED), "org-below": organisation.evolve(below, moved)}
        assert decide(given(REGISTERED), replaced(RELATE, parent="org-below"), tree)
        with pytest.raises(Refused, match="cyclic"):
            decide(given(REGISTERED), replaced(RELATE, parent="org-below", occurred_on=date(2024, 1, 31)), tree)

    def test_above_names_what_remains_to_be_read(self) -> None:
        day = date(2024, 1, 1)
        assert organisation.above(VILLAGE, day, day, {}) == {VILLAGE: None}
        assert organisation.above(VILLAGE, day, day, {VILLAGE: given(REGISTERED)}).keys() == {VILLAGE, TOWNSHIP}


class TestAChangeHoldsFromItsDayOn:
    def test_earlier_days_stay_as_they_were(self) -> None:
        state = given(REGISTERED, *decide(given(REGISTERED), RELATE))
        before, after = state.place_on(date(2024, 2, 29)), state.place_on(date(2024, 3, 1))
        assert before is not None
        assert after is not None
        assert (before.parent, after.parent) == (TOWNSHIP, DISTRICT)

    def test_never_before_registration(self) -> None:
        assert refusal(decide, given(REGISTERED), replaced(RELATE, occurred_on=date(2022, 12, 31))).code == (
            "before_registration"
        )

    def test_nor_on_its_day(self) -> None:
        assert refusal(decide, given(REGISTERED), replaced(RELATE, occurred_on=date(2023, 1, 1))).code == (
            "before_registration"
        )

    def test_said_twice_is_recorded_once(self) -> None:
        state = given(REGISTERED, *decide(given(REGISTERED), RELATE))
        assert decide(state, RELATE) == []

    def test_renamed(self) -> None:
        rename = organisation.RenameOrganisation(
            organisation=VILLAGE, name="石桥社区党支部", occurred_on=date(2024, 1, 1), reason="撤村建居"
        )
        events = decide(given(REGISTERED), rename)
        assert given(REGISTERED, *events).name == "石桥社区党支部"
        assert decide(given(REGISTERED, *events), rename) == []


class TestWhoLeadsFollowsFromTheRelations:
    """c2006-resp 二（一）; scenario S37."""

    DAY = date(2024, 6, 1)

    def determined(self, unit: State, tree: organisation.Tree | None = None) -> organisation.Determination:
        return organisation.determine(unit, self.DAY, TREE if tree is None else tree)

    def test_by_default_the_local_committee(self) -> None:
        assert self.determined(given(REGISTERED)) == organisation.Determination(
            leader=TOWNSHIP, guides=(), basis="default"
        )

    def test_the_nearest_local_committee_above_a_grassroots_committee(self) -> None:
        tree = {**TREE, "org-g": registered(Kind.GRASSROOTS_COMMITTEE, TOWNSHIP)}
        assert self.determined(registered(Kind.BRANCH, "org-g"), tree).leader == TOWNSHIP

    def test_both_vertical_under_a_committee(self) -> None:
        unit = registered(Kind.BRANCH, TOWNSHIP, party=Relation.VERTICAL, business=Relation.VERTICAL, department=TAX)
        assert self.determined(unit) == organisation.Determination(
            leader=TAX, guides=(TOWNSHIP,), basis="vertical_vertical"
        )

    def test_territorial_and_vertical_under_a_party_group(self) -> None:
        unit = registered(Kind.BRANCH, TOWNSHIP, business=Relation.VERTICAL, department=GROUP)
        assert self.determined(unit) == organisation.Determination(
            leader=TOWNSHIP, guides=(GROUP,), basis="territorial_vertical"
        )

    def test_both_vertical_under_a_party_group_is_left_open(self) -> None:
        unit = registered(Kind.BRANCH, TOWNSHIP, party=Relation.VERTICAL, business=Relation.VERTICAL, department=GROUP)
        assert self.determined(unit) == organisation.Determination(
            leader=None, guides=(), basis="unresolved_no_department_committee"
        )

    def test_vertical_and_territorial_is_left_open(self) -> None:
        unit = registered(Kind.BRANCH, TOWNSHIP, party=Relation.VERTICAL, department=TAX)
        assert self.determined(unit).basis == "unresolved_vertical_territorial"

    def test_a_party_group_guides_its_own_units_and_never_leads(self) -> None:
        assert self.determined(registered(Kind.BRANCH, GROUP)) == organisation.Determination(
            leader=None, guides=(GROUP,), basis="department_party_group"
        )

    def test_a_department_committee_needs_authorisation(self) -> None:
        assert self.determined(registered(Kind.BRANCH, TAX)).basis == "unresolved_not_authorised"

    @pytest.mark.parametrize(
        ("authority", "leader", "guides"), [(Authority.LEAD, TAX, ()), (Authority.GUIDE, None, (TAX,))]
    )
    def test_as_authorised(self, authority: Authority, leader: str | None, guides: tuple[str, ...]) -> None:
        grant = organisation.GrantDepartmentAuthorisation(
            organisation=TAX, authority=authority, occurred_on=date(2024, 1, 1), document="安组发〔2024〕1号"
        )
        tree = {**TREE, TAX: organisation.evolve(TREE[TAX], *decide(TREE[TAX], grant))}
        found = self.determined(registered(Kind.BRANCH, TAX), tree)
        assert (found.leader, found.guides) == (leader, guides)
        assert organisation.determine(registered(Kind.BRANCH, TAX), date(2023, 12, 31), tree).leader is None

    def test_two_departments_are_left_open(self) -> None:
        assert self.determined(registered(Kind.BRANCH, TAX, department=GROUP)).basis == "unresolved_two_departments"

    def test_no_committee_above(self) -> None:
        assert self.determined(registered(Kind.BRANCH, None)).basis == "unresolved_no_local_committee"

    def test_the_command_records_it_once(self) -> None:
        command = organisation.DetermineLeadershipRelation(organisation=VILLAGE, occurred_on=self.DAY)
        [event] = decide(given(REGISTERED), command)
        assert event == organisation.LeadershipRelationDetermined(
            leader=TOWNSHIP, guides=(), basis="default", occurred_on=self.DAY
        )
        assert decide(given(REGISTERED, event), command) == []


class TestOnlyADepartmentCommitteeIsAuthorised:
    GRANT = organisation.GrantDepartmentAuthorisation(
        organisation=GROUP, authority=Authority.LEAD, occurred_on=date(2024, 1, 1), document="安组发〔2024〕1号"
    )

    def test_not_a_party_group(self) -> None:
        refused = refusal(decide, TREE[GROUP], self.GRANT)
        assert (refused.code, refused.clause) == ("not_a_department_committee", "c2006-resp 二（一）")

    def test_not_twice(self) -> None:
        state = organisation.evolve(TREE[TAX], *decide(TREE[TAX], self.GRANT))
        assert refusal(decide, state, self.GRANT).code == "already_authorised"

    def test_the_document_is_named(self) -> None:
        assert refusal(decide, TREE[TAX], replaced(self.GRANT, document=" ")).field == "document"


class TestAFirstWeakRatingIsAnActOfItsOwn:
    def test_weak_then_better_then_weak_again(self) -> None:
        weak = decide(given(REGISTERED), RATE)
        better = replaced(RATE, rating=Rating.ORDINARY, occurred_on=date(2024, 11, 1))
        rerated = decide(given(REGISTERED, *weak), better)
        again = decide(given(REGISTERED, *weak, *rerated), replaced(RATE, occurred_on=date(2024, 12, 1)))
        assert [type(event).__name__ for event in (*weak, *rerated, *again)] == [
            "OrganisationRatedWeak",
            "OrganisationRerated",
            "OrganisationRatedWeak",
        ]

    def test_from_weak_to_backward_is_a_rerating(self) -> None:
        weak = decide(given(REGISTERED), RATE)
        backward = replaced(RATE, rating=Rating.BACKWARD, occurred_on=date(2024, 12, 1))
        assert isinstance(decide(given(REGISTERED, *weak), backward)[0], organisation.OrganisationRerated)

    def test_the_rating_is_that_of_the_day(self) -> None:
        state = given(REGISTERED, *decide(given(REGISTERED), RATE))
        assert (state.rating_on(date(2024, 7, 31)), state.rating_on(date(2024, 8, 1))) == ("", "weak")

    def test_said_twice_is_recorded_once(self) -> None:
        assert decide(given(REGISTERED, *decide(given(REGISTERED), RATE)), RATE) == []


class TestAnOrganisationIsDissolvedOnce:
    def test_its_last_day_is_the_day_before(self) -> None:
        state = given(REGISTERED, *decide(given(REGISTERED), DISSOLVE))
        assert state.exists_on(date(2024, 8, 31))
        assert not state.exists_on(date(2024, 9, 1))

    def test_not_twice(self) -> None:
        assert refusal(decide, given(REGISTERED, *decide(given(REGISTERED), DISSOLVE)), DISSOLVE).code == "dissolved"

    def test_nothing_happens_to_it_afterwards(self) -> None:
        state = given(REGISTERED, *decide(given(REGISTERED), DISSOLVE))
        assert refusal(decide, state, replaced(RATE, occurred_on=date(2024, 9, 1))).code == "dissolved"
        assert decide(state, RATE)

    def test_not_before_its_latest_change(self) -> None:
        state = given(REGISTERED, *decide(given(REGISTERED), RELATE))
        assert refusal(decide, state, replaced(DISSOLVE, occurred_on=date(2024, 2, 1))).code == "before_registration"


class TestARegistrationIsCorrectedByAdding:
    CORRECT = organisation.CorrectOrganisation(
        organisation=VILLAGE,
        name="石桥村党支部",
        kind=Kind.GENERAL_BRANCH,
        sector=Sector.VILLAGE,
        parent=TOWNSHIP,
        occurred_on=date(2023, 1, 1),
        reason="类别登记有误",
    )

    def test_the_correction_points_at_the_entry(self) -> None:
        [event] = decide(given(REGISTERED), self.CORRECT)
        assert isinstance(event, organisation.OrganisationCorrected)
        assert event.corrects == 1
        state = given(REGISTERED, event)
        assert (state.kind, state.stands_at) == (Kind.GENERAL_BRANCH, 2)
        assert decide(state, self.CORRECT) == []

    def test_later_changes_stay(self) -> None:
        changes = decide(given(REGISTERED), RELATE)
        state = given(REGISTERED, *changes)
        place = given(REGISTERED, *changes, *decide(state, self.CORRECT)).place_on(date(2024, 3, 1))
        assert place is not None
        assert place.parent == DISTRICT

    def test_it_begins_before_its_first_change(self) -> None:
        state = given(REGISTERED, *decide(given(REGISTERED), RELATE))
        assert refusal(decide, state, replaced(self.CORRECT, occurred_on=date(2024, 3, 1))).code == (
            "after_first_change"
        )

    def test_voided_with_a_reason_and_nothing_more(self) -> None:
        void = organisation.VoidOrganisation(organisation=VILLAGE, reason="重复登记")
        state = given(REGISTERED, *decide(given(REGISTERED), void))
        assert not state.exists_on(TODAY)
        assert refusal(decide, state, void).code == "voided"
        assert refusal(decide, given(REGISTERED), replaced(void, reason="")).field == "reason"

    def test_unknown(self) -> None:
        assert refusal(decide, None, DISSOLVE).code == "unknown"
