"""Research 调查研究: a topic decided, a paper written, handed in, put to use.

Rules
1. (to be written)
"""

from datetime import date
from enum import StrEnum
from typing import TypeAlias

from domain.kernel import record


class Paper(StrEnum):
    """What was written 调研成果类别."""

    REPORT = "report"
    ARTICLE = "article"


# --- events ----------------------------------------------------------------------


@record
class TopicDecided:
    """A topic was decided 确定调研课题."""

    organisation: str
    period: str
    title: str
    occurred_on: date
    researchers: tuple[str, ...] = ()
    key: bool = True
    """A key topic of the organisation 重点课题."""
    duties: tuple[str, ...] = ()
    text: str = ""


@record
class PaperWritten:
    """A paper was written 撰写调研报告（文章）."""

    organisation: str
    paper: Paper
    authors: tuple[str, ...]
    period: str
    title: str
    occurred_on: date
    duties: tuple[str, ...] = ()
    text: str = ""


@record
class PaperSubmitted:
    """It was handed in 报送调研成果."""

    recipient: str
    occurred_on: date


@record
class PaperAdopted:
    """It was put to use 成果转化运用."""

    by: str
    occurred_on: date
    text: str


@record
class TopicCorrected:
    """It was written down wrongly; ``topic`` is how it should read 更正课题登记."""

    corrects: int
    topic: TopicDecided
    reason: str


@record
class PaperCorrected:
    """It was written down wrongly; ``written`` is how it should read 更正调研成果登记."""

    corrects: int
    written: PaperWritten
    reason: str


@record
class ResearchVoided:
    """It was recorded by mistake 作废调研登记."""

    reason: str


Event: TypeAlias = (
    TopicDecided | PaperWritten | PaperSubmitted | PaperAdopted | TopicCorrected | PaperCorrected | ResearchVoided
)

# --- commands --------------------------------------------------------------------


@record
class DecideTopic:
    """Decide a topic 确定调研课题."""

    research: str
    organisation: str
    period: str
    title: str
    occurred_on: date
    researchers: tuple[str, ...] = ()
    key: bool = True
    """A key topic of the organisation 重点课题."""
    duties: tuple[str, ...] = ()
    text: str = ""


@record
class WritePaper:
    """Record a paper 登记调研报告（文章）."""

    research: str
    organisation: str
    paper: Paper
    authors: tuple[str, ...]
    period: str
    title: str
    occurred_on: date
    duties: tuple[str, ...] = ()
    text: str = ""


@record
class SubmitPaper:
    """Hand it in 报送调研成果."""

    research: str
    recipient: str
    occurred_on: date


@record
class AdoptPaper:
    """Record its use 登记成果转化运用."""

    research: str
    by: str
    occurred_on: date
    text: str


@record
class CorrectTopic:
    """Correct it 更正课题登记."""

    research: str
    period: str
    title: str
    occurred_on: date
    reason: str
    researchers: tuple[str, ...] = ()
    key: bool = True
    """A key topic of the organisation 重点课题."""
    duties: tuple[str, ...] = ()
    text: str = ""


@record
class CorrectPaper:
    """Correct it 更正调研成果登记."""

    research: str
    paper: Paper
    authors: tuple[str, ...]
    period: str
    title: str
    occurred_on: date
    reason: str
    duties: tuple[str, ...] = ()
    text: str = ""


@record
class VoidResearch:
    """Void it 作废调研登记."""

    research: str
    reason: str


Command: TypeAlias = DecideTopic | WritePaper | SubmitPaper | AdoptPaper | CorrectTopic | CorrectPaper | VoidResearch
