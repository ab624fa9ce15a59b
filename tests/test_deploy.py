"""Deployment: whatever deploy/ and its guides name, command, option, setting, limit or role, is one that there is."""

import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from gunicorn.config import Config

from web import gunicorn_conf
from web.app import create_app
from web.cli import create, main
from web.settings import Settings, from_environment

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("zeren*"))
SERVICES = [unit for unit in UNITS if unit.suffix == ".service"]
SITE = DEPLOY / "nginx" / "zeren.conf"
SITE_NAME = "zeren.anping.example"
GUIDES = [
    path
    for name in ("deploy", "after-a-compromise")
    for path in (ROOT / "docs" / "howto" / f"{name}.md", ROOT / "docs" / "howto" / f"{name}.zh.md")
    if path.exists()
]
PROGRAM = "/opt/zeren/bin/zeren"
BACKUP = DEPLOY / "zeren-backup"

SANDBOX = {
    "NoNewPrivileges": "yes",
    "CapabilityBoundingSet": "",
    "ProtectSystem": "strict",
    "ProtectHome": "yes",
    "PrivateTmp": "yes",
    "PrivateDevices": "yes",
    "PrivateUsers": "yes",
    "ProtectProc": "invisible",
    "ProtectClock": "yes",
    "ProtectControlGroups": "yes",
    "ProtectKernelLogs": "yes",
    "ProtectKernelModules": "yes",
    "ProtectKernelTunables": "yes",
    "RestrictNamespaces": "yes",
    "RestrictSUIDSGID": "yes",
    "RestrictRealtime": "yes",
    "LockPersonality": "yes",
    "MemoryDenyWriteExecute": "yes",
    "SystemCallArchitectures": "native",
    "RestrictAddressFamilies": "AF_UNIX AF_INET AF_INET6",
    "IPAddressDeny": "any",
    "UMask": "0077",
    "LimitCORE": "0",
}


def unit(path: Path) -> dict[str, dict[str, list[str]]]:
    """Sections of a unit, each a name to its values."""
    sections: dict[str, dict[str, list[str]]] = {}
    here: dict[str, list[str]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if heading := re.fullmatch(r"\[(\w+)\]", line):
            here = sections.setdefault(heading[1], {})
        elif line and not line.startswith("#"):
            name, given, value = line.partition("=")
            assert given, f"{path.name}: {line}"
            here.setdefault(name, []).append(value)
    return sections


def command_of(words: list[str]) -> tuple[click.Command, list[str]]:
    """The command of `zeren` that these words call, and what is handed to it."""
    command: click.Command = main
    while isinstance(command, click.Group):
        name, *words = words
        found = command.commands.get(name)
        assert found is not None, f"zeren has no command {name}"
        command = found
    return command, words


def is_understood(words: list[str]) -> None:
    """Fails where the program would not take these words."""
    command, rest = command_of(words)
    command.make_context(str(command.name), rest)


@pytest.fixture(scope="module")
def office_env() -> dict[str, str]:
    lines = (DEPLOY / "zeren.env").read_text(encoding="utf-8").splitlines()
    given = [line for line in lines if line and not line.startswith("#")]
    assert all(re.fullmatch(r"[A-Z_]+='[^']*'", line) for line in given), "systemd and a shell read it alike"
    return {name: shlex.split(value)[0] for name, _, value in (line.partition("=") for line in given)}


class TestUnits:
    @pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.name)
    def test_start_what_there_is(self, path: Path) -> None:
        service = unit(path)["Service"]
        (line,) = service["ExecStart"]
        program, *words = shlex.split(line)
        if program == PROGRAM:
            is_understood(words)
        else:
            assert program == f"/usr/local/sbin/{BACKUP.name}"
            assert not words

    @pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.name)
    def test_take_away_what_is_not_needed(self, path: Path) -> None:
        service = unit(path)["Service"]
        assert {name: service.get(name) for name in SANDBOX} == {name: [value] for name, value in SANDBOX.items()}
        assert service["User"] == service["Group"] == ["zeren"]
        assert service["SystemCallFilter"] == ["@system-service", "~@privileged @resources"]

    @pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.name)
    def test_write_where_the_settings_say_and_nowhere_else(self, path: Path, office_env: dict[str, str]) -> None:
        service, settings = unit(path)["Service"], from_environment(office_env)
        assert service["EnvironmentFile"] == ["/etc/zeren/zeren.env"]
        (named,) = service["StateDirectory"]
        writable = [Path("/var/lib") / name for name in named.split()]
        assert service["StateDirectoryMode"] == ["0700"]
        for written in (settings.data, settings.files, Path(settings.keys), Path(settings.secrets.split("///")[1])):
            assert any(written.is_relative_to(folder) for folder in writable), written
        for read in (settings.master_key_file, settings.log_key_file):
            assert not any(read.is_relative_to(folder) for folder in writable), "the service cannot write its keys"
        copies = [f"{office_env['BACKUP_RECORDS']} {office_env['BACKUP_KEYS']}"]
        assert service.get("ReadWritePaths") == (copies if path.stem == BACKUP.name else None)

    def test_a_timer_starts_its_service(self) -> None:
        for path in UNITS:
            if path.suffix == ".timer":
                assert path.with_suffix(".service") in SERVICES
                assert unit(path)["Timer"]["OnCalendar"]

    def test_systemd_understands_them(self, tmp_path: Path) -> None:
        program = shutil.which("systemd-analyze")
        if program is None:
            pytest.skip("no systemd-analyze here: units were read, not verified")
        copies = []
        for path in UNITS:
            copies.append(tmp_path / path.name)
            text = path.read_text(encoding="utf-8").replace(PROGRAM, "/bin/true")
            copies[-1].write_text(text.replace(f"/usr/local/sbin/{BACKUP.name}", "/bin/true"), encoding="utf-8")
        done = subprocess.run(
            [program, "verify", "--man=no", *map(str, copies)], capture_output=True, text=True, check=False, timeout=60
        )
        said = [line for line in done.stderr.splitlines() if any(path.name in line for path in UNITS)]
        assert done.returncode == 0, done.stderr
        assert not said


