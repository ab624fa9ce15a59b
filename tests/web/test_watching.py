"""Health and metrics: what watches the server is told whether it is well, and nobody else more than that."""

import os
import re
from pathlib import Path
from typing import Any

import pytest
from office import Office, meeting, opened, opened_in_files
from places import Place

from web import gunicorn_conf, metrics, sealing, wellbeing
from web.follower import Following
from web.gunicorn_conf import graceful_timeout
from web.sealing import Alarm, seal

NGINX = {"X-Forwarded-For": "10.1.2.3"}
AWAY = {"environ_base": {"REMOTE_ADDR": "10.1.2.3"}}


@pytest.fixture
def office(tmp_path: Path) -> Any:
    with opened_in_files(tmp_path) as made:
        yield made


@pytest.fixture
def stored(place: Place, tmp_path: Path) -> Any:
    """On both databases."""
    with opened(place, tmp_path) as made:
        yield made


def sample(text: str, name: str, **labels: str) -> float:
    """The value of one line of an exposition."""
    for line in text.splitlines():
        found = re.fullmatch(r"(\w+)(?:\{(.*)\})? (\S+)", line)
        if found and found[1] == name and dict(re.findall(r'(\w+)="([^"]*)"', found[2] or "")) == labels:
            return float(found[3])
    raise AssertionError(f"no {name} {labels}")


def metrics_of(office: Office) -> str:
    answer = office.app.test_client().get("/metrics")
    assert answer.status_code == 200
    assert answer.content_type.startswith("text/plain; version=0.0.4")
    return str(answer.get_data(as_text=True))


class TestHealth:
    def test_as_it_always_was(self, stored: Office) -> None:
        answer = stored.app.test_client().get("/health")
        assert answer.json == {"ok": True, "position": stored.position()}

    def test_a_process_that_answers_is_alive(self, office: Office) -> None:
        office.services.ledger.close()
        Path(office.services.settings.ledger).unlink()
        answer = office.app.test_client().get("/health/live")
        assert (answer.status_code, answer.json) == (200, {"ok": True})

    def test_ready_where_every_part_is_well(self, stored: Office) -> None:
        answer = stored.app.test_client().get("/health/ready")
        assert answer.status_code == 200
        assert set(answer.json["parts"]) == {"ledger", "views", "keys", "sign_in", "disk"}
        assert all(part["ok"] for part in answer.json["parts"].values())

    def test_one_part_that_is_not_well_is_named_and_nothing_of_where_it_lies(self, office: Office) -> None:
        settings = office.services.settings
        settings.master_key_file.chmod(0o644)
        Path(settings.ledger).rename(Path(settings.ledger).with_suffix(".away"))
        answer = office.app.test_client().get("/health/ready")
        assert answer.status_code == 503
        bad = {name: part["said"] for name, part in answer.json["parts"].items() if not part["ok"]}
        assert bad["ledger"] == "does not answer: LedgerUnavailable"
        assert bad["keys"] == "does not answer: MasterKeyProblem"
        assert str(settings.data) not in answer.text

    @pytest.mark.parametrize(
        ("chosen", "part"), [({"ready_lag": 0}, "views"), ({"ready_free_mib": 2**40}, "disk")], ids=["views", "disk"]
    )
    def test_bounds(self, tmp_path: Path, chosen: dict[str, Any], part: str) -> None:
        with opened_in_files(tmp_path, **chosen) as office:
            office.client().post("hold_meeting", meeting())
            answer = office.app.test_client().get("/health/ready")
            assert answer.status_code == 503
            assert [name for name, one in answer.json["parts"].items() if not one["ok"]] == [part]

    def test_views_of_another_version(self, office: Office) -> None:
        office.services.views._prints["trail"] = "another"
        try:
            parts = {part.name: part for part in wellbeing.ready(office.services)}
        finally:
            office.services.close()
        assert parts["views"].said == "made by another version: trail"

    def test_keys_that_are_gone_are_not_made_anew(self, office: Office) -> None:
        keys = Path(office.services.settings.keys)
        keys.unlink()
        assert not {part.name: part for part in wellbeing.ready(office.services)}["keys"].well
        assert not keys.exists()


