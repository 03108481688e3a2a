"""The page is one file that asks nobody for anything."""

import re

import pytest

from tests.report.pages import banned, beside, page_of

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    return page_of(beside(banned()), tmp_path_factory.mktemp("offline"))


def test_the_policy_forbids_all_that_is_not_in_the_file(page):
    assert ("meta", "content", POLICY) in page.attributes


def test_nothing_runs_and_nothing_is_fetched(page):
    assert not {"script", "iframe", "link", "object", "embed", "base", "form", "a"} & set(page.tags)
    assert not [name for _, name, _ in page.attributes if name.startswith("on")]
    assert all(value.startswith("data:") for _, name, value in page.attributes if name in ("src", "href", "srcset"))
    assert not re.search(r"@import|url\(", page.html)
    assert "http://" not in page.html
    assert "https://" not in page.html


def test_figures_hold_no_script_and_point_to_nothing(page):
    assert len(page.images) >= 4
    for image in page.images:
        assert "<script" not in image
        assert not re.findall(r"""href="(?!#)""", image)
        assert not re.findall(r"""url\((?!#)""", image)
        assert "@import" not in image


def test_every_figure_says_in_words_what_it_shows(page):
    alts = [value for tag, name, value in page.attributes if (tag, name) == ("img", "alt")]
    assert len(alts) == len(page.images)
    assert all(len(alt) > 10 for alt in alts)