class TestSettings:
    def test_every_setting_is_one_of_the_program(self) -> None:
        source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "web").glob("*.py"))
        reference = (ROOT / "docs" / "reference" / "settings.md").read_text(encoding="utf-8")
        known = set(re.findall(r"\"(ZEREN_[A-Z_]+)\"", source))
        for path in [*DEPLOY.rglob("*"), *GUIDES]:
            if path.is_file() and path.name != "zeren-office":
                named = set(re.findall(r"\bZEREN_[A-Z_]+", path.read_text(encoding="utf-8")))
                assert named <= known, path.name
                assert all(f"`{name}`" in reference for name in named), path.name

    def test_no_password_stands_in_them(self, office_env: dict[str, str]) -> None:
        assert not [value for value in office_env.values() if re.search(r"//[^/@]*:[^/@]*@", value)]
        assert "ZEREN_OWNER" not in office_env, "the owner's URL never lies where the service reads"

    def test_behind_tls_cookies_are_secure(self, office_env: dict[str, str]) -> None:
        settings = from_environment(office_env)
        assert settings.secure_cookies
        assert settings.proxies == 1, "nginx, and nothing else, says from where a request came"
        assert settings.url == f"https://{SITE_NAME}"

    def test_the_image_keeps_to_the_same_places(self, office_env: dict[str, str]) -> None:
        text = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
        for name in ("DATA", "KEYS", "SECRETS", "MASTER_KEY_FILE", "LOG_KEY_FILE", "SECURE_COOKIES", "PROXIES"):
            assert f"ZEREN_{name}={office_env[f'ZEREN_{name}']}" in text


