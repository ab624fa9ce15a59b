"""What is kept so that people and programs can show who they are: on both databases, and from an older one."""

import base64
import hashlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from ledger.keyring import MasterKeyProblem, create_master_key
from web.devices import device
from web.secrets import IssuerWord, Scope, Secrets
from web.secrets.attempts import FREE_FAILURES, FREE_FROM_ADDRESS, UNDER_FIRE, network
from web.secrets.bearers import LASTS_AT_MOST
from web.secrets.factors import RECOVERY_CODES
from web.secrets.passwords import LINK_LASTS
from web.secrets.sessions import MOST_SESSIONS
from web.secrets.strength import weakness

NOW = datetime(2024, 6, 20, 4, 0, tzinfo=UTC)
LIMITS: dict[str, Any] = {"idle": timedelta(minutes=60), "longest": timedelta(hours=12)}
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
CLERK, OTHER = "account-clerk", "account-other"
HOME, AWAY = "192.0.2.1", "198.51.100.7"


def after(**by: float) -> datetime:
    return NOW + timedelta(**by)


@pytest.fixture
def url(database_kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> str:
    if database_kind == "sqlite":
        return f"sqlite:///{tmp_path / 'secrets.db'}"
    return str(request.getfixturevalue("postgres_database").owner)


@pytest.fixture
def secrets(url: str, tmp_path: Path) -> Iterator[Secrets]:
    master = tmp_path / "master.key"
    create_master_key(master)
    made = Secrets(url, hasher=QUICK, master_key_file=master)
    made.create()
    yield made
    made.close()


class TestStrength:
    def test_long_ones_are_taken_whatever_they_are_made_of(self) -> None:
        for fit in ("correct-horse-battery", "三月柳溪桥边种了七棵银杏树", "ntwz qvlk jhdb", "x7" + "é漢 " * 49 + "q"):
            assert weakness(fit, sign_in_name="clerk") is None, fit

    def test_short_or_endless_ones_are_not(self) -> None:
        assert weakness("kz7$Qw9!mTx", sign_in_name="clerk") is not None
        assert weakness("kz7$Qw9!mTx2", sign_in_name="clerk") is None
        assert weakness("kz7$Qw9!mTx2" * 17, sign_in_name="clerk") is not None

    @pytest.mark.parametrize(
        "common",
        [
            "password1234", "123456789012", "qwertyuiop123", "aaaaaaaaaaaaaaaa", "1qaz2wsx3edc4rfv", "abcdefghijklm",
            "administrator", "zeren20240620", "dangjian2024", "iloveyou1234", "P@ssw0rd1234", "woaini1314520",
        ],
    )  # fmt: skip
    def test_common_ones_are_not(self, common: str) -> None:
        assert weakness(common, sign_in_name="clerk") is not None

    def test_nor_those_that_hold_the_sign_in_name(self) -> None:
        assert weakness("kz7$Qw9!Clerk.Anping", sign_in_name="clerk.anping") is not None

    def test_kinds_of_characters_only_where_an_office_must(self) -> None:
        assert weakness("ntwz qvlk jhdb", sign_in_name="clerk", classes=3) is not None
        assert weakness("Ntwz qvlk jhdb", sign_in_name="clerk", classes=3) is None


class TestPasswords:
    def test_right_and_wrong(self, secrets: Secrets) -> None:
        assert not secrets.any_password()
        secrets.set_password(CLERK, "first words", now=NOW)
        assert secrets.any_password()
        assert secrets.check_password(CLERK, "first words")
        assert not secrets.check_password(CLERK, "First words")
        assert not secrets.check_password(OTHER, "first words")

    def test_a_hash_of_older_parameters_is_made_anew(self, secrets: Secrets, url: str) -> None:
        secrets.set_password(CLERK, "first words", now=NOW)
        stronger = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1)
        newer = Secrets(url, hasher=stronger)
        assert newer.check_password(CLERK, "first words")
        with newer._engine.connect() as connection:
            stored = connection.exec_driver_sql("SELECT hash FROM secret_passwords").scalar()
        assert not stronger.check_needs_rehash(stored)
        assert newer.check_password(CLERK, "first words")
        newer.close()

    def test_a_new_one_ends_every_session(self, secrets: Secrets) -> None:
        secrets.set_password(CLERK, "first words", now=NOW)
        session = secrets.open_session(CLERK, now=NOW)
        assert secrets.session(session, now=NOW, **LIMITS)
        secrets.set_password(CLERK, "second words", now=NOW)
        assert secrets.session(session, now=NOW, **LIMITS) is None


