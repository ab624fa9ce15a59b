"""Whatever is typed into a form or an address is answered: with a page, a refusal, a sign-in; never with a fault.

Every act's form is sent, and every page asked for, with fields and parameters that exist and values that do not fit.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Final

import pytest
from clerk import Browser, signed_in
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from lively import begun, body_of, last_of_all, senders
from office import DISTRICT, EAST, POLICY, SECRETARY, TOWNSHIP, Office, opened_in_files
from werkzeug.routing import Rule

from domain.identity import is_stream_id
from web.acts import ACTS
from web.acts.row import Act
from web.schemas.fields import Rows, made
from web.targets import target_kind

IDS: Final = (
    DISTRICT,
    TOWNSHIP,
    EAST,
    SECRETARY,
    POLICY,
    "account-newcomer",
    f"meeting-{1:020x}",
    f"list-{2:020x}-2024",
)
ODD: Final = (
    *("", " ", "0", "-1", "1", "2024", "9" * 400, "1e9", "NaN", "１２", "2024-02-30", "0001-01-01", "9999-12-31"),
    *(
        "2024-06-05",
        "2024-H1",
        "yes",
        "no",
        "true",
        "x",
        "正常文字",
        "=1+1",
        "a\x00b",
        "\ud800",
        "\ufffd",
        "\u202e",
        "'",
    ),
    *('"><script>alert(1)</script>', "' OR 1=1 --", "../../etc/passwd", "%s%n", "{{7*7}}", "长" * 3_000, "\r\nX: y"),
    *("org-", "org-x", "person-" + "f" * 20, "meeting-#1", "#", "file-" + "0" * 64, "certificate-" + "0" * 20),
)
"""Values that were a surprise to some program or other."""
PARAMETERS: Final = (
    "organisation", "below", "year", "as_of", "known_at", "bar_year", "bar_month", "page", "sort", "stage", "kind",
    "q", "text", "standing", "category", "owner", "age", "method", "topic", "clause", "light", "command", "late",
    "side", "gap", "closed", "progress", "only", "channel", "every", "unpaid", "period", "subjects", "flagged",
    "person", "month", "days", "of", "stream", "as_of_a", "known_a", "as_of_b", "known_b", "record", "account",
    "before", "policy", "window", "gaps", "next", "size", "body", "decision", "replay_token", "round", "ask", "key",
    "position", "voided", "by", "subject", "rule", "change", "from", "until", "number",
)  # fmt: skip
"""Parameters of pages."""
SETTINGS: Final[dict[str, Any]] = {
    "phases": [Phase.generate],
    "deadline": None,
    "database": None,
    "derandomize": True,
    "suppress_health_check": list(HealthCheck),
}
VALUES: Final = st.one_of(st.sampled_from(IDS), st.sampled_from(ODD), st.text(max_size=30))


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with opened_in_files(tmp_path_factory.mktemp("office")) as made_office:
        yield made_office


@pytest.fixture(scope="module")
def known(office: Office) -> list[str]:
    return begun(office)


@pytest.fixture(scope="module")
def browsers(office: Office) -> dict[str, Browser]:
    return {name: signed_in(office, name) for name in ("clerk", "supervisor", "administrator", "decider", "auditor")}


def names_of(act: Act) -> list[str]:
    """Fields of an act's form as a browser names them."""
    found = []
    for name, field in made(act.shape).fields.items():
        cells = made(field.row).fields if isinstance(field, Rows) else ()
        found += [f"{name}-{row}-{cell}" for cell in cells for row in (0, 1)] or [name]
    return found


def forms(act: Act, known: Sequence[str]) -> st.SearchStrategy[dict[str, Any]]:
    """A form as an official would send it, some of its fields spoilt, mostly for a record of the right kind."""
    helpers = ("_command_id", "_expecting", "_add", "_preview", "expecting", "unknown", "agenda-999-title")
    spoilt = st.dictionaries(st.sampled_from((*names_of(act), *helpers)), VALUES, max_size=4)
    right = [one for one in known if is_stream_id(one, target_kind(act.kind))]
    target = st.sampled_from([*right * 5, "x"])
    good = flat(body_of(act.name))
    return st.builds(lambda one, bad: {**good, act.target: one, **bad}, target, spoilt)


def flat(body: Mapping[str, Any]) -> dict[str, Any]:
    """A body of the API as a browser sends it."""
    found: dict[str, Any] = {}
    for name, value in body.items():
        rows = value if isinstance(value, list) and value and isinstance(value[0], dict) else []
        for number, row in enumerate(rows):
            found |= {f"{name}-{number}-{cell}": str(text) for cell, text in row.items()}
        if not rows:
            found[name] = [str(one) for one in value] if isinstance(value, list) else str(value)
    return found


