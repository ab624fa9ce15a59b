"""Signing in and staying signed in, as an attacker would have it: it does not work, and the owner goes on."""

import base64
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from clerk import PASSWORD, Browser, Page, give_password, signed_in
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from office import DISTRICT, NOON, TODAY, TOWNSHIP, VILLAGE, Office, meeting, opened
from places import Place

from domain.account import GrantRole, Role, SuspendAccount
from domain.identity import account_of
from ledger.execution import execute
from ledger.port import Signature
from web.secrets import Scope

CLERK = account_of("clerk")
FRESH = "ntwz qvlk jhdb"
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.fixture
def office(place: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """On PostgreSQL the secrets lie there too."""
    monkeypatch.setattr("web.secrets.passwords.PasswordHasher", lambda: QUICK)
    chosen = {"secrets": place.owner} if place.owner else {}
    with opened(place, tmp_path, **chosen) as made:
        yield made


@pytest.fixture
def sqlite_place(tmp_path: Path) -> Any:
    """For what does not depend on the database."""
    return Place(tmp_path)


@pytest.fixture
def sqlite_office(sqlite_place: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """One that does not depend on the database."""
    monkeypatch.setattr("web.secrets.passwords.PasswordHasher", lambda: QUICK)
    with opened(sqlite_place, tmp_path) as made:
        yield made


def _session(browser: Browser, name: str = "zeren_session") -> str:
    cookie = browser.client.get_cookie(name)
    assert cookie is not None
    return cookie.value


def _from(office: Office, address: str) -> Browser:
    browser = Browser(office.app)
    browser.client.environ_base["REMOTE_ADDR"] = address
    return browser


def _act(office: Office, command: Any) -> None:
    """Recorded by another worker, or on the command line."""
    signature = Signature(
        command_id=f"elsewhere-{office.position()}",
        recorded_by=account_of("administrator"),
        on_behalf_of=TOWNSHIP,
    )
    execute(office.services.ledger, command, signature, TODAY)


class TestSessions:
    def test_fixation_theft_and_ending(self, office: Office) -> None:
        give_password(office, "clerk")
        browser = Browser(office.app)
        # Fixation: a token planted before, even a live one of somebody else's, is not what one is signed in under.
        planted = office.services.secrets.open_session(account_of("east"), now=NOON)
        browser.client.set_cookie("zeren_session", planted)
        assert browser.sign_in("clerk").status == 303
        token = _session(browser)
        assert token != planted
        thief = Browser(office.app)
        thief.client.set_cookie("zeren_session", planted)
        assert thief.get("/sessions").status == 303
        # A stolen cookie is worth nothing once its owner signed out.
        thief.client.set_cookie("zeren_session", token)
        assert thief.get("/sessions").status == 200
        browser.post("/sign-out", browser.get("/sessions").form("/sign-out"))
        assert thief.get("/sessions").status == 303
        # Nor once the password was changed, which gives the owner another token.
        browser.sign_in("clerk")
        token = _session(browser)
        thief.client.set_cookie("zeren_session", token)
        assert browser.fill("/password", old=PASSWORD, new=FRESH, again=FRESH).status == 303
        assert _session(browser) != token
        assert browser.get("/sessions").status == 200
        assert thief.get("/sessions").status == 303

    def test_listed_and_ended(self, office: Office) -> None:
        browser = signed_in(office)
        other = _from(office, "192.0.2.9")
        other.client.environ_base["HTTP_USER_AGENT"] = "Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/120.0"
        assert other.sign_in("clerk").status == 303
        third = signed_in(office)
        stranger = signed_in(office, "east")
        page = browser.get("/sessions")
        assert "Firefox · Windows" in page.words
        assert "192.0.2.9" in page.words
        assert page.words.count("（本次登录）") == 1
        (ended,) = re.findall(r'192\.0\.2\.9.*?name="end" value="(\w+)"', page.html, re.DOTALL)
        csrf = page.form("/sessions")["csrf_token"]
        stranger.post("/sessions", {**stranger.get("/sessions").form("/sessions"), "end": ended})
        assert other.get("/sessions").status == 200, "nobody ends another's"
        assert browser.post("/sessions", {"csrf_token": csrf, "end": ended}).status == 303
        assert other.get("/sessions").status == 303
        assert third.get("/sessions").status == 200
        assert browser.post("/sessions", {"csrf_token": csrf}).status == 303
        assert third.get("/sessions").status == 303
        assert browser.get("/sessions").status == stranger.get("/sessions").status == 200
        own = browser.get("/sessions").form("/sessions")
        assert browser.post("/sessions", own).location.endswith("/sign-in")
        assert browser.get("/sessions").status == 303

    def test_another_token_when_rights_change(self, office: Office) -> None:
        browser = signed_in(office)
        assert browser.get("/sessions").status == 200
        before = _session(browser)
        assert browser.get("/board").status == 200
        assert _session(browser) == before
        _act(office, GrantRole(account=CLERK, organisation=VILLAGE, role=Role.REVIEWER, reason="轮岗"))
        page = browser.get("/board")
        assert page.status == 200
        assert _session(browser) != before
        assert browser.post("/sign-out", page.form("/sign-out")).status == 303, "its forms carry the new one"
        thief = Browser(office.app)
        thief.client.set_cookie("zeren_session", before)
        assert thief.get("/board").status == 303

    def test_a_suspended_account_has_neither_session_nor_token(self, office: Office) -> None:
        browser = signed_in(office)
        clerk = office.client("clerk")
        assert clerk.get("/me").status_code == 200
        _act(office, SuspendAccount(account=CLERK, reason="调离"))
        assert browser.get("/sessions").status == 303
        assert clerk.get("/me").status_code == 401
        secrets = office.services.secrets
        assert secrets.tokens_of(CLERK) == []
        assert browser.sign_in("clerk").status == 422

    def test_csrf_without_and_with_a_foreign_token(self, office: Office) -> None:
        browser, other = signed_in(office), signed_in(office, "east")
        own = browser.get("/sessions").form("/sessions")
        foreign = other.get("/sessions").form("/sessions")["csrf_token"]
        for path, fields in (
            ("/sessions", own),
            ("/second-factor", {"do": "begin"}),
            ("/tokens", {"label": "x"}),
            ("/password", {"old": PASSWORD, "new": FRESH, "again": FRESH}),
            ("/sign-out", {}),
        ):
            assert browser.post(path, {**fields, "csrf_token": ""}).status == 400
            assert browser.post(path, {**fields, "csrf_token": foreign}).status == 400
        assert browser.get("/sessions").status == 200
        assert office.services.secrets.check_password(CLERK, PASSWORD)


class TestHttps:
    def test_the_cookie_is_this_host_s_own(
        self, sqlite_place: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("web.secrets.passwords.PasswordHasher", lambda: QUICK)
        with opened(sqlite_place, tmp_path, secure_cookies=True, proxies=1) as office:
            give_password(office, "clerk")
            http = office.app.test_client()
            base = {"base_url": "https://office.example"}
            said = {"Referer": "https://office.example/sign-in", "X-Forwarded-For": "203.0.113.5, 192.0.2.77"}
            said["X-Forwarded-Proto"] = "https"
            found = re.search(r'name="csrf_token" value="([^"]+)"', http.get("/sign-in", **base).text)
            assert found
            typed = {"sign_in_name": "clerk", "password": PASSWORD, "csrf_token": found[1]}
            answer = http.post("/sign-in", data=typed, headers=said, **base)
            assert answer.status_code == 303, answer.text
            (cookie,) = [one for one in answer.headers.getlist("Set-Cookie") if "zeren_session" in one]
            parts = {part.strip() for part in cookie.split(";")[1:]}
            assert cookie.startswith("__Host-zeren_session=")
            assert parts == {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"}
            page = http.get("/sessions", **base)
            assert "192.0.2.77" in page.text, "what our own proxy saw"
            assert "203.0.113.5" not in page.text, "what whoever asked claimed"
            found = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
            assert found
            said["Referer"] = "https://office.example/sessions"
            ended = http.post("/sign-out", data={"csrf_token": found[1]}, headers=said, **base)
            assert any(one.startswith("__Host-zeren_session=;") for one in ended.headers.getlist("Set-Cookie"))

    def test_without_a_proxy_of_ours_nothing_it_claims_is_believed(self, sqlite_office: Office) -> None:
        office = sqlite_office
        give_password(office, "clerk")
        browser = Browser(office.app)
        browser.client.environ_base["HTTP_X_FORWARDED_FOR"] = "192.0.2.77"
        assert browser.sign_in("clerk").status == 303
        assert "127.0.0.1" in browser.get("/sessions").words
        assert "192.0.2.77" not in browser.get("/sessions").words


class TestFlooding:
    def test_one_address_does_not_lock_the_victim_out(self, office: Office) -> None:
        give_password(office, "clerk")
        attacker, victim = _from(office, "203.0.113.5"), _from(office, "192.0.2.1")
        answers = [attacker.sign_in("clerk", f"guess {number}").status for number in range(30)]
        assert answers[:5] == [422] * 5
        assert set(answers[5:]) == {429}
        assert attacker.sign_in("clerk").status == 429, "not even the right one"
        assert victim.sign_in("clerk").status == 303
        assert attacker.sign_in("clerk").status == 429, "nor now"
        unknown = _from(office, "203.0.113.6")
        assert [unknown.sign_in("nobody", "x").status for _ in range(6)] == [422] * 5 + [429], "as for a name there is"
        office.clock.forward(minutes=16)
        assert attacker.sign_in("clerk").status == 303

    def test_an_address_that_tries_everybody_slows_itself(self, sqlite_office: Office) -> None:
        office = sqlite_office
        give_password(office, "clerk")
        attacker = _from(office, "203.0.113.5")
        answers = [attacker.sign_in(f"name{number}", "x").status for number in range(32)]
        assert answers == [422] * 30 + [429] * 2
        assert _from(office, "192.0.2.1").sign_in("clerk").status == 303


class TestTokens:
    def test_scopes_end_and_withdrawal(self, office: Office) -> None:
        secrets = office.services.secrets
        browser = signed_in(office)
        form = browser.get("/password").form("/tokens")
        page = browser.post(
            "/tokens", {"csrf_token": form["csrf_token"], "label": "报表", "scope": "read", "days": "30"}
        )
        (told,) = re.findall(r"<code>(zr_[\w-]+)</code>", page.html)
        assert told not in browser.get("/password").html, "shown once"
        office.tokens["clerk"] = told
        clerk = office.client("clerk")
        assert clerk.get("/me").status_code == 200
        refused = clerk.post("hold_meeting", meeting())
        assert (refused.status_code, refused.get_json()["code"]) == (403, "token_scope")
        found = next(one for one in secrets.tokens_of(CLERK) if one.label == "报表")
        assert (found.scope, found.expires_at, found.seen_at) == (Scope.READ, NOON + timedelta(days=30), NOON)
        office.clock.forward(days=30)
        assert clerk.get("/me").status_code == 401
        browser = signed_in(office)
        assert "已失效" in browser.get("/password").words
        fields = {**browser.get("/password").form("/tokens"), "drop": found.fingerprint}
        assert browser.post("/tokens", fields).status == 303
        assert all(one.label != "报表" for one in secrets.tokens_of(CLERK))

    def test_what_weighs_most_needs_a_token_made_for_it(self, sqlite_office: Office) -> None:
        office = sqlite_office
        administrator = account_of("administrator")
        grant = {"account": CLERK, "organisation": TOWNSHIP, "role": "reviewer", "reason": "轮岗"}
        office.tokens["administrator"] = office.services.secrets.make_token(administrator, "x", now=NOON)
        before = office.position()
        refused = office.client("administrator").post("grant_role", grant)
        assert (refused.status_code, refused.get_json()["code"]) == (403, "token_scope")
        assert office.position() == before
        make = office.services.secrets.make_token
        office.tokens["administrator"] = make(administrator, "x", now=NOON, scope=Scope.DECIDE)
        assert office.client("administrator").post("grant_role", grant).status_code == 201


class TestAskedAgain:
    GRANT = f"/acts/grant_role?account={CLERK}"

    def _typed(self, page: Page) -> dict[str, Any]:
        return {**page.form("/acts/grant_role"), "role": "reviewer", "organisation": DISTRICT, "reason": "抽调审核"}

    def test_ten_minutes_after_the_last_proof_and_nothing_typed_is_lost(self, office: Office) -> None:
        browser = signed_in(office, "administrator")
        page = browser.get(self.GRANT)
        office.clock.forward(minutes=10, seconds=1)
        before = office.position()
        asked = browser.post("/acts/grant_role", self._typed(page))
        assert asked.status == 403
        assert "请再次验证身份" in asked.words
        assert "抽调审核" in asked.words
        assert office.position() == before
        fields = asked.form("/acts/grant_role")
        wrong = browser.post("/acts/grant_role", {**fields, "_password": "wrong"})
        assert wrong.status == 422
        assert office.position() == before
        assert "wrong" not in re.sub(r"<style.*?</style>", "", wrong.html), "no password comes back"
        token = _session(browser)
        done = browser.post("/acts/grant_role", {**wrong.form("/acts/grant_role"), "_password": PASSWORD})
        assert done.status == 303, done.words
        assert office.position() == before + 1
        assert _session(browser) != token, "proof gives another token"
        assert browser.get(done.location).status == 200
        again = browser.post(
            "/acts/grant_role", {**fields, **browser.get(self.GRANT).form("/acts/grant_role"), **fields}
        )
        assert again.status == 400, "the form belonged to the old token"

    def test_a_proof_lasts_for_what_follows(self, sqlite_office: Office) -> None:
        office = sqlite_office
        browser = signed_in(office, "administrator")
        office.clock.forward(minutes=9)
        assert browser.post("/acts/grant_role", self._typed(browser.get(self.GRANT))).status == 303
        office.clock.forward(minutes=2)
        path = f"/acts/require_password_reset?account={account_of('reviewer')}"
        page = browser.get(path)
        asked = browser.post(
            "/acts/require_password_reset", {**page.form("/acts/require_password_reset"), "reason": "x"}
        )
        assert asked.status == 403

    def test_guessing_is_slowed_like_signing_in(self, office: Office) -> None:
        browser = signed_in(office, "administrator")
        office.clock.forward(minutes=11)
        fields = self._typed(browser.get(self.GRANT))
        statuses = [browser.post("/acts/grant_role", {**fields, "_password": f"x{n}"}).status for n in range(7)]
        assert statuses == [422] * 5 + [429] * 2

    def test_what_weighs_less_is_not_asked_for(self, sqlite_office: Office) -> None:
        office = sqlite_office
        browser = signed_in(office)
        office.clock.forward(minutes=59)
        page = browser.get(f"/acts/record_work?organisation={TOWNSHIP}")
        fields = {**page.form("/acts/record_work"), "act": "training", "title": "学习", "occurred_on": "2024-06-05"}
        assert browser.post("/acts/record_work", fields).status == 303


class TestOneTimeLinks:
    def _link(self, office: Office) -> str:
        administrator = signed_in(office, "administrator")
        action = f"/accounts/{CLERK}/password"
        page = administrator.post(action, administrator.get(f"/accounts/{CLERK}").form(action))
        (link,) = re.findall(r"<code>http://localhost(/first-password/[\w-]+)</code>", page.html)
        return str(link)

    def test_used_once_and_never_by_looking(self, office: Office) -> None:
        old = signed_in(office)
        before = office.position()
        link = self._link(office)
        assert office.position() == before + 1, "it is on record that a password is to be set"
        assert old.get("/sessions").status == 303
        browser = Browser(office.app)
        page = browser.get(link)
        assert page.status == browser.get(link).status == 200
        assert page.headers["Cache-Control"] == "no-store"
        fields = {"csrf_token": page.form("")["csrf_token"]}
        assert browser.post(link, {**fields, "new": "short", "again": "short"}).status == 422
        assert browser.post(link, {**fields, "new": FRESH, "again": FRESH + "x"}).status == 422
        assert browser.post(link, {**fields, "new": "clerk " + FRESH, "again": "clerk " + FRESH}).status == 422
        assert browser.post(link, {"new": FRESH, "again": FRESH}).status == 400, "from our own page only"
        assert browser.post(link, {**fields, "new": FRESH, "again": FRESH}).location.endswith("/sign-in")
        assert browser.get("/sessions").status == 303, "a link signs nobody in"
        twice = browser.post(link, {**fields, "new": FRESH + "x", "again": FRESH + "x"})
        assert twice.status == browser.get(link).status == 404
        assert "链接已失效" in twice.words
        assert browser.sign_in("clerk", PASSWORD).status == 422
        assert browser.sign_in("clerk", FRESH).status == 303
        assert browser.get("/board").status == 200, "nothing more to change"

    def test_not_after_a_day_nor_for_the_suspended(self, sqlite_office: Office) -> None:
        office = sqlite_office
        secrets, browser = office.services.secrets, Browser(office.app)
        link = f"/first-password/{secrets.make_link(CLERK, now=NOON)}"
        other = f"/first-password/{secrets.make_link(account_of('east'), now=NOON)}"
        _act(office, SuspendAccount(account=CLERK, reason="调离"))
        assert browser.get(link).status == 404
        assert browser.get(other).status == 200
        office.clock.forward(hours=24)
        assert browser.get(other).status == 404
        assert browser.get("/first-password/" + "x" * 500).status == 404


class TestSecondFactor:
    def _code(self, office: Office, totp: TOTP) -> str:
        return totp.generate(int(office.clock.now.timestamp())).decode()

    def _enrolled(self, office: Office, browser: Browser) -> tuple[TOTP, list[str]]:
        csrf = browser.get("/second-factor").form("/second-factor")["csrf_token"]
        assert browser.post("/second-factor", {"csrf_token": csrf, "do": "begin"}).status == 303
        page = browser.get("/second-factor")
        (text,) = re.findall(r"<code>([A-Z2-7 ]+)</code>", page.html)
        assert "<svg" in page.html
        totp = TOTP(base64.b32decode(text.replace(" ", "")), 6, SHA1(), 30)
        wrong = browser.post("/second-factor", {"csrf_token": csrf, "do": "confirm", "code": "000000"})
        assert wrong.status == 422
        done = browser.post("/second-factor", {"csrf_token": csrf, "do": "confirm", "code": self._code(office, totp)})
        assert done.status == 200, done.words
        return totp, re.findall(r"<code>([A-Z2-7-]+)</code>", done.html)

    def _sign_in(self, browser: Browser, code: str, password: str = PASSWORD) -> int:
        fields = browser.get("/sign-in").form("/sign-in")
        return browser.post("/sign-in", {**fields, "sign_in_name": "clerk", "password": password, "code": code}).status

    def test_from_setting_up_to_taking_off(self, office: Office) -> None:
        browser, other = signed_in(office), signed_in(office)
        before = _session(browser)
        totp, codes = self._enrolled(office, browser)
        assert _session(browser) != before
        assert other.get("/sessions").status == 303, "whoever signed in without it is out"
        assert browser.get("/sessions").status == 200
        assert all(code not in browser.get("/second-factor").html for code in codes), "shown once"
        fresh = Browser(office.app)
        office.clock.forward(minutes=1)
        code = self._code(office, totp)
        assert self._sign_in(fresh, "") == self._sign_in(fresh, "123") == 422
        assert self._sign_in(fresh, code, "wrong") == 422, "and the code is not used up"
        assert self._sign_in(fresh, code) == 303
        assert self._sign_in(Browser(office.app), code) == 422, "replayed"
        assert self._sign_in(Browser(office.app), codes[0]) == 303
        assert self._sign_in(Browser(office.app), codes[0]) == 422
        # Taken off with a fresh proof, which here is password and code.
        office.clock.forward(minutes=11)
        remove = {"csrf_token": fresh.get("/second-factor").form("/sign-out")["csrf_token"], "do": "remove"}
        asked = fresh.post("/second-factor", remove)
        assert asked.status == 403
        assert "动态验证码" in asked.words
        fields = {**asked.form("/second-factor"), "_password": PASSWORD}
        assert fresh.post("/second-factor", fields).status == 422
        assert fresh.post("/second-factor", {**fields, "_code": self._code(office, totp)}).status == 303
        assert not office.services.secrets.has_factor(CLERK)
        assert self._sign_in(Browser(office.app), "") == 303

    def test_a_new_password_does_not_go_around_it(self, sqlite_office: Office) -> None:
        office = sqlite_office
        browser = signed_in(office)
        totp, _ = self._enrolled(office, browser)
        assert browser.fill("/password", old=PASSWORD, new=FRESH, again=FRESH).status == 303
        link = f"/first-password/{office.services.secrets.make_link(CLERK, now=NOON)}"
        stranger = Browser(office.app)
        fields = {"csrf_token": stranger.get(link).form("")["csrf_token"], "new": FRESH + "x", "again": FRESH + "x"}
        assert stranger.post(link, fields).status == 303
        assert self._sign_in(stranger, "", FRESH + "x") == 422
        office.clock.forward(minutes=1)
        assert self._sign_in(stranger, self._code(office, totp), FRESH + "x") == 303

    def test_where_a_role_asks_for_it_nothing_else_is_open(
        self, sqlite_place: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("web.secrets.passwords.PasswordHasher", lambda: QUICK)
        with opened(sqlite_place, tmp_path, second_factor_roles=frozenset({"clerk"})) as office:
            browser = signed_in(office)
            assert browser.get("/board").location.endswith("/second-factor")
            assert browser.get("/api/v1/me").status == 403
            self._enrolled(office, browser)
            assert browser.get("/board").status == 200
            remove = {"csrf_token": browser.get("/board").form("/sign-out")["csrf_token"], "do": "remove"}
            assert browser.post("/second-factor", remove).status == 422
            assert signed_in(office, "supervisor").get("/board").status == 200


class TestRulesSomeOfficesMustHave:
    def test_passwords_that_run_out(self, sqlite_place: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("web.secrets.passwords.PasswordHasher", lambda: QUICK)
        with opened(sqlite_place, tmp_path, password_days=90, password_classes=3) as office:
            assert signed_in(office).get("/board").status == 200
            office.clock.forward(days=91)
            browser = Browser(office.app)
            assert browser.sign_in("clerk").status == 303
            assert browser.get("/board").location.endswith("/password")
            assert browser.fill("/password", old=PASSWORD, new=FRESH, again=FRESH).status == 422
            fresh = FRESH.title() + " 7"
            assert browser.fill("/password", old=PASSWORD, new=fresh, again=fresh).status == 303
            assert browser.get("/board").status == 200