class TestLinks:
    def test_once(self, secrets: Secrets) -> None:
        link = secrets.make_link(CLERK, now=NOW)
        assert secrets.link_account(link, now=NOW) == CLERK
        assert secrets.link_account(link, now=NOW) == CLERK, "looking does not use it up"
        assert secrets.use_link(link, now=NOW) == CLERK
        assert secrets.use_link(link, now=NOW) is None
        assert secrets.link_account(link, now=NOW) is None

    def test_for_a_day(self, secrets: Secrets) -> None:
        link = secrets.make_link(CLERK, now=NOW)
        assert secrets.use_link(link, now=NOW + LINK_LASTS) is None

    def test_the_last_one_counts(self, secrets: Secrets) -> None:
        first, second = secrets.make_link(CLERK, now=NOW), secrets.make_link(CLERK, now=NOW)
        assert secrets.use_link(first, now=NOW) is None
        secrets.set_password(CLERK, "first words", now=NOW)
        assert secrets.use_link(second, now=NOW) is None, "a password set elsewhere makes it void"


def _flooded(secrets: Secrets, times: int) -> datetime:
    """Somebody tries one name from one address, each time as soon as it is let; when the last attempt was made."""
    now = NOW
    for _ in range(times):
        if held := secrets.attempt("clerk", HOME, now=now):
            now += held
            assert not secrets.attempt("clerk", HOME, now=now)
    return now


class TestDelays:
    def test_five_are_free_and_each_further_one_waits_longer(self, secrets: Secrets) -> None:
        for _ in range(FREE_FAILURES):
            assert not secrets.attempt("clerk", HOME, now=NOW)
        assert secrets.attempt("clerk", HOME, now=NOW) == timedelta(seconds=1)
        assert not secrets.attempt("clerk", HOME, now=after(seconds=1))
        assert secrets.attempt("clerk", HOME, now=after(seconds=1)) == timedelta(seconds=2)

    def test_at_most_a_quarter_of_an_hour(self, secrets: Secrets) -> None:
        now = _flooded(secrets, 40)
        assert secrets.attempt("clerk", HOME, now=now) == timedelta(minutes=15)

    def test_being_held_back_costs_no_more(self, secrets: Secrets) -> None:
        for _ in range(FREE_FAILURES + 50):
            held = secrets.attempt("clerk", HOME, now=NOW)
        assert held == timedelta(seconds=1)

    def test_the_victim_signs_in_from_elsewhere(self, secrets: Secrets) -> None:
        now = _flooded(secrets, 60)
        assert secrets.attempt("clerk", HOME, now=now)
        assert not secrets.attempt("clerk", AWAY, now=now)
        secrets.forgive("clerk", AWAY, now=now)
        assert not secrets.attempt("clerk", AWAY, now=now)
        assert secrets.attempt("clerk", HOME, now=now), "being right elsewhere does not help who floods"

    def test_a_name_under_fire_has_one_free_attempt_at_each_address(self, secrets: Secrets) -> None:
        for number in range(UNDER_FIRE):
            assert not secrets.attempt("clerk", f"203.0.113.{number}", now=NOW)
        assert not secrets.attempt("clerk", AWAY, now=NOW)
        assert secrets.attempt("clerk", AWAY, now=NOW) == timedelta(seconds=1)
        assert not secrets.attempt("other", AWAY, now=NOW)

    def test_an_address_that_tries_many_names_waits(self, secrets: Secrets) -> None:
        for number in range(FREE_FROM_ADDRESS):
            assert not secrets.attempt(f"name{number}", HOME, now=NOW)
        assert secrets.attempt("clerk", HOME, now=NOW) == timedelta(seconds=1)
        assert not secrets.attempt("clerk", AWAY, now=NOW)
        assert not secrets.attempt("clerk", HOME, now=after(minutes=4)), "failures of an address are forgotten again"

    def test_an_office_behind_one_address_works_on(self, secrets: Secrets) -> None:
        for number in range(FREE_FROM_ADDRESS + 10):
            assert not secrets.attempt(f"name{number}", HOME, now=NOW)
            secrets.forgive(f"name{number}", HOME, now=NOW)

    def test_many_at_once_count_as_many(self, secrets: Secrets) -> None:
        def tried(number: int) -> bool:
            if number % 3 == 0:  # others sign in from there meanwhile
                secrets.attempt(f"name{number}", HOME, now=NOW)
                secrets.forgive(f"name{number}", HOME, now=NOW)
                return False
            return not secrets.attempt("clerk", HOME, now=NOW)

        with ThreadPoolExecutor(8) as pool:
            let = sum(pool.map(tried, range(36)))
        assert let == FREE_FAILURES

    def test_what_is_old_is_swept_away(self, secrets: Secrets) -> None:
        secrets.attempt("clerk", HOME, now=NOW)
        later = after(days=1, minutes=1)
        secrets.attempt("other", AWAY, now=later)
        secrets.forgive("other", AWAY, now=later)
        with secrets._engine.connect() as connection:
            assert connection.exec_driver_sql("SELECT count(*) FROM secret_attempts").scalar() == 2

    def test_all_is_forgotten_after_a_day(self, secrets: Secrets) -> None:
        for _ in range(FREE_FAILURES + 1):
            secrets.attempt("clerk", HOME, now=NOW)
        later = after(days=1, minutes=1)
        for _ in range(FREE_FAILURES):
            assert not secrets.attempt("clerk", HOME, now=later)

    def test_addresses(self) -> None:
        assert network("2001:db8:1:2:3:4:5:6") == network("2001:db8:1:2::9") != network("2001:db8:1:3::9")
        assert network("::ffff:192.0.2.1") == network("192.0.2.1") == "192.0.2.1"
        assert network("") == ""


