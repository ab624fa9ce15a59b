"""Handling of a responsibility list's commands: a draft takes up what the named policies demand."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from domain import drafting, responsibility
from domain.handling.row import ANY, ORGANISATION, PERSON, POLICY, Mention, Need, missing, names, posts_need, rows
from domain.identity import is_stream_id, list_of
from domain.reading.policies import document_of


def _drafted_stream(command: Any) -> str:
    if not is_stream_id(command.organisation, ORGANISATION):
        raise missing(ORGANISATION, "organisation")
    return list_of(command.organisation, command.year)


def _draft_mentions(command: Any, state: Any) -> Iterable[Mention]:
    yield from names(organisation=ORGANISATION, policies=POLICY)(command, state)
    for item in command.items:
        if item.person:
            yield Mention(field="items", ref=item.person, kind=PERSON)


def _demands(command: Any, state: Any, loaded: Mapping[str, Any]) -> Mapping[str, Need]:
    """What the named policies demand of a list of this kind of body."""

    def build(states: Mapping[str, Any]) -> responsibility.Demands:
        own = states[command.organisation]
        documents = [document_of(states[policy].issued.catalogue) for policy in command.policies]
        return drafting.demands(own.kind, own.sector, documents)

    return {"demands": Need(streams=(command.organisation, *command.policies), build=build)}


ROWS: Final = rows(
    responsibility,
    "list",
    {
        responsibility.DraftList: {
            "stream": _drafted_stream,
            "existing": _draft_mentions,
            "needs": _demands,
        },
        responsibility.AddItem: {"existing": names(person=PERSON, policy=POLICY)},
        responsibility.AssignItem: {"existing": names(person=PERSON)},
        responsibility.WithdrawItem: {},
        responsibility.IssueList: {"needs": posts_need},
        responsibility.AmendItem: {"existing": names(person=PERSON), "needs": posts_need},
        responsibility.ReassignItem: {"existing": names(person=PERSON), "needs": posts_need},
        responsibility.StartItem: {},
        responsibility.CompleteItem: {"existing": names(evidence=ANY)},
        responsibility.VerifyItem: {"existing": names(person=PERSON)},
        responsibility.ReturnItem: {"existing": names(person=PERSON)},
        responsibility.VoidCompletion: {},
        responsibility.CloseList: {},
        responsibility.VoidList: {},
    },
)
