"""Reminders: sent over real connections to servers of our own on loopback, each thing once, by the working calendar."""

import base64
import hashlib
import hmac
import json
import os
import signal
import sqlite3
import ssl
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from clerk import signed_in
from click.testing import CliRunner
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from judged import does
from office import DEPUTY, DISTRICT, EAST, EASTERNER, NOON, SECRETARY, TODAY, TOWNSHIP, Office, meeting, opened_in_files

from domain.identity import account_of
from ledger.keyring import create_master_key
from web.cli.remind import remind_all
from web.reminding.channels import Channels, NotSent, channels, signed
from web.reminding.sending import Came, Run, remind
from web.reminding.texts import Line, robot_text
from web.reminding.things import Stage, Workdays, workdays
from web.secrets import Choice, Mark, Secrets
from web.settings import sqlite_url

PASSWORD = "mail-password"


# --- servers ------------------------------------------------------------------------------


def certificate(folder: Path, name: str) -> tuple[Path, Path]:
    """A certificate of our own for this machine, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    about = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder()
        .subject_name(about)
        .issuer_name(about)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2099, 1, 1, tzinfo=UTC))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    crt, pem = folder / f"{name}.crt", folder / f"{name}.key"
    crt.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    form = serialization.PrivateFormat.PKCS8
    pem.write_bytes(key.private_bytes(serialization.Encoding.PEM, form, plain))
    return crt, pem


@dataclass
class Post:
    """What a mail server took in."""

    taken: list[Any] = field(default_factory=list)
    refuse: str = ""

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if address == self.refuse:
            return "550 nobody of this name"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.taken.append((envelope.rcpt_tos, message_from_bytes(envelope.content, policy=policy.default)))
        return "250 OK"


class Mailbox(Controller):
    """A mail server that wants STARTTLS and a password; ``tls``: TLS from the first byte on, and no password."""

    def __init__(self, post: Post, files: tuple[Path, Path], *, tls: bool = False) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*files)
        more: dict[str, Any] = {"ssl_context": context}
        if not tls:
            more = {"tls_context": context, "require_starttls": True, "auth_required": True, "authenticator": _admit}
        super().__init__(post, hostname="127.0.0.1", port=0, **more)

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


def _admit(*given: Any) -> AuthResult:
    return AuthResult(success=given[-1].password == PASSWORD.encode(), handled=False)


@dataclass
class Groups:
    """What robots were made to say, by path and query; ``then`` happens before anything is answered."""

    said: list[tuple[str, dict[str, list[str]], Any]] = field(default_factory=list)
    errcode: int = 0
    then: Callable[[], bool] = lambda: True
    """Whether to answer at all."""


def serving(groups: Groups, files: tuple[Path, Path]) -> ThreadingHTTPServer:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            parts = urlsplit(self.path)
            groups.said.append((parts.path, parse_qs(parts.query), body))
            if not groups.then():
                return
            answer = json.dumps({"errcode": groups.errcode, "errmsg": "ok"}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*files)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


# --- the office ---------------------------------------------------------------------------


@dataclass
class World:
    """An office with debts, and the servers that it sends to."""

    office: Office
    post: Post
    groups: Groups
    folder: Path
    mail_port: int
    robot_port: int

    def file(self, **changed: str) -> Path:
        """The file of channels, as an engineer writes it."""
        said = {
            "mail_ca": f"{self.folder}/office.crt",
            "robot_ca": f"{self.folder}/office.crt",
            "mail_port": str(self.mail_port),
            "security": "starttls",
            "user": "zeren",
            "password": PASSWORD,
            **changed,
        }
        path = self.folder / "reminders.toml"
        path.write_text(
            f"""
[mail]
server = "127.0.0.1"
port = {said["mail_port"]}
security = "{said["security"]}"
from = "责任记录 <zeren@anping.example>"
domains = ["anping.example"]
user = "{said["user"]}"
password = "{said["password"]}"
ca_file = "{said["mail_ca"]}"

