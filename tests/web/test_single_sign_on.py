"""Signing in by the office's own identity provider: a real one, which lies where the test says."""

import json
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from argon2 import PasswordHasher
from clerk import PASSWORD, Browser, Page, give_password
from office import NOON, TODAY, TOWNSHIP, VILLAGE, Office, opened, opened_in_files
from provider import CLIENT, SECRET, Provider, served

from domain.account import SuspendAccount
from domain.identity import account_of
from ledger.execution import execute
from ledger.port import Signature
from web.secrets import tables
from web.settings import SingleSignOn, from_environment

CLERK = account_of("clerk")
URL = "http://localhost"
BACK = "/sign-in/single/back"
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


class Clock:
    """The provider looks at the clock of the office that is open."""

    office: Office | None = None

    def __call__(self) -> datetime:
        return NOON if self.office is None else self.office.clock.now


CLOCK = Clock()


@pytest.fixture(scope="module")
def running() -> Iterator[Provider]:
    with served(CLOCK, URL + BACK) as made:
        yield made


@pytest.fixture
def provider(running: Provider) -> Provider:
    """As it should be."""
    running.reset()
    return running


def _settings(provider: Provider, folder: Path, **chosen: Any) -> SingleSignOn:
    file = folder / "client.secret"
    file.write_text(SECRET + "\n", encoding="utf-8")
    file.chmod(0o600)
    return SingleSignOn(issuer=provider.issuer, client=CLIENT, secret_file=file, **chosen)


@contextmanager
def _office(provider: Provider, folder: Path, chosen: dict[str, Any]) -> Iterator[Office]:
    """Nothing here depends on the ledger's database; what is kept is tested on both."""
    own = {name: chosen[name] for name in ("second_factor_roles", "secure_cookies") if name in chosen}
    single = _settings(provider, folder, **{name: chosen[name] for name in chosen if name not in own})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("web.secrets.passwords.PasswordHasher", lambda: QUICK)
        with opened_in_files(folder, single_sign_on=single, url=URL, **own) as made:
            yield made