def test_what_was_loaded_is_not_walked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """A full collection of cycles holds up every request of a worker."""
    called: list[str] = []
    monkeypatch.setattr(gunicorn_conf.gc, "collect", lambda: called.append("collect"))
    monkeypatch.setattr(gunicorn_conf.gc, "freeze", lambda: called.append("freeze"))
    gunicorn_conf.post_worker_init(None)
    assert called == ["collect", "freeze"]


class TestWhoIsTold:
    def test_through_a_proxy_one_word_and_no_metrics(self, office: Office) -> None:
        http = office.app.test_client()
        assert http.get("/health/ready", headers=NGINX).json == {"ok": True}
        assert http.get("/metrics", headers=NGINX).status_code == 404

    def test_from_elsewhere_neither(self, office: Office) -> None:
        http = office.app.test_client()
        assert http.get("/health/ready", **AWAY).json == {"ok": True}
        assert http.get("/metrics", **AWAY).status_code == 404

    def test_a_header_that_is_believed_does_not_make_a_caller_local(self, tmp_path: Path) -> None:
        with opened_in_files(tmp_path, proxies=1) as office:
            http = office.app.test_client()
            assert http.get("/metrics", headers={"X-Forwarded-For": "127.0.0.1"}, **AWAY).status_code == 404
            assert http.get("/metrics", headers={"X-Forwarded-For": "127.0.0.1"}).status_code == 404
            assert http.get("/metrics").status_code == 200

    def test_the_token_opens_both(self, tmp_path: Path) -> None:
        file = tmp_path / "metrics.token"
        file.write_text("a" * 40 + "\n", encoding="utf-8")
        file.chmod(0o600)
        with opened_in_files(tmp_path / "office", metrics_token_file=file) as office:
            http = office.app.test_client()
            right, wrong = ({"Authorization": f"Bearer {one * 40}"} for one in "ab")
            assert http.get("/metrics", headers=right, **AWAY).status_code == 200
            assert "parts" in http.get("/health/ready", headers=right, **AWAY).json
            assert http.get("/metrics", headers=wrong, **AWAY).status_code == 404
            file.chmod(0o644)
            assert http.get("/metrics", headers=right, **AWAY).status_code == 404, "others can read it"