[robots.liuxi]
kind = "dingtalk"
title = "柳溪乡工作群"
organisation = "{TOWNSHIP}"
address = "https://127.0.0.1:{self.robot_port}/robot/send?access_token=abc"
secret = "SEC-secret"
ca_file = "{said["robot_ca"]}"

[robots.anping]
kind = "wecom"
title = "安平区工作群"
organisation = "{DISTRICT}"
address = "https://127.0.0.1:{self.robot_port}/cgi-bin/webhook/send?key=def"
ca_file = "{said["robot_ca"]}"

[robots.dongling]
kind = "wecom"
organisation = "{EAST}"
address = "https://127.0.0.1:{self.robot_port}/east"
""",
            encoding="utf-8",
        )
        path.chmod(0o600)
        return path

    def run(self, today: date = TODAY, **changed: Any) -> Run:
        found = channels(self.file(**changed))
        return remind(self.office.app, self.office.services, found, today=today)

    def choose(self, name: str = "clerk", **changed: Any) -> None:
        wanted = {"mail": f"{name}@anping.example", "robots": (), "scope": "office", "ahead": 1, **changed}
        choice = Choice(account=account_of(name), grant=1, **wanted)
        self.office.services.secrets.choose(choice, now=NOON)

    def mails(self) -> list[tuple[str, str, str]]:
        """To whom, about what, saying what."""
        return [(to[0], one["Subject"], one.get_content()) for to, one in self.post.taken]


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Thursday, 20 June 2024: one thing past its day, one due tomorrow, one on Sunday, one in a week."""
    folder = tmp_path_factory.mktemp("reminding")
    files = certificate(folder, "office")
    certificate(folder, "stranger")
    post, groups = Post(), Groups()
    mailbox, robots = Mailbox(post, files), serving(groups, files)
    mailbox.start()
    with opened_in_files(folder, reminders_file=folder / "reminders.toml") as office:
        rows = (
            ("修缮活动室", DEPUTY, "2024-06-10"),
            ("走访王丙家", SECRETARY, "2024-06-21"),
            ("慰问老党员", SECRETARY, "2024-06-23"),
            ("更新公开栏", DEPUTY, "2024-06-27"),
        )
        resolutions = [
            {"number": number, "text": text, "responsible": person, "due_on": day}
            for number, (text, person, day) in enumerate(rows, 1)
        ]
        does(office, "clerk", "hold_meeting", **meeting(resolutions=resolutions))
        theirs = {"organisation": EAST, "chair": EASTERNER, "attendees": [EASTERNER]}
        east = [{"number": 1, "text": "东岭的事", "responsible": EASTERNER, "due_on": "2024-06-10"}]
        does(office, "east", "hold_meeting", **meeting(**theirs, resolutions=east))
        world = World(office, post, groups, folder, mailbox.port, robots.server_address[1])
        world.file()
        yield world
    mailbox.stop()
    robots.shutdown()
    robots.server_close()


@pytest.fixture
def world(standing: World) -> World:
    """Nobody chose anything, nothing was sent."""
    with sqlite3.connect(standing.folder / "secrets.db") as connection:
        connection.execute("DELETE FROM secret_reminder_choices")
        connection.execute("DELETE FROM secret_reminders_sent")
    standing.post.taken.clear()
    standing.groups.said.clear()
    standing.post.refuse, standing.groups.errcode, standing.groups.then = "", 0, lambda: True
    return standing


