"""Sentences on receptions 接待群众."""

from collections.abc import Mapping
from typing import Any, Final

from domain import reception
from web.sentences.telling import Tell, Telling, corrected, done


def _held(w: Telling, e: reception.ReceptionHeld) -> str:
    came = "" if e.visitors is None else w.t(f"，来访{e.visitors}人", f", {e.visitors} came")
    return w.t(
        f"{w.names(e.receivers)}于{w.day(e.occurred_on)}接待群众（{w.code(e.channel)}）{w.quote(e.title)}{came}",
        f"{w.names(e.receivers)} received people on {w.day(e.occurred_on)} ({w.code(e.channel)}): {w.quote(e.title)}"
        f"{came}",
    )


def _raised(w: Telling, e: reception.IssueRaised) -> str:
    return w.t(
        f"{w.day(e.occurred_on)}反映问题{e.number}（{w.code(e.category)}）{w.note(e.text)}",
        f"issue {e.number} was raised on {w.day(e.occurred_on)} ({w.code(e.category)}){w.note(e.text)}",
    )


def _step(zh: str, en: str) -> Tell:
    def tell(w: Telling, e: Any) -> str:
        return w.t(
            f"问题{e.number}于{w.day(e.occurred_on)}{zh}{w.note(e.text)}",
            f"issue {e.number} {en} on {w.day(e.occurred_on)}{w.note(e.text)}",
        )

    return tell


def _coordinated(w: Telling, e: reception.CoordinationStarted) -> str:
    return w.t(
        f"{w.day(e.occurred_on)}就问题{e.number}协调{w.names(e.organisations)}{w.note(e.text)}",
        f"{w.names(e.organisations)} were asked on {w.day(e.occurred_on)} to help with issue {e.number}"
        f"{w.note(e.text)}",
    )


def _closed(w: Telling, e: reception.IssueClosed) -> str:
    return w.t(
        f"问题{e.number}于{w.day(e.occurred_on)}办结{w.note(e.note)}",
        f"issue {e.number} was closed on {w.day(e.occurred_on)}{w.note(e.note)}",
    )


def _issue_voided(w: Telling, e: reception.IssueVoided) -> str:
    return w.t(f"作废问题{e.number}{w.because(e.reason)}", f"issue {e.number} was voided{w.because(e.reason)}")


TELLS: Final[Mapping[type, Tell]] = {
    reception.ReceptionHeld: _held,
    reception.IssueRaised: _raised,
    reception.IssueResolved: _step("已解决", "was solved"),
    reception.IssueExplained: _step("已作解释", "was explained"),
    reception.CoordinationStarted: _coordinated,
    reception.IssueFedBack: _step("已向群众反馈", "was fed back"),
    reception.IssueClosed: _closed,
    reception.IssueVoided: _issue_voided,
    reception.ReceptionCorrected: corrected("接待登记", "the reception"),
    reception.ReceptionVoided: done("作废接待登记", "the reception was voided"),
}
