"""A small invented office for tests of the web: two districts that must not see each other, on a real ledger."""

import copy
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final, TypeVar

from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from places import Place, PostgresCluster, PostgresDatabase, temporary_folder
from sqlalchemy import Engine

from domain import account, appointment, organisation, person, policy
from domain.catalogue import load_all
from domain.identity import account_of
from ledger.execution import execute
from ledger.port import Signature
from ledger.proof.keys import create_signing_key
from ledger.proof.store import create_store
from projections.engine import Views
from web import sealing
from web.app import create_app
from web.schemas import SHAPES
from web.schemas import fields as shapes
from web.schemas.fields import made
from web.secrets import Scope, Secrets
from web.secrets.bearers import LASTS_AT_MOST
from web.services import VIEWS, Services
from web.settings import Settings, sqlite_url


def oid(number: int) -> str:
    return f"org-{number:020x}"


def pid(number: int) -> str:
    return f"person-{number:020x}"


DISTRICT, TOWNSHIP, VILLAGE, EAST = oid(1), oid(2), oid(3), oid(4)
SECRETARY, DEPUTY, EASTERNER = pid(1), pid(2), pid(3)
POLICY = f"policy-{1:020x}"
FOUNDED = date(2020, 1, 1)
NOON = datetime(2024, 6, 20, 4, 0, tzinfo=UTC)
"""Thursday noon in Shanghai."""
TODAY = date(2024, 6, 20)

ACCOUNTS = {
    "clerk": (account.Role.CLERK, TOWNSHIP),
    "supervisor": (account.Role.SUPERVISOR, DISTRICT),
    "auditor": (account.Role.AUDITOR, DISTRICT),
    "administrator": (account.Role.SECURITY_ADMINISTRATOR, DISTRICT),
    "east": (account.Role.CLERK, EAST),
    "responsible": (account.Role.RESPONSIBLE_PERSON, TOWNSHIP),
    "reviewer": (account.Role.REVIEWER, DISTRICT),
    "inspector": (account.Role.INSPECTOR, DISTRICT),
    "appraiser": (account.Role.APPRAISER, DISTRICT),
    "decider": (account.Role.DECISION_MAKER, DISTRICT),
    "system": (account.Role.SYSTEM_ADMINISTRATOR, DISTRICT),
    "officer": (account.Role.AUDIT_OFFICER, DISTRICT),
}