class TestWhatIsSent:
    def test_nothing_to_who_asked_for_nothing(self, world: World) -> None:
        run = world.run()
        assert (run.working, run.outcomes) == (True, [])
        assert not world.post.taken

    def test_one_mail_gathers_the_day(self, world: World) -> None:
        world.choose()
        assert [one.came for one in world.run().outcomes] == [Came.SENT]
        ((to, about, text),) = world.mails()
        assert to == "clerk@anping.example"
        assert about.startswith("责任提醒（6月20日）：已逾期")
        late, _, rest = text.partition("即将到期")
        assert "2024-06-10  会议决定：修缮活动室（柳溪乡党委）" in late
        assert "走访王丙家" in rest
        assert "慰问老党员" in rest, "due on Sunday: one working day ahead of it is Thursday"
        assert "更新公开栏" not in text
        assert "东岭" not in text
        (_, mail) = world.post.taken[0]
        assert mail["Auto-Submitted"] == "auto-generated"
        assert mail["Message-ID"].endswith("@anping.example>")

    def test_nothing_twice_and_each_stage_once(self, world: World) -> None:
        world.choose()
        world.run()
        assert world.run().outcomes == []
        world.run(date(2024, 6, 21))
        (_, _, friday) = world.mails()[1]
        assert "最后一个工作日（2项）" in friday
        assert "修缮活动室" not in friday, "that it is late was told on Thursday"
        assert world.run(date(2024, 6, 22)).working is False, "Saturday"
        world.run(date(2024, 6, 24))
        (_, _, monday) = world.mails()[2]
        assert "慰问老党员" in monday.partition("已逾期")[2]
        assert len(world.mails()) == 3

    def test_a_group_is_told_once_whoever_asked_and_nothing_that_was_typed(self, world: World) -> None:
        world.choose(mail="", robots=("liuxi", "anping"))
        world.choose("responsible", mail="", robots=("liuxi",))
        world.choose("east", mail="", robots=("liuxi",))
        run = world.run()
        assert sorted((one.recipient, one.came) for one in run.outcomes) == [
            ("robot:anping", Came.SENT),
            ("robot:liuxi", Came.SENT),
        ]
        said = {path: (query, body) for path, query, body in world.groups.said}
        query, body = said["/robot/send"]
        assert body["msgtype"] == "text"
        text = body["text"]["content"]
        assert "已逾期 2024-06-10  会议决定（柳溪乡党委）" in text
        for typed in ("王丙", "修缮", "张甲", "李乙", "东岭"):
            assert typed not in text
        assert query["access_token"] == ["abc"]
        (moment,) = query["timestamp"]
        assert int(moment) == int(world.office.clock.now.timestamp() * 1000)
        made = hmac.new(b"SEC-secret", f"{moment}\nSEC-secret".encode(), hashlib.sha256).digest()
        assert base64.b64decode(query["sign"][0]) == made
        assert set(said["/cgi-bin/webhook/send"][0]) == {"key"}
        world.run()
        assert len(world.groups.said) == 2

    def test_by_the_person(self, world: World) -> None:
        world.choose("responsible", scope="own")
        assert world.run().outcomes[0].came is Came.SENT
        assert "修缮活动室" in world.mails()[0][2], "no person is linked: then what the organisation owes"

    def test_who_may_not_sign_in_is_told_nothing(self, world: World) -> None:
        world.choose("reviewer", scope="below")
        assert world.run().outcomes
        for act in ("suspend_account", "reinstate_account"):
            does(world.office, "administrator", act, account=account_of("reviewer"), reason="离岗")
            if act == "suspend_account":
                assert world.run(date(2024, 6, 21)).outcomes == []

    def test_under_tls_from_the_first_byte_on(self, world: World) -> None:
        world.choose()
        mailbox = Mailbox(world.post, (world.folder / "office.crt", world.folder / "office.key"), tls=True)
        mailbox.start()
        try:
            run = world.run(mail_port=str(mailbox.port), security="tls", user="")
        finally:
            mailbox.stop()
        assert [one.came for one in run.outcomes] == [Came.SENT]
        assert len(world.mails()) == 1