def tried(times: int, what: Callable[..., None], *values: st.SearchStrategy[Any]) -> None:
    """Do it so many times, with values drawn anew."""
    settings(max_examples=times, **SETTINGS)(given(st.tuples(*values))(lambda drawn: what(*drawn)))()


def answered(page: Any, *asked: Any) -> None:
    assert page.status < 500, (page.status, asked, page.words[:500])


def token_of(browser: Browser) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', browser.get("/password").html)
    assert found is not None
    return found[1]


def times(few: int, many: int) -> pytest.MarkDecorator:
    """How often each is tried: few times in each run, many in a soak."""
    return pytest.mark.parametrize("times", [few, pytest.param(many, marks=pytest.mark.soak)])


class TestForms:
    @times(2, 20)
    def test_no_act_fails_whatever_is_typed(self, browsers: dict[str, Browser], known: list[str], times: int) -> None:
        tokens = {name: token_of(browser) for name, browser in browsers.items()}

        def send(act: Act, form: dict[str, Any], name: str) -> None:
            page = browsers[name].post(f"/acts/{act.name}", {**_plain(form), "csrf_token": tokens[name]})
            answered(page, name, act.name, form)

        for act in sorted(ACTS.values(), key=lambda one: last_of_all(one.name)):
            names = [name for name in senders(act.name) if name in browsers]
            tried(times, partial(send, act), forms(act, known), st.sampled_from([*names, *names, "auditor"]))

    @times(1, 10)
    def test_no_form_fails_however_it_is_asked_for(self, browsers: dict[str, Browser], times: int) -> None:
        def ask(act: Act, query: dict[str, str]) -> None:
            answered(browsers["supervisor"].get(f"/acts/{act.name}", **_plain(query)), act.name, query)

        for act in ACTS.values():
            names = st.sampled_from((*names_of(act), "ask", "key", act.target))
            tried(times, partial(ask, act), st.dictionaries(names, VALUES, min_size=2))


class TestPages:
    @times(3, 30)
    def test_no_page_fails_however_it_is_asked_for(
        self, office: Office, browsers: dict[str, Browser], times: int
    ) -> None:
        def ask(rule: Rule, query: dict[str, str], parts: tuple[str, str], name: str) -> None:
            address = address_of(rule, parts)
            answered(browsers[name].get(address, **_plain(query)), name, address, query)

        queries = st.dictionaries(st.sampled_from(PARAMETERS), VALUES, min_size=1, max_size=8)
        names = st.sampled_from(("clerk", "supervisor", "auditor"))
        for rule in pages(office):
            tried(times, partial(ask, rule), queries, st.tuples(VALUES, VALUES), names)

    def test_no_clock_fails(self, browsers: dict[str, Browser]) -> None:
        for clock in (
            "0001-01-01",
            "1899-12-31",
            "1900-01-01",
            "2199-12-31",
            "9999-12-31",
            "0",
            "1",
            "9" * 17,
            "9" * 400,
        ):
            for path in ("/board", "/records", "/registers/due", "/registers/statistics", "/registers/floating"):
                answered(browsers["supervisor"].get(path, as_of=clock), path, clock)
                answered(browsers["supervisor"].get(path, known_at=clock), path, clock)


def pages(office: Office) -> list[Rule]:
    """Pages with parameters; signing out would end the search."""
    rules = [rule for rule in office.app.url_map.iter_rules() if "GET" in (rule.methods or ())]
    left = ("/static", "/api", "/acts", "/sign", "/language")
    return sorted((rule for rule in rules if not rule.rule.startswith(left)), key=lambda rule: rule.rule)


def address_of(rule: Rule, parts: tuple[str, str]) -> str:
    """The address with something in its blanks."""
    given_parts = iter(parts)

    def part(match: re.Match[str]) -> str:
        text = next(given_parts)
        if match[1]:
            return str(sum(map(ord, text)) % 3_000)
        return re.sub(r"[/?#%\s]", "-", text).encode(errors="replace").decode() or "x"

    return re.sub(r"<(int:)?\w+>", part, rule.rule)


def _plain(query: Mapping[str, Any]) -> dict[str, Any]:
    """As bytes: a browser sends whatever it likes, broken text too."""
    return {
        name: value if isinstance(value, list) else value.encode(errors="surrogatepass")
        for name, value in query.items()
    }
