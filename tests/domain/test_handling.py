"""Handling: every command finds its kind, its stream, and what its rules must know; in memory, without a ledger."""

import importlib
import inspect
import types
from datetime import date
from typing import Any, get_args

import pytest
from deciding import TODAY, replaced
from test_policy import CATALOGUE

from domain import (
    account,
    appointment,
    contact,
    evidence,
    handling,
    identity,
    meeting,
    organisation,
    person,
    policy,
    responsibility,
    vocabulary,
)
from domain.kernel import Refused
from domain.organisation import Kind, Relation, Sector

KINDS = tuple(importlib.import_module(f"domain.{kind}") for kind in identity.PREFIXES.values())


def an_id(prefix: str, number: int) -> str:
    return f"{prefix}-{number:020x}"


DISTRICT, TOWNSHIP, VILLAGE = an_id("org", 1), an_id("org", 2), an_id("org", 3)
A, B, MEETING, POLICY = an_id("person", 1), an_id("person", 2), an_id("meeting", 1), an_id("policy", 1)


class Memory:
    """Streams in memory: each command is judged on what the ones before it led to."""

    def __init__(self) -> None:
        self.states: dict[str, Any] = {}
        self.read: list[str] = []

    def load(self, stream: str) -> Any:
        self.read.append(stream)
        return self.states.get(stream)

    def do(self, command: Any) -> tuple[Any, ...]:
        self.read.clear()
        judged = handling.judge(command, today=TODAY, load=self.load)
        for event in judged.events:
            fold = handling.evolve_of(judged.stream)
            self.states[judged.stream] = fold(self.states.get(judged.stream), event)
        return judged.events

    def refusal(self, command: Any) -> tuple[str, str]:
        with pytest.raises(Refused) as caught:
            self.do(command)
        return caught.value.code, caught.value.field


def register(stream: str, kind: Kind, parent: str | None, name: str) -> organisation.RegisterOrganisation:
    return organisation.RegisterOrganisation(
        organisation=stream, name=name, kind=kind, sector=Sector.NONE, parent=parent, occurred_on=date(2020, 1, 1)
    )


@pytest.fixture
def memory() -> Memory:
    memory = Memory()
    for command in (
        register(DISTRICT, Kind.DISTRICT_COMMITTEE, None, "安平区委"),
        register(TOWNSHIP, Kind.TOWNSHIP_COMMITTEE, DISTRICT, "柳溪乡党委"),
        register(VILLAGE, Kind.BRANCH, TOWNSHIP, "石桥村党支部"),
        person.RegisterPerson(person=A, name="张甲", organisation=TOWNSHIP),
        person.RegisterPerson(person=B, name="李乙", organisation=TOWNSHIP),
        APPOINT,
        policy.IssuePolicy(
            policy=POLICY,
            document="liuxi",
            binds=(TOWNSHIP,),
            effective_on=date(2024, 1, 1),
            catalogue=CATALOGUE,
        ),
    ):
        assert memory.do(command)
    return memory


APPOINT = appointment.AppointRole(
    organisation=TOWNSHIP, person=A, post=appointment.Post.SECRETARY, occurred_on=date(2023, 1, 1)
)
HOLD = meeting.HoldMeeting(
    meeting=MEETING,
    organisation=TOWNSHIP,
    body=meeting.Body.COMMITTEE,
    title="乡党委会议",
    occurred_on=date(2024, 5, 20),
    chair=A,
    attendees=(A, B),
    agenda=(meeting.AgendaItem(topic=meeting.Topic.PARTY_BUILDING, title="研究党建工作"),),
)
DRAFT = responsibility.DraftList(
    organisation=TOWNSHIP,
    year=2024,
    policies=(POLICY,),
    required=(),
    baseline=(),
    items=(
        responsibility.Item(
            item="1",
            title="每季度研究党建工作",
            clause="liuxi-quarterly-meeting",
            policy=POLICY,
            person=A,
            department="",
            due_on=date(2024, 12, 31),
        ),
    ),
)
LIST = identity.list_of(TOWNSHIP, 2024)