class TestWhatFails:
    def test_another_channel_goes_on_and_the_next_run_tries_again(self, world: World) -> None:
        world.choose(robots=("liuxi",))
        world.choose("supervisor", scope="below")
        run = world.run(mail_port="1")
        assert {one.recipient: one.came for one in run.outcomes} == {
            "mail:account-clerk": Came.FAILED,
            "mail:account-supervisor": Came.FAILED,
            "robot:liuxi": Came.SENT,
        }
        assert not run.well
        assert "127.0.0.1" not in str(run)
        again = world.run()
        assert {one.came for one in again.outcomes} == {Came.SENT}
        assert len(world.mails()) == 2
        assert len(world.groups.said) == 1

    def test_one_address_that_is_refused_stops_nobody_else(self, world: World) -> None:
        world.choose()
        world.choose("supervisor", scope="below")
        world.post.refuse = "clerk@anping.example"
        came = {one.recipient: (one.came, one.why) for one in world.run().outcomes}
        assert came["mail:account-clerk"] == (Came.FAILED, "smtp_550")
        assert came["mail:account-supervisor"] == (Came.SENT, "")

    def test_a_server_that_nobody_vouches_for_is_told_nothing(self, world: World) -> None:
        world.choose(robots=("liuxi",))
        stranger = f"{world.folder}/stranger.crt"
        run = world.run(mail_ca=stranger, robot_ca=stranger)
        assert {one.came for one in run.outcomes} == {Came.FAILED}
        assert not world.post.taken
        assert not world.groups.said
        assert "access_token" not in str(run)

    def test_a_wrong_password(self, world: World) -> None:
        world.choose()
        assert [one.came for one in world.run(password="wrong").outcomes] == [Came.FAILED]
        assert not world.post.taken

    def test_a_robot_that_says_no(self, world: World) -> None:
        world.choose(mail="", robots=("liuxi",))
        world.groups.errcode = 310_000
        assert [(one.came, one.why) for one in world.run().outcomes] == [(Came.FAILED, "errcode_310000")]
        world.groups.errcode = 0
        assert [one.came for one in world.run().outcomes] == [Came.SENT]

    def test_a_robot_that_hears_and_does_not_answer_is_not_told_again(self, world: World) -> None:
        world.choose(mail="", robots=("liuxi",))
        world.groups.then = lambda: False
        assert [one.came for one in world.run().outcomes] == [Came.UNSURE]
        world.groups.then = lambda: True
        run = world.run()
        assert run.outcomes == []
        assert run.unsure > 0
        assert len(world.groups.said) == 1


class TestTheCommand:
    def said(self, world: World, *arguments: str) -> tuple[int, str]:
        world.file()
        done = CliRunner().invoke(remind_all, ["--today", "2024-06-20", *arguments], obj=world.office.services.settings)
        return done.exit_code, done.output

    def test_killed_between_sending_and_noting(self, world: World) -> None:
        world.choose(mail="", robots=("liuxi",))
        world.file()
        environment = {key: value for key, value in os.environ.items() if not key.startswith("ZEREN_")}
        command = [str(Path(sys.executable).with_name("zeren")), "remind", "--today", "2024-06-20"]
        cron = subprocess.Popen(command, env={**environment, "ZEREN_DATA": str(world.folder)}, stdout=subprocess.PIPE)

        def kill() -> bool:
            os.kill(cron.pid, signal.SIGKILL)
            return False

        world.groups.then = kill
        cron.communicate(timeout=120)
        assert cron.returncode == -signal.SIGKILL
        assert len(world.groups.said) == 1
        world.groups.then = lambda: True
        status, text = self.said(world)
        assert status == 0
        assert "没有需要提醒的" in text
        assert "不能确定是否发出" in text
        assert len(world.groups.said) == 1, "at most once"

    def test_a_rehearsal_sends_and_notes_nothing(self, world: World) -> None:
        world.choose(robots=("liuxi",))
        status, text = self.said(world, "--dry-run")
        assert status == 0
        assert "邮件 mail clerk" in text
        assert "群 robot liuxi" in text
        assert "将发送" in text
        assert "@" not in text
        assert not world.post.taken
        world.groups.errcode = 1
        status, text = self.said(world)
        assert status == 1
        assert "下次再发" in text
        assert "已发送" in text
        assert len(world.mails()) == 1


