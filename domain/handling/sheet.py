"""Handling of an appraisal sheet's commands: its round, a debriefing, and what the scores cite are read."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from domain import sheet
from domain.handling.row import ANY, ORGANISATION, PERSON, Mention, Need, missing, names, one, rows
from domain.identity import is_stream_id, sheet_of, stream_of

_APPRAISAL: Final = "appraisal"
_SUBJECT: Final = "subject"


def _opened_stream(command: Any) -> str:
    if not is_stream_id(command.appraisal, _APPRAISAL):
        raise missing(_APPRAISAL, "appraisal")
    if not (is_stream_id(command.subject, ORGANISATION) or is_stream_id(command.subject, PERSON)):
        raise missing(_SUBJECT, "subject")
    return sheet_of(command.appraisal, command.subject)


def _opening_mentions(command: Any, state: Any) -> Iterable[Mention]:
    yield from names(appraisal=_APPRAISAL, organisation=ORGANISATION, subject=ANY)(command, state)


def _round(command: Any, state: Any, loaded: Mapping[str, Any]) -> Mapping[str, Need]:
    """The round the sheet belongs to."""
    own = getattr(command, "appraisal", None) or (None if state is None else state.appraisal)
    return {} if own is None else {"round": one(own)}


def _cited(command: Any, state: Any) -> Iterable[Mention]:
    person = "scorer" if isinstance(command, sheet.ScoreSheet) else "person"
    yield from names(**{person: PERSON})(command, state)
    for score in command.scores:
        for ref in score.cites:
            yield Mention(field="scores", ref=ref)


def _debrief(command: Any, state: Any, loaded: Mapping[str, Any]) -> Mapping[str, Need]:
    def build(states: Mapping[str, Any]) -> sheet.Delivered | None:
        found = states[command.debrief]
        if found is None or found.stage == "voided":
            return None
        delivered = found.delivered
        return sheet.Delivered(organisation=found.organisation, person=delivered.person, period=delivered.period)

    return {"debrief": Need(streams=(command.debrief,), build=build)}


def _gone(command: Any, state: Any, loaded: Mapping[str, Any]) -> Mapping[str, Need]:
    """What the standing scores cite and is not on record any more."""
    if state is None:
        return {}
    refs = dict.fromkeys(ref for score in state.scores for ref in score.cites)

    def build(states: Mapping[str, Any]) -> tuple[str, ...]:
        return tuple(ref for ref in refs if getattr(states[stream_of(ref)], "stage", "") == "voided")

    return {"gone": Need(streams=tuple(dict.fromkeys(map(stream_of, refs))), build=build)}


ROWS: Final = rows(
    sheet,
    "sheet",
    {
        sheet.OpenSheet: {"stream": _opened_stream, "existing": _opening_mentions, "needs": _round},
        sheet.FileSelfReport: {"existing": names(person=PERSON, evidence=ANY)},
        sheet.LinkDebrief: {"existing": names(debrief="debrief"), "needs": _debrief},
        sheet.ScoreSheet: {"existing": _cited, "needs": _round},
        sheet.IssueResult: {"existing": names(person=PERSON), "needs": _gone},
        sheet.UseResult: {"existing": names(ref=ANY), "needs": _round},
        sheet.RequestReview: {"existing": names(person=PERSON)},
        sheet.DecideReview: {"existing": _cited, "needs": _round},
        sheet.VoidSheet: {},
    },
)