@dataclass
class Clock:
    """A clock that stands still until it is moved on."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass
class Office:
    """The running application, and a token of every account."""

    services: Services
    app: Flask
    clock: Clock
    tokens: dict[str, str] = field(default_factory=dict)
    told: Any = None
    """What the history returned with which it was opened."""

    def client(self, name: str = "clerk") -> "Api":
        return Api(self.app.test_client(), {"Authorization": f"Bearer {self.tokens[name]}"})

    def position(self) -> int:
        return self.services.ledger.head().position


@dataclass
class Api:
    """A client that speaks JSON as one account."""

    http: FlaskClient
    headers: dict[str, str]

    def get(self, path: str, **query: Any) -> Any:
        return self.http.get(f"/api/v1{path}", query_string=query, headers=self.headers)

    def post(self, command: str, body: Any, *, key: str = "", match: Any = None, **headers: str) -> Any:
        more = dict(headers)
        if key:
            more["Idempotency-Key"] = key
        if match is not None:
            more["If-Match"] = f'"{match}"'
        return self.http.post(f"/api/v1/commands/{command}", json=body, headers={**self.headers, **more})

    def raw(self, command: str, body: bytes, **headers: str) -> Any:
        return self.http.post(
            f"/api/v1/commands/{command}",
            data=body,
            headers={**self.headers, "Content-Type": "application/json", **headers},
        )


def register(number: int, name: str, kind: organisation.Kind, parent: str | None) -> organisation.RegisterOrganisation:
    sector = organisation.Sector.VILLAGE if kind is organisation.Kind.BRANCH else organisation.Sector.NONE
    return organisation.RegisterOrganisation(
        organisation=oid(number), name=name, kind=kind, sector=sector, parent=parent, occurred_on=FOUNDED
    )


def opening() -> list[Any]:
    """What was entered before the tests begin."""
    kind, post = organisation.Kind, appointment.Post
    text, _ = load_all()["township"]
    named = {1: "张甲", 2: "李乙", 3: "王丙"}
    return [
        register(1, "安平区委", kind.DISTRICT_COMMITTEE, None),
        register(4, "东岭区委", kind.DISTRICT_COMMITTEE, None),
        register(2, "柳溪乡党委", kind.TOWNSHIP_COMMITTEE, DISTRICT),
        register(3, "石桥村党支部", kind.BRANCH, TOWNSHIP),
        *(
            person.RegisterPerson(person=pid(number), name=name, organisation=EAST if number == 3 else TOWNSHIP)
            for number, name in named.items()
        ),
        appointment.AppointRole(
            organisation=TOWNSHIP, person=SECRETARY, post=post.SECRETARY, occurred_on=date(2021, 1, 1)
        ),
        appointment.AppointRole(
            organisation=TOWNSHIP,
            person=DEPUTY,
            post=post.DEPUTY_SECRETARY,
            occurred_on=date(2021, 1, 1),
            portfolio=(appointment.Portfolio.PARTY_BUILDING,),
        ),
        appointment.AppointRole(organisation=EAST, person=EASTERNER, post=post.SECRETARY, occurred_on=date(2021, 1, 1)),
        policy.IssuePolicy(
            policy=POLICY, document="township", binds=(TOWNSHIP,), effective_on=date(2023, 1, 1), catalogue=text
        ),
        *(
            account.OpenAccount(
                account=account_of(name), sign_in_name=name, organisation=body, role=role, occurred_on=FOUNDED
            )
            for name, (role, body) in ACCOUNTS.items()
        ),
    ]


PLACES: Final = frozenset(
    {"data", "ledger", "views", "keys", "secrets", "master_key_file", "proof", "log_key_file", "files"}
)
"""Settings that say where things lie: an office that chooses one of these is founded there, and not copied."""
QUICK: Final = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


class _Services(Services):
    """The services, with passwords that are hashed quickly: their strength is looked at in test_secrets."""

    @property
    def views(self) -> Views:
        settings = self.settings
        return self._once(
            "views",
            lambda: _warm(Views(settings.views, VIEWS, opener=self._open, patience=settings.statement_seconds)),
        )

    @property
    def secrets(self) -> Secrets:
        settings = self.settings
        return self._once(
            "secrets",
            lambda: _warm(
                Secrets(
                    settings.secrets,
                    hasher=QUICK,
                    master_key_file=settings.master_key_file,
                    patience=settings.statement_seconds,
                )
            ),
        )


Held = TypeVar("Held", Views, Secrets)

_WARM: dict[tuple[type, str], Engine] = {}
"""The first engine of each use, on each kind of database."""


def _warm(held: Held) -> Held:
    """What knows all statements that were compiled in this process for the like of it, as after hours of work.

    Compiling them for each office anew cost more than asking them.
    """
    engine = held._engine
    first = _WARM.setdefault((type(held), engine.dialect.name), engine)
    if first is engine:
        engine.connect().close()  # the dialect asks who the server is
    engine.dialect, engine._compiled_cache = first.dialect, first._compiled_cache
    return held


@dataclass
class _Template:
    """An office that was opened and closed again, to be copied."""

    folder: Path
    database: PostgresDatabase | None
    tokens: dict[str, str]
    now: datetime
    told: Any


_TEMPLATES: dict[tuple[Any, ...], _Template] = {}
"""What this process made: by the server (none: SQLite), and by what happened in the office before."""

History = Callable[[Office], Any]


@contextmanager
def opened(place: Any, folder: Path, history: History | None = None, **chosen: Any) -> Iterator[Office]:
    """The office on a ledger that was made and holds nothing yet; ``chosen`` are settings of its own.

    ``history`` is what happened there before the test begins; what it returns is the office's ``told``. Founding an
    office and telling its history is done once in a process; each test gets a copy of the databases and files.
    """
    alike = not PLACES & chosen.keys() and not (history and chosen)
    if alike and isinstance(place, Place) and place.untouched and place.folder == folder:
        office = _copied(place, history, chosen)
    else:
        office = _founded(replace(_settings(place, folder), **chosen))
        office.told = history(office) if history is not None else None
    try:
        yield office
    finally:
        office.services.close()
        if not chosen:
            _APPS.append(office.app)


@contextmanager
def opened_in_files(folder: Path, history: History | None = None, **chosen: Any) -> Iterator[Office]:
    """The same in SQLite files: for what does not depend on the database, and for a whole module."""
    with opened(Place(folder), folder, history, **chosen) as office:
        yield office


def _settings(place: Any, folder: Path) -> Settings:
    postgresql = place.kind == "postgresql"
    return Settings(
        data=folder,
        ledger=place.database,
        views=place.database if postgresql else sqlite_url(folder / "views.db"),
        keys=place.keys,
        secrets=sqlite_url(folder / "secrets.db"),
        master_key_file=place.master_key_file,
        proof=place.database if postgresql else str(folder / "proof.db"),
        log_key_file=folder / "log.key",
        files=folder / "files",
    )


def _copied(place: Place, history: History | None, chosen: dict[str, Any]) -> Office:
    template = _template(place.cluster, history)
    place.take(template.database)
    shutil.copytree(template.folder, place.folder, dirs_exist_ok=True)
    clock = Clock(template.now)
    services = _Services(replace(_settings(place, place.folder), **chosen), clock=clock)
    app = create_app(services=services) if chosen else _app(services)
    return Office(services, app, clock, dict(template.tokens), copy.deepcopy(template.told))


_APPS: list[Flask] = []
"""Applications of offices that were closed: what they know of an office are its services and the key of forms."""


def _app(services: Services) -> Flask:
    """An application for these services. Making one takes longer than most tests do."""
    if not _APPS:
        return create_app(services=services)
    app = _APPS.pop()
    app.extensions["zeren"] = services
    app.config["SECRET_KEY"] = services.secrets.value("form_key")
    return app


def _template(cluster: PostgresCluster | None, history: History | None) -> _Template:
    """The office with this history, made at its first use."""
    key = (cluster, history)
    if key not in _TEMPLATES:
        folder = temporary_folder("zeren-office-")
        place = Place(folder, cluster)
        office = _founded(_settings(place, folder))
        started, sealing.start = sealing.start, lambda work: work()
        try:
            told = history(office) if history is not None else None
            office.services.catch_up()
        finally:
            sealing.start = started
            office.services.close()
        _TEMPLATES[key] = _Template(folder, place.named, office.tokens, office.clock.now, told)
    return _TEMPLATES[key]


def _founded(settings: Settings) -> Office:
    """The office made from nothing, command by command."""
    create_store(settings.proof)
    create_signing_key(settings.log_key_file, "office.example/zeren")
    settings.files.mkdir(exist_ok=True)
    clock = Clock()
    services = _Services(settings, clock=clock)
    services.secrets.create()
    services.views.create()
    for number, command in enumerate(opening()):
        body = getattr(command, "organisation", TOWNSHIP)
        signature = Signature(command_id=f"opening-{number}", recorded_by=account_of("supervisor"), on_behalf_of=body)
        execute(services.ledger, command, signature, TODAY)
    make = services.secrets.make_token
    lasting: dict[str, Any] = {"scope": Scope.DECIDE, "lasts": LASTS_AT_MOST}
    tokens = {name: make(account_of(name), "test", now=NOON, **lasting) for name in ACCOUNTS}
    return Office(services=services, app=create_app(services=services), clock=clock, tokens=tokens)


def meeting(**changed: Any) -> dict[str, Any]:
    """A meeting as a client would send it; None leaves a field out."""
    sent: dict[str, Any] = {
        "organisation": TOWNSHIP,
        "body": "committee",
        "title": "党委会（研究党建工作）",
        "occurred_on": "2024-06-05",
        "chair": SECRETARY,
        "attendees": [SECRETARY, DEPUTY],
        "agenda": [{"topic": "party_building", "title": "研究二季度党建重点任务"}],
    }
    sent.update(changed)
    return {name: value for name, value in sent.items() if value is not None}


def sent(command: type, **changed: Any) -> dict[str, Any]:
    """Any act as a client would send it: what it needs, and what the test says; None leaves a field out."""
    needed = {name: field for name, field in made(SHAPES[command]).fields.items() if field.required}
    body = {name: _given(field) for name, field in needed.items() if getattr(field, "widget", "") != "hidden"}
    return {name: value for name, value in {**body, **changed}.items() if value is not None}


def _given(field: Any) -> Any:
    match field:
        case shapes.Ref() | shapes.Refs():
            one = {"organisation": TOWNSHIP, "person": SECRETARY, "policy": POLICY, "": TOWNSHIP}.get(field.kind)
            return [one] if isinstance(field, shapes.Refs) and one else one
        case shapes.Choice():
            return next(iter(field.enum)).value
        case shapes.Day():
            return "2024-06-05"
        case shapes.Period() | shapes.Whole():
            return "2024" if isinstance(field, shapes.Period) else field.least
        case shapes.Rows():
            return [{name: _given(cell) for name, cell in made(field.row).fields.items() if cell.required}]
        case shapes.Money() | shapes.Points():
            return "10"
    return "按实际情况登记"