class TestChoosing:
    def test_quiet_until_chosen(self, world: World) -> None:
        world.file()
        browser = signed_in(world.office)
        page = browser.get("/reminders")
        assert "柳溪乡工作群" in page.words
        assert "安平区工作群" in page.words, "a robot of an organisation above"
        assert "dongling" not in page.html
        form = page.form("/reminders")
        assert "mail" not in form
        assert "robot" not in form
        wrong = browser.post("/reminders", {**form, "mail": "1", "address": "clerk@elsewhere.example"})
        assert wrong.status == 422
        assert "clerk@elsewhere.example" in wrong.html, "nothing that was typed is lost"
        assert world.run().outcomes == []
        typed = {**form, "mail": "1", "address": "clerk@anping.example", "robot": ["liuxi", "dongling"], "ahead": "5"}
        assert browser.post("/reminders", typed).status == 303
        choice = world.office.services.secrets.choice_of(account_of("clerk"))
        assert choice is not None
        assert (choice.mail, choice.robots, choice.ahead) == ("clerk@anping.example", ("liuxi",), 5)
        assert b"clerk@anping" not in (world.folder / "secrets.db").read_bytes()
        assert browser.post("/reminders", {**form, "ahead": "3"}).status == 303
        assert world.run().outcomes == []

    def test_a_file_that_is_wrong_is_said_to_be(self, world: World) -> None:
        path = world.file()
        path.chmod(0o644)
        assert "提醒设置文件有误" in signed_in(world.office).get("/reminders").words
        with pytest.raises(ValueError, match="chmod 600"):
            channels(path)

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("[mail", "no TOML"),
            ("[post]", "nothing is called post"),
            ('[mail]\nserver="a"\nfrom="b"', "domains"),
            ('[mail]\nserver="mail.example"\nfrom="b"\ndomains=["c"]\nsecurity="none"', "this machine only"),
            ('[mail]\nserver="a"\nfrom="b"\ndomains=["c"]\nport="x"', "no port"),
            ('[robots.a]\nkind="irc"\norganisation="o"\naddress="https://a"', "wecom or dingtalk"),
            ('[robots.a]\nkind="wecom"\norganisation="o"\naddress="http://a.example"', "https://"),
            ('[robots.a]\nkind="wecom"\norganisation="o"\naddress="https://a"', "id of an organisation"),
            ("robots = 1", r"\[robots.NAME\]"),
        ],
    )
    def test_each_mistake_in_it_is_named(self, tmp_path: Path, text: str, said: str) -> None:
        path = tmp_path / "reminders.toml"
        path.write_text(text, encoding="utf-8")
        path.chmod(0o600)
        with pytest.raises(ValueError, match=said):
            channels(path)

    def test_without_a_file_there_is_nothing(self, tmp_path: Path) -> None:
        assert channels(tmp_path / "none.toml") == Channels()


class TestWorkingDays:
    def test_the_calendar_of_the_year_counts(self, world: World) -> None:
        # The Dragon Boat Festival of 2025: Monday 2 June is off; Sunday 27 April was worked.
        holidays = ["2025-05-31", "2025-06-01", "2025-06-02"]
        published = {"organisation": DISTRICT, "year": 2025, "source": "通知", "occurred_on": "2024-06-10"}
        does(world.office, "supervisor", "publish_calendar", **published, holidays=holidays, workdays=["2025-04-27"])
        ledger = world.office.services.ledger
        friday = workdays(ledger, date(2025, 5, 30))
        assert friday.open
        assert not workdays(ledger, date(2025, 6, 2)).open
        assert workdays(ledger, date(2025, 4, 27)).open
        assert friday.stage(date(2025, 6, 2), 1) is Stage.LAST, "what falls on the holiday is told before it"
        assert friday.stage(date(2025, 6, 3), 1) is Stage.AHEAD
        assert friday.stage(date(2025, 6, 4), 1) is None
        assert friday.stage(date(2025, 5, 29), 1) is Stage.OVER

    def test_without_one_weeks_have_five_days(self) -> None:
        thursday = Workdays(today=TODAY, calendars={})
        stages = [thursday.stage(TODAY + timedelta(days=number), 2) for number in range(-1, 7)]
        assert stages == [Stage.OVER, Stage.LAST, *[Stage.AHEAD] * 4, None, None]


