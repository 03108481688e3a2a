"""The page about a run says who is short, of what, since when, and how far to trust it."""

import re
from datetime import date

import pytest

from sim.base.distributions import Distribution
from sim.base.figures import tonnes
from sim.disruptions.outage import Outage
from sim.report import write_report
from sim.report.phrases import percent
from sim.run import paired, replicate, run
from sim.scenario.model import Use
from tests.report.pages import banned, beside, page_of
from tests.worlds import chain

SIZE_LIMIT = 1_500_000


@pytest.fixture(scope="module")
def bad():
    return beside(banned())


@pytest.fixture(scope="module")
def page(bad, tmp_path_factory):
    return page_of(bad, tmp_path_factory.mktemp("bad"))


@pytest.fixture(scope="module")
def quiet(tmp_path_factory):
    return page_of(run(chain(years=1)), tmp_path_factory.mktemp("quiet"))


def headings(page):
    return re.findall(r"<h2>(.*?)</h2>", page.html)


def test_elements_come_before_buyers_and_the_manifest_last(page):
    assert headings(page) == [
        "Which elements", "Who runs short", "Element by region", "What the exporter lets out", "Month by month",
        "What happened", "How far to trust this", "How to get it again",
    ]  # fmt: skip


def test_the_page_tells_what_the_control_names_from_what_is_held_up_with_it(bad, page):
    roles = bad.by_element().set_index(["element", "form"])["role"]
    assert roles["Dy", "magnet"] == "controlled"
    assert roles["Nd", "magnet"] == "collateral"
    assert '<b class="chip controlled">controlled</b></td>' in page.html
    assert '<b class="chip collateral">collateral</b></td>' in page.html


def test_every_short_element_has_a_row_of_its_own(bad, page):
    lacked = bad.by_element().query("shortfall_t > 0.1")["element"].unique()
    assert len(lacked) >= 3
    for element in lacked:
        assert f'<td class="e">{element}</td>' in page.html


def test_the_window_is_said_in_plain_words(bad, page):
    assert "Counted: 15 January 2025 to " in page.text
    assert "to the day when the last firms that had to stop are supplied for good" in page.text


def test_the_totals_stand_below_the_sentence_and_add_up(bad, page):
    found = bad.bridge()
    assert "All buyers together" in page.text
    assert f"not delivered {tonnes(found.not_delivered_t)}" in page.text
    assert f"short: a use that could not run {tonnes(found.short_t)}" in page.text
    assert found.needed_t == pytest.approx(found.delivered_t + found.short_t + found.given_up_t + found.rest_t)


def test_a_shortage_that_does_not_end_is_counted_to_the_end(tmp_path):
    page = page_of(beside(banned(years=2, days=2000)), tmp_path)
    assert "to the end of the run, because not all who had to stop are supplied for good by then" in page.text


def test_the_page_says_what_the_scenario_decides_and_what_nobody_knows(page):
    assert "mixed 20 days (5 %), 60 days (95 %)" in page.text
    assert "This is one course of chance events" in page.text
    assert "Where the figures come from" not in page.text, "this world does not rest on the tables of facts"


def test_an_undisturbed_world_says_so_and_shows_no_empty_figures(quiet):
    assert headings(quiet) == [
        "Who runs short", "Month by month", "What happened", "How far to trust this", "How to get it again",
    ]  # fmt: skip
    assert "Nobody: all" in quiet.text
    assert "Nothing: no disruption" in quiet.text
    assert "<h3>" not in quiet.html.split("<details>")[0]
    assert all("<path" in image for image in quiet.images)


def test_a_shock_that_never_comes_is_no_shock(tmp_path):
    never = beside(banned(years=1))
    page = page_of(never, tmp_path)
    assert "changes nothing" in page.text
    assert "Nobody: all" in page.text


def test_a_shortage_that_comes_back_does_not_read_as_recovered(tmp_path):
    stops = {
        name: Outage(node=("magnets",), start=date(year, 3, 1), length=Distribution.fixed(150.0))
        for name, year in (("first", 2025), ("second", 2027))
    }
    uses = {name: Use(name, "outage", stop) for name, stop in stops.items()}
    twice = beside(chain(4, disruptions=uses, world_document="relapse"))
    page = page_of(twice, tmp_path)
    worst = twice.summary().iloc[0]
    assert f"{worst['recovery']} again {worst['short_again']}" in page.text
    assert f"again {twice.summary()['short_again'].dropna().min()}" in page.text
    assert f"{worst['recovery']}, again {worst['short_again']}" in twice._repr_html_()
    assert "when the last recover for good, after relapses" in page.text.replace("\u00a0", " ")


def test_the_share_of_those_hit_and_of_their_region_stand_beside_that_of_the_world(bad, page):
    row = bad.by_element().set_index(["element", "form"]).loc[("Dy", "magnet")]
    assert row["hit_share"] > row["shortfall_share"] > 0
    assert f"{percent(row['worst_share'])}, region {percent(row['region_share'])}" in page.text
    assert f"{percent(row['shortfall_share'])} {percent(row['hit_share'])} of those hit" in page.text


def test_the_page_is_small_and_the_same_every_time(bad, page, tmp_path):
    again = page_of(bad, tmp_path)
    assert again.html == page.html
    assert len(page.html.encode()) < SIZE_LIMIT


def test_many_runs_show_their_mean_and_their_spread(tmp_path):
    scenario = banned()
    page = page_of(replicate(scenario, 3, workers=1, baseline=paired(scenario)), tmp_path)
    assert "3 runs, mean" in page.text
    assert "P10 to P90, t" in page.text
    assert "four runs of five" in page.text
    assert "in the first of the 3 runs" in page.text
    assert "one course of chance events" not in page.text


def test_a_page_appears_whole_or_not_at_all(bad, tmp_path, monkeypatch):
    monkeypatch.setattr("sim.report.page.os.fsync", lambda _: (_ for _ in ()).throw(OSError("the disk is full")))
    with pytest.raises(OSError, match="full"):
        write_report(bad, tmp_path / "report.html")
    assert list(tmp_path.iterdir()) == []


def test_a_notebook_shows_the_headline_and_the_worst_rows(bad):
    html = bad._repr_html_()
    assert bad.headline() in html.replace("&#34;", '"').replace("&#39;", "'")
    assert html.count("<tr>") == 1 + min(12, int((bad.summary()["shortfall_t"] > 0.005).sum()))
