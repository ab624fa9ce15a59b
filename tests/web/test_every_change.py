"""Everything that changes something leaves an entry, or says here why it does not."""

import base64
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click
import pytest
from clerk import PASSWORD, Browser, signed_in
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from judged import held
from office import DEPUTY, TOWNSHIP, Office, opened_in_files

from domain.account import Role
from domain.identity import account_of, security_of
from domain.security import PROGRAM
from web.cli import main

LOG_ONLY: Mapping[str, str] = {
    "session.sign_in": "use of a proof, not a change of it: a line of the log",
    "session.sign_out": "likewise",
    "single.begin": "likewise: on the way to the identity provider",
    "single.again": "likewise",
    "identity.change": "under which of one's own grants one acts: every entry says it",
    "reminders.choose": "how one wants to be reminded is no fact of the office",
    "supposing.page": "a question that is too long for an address; nothing is kept",
    "sheets.upload": "nothing is recorded before it is confirmed",
    "sheets.map_columns": "likewise",
    "sheets.discard": "likewise",
}
"""Routes that leave a line of the log at most, and why."""

ELSEWHERE: Mapping[str, str] = {
    "acts.submit": "tests/web/test_forms.py",
    "api.command": "tests/web/test_api.py",
    "sheets.confirm": "tests/web/test_sheets_import.py",
}
"""Routes whose entries are looked at by other tests: they are acts."""

HERE: Mapping[str, tuple[str, ...]] = {
    "accounts.new_password": ("account.password_reset_required/1",),
    "exports.bag": ("security.bag_handed_out/1",),
    "own.factor": ("security.factor_added/1", "security.factor_removed/1"),
    "own.sessions": ("security.sign_ins_ended/1",),
    "reminders.calendars": ("security.token_made/1", "security.token_withdrawn/1"),
    "session.first_password": ("security.password_set/1",),
    "session.password": ("security.password_set/1",),
    "session.tokens": ("security.token_made/1", "security.token_withdrawn/1"),
}
"""Routes that are tried below, and the entries that they leave."""

COMMANDS: Mapping[str, str] = {
    **dict.fromkeys(("start", "demo", "policy issue", "sheets import"), "entries"),
    **dict.fromkeys(("account open", "account grant", "account withdraw", "account password"), "entries"),
    **dict.fromkeys(("account second-factor", "account single-sign-on"), "entries"),
    **dict.fromkeys(("keys rotate", "approval give", "approval refuse", "export bag"), "entries"),
    "serve": "an entry where settings that bear on security are others",
    "sheets work": "entries of imports that people confirmed",
    "init": "before there is a ledger; its key stands in the first entry on settings",
    **dict.fromkeys(("rebuild", "follow"), "views are worked out of the ledger and no part of it"),
    **dict.fromkeys(("seal", "witness ask", "witness accept"), "checkpoints and signatures over the ledger"),
    **dict.fromkeys(("witness init", "witness add-log", "witness serve", "witness answer"), "another's house"),
    "restore": "an entry that says up to where, and what is known to be missing",
    **dict.fromkeys(("backup make", "backup key"), "copies beside the ledger, and a checkpoint over it"),
    "backup verify": "reads",
    "remind": "messages; what was sent is no fact of the office",
    **dict.fromkeys(("account list", "approval list", "catalogue check", "catalogue coverage", "scenarios"), "reads"),
    **dict.fromkeys(("reference", "replay", "fsck", "doctor", "what-if", "witness status", "witness request"), "reads"),
    **dict.fromkeys(("keys check", "key", "verify receipt", "sheets template", "sheets export"), "reads"),
    **dict.fromkeys(("papers template", "papers placeholders", "papers check"), "reads"),
}
"""Every command: that it leaves entries, or why not."""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with opened_in_files(tmp_path_factory.mktemp("changes")) as made:
        yield made


def names(office: Office, after: int) -> list[str]:
    return [row.name for row in office.services.ledger.rows(after, office.position() - after)]


def test_every_route_that_changes_something_is_looked_at(office: Office) -> None:
    changing = {
        rule.endpoint
        for rule in office.app.url_map.iter_rules()
        if (rule.methods or set()) & {"POST", "PUT", "PATCH", "DELETE"}
    }
    assert changing == {*LOG_ONLY, *ELSEWHERE, *HERE}, "say what this leaves behind"
    assert len(changing) == len(LOG_ONLY) + len(ELSEWHERE) + len(HERE)