@pytest.fixture(scope="module")
def shared(running: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with _office(running, tmp_path_factory.mktemp("office"), {}) as made:
        yield made


@pytest.fixture
def office(shared: Office, provider: Provider) -> Office:
    """Where nobody has come from the provider yet."""
    CLOCK.office, shared.clock.now = shared, NOON
    with shared.services.secrets._engine.begin() as connection:
        for table in (tables.subjects, tables.journeys, tables.sessions, tables.attempts):
            connection.execute(table.delete())
    return shared


@pytest.fixture
def other_office(provider: Provider, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Office]:
    """One that chose otherwise."""
    with _office(provider, tmp_path, request.param) as made:
        CLOCK.office = made
        yield made


def _away(browser: Browser, **query: Any) -> str:
    """Press the button; where the browser is sent."""
    page = browser.get("/sign-in", **query)
    going = browser.post("/sign-in/single", page.form("/sign-in/single"))
    assert going.status == 200, going.words
    return _address(going)


def _address(going: Page) -> str:
    (link,) = [link for link in going.read.links if "/authorize" in link]
    assert going.headers["Refresh"] == f"0; url={link}"
    assert "form-action 'self'" in going.headers["Content-Security-Policy"], "no exception is needed"
    return link


def _there(address: str) -> str:
    """What the provider answers: the way back, within our own address."""
    answer = requests.get(address, timeout=5, allow_redirects=False)
    assert answer.status_code == 302, answer.text
    assert answer.headers["Location"].startswith(URL + BACK + "?")
    return answer.headers["Location"].removeprefix(URL)


def _signed_in(office: Office, **query: Any) -> tuple[Browser, Page]:
    browser = Browser(office.app)
    return browser, browser.get(_there(_away(browser, **query)))


def _reasons(caplog: pytest.LogCaptureFixture) -> list[str]:
    lines = [json.loads(one.getMessage()) for one in caplog.records if one.name == "zeren.security"]
    return [line["why"] for line in lines if line["event"] == "single_refused"]


def _turned_away(page: Page, browser: Browser) -> None:
    assert page.status == 422
    assert browser.client.get_cookie("zeren_session") is None
    assert "Traceback" not in page.html
    assert "subject-" not in page.html


class TestSigningIn:
    def test_there_and_back(self, office: Office, provider: Provider) -> None:
        before = office.position()
        browser = Browser(office.app)
        assert "用统一身份认证登录" in browser.get("/sign-in").words
        assert provider.requests == [], "the network is not touched for showing the page"
        address = _away(browser, next="/records")
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        assert asked["redirect_uri"] == URL + BACK
        assert len(asked["state"]) >= 43
        assert len(asked["nonce"]) == 64
        assert "prompt" not in asked
        page = browser.get(_there(address))
        assert (page.status, page.location) == (303, "/records")
        assert "HttpOnly" in page.headers["Set-Cookie"]
        assert browser.get("/records").status == 200
        assert browser.get("/sessions").words.count("（本次登录）") == 1
        assert office.position() == before, "signing in makes no account and records nothing"
        office.clock.forward(minutes=61)
        assert browser.get("/records").status == 303, "limits are those of every session"

    def test_nobody_is_sent_elsewhere_afterwards(self, office: Office) -> None:
        _, page = _signed_in(office, next="https://evil.example/")
        assert page.location == "/"

    def test_the_name_is_read_as_it_is_typed(self, office: Office, provider: Provider) -> None:
        provider.user["preferred_username"] = " Clerk"
        assert _signed_in(office)[1].status == 303

    @pytest.mark.parametrize("other_office", [{"secure_cookies": True}], indirect=True)
    def test_cookies_behind_https(self, other_office: Office) -> None:
        browser = Browser(other_office.app)
        there = {"base_url": "https://localhost", "headers": {"Referer": "https://localhost/sign-in"}}
        page = browser.client.get("/sign-in", base_url="https://localhost").get_data(as_text=True)
        (token,) = set(re.findall(r'name="csrf_token" value="([^"]+)"', page))
        going = browser.client.post("/sign-in/single", data={"csrf_token": token}, **there)  # type: ignore[arg-type]
        (cookie,) = [told for told in going.headers.getlist("Set-Cookie") if "journey" in told]
        assert cookie.startswith("__Host-zeren_journey=")
        assert "Secure" in cookie
        assert "SameSite=Lax" in cookie


class TestRefused:
    @pytest.mark.parametrize(
        ("claims", "why"),
        [
            ({"nonce": "another"}, "invalid_claim"),
            ({"nonce": None}, "missing_claim"),
            ({"aud": "another"}, "invalid_claim"),
            ({"aud": ["another", CLIENT], "azp": "another"}, "invalid_claim"),
            ({"iss": "http://127.0.0.1:9/"}, "invalid_claim"),
            ({"exp": int(NOON.timestamp()) - 61}, "expired_token"),
            ({"exp": None}, "missing_claim"),
            ({"iat": int(NOON.timestamp()) + 120}, "invalid_claim"),
            ({"at_hash": "AAAA"}, "invalid_claim"),
            ({"sub": ""}, "no_subject"),
            ({"preferred_username": "nobody-here"}, "account"),
            ({"preferred_username": None}, "account"),
            ({"preferred_username": ["clerk"]}, "account"),
        ],
    )
    def test_claims_that_do_not_hold(
        self, office: Office, provider: Provider, caplog: pytest.LogCaptureFixture, claims: dict[str, Any], why: str
    ) -> None:
        caplog.set_level(logging.INFO, "zeren")
        provider.claims = claims
        browser, page = _signed_in(office)
        _turned_away(page, browser)
        assert _reasons(caplog) == [why]

    @pytest.mark.parametrize("sign", ["none", "HS256", "foreign"])
    def test_signatures_that_are_not_the_issuers(self, office: Office, provider: Provider, sign: str) -> None:
        provider.sign = sign
        browser, page = _signed_in(office)
        _turned_away(page, browser)

    def test_a_little_skew_is_borne(self, office: Office, provider: Provider) -> None:
        provider.claims = {"iat": int(NOON.timestamp()) + 30, "exp": int(NOON.timestamp()) - 30}
        assert _signed_in(office)[1].status == 303

    def test_a_suspended_account(self, office: Office, provider: Provider) -> None:
        signature = Signature(command_id="elsewhere", recorded_by=account_of("administrator"), on_behalf_of=TOWNSHIP)
        suspended = SuspendAccount(account=account_of("reviewer"), reason="调离")
        execute(office.services.ledger, suspended, signature, TODAY)
        provider.user = {"sub": "subject-3", "preferred_username": "reviewer"}
        browser, page = _signed_in(office)
        _turned_away(page, browser)
        assert "没有供您使用的账号" in page.words

    def test_another_person_of_the_same_name(
        self, office: Office, provider: Provider, caplog: pytest.LogCaptureFixture
    ) -> None:
        assert _signed_in(office)[1].status == 303
        provider.user = {"sub": "subject-2", "preferred_username": "clerk"}
        browser, page = _signed_in(office)
        _turned_away(page, browser)
        assert _reasons(caplog) == ["other_subject"]
        assert "subject-2" not in caplog.text
        # Nor does the first one get a second account by taking its name there.
        provider.user = {"sub": "subject-1", "preferred_username": "east"}
        assert _signed_in(office)[1].status == 422
        # Until an officer lets go of who it was.
        office.services.secrets.forget_subject(CLERK)
        provider.user = {"sub": "subject-2", "preferred_username": "clerk"}
        assert _signed_in(office)[1].status == 303

    def test_state_code_and_browser(self, office: Office, provider: Provider) -> None:
        browser = Browser(office.app)
        way_back = _there(_away(browser))
        # Another browser, which an attacker would have go the attacker's way.
        other = Browser(office.app)
        _turned_away(other.get(way_back), other)
        _away(other)
        _turned_away(other.get(way_back), other)
        # Asking for the head ends nothing; without state, or with another, nothing ends either.
        assert browser.client.head(way_back).status_code == 422
        assert browser.get(BACK, code="x").status == browser.get(BACK, code="x", state="y" * 999).status == 422
        assert browser.get(way_back).status == 303
        # Once.
        browser.post("/sign-out", browser.get("/sessions").form("/sign-out"))
        _turned_away(browser.get(way_back), browser)
        # A code of one journey is worth nothing on another: the verifier is not the same.
        first = parse_qs(urlsplit(_there(_away(browser))).query)
        second = parse_qs(urlsplit(_there(_away(browser))).query)
        mixed = browser.get(BACK, code=first["code"][0], state=second["state"][0])
        _turned_away(mixed, browser)

    def test_too_late(self, office: Office) -> None:
        browser = Browser(office.app)
        way_back = _there(_away(browser))
        office.clock.forward(minutes=11)
        _turned_away(browser.get(way_back), browser)

    def test_refused_there(self, office: Office, provider: Provider) -> None:
        provider.user = {"refuses": True}
        browser, page = _signed_in(office)
        _turned_away(page, browser)
        assert "没有通过" in page.words

    def test_an_answer_of_another_issuer(self, office: Office, provider: Provider) -> None:
        browser = Browser(office.app)
        _turned_away(browser.get(_there(_away(browser)) + "&iss=https://evil.example"), browser)
        provider.document = {"authorization_response_iss_parameter_supported": True}
        _turned_away(browser.get(_there(_away(browser))), browser)

    @pytest.mark.parametrize(
        ("document", "status"),
        [
            ({"issuer": "https://evil.example"}, 422),
            ({"authorization_endpoint": "http://evil.example/authorize"}, 422),
            ({"token_endpoint": "javascript:alert(1)"}, 422),
            ({"jwks_uri": None}, 422),
        ],
    )
    def test_a_document_that_leads_elsewhere(
        self, office: Office, provider: Provider, document: dict[str, Any], status: int
    ) -> None:
        provider.document = document
        browser = Browser(office.app)
        page = browser.post("/sign-in/single", browser.get("/sign-in").form("/sign-in/single"))
        assert page.status == status
        assert "Refresh" not in page.headers

    def test_keys_that_are_not_there(self, office: Office, provider: Provider) -> None:
        browser = Browser(office.app)
        way_back = _there(_away(browser))
        provider.document = {"jwks_uri": f"{provider.issuer}/nowhere"}
        page = browser.get(way_back)
        assert page.status == 503
        assert browser.client.get_cookie("zeren_session") is None

    def test_a_form_of_somebody_else(self, office: Office) -> None:
        browser = Browser(office.app)
        assert browser.post("/sign-in/single", {"next": "/"}).status == 400
        assert browser.get("/sign-in/single").status == 405

    def test_journeys_that_are_not_ended_are_waited_for(self, office: Office) -> None:
        browser = Browser(office.app)
        for _ in range(5):
            _away(browser)
        page = browser.post("/sign-in/single", browser.get("/sign-in").form("/sign-in/single"))
        assert page.status == 429
        office.clock.forward(minutes=1)
        assert browser.get(_there(_away(browser))).status == 303
        _away(browser)

    def test_a_secret_that_others_can_read(self, office: Office) -> None:
        single = office.services.settings.single_sign_on
        assert single is not None
        single.secret_file.chmod(0o640)
        try:
            browser, page = _signed_in(office)
        finally:
            single.secret_file.chmod(0o600)
        _turned_away(page, browser)


def test_issuer_down(office: Office, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    # A port of this machine behind which nobody listens.
    single = office.services.settings.single_sign_on
    assert single is not None
    down = replace(office.services.settings, single_sign_on=replace(single, issuer="http://127.0.0.1:9"))
    browser = Browser(office.app)
    with monkeypatch.context() as patch:
        patch.setattr(office.services, "settings", down)
        page = browser.post("/sign-in/single", browser.get("/sign-in").form("/sign-in/single"))
    assert page.status == 503
    assert "统一身份认证暂时无法访问" in page.words
    assert "127.0.0.1" not in page.html
    assert _reasons(caplog) == ["down"]
    give_password(office, "clerk")
    assert browser.sign_in("clerk").status == 303, "passwords go on"


class TestAskedAgain:
    def _asked(self, office: Office, provider: Provider) -> tuple[Browser, Page, dict[str, Any]]:
        """Somebody who has been signed in there for hours wants to do what weighs most."""
        provider.user = {"sub": "subject-9", "preferred_username": "administrator"}
        provider.signed_in_at = NOON - timedelta(hours=3)
        browser, page = _signed_in(office)
        assert page.status == 303
        page = browser.get("/password")
        fields = {"csrf_token": page.form("/tokens")["csrf_token"], "label": "汇总程序", "scope": "read", "days": "30"}
        asked = browser.post("/tokens", fields)
        assert asked.status == 403
        return browser, asked, asked.form("/sign-in/single/again")

    def test_typed_things_come_back(self, office: Office, provider: Provider) -> None:
        browser, asked, fields = self._asked(office, provider)
        assert "再次通过统一身份认证" in asked.words
        assert 'name="_password"' not in asked.html
        before = browser.client.get_cookie("zeren_session")
        office.clock.forward(minutes=1)
        address = _address(browser.post("/sign-in/single/again", fields))
        told = parse_qs(urlsplit(address).query)
        assert (told["prompt"], told["max_age"]) == (["login"], ["0"])
        shown = browser.get(_there(address))
        assert shown.status == 200
        after = browser.client.get_cookie("zeren_session")
        assert before is not None
        assert after is not None
        assert before.value != after.value
        assert "汇总程序" in shown.html
        made = browser.post("/tokens", shown.form("/tokens"))
        assert made.status == 200
        assert "汇总程序" in made.words

    def test_old_proof_is_none(self, office: Office, provider: Provider, caplog: pytest.LogCaptureFixture) -> None:
        provider.heeds_prompt = False
        browser, _, fields = self._asked(office, provider)
        page = browser.get(_there(_address(browser.post("/sign-in/single/again", fields))))
        assert page.status == 422
        assert "汇总程序" in page.html, "what was typed is not lost"
        assert _reasons(caplog) == ["auth_time"]
        provider.heeds_prompt, provider.claims = True, {"auth_time": None}
        again = page.form("/sign-in/single/again")
        assert browser.get(_there(_address(browser.post("/sign-in/single/again", again)))).status == 422
        assert browser.post("/tokens", {**fields, "_password": PASSWORD}).status == 403

    def test_somebody_else_there(self, office: Office, provider: Provider) -> None:
        browser, _, fields = self._asked(office, provider)
        provider.user = {"sub": "subject-1", "preferred_username": "administrator"}
        page = browser.get(_there(_address(browser.post("/sign-in/single/again", fields))))
        assert page.status == 422
        # Nor by somebody else here, or nobody any more.
        provider.user = {"sub": "subject-9", "preferred_username": "administrator"}
        way_back = _there(_address(browser.post("/sign-in/single/again", page.form("/sign-in/single/again"))))
        browser.post("/sign-out", browser.get("/sessions").form("/sign-out"))
        assert browser.get(way_back).status == 401

    def test_proof_of_signing_in_counts_while_it_is_fresh(self, office: Office, provider: Provider) -> None:
        browser, _ = _signed_in(office)
        page = browser.get("/password")
        assert (
            browser.post("/tokens", {"csrf_token": page.form("/tokens")["csrf_token"], "label": "汇总"}).status == 200
        )

    def test_is_for_those_who_came_that_way(self, office: Office) -> None:
        give_password(office, "clerk")
        browser = Browser(office.app)
        browser.sign_in("clerk")
        own = browser.get("/sessions").form("/sign-out")
        assert browser.post("/sign-in/single/again", own).status == 404
        assert Browser(office.app).post("/sign-in/single/again", {}).status in (400, 401)


class TestSecondFactor:
    @pytest.mark.parametrize("other_office", [{"second_factor_roles": frozenset({"clerk"})}], indirect=True)
    def test_a_role_that_asks_for_one(self, other_office: Office, provider: Provider) -> None:
        browser, page = _signed_in(other_office)
        _turned_away(page, browser)
        assert "二次验证" in page.words
        provider.user["amr"] = ["pwd", "mfa"]
        browser, page = _signed_in(other_office)
        assert page.status == 303
        assert browser.get("/records").status == 200


class TestOnly:
    @pytest.mark.parametrize("other_office", [{"only": True, "emergency": "administrator"}], indirect=True)
    def test_one_account_keeps_its_password(self, other_office: Office) -> None:
        give_password(other_office, "clerk")
        give_password(other_office, "administrator")
        browser = Browser(other_office.app)
        assert browser.sign_in("clerk").status == 422
        assert browser.sign_in("administrator").status == 303

    @pytest.mark.parametrize("other_office", [{"only": True}], indirect=True)
    def test_none(self, other_office: Office) -> None:
        give_password(other_office, "clerk")
        browser = Browser(other_office.app)
        page = browser.get("/sign-in")
        assert 'name="password"' not in page.html
        sent = {**page.form("/sign-in/single"), "sign_in_name": "clerk", "password": PASSWORD}
        assert browser.post("/sign-in", sent).status == 422


class TestSettings:
    def test_off_and_invisible(self, place: Any, tmp_path: Path) -> None:
        with opened(place, tmp_path) as made:
            browser = Browser(made.app)
            page = browser.get("/sign-in")
            assert "统一身份认证" not in page.html
            token = page.form("/sign-in")
            assert browser.post("/sign-in/single", token).status == 404
            assert browser.get(BACK, code="x", state="y").status == 404

    def test_whole_or_not_at_all(self) -> None:
        whole = {
            "ZEREN_OIDC_ISSUER": "https://id.example/realms/office",
            "ZEREN_OIDC_CLIENT_ID": "zeren",
            "ZEREN_OIDC_CLIENT_SECRET_FILE": "/etc/zeren/oidc.secret",
        }
        assert from_environment({}).single_sign_on is None
        read = from_environment({**whole, "ZEREN_OIDC_ONLY": "1", "ZEREN_OIDC_EMERGENCY": "Administrator"})
        assert read.single_sign_on is not None
        assert read.single_sign_on.claim == "preferred_username"
        assert read.single_sign_on.only
        assert read.single_sign_on.emergency == "administrator"
        for missing in whole:
            with pytest.raises(ValueError, match="ZEREN_OIDC_"):
                from_environment({name: value for name, value in whole.items() if name != missing})
        with pytest.raises(ValueError, match="https"):
            from_environment({**whole, "ZEREN_OIDC_ISSUER": "http://id.example"})


def test_reaches_no_further_than_the_account(office: Office) -> None:
    browser, _ = _signed_in(office)
    assert browser.get(f"/organisations/{VILLAGE}").status == 200
    assert browser.get("/accounts").status == 403
