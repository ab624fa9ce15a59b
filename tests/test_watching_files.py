"""What watches: the dashboard and the guides name metrics, settings and commands that there are."""

import json
import re
from pathlib import Path

import pytest

from web.metrics import METRICS

ROOT = Path(__file__).parent.parent
DASHBOARD = ROOT / "deploy" / "grafana" / "zeren.json"
GUIDES = [ROOT / "docs" / "howto" / name for name in ("watch-it.md", "watch-it.zh.md")]
OTHERS = {"zeren_app", "zeren_owner"}


def named(text: str) -> set[str]:
    """Metrics that a text names, without what the format adds to histograms."""
    names = set(re.findall(r"\bzeren_[a-z_]+\b", text)) - OTHERS
    return {name if name in METRICS else re.sub(r"_(bucket|count|sum)$", "", name) for name in names}


class TestDashboard:
    def test_shows_metrics_that_there_are_and_leaves_none_out(self) -> None:
        board = json.loads(DASHBOARD.read_text(encoding="utf-8"))
        asked = {target["expr"] for panel in board["panels"] for target in panel["targets"]}
        assert set.union(*map(named, asked)) == set(METRICS)

    def test_asks_for_labels_that_there_are(self) -> None:
        board = json.loads(DASHBOARD.read_text(encoding="utf-8"))
        for panel in board["panels"]:
            for target in panel["targets"]:
                known = {"le", *(label for name in named(target["expr"]) for label in METRICS[name].labels)}
                by = re.findall(r"by \(([^)]*)\)", target["expr"])
                asked = {one.strip() for group in by for one in group.split(",")}
                asked |= set(re.findall(r"\{\{(\w+)\}\}", target["legendFormat"]))
                assert asked <= known, panel["title"]

    def test_panels_do_not_lie_on_each_other(self) -> None:
        board = json.loads(DASHBOARD.read_text(encoding="utf-8"))
        taken = [(panel["gridPos"]["x"], panel["gridPos"]["y"]) for panel in board["panels"]]
        assert len(taken) == len(set(taken))
        assert len({panel["id"] for panel in board["panels"]}) == len(taken)


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.name)
def test_guides_name_metrics_that_there_are(guide: Path) -> None:
    found = named(guide.read_text(encoding="utf-8"))
    assert found
    assert found <= set(METRICS)


def test_guides_say_the_same_in_both_languages() -> None:
    english, chinese = (guide.read_text(encoding="utf-8") for guide in GUIDES)
    assert named(english) == named(chinese)
    for sign in (r"ZEREN_[A-Z_]+", r"`/[a-z/]+`", r"^#+ "):
        assert len(set(re.findall(sign, english, re.MULTILINE))) == len(set(re.findall(sign, chinese, re.MULTILINE)))