class TestTheTableIsComplete:
    @pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
    def test_every_command_of_a_kind_has_its_row(self, kind: types.ModuleType) -> None:
        for command in get_args(kind.Command):
            row = handling.HANDLING[command]
            assert f"domain.{row.kind}" == kind.__name__
            assert row.decide is kind.decide
            assert row.evolve is kind.evolve

    def test_every_kind_of_stream_can_be_folded(self) -> None:
        assert set(handling.EVOLVES) == set(identity.PREFIXES.values())

    def test_no_module_speaks_for_another_kind(self) -> None:
        for module in handling.KINDS:
            assert {f"domain.handling.{row.kind}" for row in module.ROWS.values()} == {module.__name__}

    def test_every_event_is_somebodys(self) -> None:
        events = {event for kind in KINDS for event in get_args(kind.Event)}
        assert events == set(vocabulary.NAMES)

    def test_needs_are_what_decide_asks_for(self, memory: Memory) -> None:
        for command in (APPOINT, HOLD, DRAFT, register(VILLAGE, Kind.BRANCH, TOWNSHIP, "石桥村党支部")):
            row = handling.HANDLING[type(command)]
            arguments = handling.arguments_of(row, command, None, memory.load)
            assert set(arguments) <= set(inspect.signature(row.decide).parameters)
            assert arguments


class TestWhatACommandNamesExists:
    @pytest.mark.parametrize(
        ("changes", "code", "field"),
        [
            ({"organisation": an_id("org", 9)}, "unknown_organisation", "organisation"),
            ({"organisation": "rubbish"}, "unknown_organisation", "organisation"),
            ({"organisation": A}, "unknown_organisation", "organisation"),
            ({"chair": an_id("person", 9)}, "unknown_person", "chair"),
            ({"attendees": (A, an_id("person", 9))}, "unknown_person", "attendees"),
            ({"meeting": A}, "unknown_id", ""),
            ({"meeting": "os:system"}, "unknown_id", ""),
        ],
    )
    def test_in_a_meeting(self, memory: Memory, changes: dict[str, Any], code: str, field: str) -> None:
        assert memory.refusal(replaced(HOLD, **changes)) == (code, field)

    def test_who_carries_out_a_resolution(self, memory: Memory) -> None:
        resolution = meeting.Resolution(number=1, text="培训", responsible=an_id("person", 9))
        assert memory.refusal(replaced(HOLD, resolutions=(resolution,))) == ("unknown_person", "resolutions")

    def test_the_organisation_whose_posts_these_are(self, memory: Memory) -> None:
        assert memory.refusal(replaced(APPOINT, organisation="x")) == ("unknown_organisation", "organisation")
        assert memory.refusal(replaced(APPOINT, organisation=an_id("org", 9))) == (
            "unknown_organisation",
            "organisation",
        )

    def test_a_voided_person_is_nobody(self, memory: Memory) -> None:
        memory.do(person.VoidPerson(person=B, reason="重复登记"))
        assert memory.refusal(HOLD) == ("unknown_person", "attendees")

    def test_policies_of_a_draft(self, memory: Memory) -> None:
        other = an_id("policy", 9)
        assert memory.refusal(replaced(DRAFT, policies=(other,))) == ("unknown_policy", "policies")

    def test_a_parent(self, memory: Memory) -> None:
        command = register(an_id("org", 8), Kind.BRANCH, an_id("org", 9), "无名支部")
        assert memory.refusal(command) == ("unknown_organisation", "parent")