class TestSessions:
    @pytest.fixture(autouse=True)
    def clerk(self, secrets: Secrets) -> None:
        secrets.set_password(CLERK, "first words", now=NOW)
        secrets.set_password(OTHER, "other words", now=NOW)

    def test_idle_and_absolute_limits(self, secrets: Secrets) -> None:
        session = secrets.open_session(CLERK, now=NOW)
        now = NOW
        while now < after(hours=12):
            assert secrets.session(session, now=now, **LIMITS)
            now += timedelta(minutes=59)
        assert secrets.session(session, now=after(hours=12, seconds=1), **LIMITS) is None
        session = secrets.open_session(CLERK, now=NOW)
        assert secrets.session(session, now=after(minutes=61), **LIMITS) is None
        assert secrets.session(session, now=NOW, **LIMITS) is None, "it does not come back"

    def test_under_another_token(self, secrets: Secrets) -> None:
        first = secrets.open_session(CLERK, now=NOW)
        second = secrets.rotate(first, proven_at=after(minutes=5), factor=True, standing="clerk org-1")
        assert second is not None
        assert second != first
        assert secrets.session(first, now=NOW, **LIMITS) is None
        found = secrets.session(second, now=after(minutes=5), **LIMITS)
        assert found is not None
        assert (found.proven_at, found.factor, found.standing) == (after(minutes=5), True, "clerk org-1")
        assert secrets.rotate(first) is None

    def test_listed_and_ended(self, secrets: Secrets) -> None:
        here = secrets.open_session(CLERK, now=NOW, device="Firefox · Linux", address=HOME)
        there = secrets.open_session(CLERK, now=after(minutes=1), address=AWAY)
        foreign = secrets.open_session(OTHER, now=NOW)
        of: dict[str, Any] = {"here": here, "now": after(minutes=1), **LIMITS}
        rows = secrets.sessions_of(CLERK, **of)
        assert [(row.address, row.here) for row in rows] == [(AWAY, False), (HOME, True)]
        assert rows[1].device == "Firefox · Linux"
        secrets.drop_session(OTHER, rows[0].fingerprint)
        assert len(secrets.sessions_of(CLERK, **of)) == 2, "nobody ends another's"
        secrets.drop_session(CLERK, rows[0].fingerprint)
        assert secrets.session(there, now=NOW, **LIMITS) is None
        secrets.open_session(CLERK, now=NOW)
        secrets.close_others(CLERK, here)
        assert [row.here for row in secrets.sessions_of(CLERK, **of)] == [True]
        assert secrets.session(foreign, now=NOW, **LIMITS)

    def test_no_pattern_ends_more_than_one(self, secrets: Secrets) -> None:
        here = secrets.open_session(CLERK, now=NOW)
        for odd in ("%", "_", "%%%%%%%%%%%%"):
            secrets.drop_session(CLERK, odd)
        assert secrets.session(here, now=NOW, **LIMITS)

    def test_not_endlessly_many(self, secrets: Secrets) -> None:
        first = secrets.open_session(CLERK, now=NOW)
        made = [secrets.open_session(CLERK, now=after(seconds=number + 1)) for number in range(MOST_SESSIONS)]
        assert secrets.session(first, now=after(minutes=1), **LIMITS) is None
        assert all(secrets.session(one, now=after(minutes=1), **LIMITS) for one in made)

    def test_nothing_of_a_token_is_kept(self, secrets: Secrets) -> None:
        told = [secrets.open_session(CLERK, now=NOW), secrets.make_token(CLERK, "x", now=NOW)]
        told.append(secrets.make_link(CLERK, now=NOW))
        with secrets._engine.connect() as connection:
            kept = str([connection.execute(sa.text(f"SELECT * FROM {table}")).all() for table in _tables(connection)])
        assert all(one not in kept and one[-20:] not in kept for one in told)
        assert all(len(one) >= 43 for one in told), "256 bits"


