"""A receipt on paper and on a telephone: one sheet, nothing cut off."""

import re

import pytest
from conftest import Visitor

pytestmark = pytest.mark.browser

SHEETS = ("/proof/entries/1", "/proof/entries/4000", "/proof/entries/9000")


@pytest.mark.parametrize("path", SHEETS)
def test_it_prints_on_one_sheet(visitor: Visitor, path: str) -> None:
    visitor.sign_in("supervisor")
    assert visitor.goto(path) == 200
    visitor.picture(f"receipt-{path.rpartition('/')[2]}")
    paper = visitor.page.pdf(format="A4")
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1
    visitor.page.emulate_media(media="print")
    assert visitor.page.locator("svg.qr").is_visible()
    assert visitor.page.get_by_text("公钥指纹").first.is_visible()
    assert not visitor.page.get_by_text("下载回执（不含登记内容）").is_visible()
    assert not visitor.page.get_by_role("navigation").first.is_visible()


@pytest.mark.parametrize("visitor", [(320, False), (360, False)], indirect=True)
def test_it_fits_a_telephone(visitor: Visitor) -> None:
    visitor.sign_in("supervisor")
    for path in (SHEETS[1], "/proof"):
        assert visitor.goto(path) == 200
        box = visitor.page.locator("html").bounding_box()
        wide = [
            element.bounding_box()
            for element in visitor.page.locator("main dd, main svg, main pre, main li, main p").all()
            if element.is_visible()
        ]
        assert all(one["x"] + one["width"] <= box["width"] + 1 for one in wide if one)


def test_the_overview_is_in_the_menu(visitor: Visitor) -> None:
    visitor.sign_in("auditor")
    visitor.goto("/trail")
    visitor.page.get_by_role("link", name="存证与校验").click()
    assert visitor.page.get_by_role("heading", name="存证与校验").is_visible()
    visitor.picture("proof")