def test_so_is_every_command() -> None:
    def walk(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[str]:
        if isinstance(command, click.Group):
            for name, one in command.commands.items():
                yield from walk(one, (*path, name))
        else:
            yield " ".join(path)

    assert set(walk(main)) == set(COMMANDS), "say what this leaves behind"


class TestWhatIsDoneToProofs:
    """One person, one browser, in order: each step leaves the entries that stand in the table."""

    def _sent(self, office: Office, browser: Browser, path: str, at: int = 0, **typed: Any) -> tuple[Any, list[str]]:
        before = office.position()
        token = browser.get("/identity").form("/sign-out")["csrf_token"]
        page = browser.post(path, {"csrf_token": token, **typed})
        assert page.status in (200, 303), page.words
        return page, names(office, before)

    def test_tokens(self, office: Office) -> None:
        browser = signed_in(office, "reviewer")
        _, made = self._sent(office, browser, "/tokens", label="自动化", scope="record", days="30")
        (token,) = [one for one in office.services.secrets.tokens_of(account_of("reviewer")) if one.label == "自动化"]
        _, gone = self._sent(office, browser, "/tokens", drop=token.fingerprint)
        assert (*made, *gone) == HERE["session.tokens"]
        event = office.services.ledger.stream(security_of(account_of("reviewer")))[0].event
        assert (event.token, event.scope.value, event.grant) == (token.fingerprint, "record", 1)
        assert self._sent(office, browser, "/tokens", drop=token.fingerprint)[1] == [], "it was gone"

    def test_calendars(self, office: Office) -> None:
        browser = signed_in(office, "clerk")
        _, made = self._sent(office, browser, "/reminders/calendars", label="手机", days="90")
        (one,) = office.services.secrets.calendars_of(account_of("clerk"))
        _, gone = self._sent(office, browser, "/reminders/calendars", drop=one.fingerprint)
        assert (*made, *gone) == HERE["reminders.calendars"]

    def test_sign_ins(self, office: Office) -> None:
        browser = signed_in(office, "inspector")
        assert self._sent(office, browser, "/sessions")[1] == [], "there was no other"
        other = signed_in(office, "inspector")
        assert tuple(self._sent(office, browser, "/sessions")[1]) == HERE["own.sessions"]
        assert other.get("/board").status == 303
        office.clock.forward(minutes=20)
        asked = browser.post("/sessions", {"csrf_token": browser.get("/identity").form("/sign-out")["csrf_token"]})
        assert asked.status == 403, "ending sign-ins asks for the password again"
        assert "请再次验证身份" in asked.words

    def test_passwords_and_second_factors(self, office: Office) -> None:
        browser, own = signed_in(office, "appraiser"), account_of("appraiser")
        new = {"old": PASSWORD, "new": "quiet-otter-maple-29", "again": "quiet-otter-maple-29"}
        assert tuple(self._sent(office, browser, "/password", **new)[1]) == HERE["session.password"]
        assert self._sent(office, browser, "/second-factor", do="begin")[1] == [], "confirmed by its first code only"
        waiting = office.services.secrets.enrolment(own, issuer="Zeren", name="appraiser")
        assert waiting is not None
        totp = TOTP(base64.b32decode(waiting.text.replace(" ", "")), 6, SHA1(), 30)
        code = totp.generate(int(office.clock.now.timestamp())).decode()
        _, added = self._sent(office, browser, "/second-factor", do="confirm", code=code)
        _, removed = self._sent(office, browser, "/second-factor", do="remove")
        assert (*added, *removed) == HERE["own.factor"]

    def test_links(self, office: Office) -> None:
        keeper = signed_in(office, "administrator")
        page, handed = self._sent(office, keeper, f"/accounts/{account_of('decider')}/password")
        assert tuple(handed) == HERE["accounts.new_password"]
        link = "/first-password/" + page.html.partition("/first-password/")[2].partition("<")[0]
        before, stranger = office.position(), Browser(office.app)
        typed = {"new": "quiet-otter-maple-29", "again": "quiet-otter-maple-29"}
        assert stranger.post(link, {**stranger.get(link).form(""), **typed}).status == 303
        assert tuple(names(office, before)) == HERE["session.first_password"]
        last = office.services.ledger.stream(security_of(account_of("decider")))[-1]
        assert last.event.by_link
        lines = keeper.get(f"/accounts/{account_of('decider')}").words
        assert "凭一次性链接" in lines
        assert "凭一次性链接" in signed_in(office, "officer").get("/trail").words

    def test_bags(self, office: Office) -> None:
        held(office)
        browser, before = signed_in(office, "auditor"), office.position()
        token = browser.get("/identity").form("/sign-out")["csrf_token"]
        answer = browser.client.post("/exports", data={"csrf_token": token, "organisation": TOWNSHIP})
        assert answer.status_code == 200
        answer.get_data()
        answer.close()
        assert tuple(names(office, before)) == HERE["exports.bag"]
        event = office.services.ledger.stream(security_of(account_of("auditor")))[-1].event
        assert (event.root, event.account) == (TOWNSHIP, account_of("auditor"))
        assert event.entries > 0


class TestRefusalsOfImportance:
    def _noted(self, office: Office, name: str) -> list[tuple[str, str]]:
        entries = office.services.ledger.stream(security_of(account_of(name)))
        return [
            (str(entry.event.refusal.value), entry.recorded_by) for entry in entries if hasattr(entry.event, "refusal")
        ]

    def test_acts_beyond_the_role_once_a_day(self, tmp_path: Path) -> None:
        with opened_in_files(tmp_path) as office:
            body = {"person": DEPUTY, "organisation": TOWNSHIP}
            for _ in range(3):
                office.client("reviewer").post("register_membership", body).close()
            assert self._noted(office, "reviewer") == [("rights", account_of("reviewer"))]
            office.clock.forward(days=1)
            office.client("reviewer").post("register_membership", body).close()
            assert len(self._noted(office, "reviewer")) == 2
            office.client("reviewer").get("/accounts").close()
            assert len(self._noted(office, "reviewer")) == 2, "looking writes nothing"

    def test_guessing_until_one_has_to_wait_and_no_name_that_nobody_has(self, tmp_path: Path) -> None:
        with opened_in_files(tmp_path) as office:
            before = office.position()
            for name in ("clerk", "nobody"):
                for number in range(12):
                    browser = Browser(office.app)
                    fields = browser.get("/sign-in").form("/sign-in")
                    typed = {**fields, "sign_in_name": name, "password": f"wrong-{number}"}
                    browser.client.post("/sign-in", data=typed).close()
            assert self._noted(office, "clerk") == [("password", PROGRAM)]
            assert names(office, before) == ["security.refusal_noted/1"]
            page = signed_in(office, "officer").get("/trail").words
            assert "多次登录失败" in page
            assert "系统自动" in page


def test_a_token_acts_under_the_grant_it_was_made_for(tmp_path: Path) -> None:
    with opened_in_files(tmp_path) as office:
        body = {"account": account_of("reviewer"), "organisation": TOWNSHIP, "role": "clerk", "reason": "兼任"}
        assert office.client("administrator").post("grant_role", {**body, "replaces": False}).status_code == 201
        browser = signed_in(office, "reviewer")
        token = browser.get("/identity").form("/sign-out")["csrf_token"]
        assert browser.post("/identity", {"csrf_token": token, "grant": "2"}).status == 303
        fields = {"csrf_token": browser.get("/identity").form("/sign-out")["csrf_token"]}
        page = browser.post("/tokens", {**fields, "label": "乡里", "scope": "read", "days": "30"})
        assert "经办人 · 柳溪乡党委" in page.words
        made = page.html.partition("<code>")[2].partition("</code>")[0]
        headers = {"Authorization": f"Bearer {made}"}

        def me() -> Any:
            return office.app.test_client().get("/api/v1/me", headers=headers)

        assert me().json["role"] == Role.CLERK.value
        gone = {"account": account_of("reviewer"), "grant": 2, "reason": "不再兼任"}
        assert office.client("administrator").post("withdraw_role", gone).status_code == 201
        assert me().status_code == 401
        assert "权限已终止" in browser.get("/password").words