class TestMetrics:
    def test_every_name_is_in_the_table_and_every_one_of_the_table_is_told(
        self, office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "copies").mkdir()
        (tmp_path / "copies" / "ledger-2024-06-20.db").touch()
        os.utime(tmp_path / "copies" / "ledger-2024-06-20.db", (office.clock.now.timestamp() - 3600,) * 2)
        monkeypatch.setenv("BACKUP_RECORDS", str(tmp_path / "copies"))
        office.client().post("hold_meeting", meeting())
        office.client().post("hold_meeting", {})
        seal(office.services)
        Following(office.services.settings.data).looked(office.services.now(), applied=0)
        text = metrics_of(office)
        told = set(re.findall(r"^# TYPE (\w+) (\w+)$", text, re.M))
        assert told == {(name, metric.sort) for name, metric in metrics.METRICS.items()}
        assert sample(text, "zeren_backup_age_seconds") == pytest.approx(3600)
        for name, metric in metrics.METRICS.items():
            for line in re.findall(rf"^{name}(?:_bucket|_count|_sum)?\{{(.*)\}} ", text, re.M):
                labels = set(re.findall(r'(\w+)="', line)) - {"le"}
                assert labels == set(metric.labels), name

    def test_numbers_of_ledger_views_and_proof(self, stored: Office) -> None:
        before = metrics_of(stored)
        assert stored.client().post("hold_meeting", meeting()).status_code == 201
        after = metrics_of(stored)
        for name in ("zeren_append_seconds_count", "zeren_entries_total"):
            assert sample(after, name) == sample(before, name) + 1
        assert sample(after, "zeren_ledger_position") == stored.position()
        assert sample(after, "zeren_views_lag_entries", view="trail") == 1
        assert sample(after, "zeren_unsealed_entries") == stored.position()
        seal(stored.services)
        stored.services.catch_up()
        last = metrics_of(stored)
        assert sample(last, "zeren_views_lag_entries", view="trail") == 0
        assert sample(last, "zeren_catch_up_seconds_count") == sample(after, "zeren_catch_up_seconds_count") + 1
        assert sample(last, "zeren_unsealed_entries") == 0
        assert sample(last, "zeren_unwitnessed_entries") == stored.position(), "nobody is asked"
        assert sample(last, "zeren_checkpoint_age_seconds") == 0
        assert sample(last, "zeren_seals_total", result="made") >= 1

    def test_an_act_repeated_is_not_an_append(self, office: Office) -> None:
        api = office.client()
        assert api.post("hold_meeting", meeting(), key="once").status_code == 201
        before = sample(metrics_of(office), "zeren_append_seconds_count")
        assert api.post("hold_meeting", meeting(), key="once").status_code == 200
        assert sample(metrics_of(office), "zeren_append_seconds_count") == before

    def test_requests_and_refusals(self, office: Office) -> None:
        api, what = office.client(), {"route": "/api/v1/commands/<name>", "method": "POST", "status": "422"}
        api.post("hold_meeting", {})
        text = metrics_of(office)
        codes = re.findall(r'^zeren_refusals_total\{code="(\w+)"\}', text, re.M)
        assert "shape" in codes
        before = sample(text, "zeren_requests_total", **what)
        api.post("hold_meeting", {})
        assert sample(metrics_of(office), "zeren_requests_total", **what) == before + 1

    def test_nothing_that_was_sent_becomes_a_label(self, office: Office) -> None:
        http = office.app.test_client()
        http.get("/records/person-canary?q=canary", headers={"User-Agent": "canary"})
        http.get("/canary/canary")
        http.open("/canary", method="CANARY")
        text = metrics_of(office)
        assert "canary" not in text.lower()
        assert sample(text, "zeren_requests_total", route="none", method="other", status="404") >= 1

    def test_an_alarm_is_seen(self, office: Office) -> None:
        sealing._keep(office.services, Alarm(code="changed", at="", position=3, why="a test"))
        text = metrics_of(office)
        assert sample(text, "zeren_sealing_alarm", code="changed") == 1
        assert sample(text, "zeren_sealing_alarm", code="failed") == 0

    def test_they_are_told_where_the_ledger_is_gone(self, office: Office) -> None:
        Path(office.services.settings.ledger).unlink()
        text = metrics_of(office)
        assert sample(text, "zeren_part_well", part="ledger") == 0
        assert sample(text, "zeren_part_well", part="disk") == 1
        assert "zeren_ledger_position" not in text


class TestStopping:
    def test_waits_for_what_is_being_sealed(self, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
        under_way: list[Any] = []
        monkeypatch.setattr(sealing, "start", under_way.append)
        duty = sealing._duty(office.services)
        duty.ask(office.services, decided=True)
        assert not sealing.finish(office.services, within=0)
        under_way.pop()()
        assert sealing.finish(office.services, within=0)
        assert sealing.look(office.services).waiting == 0

    def test_within_the_time_that_systemd_gives(self) -> None:
        unit = (Path(__file__).parents[2] / "deploy" / "systemd" / "zeren.service").read_text(encoding="utf-8")
        given = re.search(r"^TimeoutStopSec=(\d+)$", unit, re.M)
        assert given is not None
        assert sealing.LAST_WAIT < graceful_timeout < int(given[1])