class TestCommandOfTheOffice:
    @pytest.fixture
    def machine(self, tmp_path: Path) -> dict[str, str]:
        """Programs that only say how they were called, in the place of the real ones."""
        (tmp_path / "bin").mkdir()
        programs = {"setpriv": 'echo "setpriv $*"', "id": 'echo "$WHO"', "zeren": 'echo "$ZEREN_DATA $*"'}
        for name, text in programs.items():
            script = tmp_path / "bin" / name
            script.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
            script.chmod(0o755)
        (tmp_path / "zeren.env").write_text(f"ZEREN_DATA='{tmp_path}'\n", encoding="utf-8")
        return {
            "PATH": f"{tmp_path / 'bin'}:/usr/bin:/bin",
            "ZEREN_ENV": str(tmp_path / "zeren.env"),
            "ZEREN_PROGRAM": str(tmp_path / "bin" / "zeren"),
        }

    def said(self, machine: dict[str, str], who: str, *words: str) -> str:
        done = subprocess.run(
            [str(DEPLOY / "zeren-office"), *words],
            env={**machine, "WHO": who},
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.strip()

    def test_runs_with_the_settings(self, machine: dict[str, str], tmp_path: Path) -> None:
        assert self.said(machine, "1000", "account", "password", "a b") == f"{tmp_path} account password a b"

    def test_is_never_root(self, machine: dict[str, str]) -> None:
        said = self.said(machine, "0", "fsck")
        assert said.startswith("setpriv --reuid=zeren --regid=zeren --clear-groups --no-new-privs ")
        assert said.endswith(" fsck")


class Block:
    """A block of nginx's configuration: directives, and blocks in it."""

    def __init__(self, words: list[str]) -> None:
        self.words = words
        self.directives: list[list[str]] = []
        self.blocks: list[Block] = []

    def of(self, name: str) -> list[list[str]]:
        """What is said under a name, each a list of words."""
        return [words[1:] for words in self.directives if words[0] == name]

    def one(self, name: str) -> list[str]:
        (words,) = self.of(name)
        return words

    def within(self, *words: str) -> "list[Block]":
        return [block for block in self.blocks if block.words[: len(words)] == list(words)]


def site(path: Path = SITE) -> Block:
    """nginx's file, read; fails where brackets do not match."""
    lexer = shlex.shlex(path.read_text(encoding="utf-8"), posix=True, punctuation_chars=";{}")
    lexer.wordchars += "$:/.-_%=~@*+,[]()"
    lexer.whitespace_split = False
    stack, words = [Block([])], []
    for token in lexer:
        for sign in re.findall(r"[;{}]|[^;{}]+", token) if token and set(token) <= set(";{}") else [token]:
            if sign == "{":
                stack[-1].blocks.append(Block(words))
                stack.append(stack[-1].blocks[-1])
                words = []
            elif sign == "}":
                assert not words
                assert len(stack) > 1
                stack.pop()
            elif sign == ";":
                stack[-1].directives.append(words)
                words = []
            else:
                words.append(sign)
    assert not words
    assert len(stack) == 1
    return stack[0]


def megabytes(text: str) -> int:
    assert text.endswith("m")
    return int(text[:-1]) * 1024 * 1024


class TestSite:
    @pytest.fixture(scope="class")
    def http(self) -> Block:
        return site()

    @pytest.fixture(scope="class")
    def server(self, http: Block) -> Block:
        (found,) = [one for one in http.within("server") if one.of("ssl_certificate")]
        return found

    @pytest.fixture(scope="class")
    def rules(self, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Settings, set[str], int]]:
        settings = from_environment({"ZEREN_DATA": str(tmp_path_factory.mktemp("office"))})
        create(settings).close()
        app = create_app(settings)
        yield settings, {rule.rule for rule in app.url_map.iter_rules()}, app.config["MAX_CONTENT_LENGTH"]
        app.extensions["zeren"].close()

    def test_leads_to_the_port_of_the_unit(self, http: Block) -> None:
        (line,) = unit(DEPLOY / "systemd" / "zeren.service")["Service"]["ExecStart"]
        words = shlex.split(line)
        host, port = words[words.index("--host") + 1], words[words.index("--port") + 1]
        (upstream,) = http.within("upstream", "zeren")
        assert upstream.one("server") == [f"{host}:{port}"]
        assert host == "127.0.0.1"

    def test_takes_what_the_program_takes_and_waits_as_long(
        self, server: Block, rules: tuple[Settings, set[str], int]
    ) -> None:
        assert megabytes(server.one("client_max_body_size")[0]) > rules[2], "the program says it in words"
        for name in ("proxy_read_timeout", "proxy_send_timeout"):
            assert int(server.one(name)[0].removesuffix("s")) > gunicorn_conf.timeout

    def test_names_addresses_that_there_are(self, server: Block, rules: tuple[Settings, set[str], int]) -> None:
        exact = {block.words[2] for block in server.within("location", "=")}
        assert exact == {"/sign-in", "/health", "/health/live", "/health/ready", "/metrics"}
        assert exact <= rules[1]
        for path in sorted(exact - {"/sign-in"}):
            (watched,) = server.within("location", "=", path)
            assert watched.of("deny") == [["all"]]
            allowed = {words[0] for words in watched.of("allow")}
            assert allowed == (set() if path == "/metrics" else {"127.0.0.1", "::1"})

    def test_overwrites_what_a_caller_says_of_themselves(self, server: Block) -> None:
        said = {name.upper(): value for name, value in server.of("proxy_set_header")}
        assert set(Config().secure_scheme_headers) <= set(said), "what gunicorn believes"
        assert said["X-FORWARDED-FOR"] == "$remote_addr"
        assert said["X-FORWARDED-PROTO"] == "$scheme"
        assert {name for name, value in said.items() if value} == {"HOST", "X-FORWARDED-FOR", "X-FORWARDED-PROTO"}
        assert server.one("underscores_in_headers") == ["off"]
        for block in server.blocks:
            assert not block.of("proxy_set_header"), "a location that sets one loses all the others"
            assert not block.of("add_header")

    def test_tls(self, http: Block, server: Block) -> None:
        assert server.one("ssl_protocols") == ["TLSv1.2", "TLSv1.3"]
        for cipher in server.one("ssl_ciphers")[0].split(":"):
            assert re.fullmatch(r"ECDHE-(ECDSA|RSA)-(AES(128|256)-GCM-SHA(256|384)|CHACHA20-POLY1305)", cipher)
        (hsts,) = [words for words in server.of("add_header") if words[0] == "Strict-Transport-Security"]
        assert int(re.findall(r"max-age=(\d+)", hsts[1])[0]) >= 365 * 86_400
        assert "includeSubDomains" in hsts[1]
        assert hsts[2] == "always"
        assert ["Strict-Transport-Security"] in server.of("proxy_hide_header"), "or it would be said twice"
        (stranger,) = [one for one in http.within("server") if one.one("server_name") == ["_"]]
        assert stranger.one("ssl_reject_handshake") == ["on"]
        # nginx settles the version by the first server of the port, whichever name is asked for.
        for name in ("ssl_protocols", "ssl_ciphers", "ssl_session_tickets", "ssl_session_cache"):
            assert stranger.one(name) == server.one(name)

    def test_pages_are_led_to_https_and_programs_refused(self, http: Block) -> None:
        (plain,) = [one for one in http.within("server") if ["80"] in one.of("listen")]
        (programs,) = plain.within("location", "/api/")
        assert programs.one("return") == ["403"]
        (pages,) = plain.within("location", "/")
        assert pages.one("return")[0] == "301"

    def test_the_log_holds_nothing_that_was_asked(self, http: Block) -> None:
        (words,) = http.of("log_format")
        assert words[:2] == ["zeren", "escape=json"]
        named = set(re.findall(r"\$(\w+)", " ".join(words)))
        assert not named & {"request", "request_uri", "uri", "args", "query_string", "http_referer", "http_cookie"}
        assert {"time_iso8601", "remote_addr", "upstream_http_x_request_id", "zeren_path", "status"} <= named

    def test_nor_a_one_time_link(self, http: Block, rules: tuple[Settings, set[str], int]) -> None:
        (path,) = http.within("map", "$uri", "$zeren_path")
        (masked,) = [words[0] for words in path.directives if words[0] != "default"]
        secret = [rule for rule in rules[1] if "<token>" in rule]
        assert secret
        assert all(re.match(masked.removeprefix("~"), rule) for rule in secret)

    def test_nginx_understands_it(self, tmp_path: Path) -> None:
        program = shutil.which("nginx", path="/usr/sbin:/usr/bin:/sbin:/bin")
        openssl = shutil.which("openssl")
        if program is None or openssl is None:
            pytest.skip("no nginx here: the site was read, not tried")
        key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
        subprocess.run(
            [
                *(openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"),
                *("-subj", f"/CN={SITE_NAME}", "-keyout", str(key), "-out", str(certificate)),
            ],
            check=True,
            capture_output=True,
        )
        text = SITE.read_text(encoding="utf-8")
        text = re.sub(r"/etc/nginx/tls/\S+\.key", str(key), re.sub(r"/etc/nginx/tls/\S+\.pem", str(certificate), text))
        text = text.replace("/var/log/nginx", str(tmp_path))
        text = re.sub(r"listen (\[::\]:)?(\d+)", lambda found: f"listen {found[1] or ''}18{int(found[2]):03d}", text)
        (tmp_path / "site.conf").write_text(text, encoding="utf-8")
        whole = f"pid {tmp_path}/pid; error_log {tmp_path}/log; events {{}} http {{ include {tmp_path}/site.conf; }}"
        (tmp_path / "nginx.conf").write_text(whole, encoding="utf-8")
        done = subprocess.run(
            [program, "-t", "-c", str(tmp_path / "nginx.conf")], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        assert "[warn]" not in done.stderr


class TestImage:
    @pytest.fixture(scope="class")
    def steps(self) -> list[tuple[str, str]]:
        text = (DEPLOY / "Containerfile").read_text(encoding="utf-8").replace("\\\n", " ")
        lines = [line for line in text.splitlines() if line and not line.startswith("#")]
        return [(words[0], words[2]) for words in (line.partition(" ") for line in lines)]

    def test_holds_known_instructions_only(self, steps: list[tuple[str, str]]) -> None:
        known = {"FROM", "COPY", "RUN", "ENV", "VOLUME", "WORKDIR", "USER", "STOPSIGNAL", "HEALTHCHECK", "ENTRYPOINT"}
        assert {name for name, _ in steps} <= known | {"CMD"}

    def test_starts_what_there_is(self, steps: list[tuple[str, str]]) -> None:
        (entry,) = [text for name, text in steps if name == "ENTRYPOINT"]
        (words,) = [text for name, text in steps if name == "CMD"]
        assert entry == f'["{PROGRAM}"]'
        is_understood([word.strip('"') for word in re.findall(r'"[^"]*"', words)])

    def test_copies_what_there_is_and_no_data(self, steps: list[tuple[str, str]]) -> None:
        copied = {
            word
            for name, text in steps
            if name == "COPY" and not text.startswith("--from=")
            for word in text.split()[:-1]
        }
        assert copied == {"requirements.txt", "setup.cfg", "pyproject.toml", "README.md", "LICENSE"} | {
            "domain",
            "ledger",
            "projections",
            "web",
        }
        assert all((ROOT / name).exists() for name in copied)

    def test_runs_as_nobody_in_particular_on_the_python_that_is_asked_for(self, steps: list[tuple[str, str]]) -> None:
        (user,) = [text for name, text in steps if name == "USER"]
        assert user == "10001:10001"
        assert {text.split()[0] for name, text in steps if name == "FROM"} == {
            "docker.io/library/python:3.11-slim-bookworm"
        }


class TestGuides:
    @pytest.mark.parametrize("path", GUIDES, ids=lambda path: path.name)
    def test_name_commands_that_there_are(self, path: Path) -> None:
        text = path.read_text(encoding="utf-8")
        calls = re.findall(r"(?:^|`)zeren(?:-office)? ([a-z][^`\n#]*)", text, re.MULTILINE)
        assert len(calls) > 4
        for call in calls:
            words = [word for word in call.split() if word != "…"]
            command, rest = command_of(words)
            options = {option for parameter in command.params for option in parameter.opts}
            assert {word for word in rest if word.startswith("--")} <= options, call

    @pytest.mark.parametrize("path", GUIDES, ids=lambda path: path.name)
    def test_name_files_that_there_are(self, path: Path) -> None:
        for named in re.findall(r"\bdeploy/[\w./-]+\w", path.read_text(encoding="utf-8")):
            assert (ROOT / named).exists() or list(ROOT.glob(f"{named}*")), named

    @pytest.mark.parametrize("name", ["deploy", "after-a-compromise"])
    def test_say_the_same_in_both_languages(self, name: str) -> None:
        typed = []
        for path in (ROOT / "docs" / "howto" / f"{name}.md", ROOT / "docs" / "howto" / f"{name}.zh.md"):
            blocks = re.findall(r"^```\w*\n(.*?)^```", path.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
            lines = (re.sub(r"(^|\s\s+)#.*", "", line) for block in blocks for line in block.splitlines())
            typed.append([line for line in lines if line])
        assert typed[0] == typed[1]

    def test_links_of_security_lead_somewhere(self) -> None:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", (ROOT / "SECURITY.md").read_text(encoding="utf-8")):
            assert (ROOT / target).exists(), target
