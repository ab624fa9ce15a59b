"""A small office whose acts follow from a number, so that any of them can be sent again, by whichever process."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from domain.account import OpenAccount, Role
from domain.appointment import AppointRole, Post
from domain.catalogue import load_all
from domain.identity import account_of
from domain.meeting import AgendaItem, Body, CarryOutResolution, CorrectMeeting, HoldMeeting, Resolution, Topic
from domain.organisation import Kind, RegisterOrganisation, Sector
from domain.person import RegisterPerson
from domain.policy import IssuePolicy
from domain.work import Act, RecordWork
from ledger.application import LocalLedger, init_ledger, open_ledger
from ledger.execution import execute, execute_many
from ledger.port import Receipt, Signature
from projections.engine import Views
from web.secrets import Secrets
from web.services import VIEWS
from web.settings import Settings, from_environment

FIRST: Final = date(2024, 1, 1)
TODAY: Final = date(2025, 12, 31)
TOWNSHIPS: Final = 4
BATCH: Final = 5
ROOT: Final = f"org-{0:020x}"
PASSWORD: Final = "安平区-测试-口令"
CLERK: Final = account_of("clerk")


@dataclass(frozen=True)
class Office:
    """Where an office keeps what it has; can be handed to another process."""

    kind: str
    folder: Path
    database: str
    owner: str | None = None

    @property
    def environment(self) -> dict[str, str]:
        """What a server of this office finds in its environment."""
        return {"ZEREN_DATA": str(self.folder), "ZEREN_LEDGER": self.database, "ZEREN_VIEWS": "", "ZEREN_OWNER": ""}

    @property
    def settings(self) -> Settings:
        """The same, read."""
        return from_environment(self.environment)

    def open(self) -> LocalLedger:
        """A ledger of its own."""
        settings = self.settings
        return open_ledger(settings.ledger, keys=settings.keys, master_key_file=settings.master_key_file)

    def views(self) -> Views:
        """Views of its own."""
        return Views(self.settings.views, VIEWS)

    def create(self) -> None:
        """Ledger, views, keys and sign-in data, and the first entries."""
        settings = self.settings
        init_ledger(settings.ledger, keys=settings.keys, master_key_file=settings.master_key_file, owner=self.owner)
        views = self.views()
        views.create()
        ledger = self.open()
        execute_many(ledger, [(one, _signature(f"opening-{n}"), TODAY) for n, one in enumerate(_opening())])
        views.catch_up(ledger.log, lambda: ledger.head().position)
        views.close()
        ledger.close()

    def token(self) -> str:
        """Let the clerk sign in; returns a bearer token."""
        secrets = Secrets(self.settings.secrets)
        secrets.create()
        secrets.set_password(CLERK, PASSWORD, now=datetime.now(UTC))
        token = secrets.make_token(CLERK, "测试", now=datetime.now(UTC))
        secrets.close()
        return token


def body(number: int) -> str:
    """A township."""
    return f"org-{1 + number % TOWNSHIPS:020x}"


def people(number: int) -> tuple[str, str]:
    """Its secretary and a member."""
    township = 1 + number % TOWNSHIPS
    return f"person-{township:020x}", f"person-{100 + township:020x}"


def _opening() -> list[Any]:
    root = {"name": "安平区", "kind": Kind.DISTRICT_COMMITTEE, "sector": Sector.NONE, "parent": None}
    commands: list[Any] = [RegisterOrganisation(organisation=ROOT, occurred_on=FIRST, **root)]
    for n in range(TOWNSHIPS):
        township = {"name": f"柳溪{n + 1}乡", "kind": Kind.TOWNSHIP_COMMITTEE, "sector": Sector.NONE, "parent": ROOT}
        commands.append(RegisterOrganisation(organisation=body(n), occurred_on=FIRST, **township))
        for person, post in zip(people(n), (Post.SECRETARY, Post.MEMBER), strict=True):
            commands.append(RegisterPerson(person=person, name=f"张甲{n}", organisation=body(n)))
            commands.append(AppointRole(organisation=body(n), person=person, post=post, occurred_on=FIRST))
    catalogue = load_all()["township"][0]
    commands.append(
        IssuePolicy(
            policy=f"policy-{1:020x}",
            document="township",
            binds=(ROOT,),
            effective_on=date(2020, 1, 1),
            catalogue=catalogue,
        )
    )
    clerk = OpenAccount(account=CLERK, sign_in_name="clerk", organisation=ROOT, role=Role.CLERK, occurred_on=FIRST)
    return [*commands, clerk]


def _signature(command_id: str) -> Signature:
    return Signature(command_id=command_id, recorded_by=CLERK, on_behalf_of=ROOT)


# --- acts by number --------------------------------------------------------------------


def commands(writer: int, number: int) -> dict[str, Any]:
    """Command ids and commands of one step: a new record, a later act on it, or a batch. One event each."""
    base, key = number - number % 6, f"w{writer}-{number}"
    meeting, person = _id("meeting", writer, base), _id("person", writer, base)
    place = base // 6 + writer
    match number % 6:
        case 0:
            phone = f"139{number:08d}"
            return {key: RegisterPerson(person=person, name=f"李乙{number}", organisation=body(place), phone=phone)}
        case 1:
            return {key: HoldMeeting(meeting=meeting, organisation=body(place), **held(place, number))}
        case 2:
            done = {"number": 1, "occurred_on": FIRST + timedelta(days=600), "text": "已完成。"}
            return {key: CarryOutResolution(meeting=meeting, **done)}
        case 3:
            right = held(place, number - 2) | {"minutes": f"更正后的记录{number}"}
            return {key: CorrectMeeting(meeting=meeting, reason="原记录有误。", **right)}
        case 4:
            # All of them continue the posts of a township: writers meet here.
            return {key: AppointRole(organisation=body(place), person=person, post=Post.MEMBER, occurred_on=TODAY)}
        case _:
            return {
                f"{key}-{n}": RecordWork(
                    work=_id("work", writer, number * BATCH + n),
                    organisation=body(n),
                    act=Act.TRAINING,
                    title=f"专题学习{n}",
                    occurred_on=FIRST + timedelta(days=number % 500),
                )
                for n in range(BATCH)
            }


def _id(kind: str, writer: int, number: int) -> str:
    return f"{kind}-{writer + 10:04x}{number:016x}"


def held(place: int, number: int) -> dict[str, Any]:
    """What a meeting of a township was like."""
    return {
        "body": Body.COMMITTEE,
        "title": f"党委会第{number}次",
        "occurred_on": FIRST + timedelta(days=number % 500),
        "chair": people(place)[0],
        "attendees": people(place),
        "agenda": (AgendaItem(topic=Topic.PARTY_BUILDING, title="研究季度党建重点任务"),),
        "resolutions": (Resolution(number=1, text="由分管同志牵头落实。"),),
    }


def enter(ledger: LocalLedger, writer: int, number: int) -> list[Receipt]:
    """Send one step, for the first time or again."""
    asked = commands(writer, number)
    if len(asked) == 1:
        ((key, command),) = asked.items()
        return [execute(ledger, command, _signature(key), TODAY)]
    return execute_many(ledger, [(command, _signature(key), TODAY) for key, command in asked.items()])


def meeting(number: int, **other: Any) -> dict[str, Any]:
    """A meeting as a client of the JSON API sends it."""
    return {
        "meeting": f"meeting-ffff{number:016x}",
        "organisation": body(number),
        "body": "committee",
        "title": f"党委会第{number}次",
        "occurred_on": "2025-11-05",
        "chair": people(number)[0],
        "attendees": list(people(number)),
        "agenda": [{"topic": "party_building", "title": "研究季度党建重点任务"}],
        "minutes": "会议听取了上季度工作情况汇报。",
        **other,
    }


def form_fields(number: int, **other: str) -> dict[str, Any]:
    """The same as a browser sends what was typed into the form."""
    fact = meeting(number)
    (item,) = fact.pop("agenda")
    del fact["meeting"]
    return {**fact, "agenda-0-topic": item["topic"], "agenda-0-title": item["title"], **other}