class TestParts:
    def test_a_robot_is_given_no_more_than_it_takes(self) -> None:
        line = Line(
            stage=Stage.AHEAD,
            due_on=TODAY,
            sort="window",
            sort_text="制度要求",
            what="各支部每月开一次会议" * 20,
            organisation="柳溪乡党委",
        )
        text = robot_text([line] * 40, "http://127.0.0.1:8000", TODAY, longest=2_000)
        assert len(text.encode()) <= 2_000
        assert "……另有" in text
        assert "即将到期40项" in text
        short = robot_text([line], "http://127.0.0.1:8000", TODAY, longest=2_000)
        assert "另有" not in short

    def test_the_signature_of_dingtalk(self) -> None:
        # Reckoned with openssl: printf '1577262236757\nSEC1' | openssl dgst -sha256 -hmac SEC1 -binary | base64
        moment = datetime.fromtimestamp(1_577_262_236.757, UTC)
        assert signed("SEC1", moment)["timestamp"] == "1577262236757"

    def test_where_mail_may_go(self, world: World) -> None:
        mail = channels(world.file()).mail
        assert mail is not None
        assert mail.takes("a.b@ANPING.example")
        for wrong in ("a@b.example", "anping.example", "@anping.example", "a@b@anping.example", "a\n@anping.example"):
            assert not mail.takes(wrong)
        assert str(NotSent("why")) == "why"


@pytest.fixture
def secrets(database_kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Secrets]:
    postgresql = database_kind == "postgresql"
    url = str(request.getfixturevalue("postgres_database").owner) if postgresql else sqlite_url(tmp_path / "secrets.db")
    create_master_key(tmp_path / "master.key")
    made = Secrets(url, master_key_file=tmp_path / "master.key")
    made.create()
    yield made
    made.close()


class TestWhatIsKept:
    def test_an_address_is_sealed_and_sealed_anew(self, secrets: Secrets) -> None:
        def sealed() -> str:
            with secrets._engine.connect() as connection:
                return str(connection.exec_driver_sql("SELECT mail_sealed FROM secret_reminder_choices").scalar())

        choice = Choice(
            account="account-a", grant=1, scope="office", ahead=3, mail="a@anping.example", robots=("x", "y")
        )
        quiet = replace(choice, account="account-b", mail="", robots=())
        for one in (quiet, replace(choice, ahead=1), choice):
            secrets.choose(one, now=NOON)
        assert secrets.choices() == [choice], "who wants nothing is not asked about"
        assert secrets.choice_of("account-b") == quiet
        with secrets._engine.begin() as connection:
            connection.exec_driver_sql("DELETE FROM secret_reminder_choices WHERE account = 'account-b'")
        before = sealed()
        assert "anping" not in before
        assert secrets.reseal() == 0, "seeds of second factors, of which there are none"
        assert sealed() != before
        assert secrets.choice_of("account-a") == choice
        assert secrets.choice_of("account-b") is None

    def test_two_runs_at_once_claim_a_thing_once(self, secrets: Secrets) -> None:
        one, two = Mark(thing="a" * 64, stage="over"), Mark(thing="b" * 64, stage="over")
        assert secrets.claim("mail:a", [one], now=NOON)
        assert not secrets.claim("mail:a", [one, two], now=NOON)
        assert secrets.untold("mail:a", [one, two]) == {two}, "all or nothing"
        assert secrets.claim("mail:b", [one], now=NOON)
        assert secrets.unsure() == 2
        secrets.settle("mail:a", [one], now=NOON, sent=False)
        secrets.settle("mail:b", [one], now=NOON, sent=True)
        assert secrets.untold("mail:a", [one]) == {one}
        assert secrets.untold("mail:b", [one]) == set()
        assert secrets.unsure() == 0

    def test_calendars(self, secrets: Secrets) -> None:
        token = secrets.make_calendar("account-a", "手机", now=NOON, grant=1, scope="own", alarm_days=0)
        found = secrets.calendar(token, now=NOON + timedelta(days=1))
        assert found is not None
        assert (found.account, found.alarm_days, found.seen_at) == ("account-a", 0, None)
        (listed,) = secrets.calendars_of("account-a")
        assert listed.seen_at == NOON + timedelta(days=1)
        secrets.drop_calendar("account-b", listed.fingerprint)
        assert secrets.calendar(token, now=NOON) is not None, "somebody else's"
        secrets.drop_calendar("account-a", listed.fingerprint)
        assert secrets.calendar(token, now=NOON) is None
