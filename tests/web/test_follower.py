"""What `zeren follow` tells of itself, and what `/metrics` makes of it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from office import meeting, opened_in_files
from test_watching import metrics_of, sample

from web import cli
from web.follower import FOLDER, TOLD_EVERY, Following, followers

NOW = datetime(2024, 6, 20, 8, tzinfo=UTC)


class TestCounts:
    def test_are_told_and_go_when_it_is_stopped(self, tmp_path: Path) -> None:
        following = Following(tmp_path)
        following.looked(NOW, applied=3)
        following.failed(NOW + timedelta(seconds=1))
        following.looked(NOW + timedelta(seconds=2), applied=1)
        (told,) = followers(tmp_path)
        assert (told.follower, told.entries, told.failures, told.lag) == ("1", 4, 1, 1)
        assert told.caught_up_at == told.seen_at == NOW + timedelta(seconds=2)
        following.close()
        assert not list(followers(tmp_path))

    def test_while_nothing_happens_a_sign_of_life_now_and_then(self, tmp_path: Path) -> None:
        following, seen = Following(tmp_path), set()
        for second in range(11):
            following.looked(NOW + timedelta(seconds=second), applied=0)
            seen |= {told.seen_at for told in followers(tmp_path)}
        assert seen == {NOW, NOW + TOLD_EVERY, NOW + 2 * TOLD_EVERY}

    def test_two_are_told_apart_and_who_comes_after_a_killed_one_takes_its_place(self, tmp_path: Path) -> None:
        first, second = Following(tmp_path), Following(tmp_path)
        first.looked(NOW, applied=1)
        second.looked(NOW, applied=2)
        assert [(told.follower, told.entries) for told in followers(tmp_path)] == [("1", 1), ("2", 2)]
        assert first._lock is not None
        first._lock.close()  # as the system does for a killed one
        third = Following(tmp_path)
        third.looked(NOW, applied=5)
        assert [(told.follower, told.entries) for told in followers(tmp_path)] == [("1", 5), ("2", 2)]

    def test_a_folder_that_cannot_be_written_stops_nobody(self, tmp_path: Path) -> None:
        (tmp_path / FOLDER).write_text("a file where the folder would be", encoding="utf-8")
        following = Following(tmp_path)
        following.looked(NOW, applied=1)
        following.close()

    def test_a_file_that_is_none_of_ours_is_passed_over(self, tmp_path: Path) -> None:
        Following(tmp_path).looked(NOW, applied=1)
        (tmp_path / FOLDER / "2.json").write_text("{", encoding="utf-8")
        (tmp_path / FOLDER / "3.json").write_text("[]", encoding="utf-8")
        assert [told.follower for told in followers(tmp_path)] == ["1"]


def test_metrics(tmp_path: Path) -> None:
    with opened_in_files(tmp_path) as office:
        assert "zeren_follow" not in metrics_of(office)
        following, now = Following(office.services.settings.data), office.services.now()
        following.looked(now - timedelta(seconds=90), applied=7)
        following.failed(now - timedelta(seconds=30))
        text = metrics_of(office)
        assert sample(text, "zeren_follow_entries_total", follower="1") == 7
        assert sample(text, "zeren_follow_failures_total", follower="1") == 1
        assert sample(text, "zeren_follow_lag_entries", follower="1") == 7
        assert 89 < sample(text, "zeren_follow_caught_up_age_seconds", follower="1") < 120
        assert 29 < sample(text, "zeren_follow_seen_age_seconds", follower="1") < 60


def test_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with opened_in_files(tmp_path) as office:
        settings, seen = office.services.settings, []
        office.client().post("hold_meeting", meeting())

        def between_looks(_: float) -> None:
            seen.append(next(followers(settings.data)))
            if len(seen) == 1:
                Path(settings.ledger).rename(tmp_path / "away.db")
            elif len(seen) == 2:
                (tmp_path / "away.db").rename(settings.ledger)
            else:
                raise KeyboardInterrupt

        monkeypatch.setattr(cli, "sleep", between_looks)
        monkeypatch.setattr("signal.signal", lambda *_: None)
        CliRunner().invoke(cli.follow, [], obj=settings)
        assert [(told.failures, told.caught_up_at is not None) for told in seen] == [(0, True), (1, True), (1, True)]
        assert seen[0].entries == 1, "the meeting; before it the views had read all"
        assert not list(followers(settings.data)), "stopped on purpose"