def _tables(connection: Any) -> list[str]:
    return [name for name in sa.inspect(connection).get_table_names() if name.startswith("secret_")]


class TestBearers:
    def test_scope_use_and_end(self, secrets: Secrets) -> None:
        token = secrets.make_token(CLERK, "读数", now=NOW, scope=Scope.READ, lasts=timedelta(days=30))
        (before,) = secrets.tokens_of(CLERK)
        assert (before.label, before.scope, before.seen_at) == ("读数", Scope.READ, None)
        found = secrets.bearer(token, now=after(days=29))
        assert found is not None
        assert (found.account, found.scope) == (CLERK, Scope.READ)
        assert secrets.tokens_of(CLERK)[0].seen_at == after(days=29)
        assert secrets.bearer(token, now=after(days=30)) is None
        assert len(secrets.tokens_of(CLERK)) == 1, "shown until it is withdrawn"
        secrets.drop_token(OTHER, before.fingerprint)
        secrets.drop_token(CLERK, "%")
        assert len(secrets.tokens_of(CLERK)) == 1
        secrets.drop_token(CLERK, before.fingerprint)
        assert secrets.tokens_of(CLERK) == []
        assert secrets.bearer(token, now=NOW) is None

    def test_usual_and_longest(self, secrets: Secrets) -> None:
        secrets.make_token(CLERK, "usual", now=NOW)
        secrets.make_token(CLERK, "long", now=after(seconds=1), lasts=timedelta(days=4000))
        usual, longest = secrets.tokens_of(CLERK)
        assert usual.scope is Scope.RECORD
        assert usual.expires_at == after(days=90)
        assert longest.expires_at == after(seconds=1) + LASTS_AT_MOST