class TestRulesAcrossStreams:
    def test_a_meeting_is_chaired_by_a_holder_of_a_post(self, memory: Memory) -> None:
        assert memory.do(HOLD)
        assert identity.posts_of(TOWNSHIP) in memory.read
        other = replaced(HOLD, meeting=an_id("meeting", 2), chair=B)
        assert memory.refusal(other) == ("chair_without_post", "chair")

    def test_the_tree_is_read_up_to_its_root(self, memory: Memory) -> None:
        command = organisation.SetOrganisationRelation(
            organisation=DISTRICT,
            parent=VILLAGE,
            party_relation=Relation.TERRITORIAL,
            business_relation=Relation.TERRITORIAL,
            department=None,
            occurred_on=date(2024, 1, 1),
            reason="试验",
        )
        assert memory.refusal(command) == ("cyclic", "parent")
        assert {VILLAGE, TOWNSHIP, DISTRICT} <= set(memory.read)

    def test_leadership_reads_what_stands_above(self, memory: Memory) -> None:
        command = organisation.DetermineLeadershipRelation(organisation=VILLAGE, occurred_on=date(2024, 1, 1))
        [event] = memory.do(command)
        assert event.leader == TOWNSHIP

    def test_a_contact_point_takes_the_units_rating_of_the_day(self, memory: Memory) -> None:
        rating = organisation.RateOrganisation(
            organisation=VILLAGE,
            rating=organisation.Rating.BACKWARD,
            occurred_on=date(2024, 2, 1),
            reason="考核末位",
        )
        memory.do(rating)
        [event] = memory.do(
            contact.EstablishContactPoint(
                point=an_id("point", 1),
                organisation=TOWNSHIP,
                owner=A,
                unit=VILLAGE,
                occurred_on=date(2024, 3, 1),
            )
        )
        assert (event.unit_kind, event.unit_rating) == ("branch", "backward")

    def test_an_account_belongs_to_an_organisation(self, memory: Memory) -> None:
        command = account.OpenAccount(
            account=identity.account_of("jingban"),
            sign_in_name="jingban",
            organisation=an_id("org", 9),
            role=account.Role.CLERK,
            occurred_on=date(2024, 1, 1),
        )
        assert memory.refusal(command) == ("unknown_organisation", "organisation")
        assert memory.do(replaced(command, organisation=TOWNSHIP))


class TestAListFromDraftToVerification:
    def test_the_policies_own_demands_are_added(self, memory: Memory) -> None:
        drafted, *_ = memory.do(DRAFT)
        assert (drafted.required, drafted.baseline) == (("person", "due_on"), ("liuxi-quarterly-meeting",))

    def test_all_the_way(self, memory: Memory) -> None:
        memory.do(DRAFT)
        memory.do(responsibility.IssueList(list=LIST, occurred_on=date(2024, 2, 1)))
        memory.do(HOLD)
        complete = responsibility.CompleteItem(
            list=LIST, item="1", occurred_on=date(2024, 6, 1), evidence=(f"{MEETING}#1",)
        )
        for ref in (an_id("meeting", 9), f"{MEETING}#2", f"{MEETING}#0", f"{MEETING}#x"):
            assert memory.refusal(replaced(complete, evidence=(ref,))) == ("unknown_record", "evidence")
        memory.do(complete)
        verify = responsibility.VerifyItem(list=LIST, item="1", person=B, occurred_on=date(2024, 6, 2))
        assert memory.refusal(replaced(verify, person=an_id("person", 9))) == ("unknown_person", "person")
        memory.do(verify)
        assert responsibility.item_status(memory.states[LIST], "1", TODAY).stage == "verified"

    def test_who_answers_for_an_item_is_on_record(self, memory: Memory) -> None:
        item = replaced(DRAFT.items[0], person=an_id("person", 9))
        assert memory.refusal(replaced(DRAFT, items=(item,))) == ("unknown_person", "items")

    def test_and_holds_a_post(self, memory: Memory) -> None:
        memory.do(replaced(DRAFT, items=(replaced(DRAFT.items[0], person=B),)))
        issue = responsibility.IssueList(list=LIST, occurred_on=date(2024, 2, 1))
        assert memory.refusal(issue) == ("person_without_post", "person")

    def test_evidence_may_speak_for_one_item(self, memory: Memory) -> None:
        memory.do(DRAFT)
        file = identity.file_of("ab" * 32)
        filed = evidence.FileEvidence(
            evidence=file,
            organisation=TOWNSHIP,
            sha256="ab" * 32,
            size=3,
            media_type="application/pdf",
            title="会议记录",
        )
        memory.do(filed)
        attach = evidence.AttachEvidence(evidence=file, subject=f"{LIST}#1")
        assert memory.refusal(replaced(attach, subject=f"{LIST}#2")) == ("unknown_record", "subject")
