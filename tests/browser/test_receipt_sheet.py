"""A receipt on paper and on a telephone: one sheet, nothing cut off."""

import re

import pytest
from conftest import Visitor

pytestmark = pytest.mark.browser

SHEETS = ("/proof/entries/1", "/proof/entries/4000", "/proof/entries/9000")


def test_it_prints_on_one_sheet(visitor: Visitor) -> None:
    visitor.sign_in("supervisor")
    for path in SHEETS:
        visitor.page.emulate_media(media="null")
        assert visitor.goto(path) == 200
        visitor.picture(f"receipt-{path.rpartition('/')[2]}")
        paper = visitor.page.pdf(format="A4")
        assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1, path
        visitor.page.emulate_media(media="print")
        assert visitor.page.locator("svg.qr").is_visible(), path
        assert visitor.page.get_by_text("公钥指纹").first.is_visible(), path
        assert not visitor.page.get_by_text("下载回执（不含登记内容）").is_visible(), path
        assert not visitor.page.get_by_role("navigation").first.is_visible(), path


WIDER = """
() => {
  const page = document.documentElement.getBoundingClientRect().width;
  return [...document.querySelectorAll('main :is(dd, svg, pre, li, p)')]
    .filter(one => one.checkVisibility() && one.getBoundingClientRect().right > page + 1)
    .map(one => one.outerHTML.slice(0, 120));
}
"""


@pytest.mark.parametrize("visitor", [(320, False)], indirect=True, ids=["no script"])
def test_it_fits_a_telephone(visitor: Visitor) -> None:
    visitor.sign_in("supervisor")
    for path in (SHEETS[1], "/proof"):
        assert visitor.goto(path) == 200
        for width in (320, 360):
            visitor.page.set_viewport_size({"width": width, "height": 900})
            assert visitor.page.locator("main dd").count(), path
            assert visitor.page.evaluate(WIDER) == [], f"{path} at {width}"


def test_the_overview_is_in_the_menu(visitor: Visitor) -> None:
    visitor.sign_in("auditor")
    visitor.goto("/trail")
    visitor.page.get_by_role("link", name="存证与校验").click()
    visitor.page.get_by_role("heading", name="存证与校验").wait_for()
    visitor.picture("proof")