class TestSecondFactor:
    def _enrolled(self, secrets: Secrets, now: datetime = NOW) -> tuple[TOTP, list[str]]:
        secrets.begin_factor(CLERK, now=now)
        waiting = secrets.enrolment(CLERK, issuer="Zeren", name="clerk")
        assert waiting is not None
        totp = _device(waiting.text)
        codes = secrets.confirm_factor(CLERK, _code(totp, now), now=now)
        assert codes is not None
        return totp, codes

    def test_confirmed_by_its_first_code(self, secrets: Secrets) -> None:
        secrets.begin_factor(CLERK, now=NOW)
        assert not secrets.has_factor(CLERK)
        assert secrets.confirm_factor(CLERK, "000000", now=NOW) is None
        waiting = secrets.enrolment(CLERK, issuer="Zeren", name="clerk")
        assert waiting is not None
        assert waiting.uri.startswith("otpauth://totp/Zeren:clerk?")
        codes = secrets.confirm_factor(CLERK, _code(_device(waiting.text), NOW), now=NOW)
        assert codes is not None
        assert len(set(codes)) == RECOVERY_CODES
        assert secrets.has_factor(CLERK)
        assert secrets.enrolment(CLERK, issuer="Zeren", name="clerk") is None, "the seed is not told again"
        secrets.begin_factor(CLERK, now=NOW)
        assert secrets.has_factor(CLERK), "a factor in use is not put aside by beginning another"

    def test_a_code_is_good_once(self, secrets: Secrets) -> None:
        totp, _ = self._enrolled(secrets)
        assert not secrets.check_factor(CLERK, _code(totp, NOW), now=NOW), "it was used to confirm"
        later = after(minutes=5)
        assert secrets.check_factor(CLERK, _code(totp, later), now=later)
        assert not secrets.check_factor(CLERK, _code(totp, later), now=later)
        assert not secrets.check_factor(OTHER, _code(totp, after(minutes=6)), now=after(minutes=6))

    def test_one_step_before_and_after(self, secrets: Secrets) -> None:
        totp, _ = self._enrolled(secrets)
        now = after(minutes=5)
        for off, right in ((-60, False), (60, False), (-30, True), (30, True)):
            assert secrets.check_factor(CLERK, _code(totp, now + timedelta(seconds=off)), now=now) is right
        assert not secrets.check_factor(CLERK, _code(totp, now), now=now), "none older than the last one"

    def test_no_code_is_no_code(self, secrets: Secrets) -> None:
        self._enrolled(secrets)
        for odd in ("", " ", "12345", "1234567", "１２３４５６", "abcdef", "\ud800", "-" * 1000):
            assert not secrets.check_factor(CLERK, odd, now=after(minutes=5))

    def test_recovery_codes_once_each_however_they_are_typed(self, secrets: Secrets) -> None:
        _, codes = self._enrolled(secrets)
        assert secrets.recovery_left(CLERK) == RECOVERY_CODES
        assert secrets.check_factor(CLERK, codes[0], now=NOW)
        assert not secrets.check_factor(CLERK, codes[0], now=NOW)
        assert not secrets.check_factor(OTHER, codes[1], now=NOW)
        assert secrets.check_factor(CLERK, codes[1].lower().replace("-", " "), now=NOW)
        assert secrets.recovery_left(CLERK) == RECOVERY_CODES - 2

    def test_taken_off(self, secrets: Secrets) -> None:
        _, codes = self._enrolled(secrets)
        secrets.drop_factor(CLERK)
        assert not secrets.has_factor(CLERK)
        assert not secrets.check_factor(CLERK, codes[0], now=NOW)

    def test_the_seed_is_sealed_under_the_master_key(self, secrets: Secrets, url: str, tmp_path: Path) -> None:
        totp, _ = self._enrolled(secrets)
        (tmp_path / "elsewhere").mkdir()
        other = tmp_path / "elsewhere" / "master.key"
        create_master_key(other)
        thief = Secrets(url, hasher=QUICK, master_key_file=other)
        with pytest.raises(MasterKeyProblem):
            thief.check_factor(CLERK, _code(totp, after(minutes=5)), now=after(minutes=5))
        thief.close()

    def test_and_follows_when_that_is_changed(self, secrets: Secrets, tmp_path: Path) -> None:
        totp, _ = self._enrolled(secrets)
        master, fresh = tmp_path / "master.key", tmp_path / "fresh.key"
        create_master_key(fresh)
        master.write_bytes(fresh.read_bytes() + master.read_bytes())
        assert secrets.reseal() == 1
        master.write_bytes(fresh.read_bytes())
        assert secrets.check_factor(CLERK, _code(totp, after(minutes=5)), now=after(minutes=5))

    def test_published_codes(self) -> None:
        """RFC 6238, appendix B, cut to six digits."""
        totp = TOTP(b"12345678901234567890", 6, SHA1(), 30)
        assert [totp.generate(at).decode() for at in (59, 1111111109, 1234567890)] == ["287082", "081804", "005924"]


def _device(text: str) -> TOTP:
    """An authenticator into which the seed was typed."""
    return TOTP(base64.b32decode(text.replace(" ", "")), 6, SHA1(), 30)


def _code(totp: TOTP, now: datetime) -> str:
    return totp.generate(int(now.timestamp())).decode()


