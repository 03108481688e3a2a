"""The page about a run is one offline file that a strategist can read and nobody can abuse."""

import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import pytest

from sim.base.distributions import Distribution
from sim.disruptions.export_control import ExportControl
from sim.report import write_report
from sim.run import paired, replicate, run
from tests.worlds import chain, use

PAYLOADS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "'><b>",
    "javascript:alert(1)",
    "</style><script>1</script>",
    "{{ 7*7 }}",
    "{% raw %}",
    "<iframe src=//evil>",
    "<a href='http://evil'>x</a>",
    "&lt;b&gt;",
    "<math><mtext><script>1</script>",
    "<body onload=1>",
    "<meta http-equiv=refresh content=0>",
    "$x^2$",
    "\u202egnp.exe",
]


class Tags(HTMLParser):
    """Collects the tags and attributes of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]


def page_of(result, folder):
    return write_report(result, folder / "report.html").read_text(encoding="utf-8")


def banned(title="a ban", story="", **parts):
    ban = ExportControl(
        regime="ban", element=("Dy",), magnets_containing=("Dy",), start=date(2024, 6, 1), tight=Distribution.fixed(200)
    )
    return replace(chain(years=2, disruptions=use("export_control", ban), **parts), title=title, story=story)


@pytest.fixture(scope="module")
def bad():
    scenario = banned()
    return run(scenario, baseline=paired(scenario))


def test_the_page_names_who_is_short_and_of_what(bad, tmp_path):
    page = page_of(bad, tmp_path)
    for words in (
        "Which elements",
        "Who runs short",
        "Element by region",
        "Month by month",
        "What happened",
        "collateral",
    ):
        assert words in page
    assert "What the exporter lets out" in page


def test_the_page_of_an_undisturbed_world_says_that_nobody_lacks_anything(tmp_path):
    page = page_of(run(chain(years=1)), tmp_path)
    assert "Nobody: all" in page
    assert "Which elements" not in page
    assert "Nothing: no disruption" in page


def test_the_page_fetches_nothing_and_runs_nothing(bad, tmp_path):
    page = page_of(bad, tmp_path)
    found = Tags()
    found.feed(page)
    assert "default-src 'none'" in page
    assert not {"script", "iframe", "link", "object", "embed"} & set(found.tags)
    assert all(value.startswith("data:") for name, value in found.attributes if name == "src")
    assert not re.findall(r"""(?:href|src|url)\s*[=(]\s*["']?https?:""", page)
    assert len(page) < 1_500_000


@pytest.mark.parametrize("payload", PAYLOADS)
def test_texts_of_a_scenario_stay_texts(payload, tmp_path):
    clean = Tags()
    clean.feed(page_of(run(replace(chain(years=0.5), title="a", story="b", sources=("c",))), tmp_path))
    found = Tags()
    found.feed(page_of(run(replace(chain(years=0.5), title=payload, story=payload, sources=(payload,))), tmp_path))
    assert found.tags == clean.tags
    assert [name for name, _ in found.attributes] == [name for name, _ in clean.attributes]


def test_the_same_run_gives_the_same_page(bad, tmp_path):
    (tmp_path / "again").mkdir()
    assert page_of(bad, tmp_path) == page_of(bad, tmp_path / "again")


def test_many_runs_make_a_page_as_well(tmp_path):
    scenario = banned()
    page = page_of(replicate(scenario, 3, workers=1, baseline=paired(scenario)), tmp_path)
    assert "3 runs, mean" in page


def test_a_notebook_shows_the_headline_and_a_figure(bad):
    assert bad.headline() in bad._repr_html_().replace("&#34;", '"').replace("&#39;", "'")
    figure = bad.plot()
    assert any(axis.get_title(loc="left").startswith("Dy") for axis in figure.axes)