class TestUpgrade:
    OLD = (
        "CREATE TABLE secret_passwords (account VARCHAR(64) PRIMARY KEY, hash TEXT NOT NULL,"
        " must_change BOOLEAN NOT NULL, changed_at TIMESTAMP NOT NULL, at_position BIGINT NOT NULL)",
        "CREATE TABLE secret_sessions (token_hash VARCHAR(64) PRIMARY KEY, account VARCHAR(64) NOT NULL,"
        " opened_at TIMESTAMP NOT NULL, seen_at TIMESTAMP NOT NULL)",
        "CREATE TABLE secret_tokens (token_hash VARCHAR(64) PRIMARY KEY, account VARCHAR(64) NOT NULL,"
        " label VARCHAR(80) NOT NULL, made_at TIMESTAMP NOT NULL)",
        "CREATE TABLE secret_attempts (name_hash VARCHAR(64) PRIMARY KEY, failures INTEGER NOT NULL,"
        " last_at TIMESTAMP NOT NULL)",
        "CREATE TABLE secret_values (name VARCHAR(40) PRIMARY KEY, value TEXT NOT NULL)",
    )

    def test_an_older_database_is_brought_up_to_date_in_place(self, url: str) -> None:
        secrets = Secrets(url, hasher=QUICK)
        hashed = {name: hashlib.sha256(name.encode()).hexdigest() for name in ("session", "token")}
        at = "2024-06-20 04:00:00"
        with secrets._engine.begin() as connection:
            for statement in self.OLD:
                connection.exec_driver_sql(statement)
            rows = (
                f"secret_passwords VALUES ('{CLERK}', '{QUICK.hash('first words')}', false, '{at}', 7)",
                f"secret_sessions VALUES ('{hashed['session']}', '{CLERK}', '{at}', '{at}')",
                f"secret_tokens VALUES ('{hashed['token']}', '{CLERK}', 'old', '{at}')",
                "secret_values VALUES ('form_key', 'kept')",
            )
            for row in rows:
                connection.exec_driver_sql(f"INSERT INTO {row}")
        secrets.create()
        secrets.create()
        assert secrets.check_password(CLERK, "first words")
        assert secrets.value("form_key") == "kept"
        found = secrets.session("session", now=NOW, **LIMITS)
        assert found is not None
        assert (found.proven_at, found.factor, found.password_at) == (None, False, 7)
        old = secrets.bearer("token", now=NOW)
        assert old is not None
        assert old.scope is Scope.RECORD
        assert secrets.bearer("token", now=NOW + LASTS_AT_MOST) is None, "it ends as well"
        link = secrets.make_link(CLERK, now=NOW)
        assert secrets.use_link(link, now=NOW) == CLERK
        secrets.close()


def test_devices_in_words() -> None:
    edge = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120 Safari/537.36 Edg/120"
    assert device(edge) == "Edge · Windows"
    assert device("Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0") == "Firefox · Linux"
    assert device("curl/8") == device("") == ""


class TestByIssuer:
    def test_a_journey_ends_once_and_where_it_began(self, secrets: Secrets) -> None:
        begun = secrets.begin_journey("browser", now=NOW, account=CLERK, luggage="随身带的")
        assert secrets.end_journey(begun.state, "another", now=NOW) is None
        assert secrets.end_journey("another", "browser", now=NOW) is None
        ended = secrets.end_journey(begun.state, "browser", now=NOW + timedelta(minutes=10))
        assert ended == begun
        assert begun.nonce != begun.verifier
        assert secrets.end_journey(begun.state, "browser", now=NOW) is None
        late = secrets.begin_journey("browser", now=NOW)
        assert secrets.end_journey(late.state, "browser", now=NOW + timedelta(minutes=11)) is None

    def test_one_subject_one_account(self, secrets: Secrets) -> None:
        there = "https://id.example"
        assert secrets.pin_subject(CLERK, there, "first", now=NOW)
        assert secrets.pin_subject(CLERK, there, "first", now=NOW)
        assert secrets.is_subject(CLERK, there, "first")
        assert not secrets.pin_subject(CLERK, there, "second", now=NOW)
        assert not secrets.pin_subject(CLERK, "https://another.example", "first", now=NOW)
        assert not secrets.pin_subject("account-east", there, "first", now=NOW)
        assert secrets.forget_subject(CLERK)
        assert not secrets.forget_subject(CLERK)
        assert secrets.pin_subject("account-east", there, "first", now=NOW)

    def test_a_session_without_a_password(self, secrets: Secrets) -> None:
        asked = NOW - timedelta(hours=2)
        token = secrets.open_session("account-nobody", now=NOW, issuer=IssuerWord(proven_at=asked))
        found = secrets.session(token, now=NOW, **LIMITS)
        assert found is not None
        assert found.by_issuer
        assert (found.proven_at, found.must_change) == (asked, False)
        silent = secrets.session(
            secrets.open_session("account-nobody", now=NOW, issuer=IssuerWord(proven_at=None)), now=NOW, **LIMITS
        )
        assert silent is not None
        assert silent.proven_at is None
        plain = secrets.open_session("account-nobody", now=NOW)
        assert secrets.session(plain, now=NOW, **LIMITS) is None, "without the issuer's word a password is needed"
