"""Why, what it costs, and what lies at the desks: each has a section where there is something to say."""

import re
from itertools import pairwise

import pandas as pd
import pytest

from sim.report.licences import desk_image, desk_lines
from sim.report.prices import SHOWN, price_image, price_lines
from sim.report.waterfall import LONGEST, STEPS, steps, waterfall_image
from sim.run import paired, replicate, run
from tests.report.pages import page_of
from tests.run.test_thrift import dear

HEADINGS = re.compile(r"<h2>(.*?)</h2>")


@pytest.fixture(scope="module")
def result():
    return run(dear(), baseline=paired(dear()), causes=True)


@pytest.fixture(scope="module")
def many():
    return replicate(dear(), 3, workers=1, baseline=paired(dear()), causes=True)


def by_cause(*masses):
    frame = pd.DataFrame({"cause": [f"c{i}" for i in range(len(masses))], "kind": "outage", "shortfall_t": masses})
    return frame.assign(share=frame["shortfall_t"] / frame["shortfall_t"].sum(), most="Nd", most_t=1.0)


def test_each_step_begins_where_the_one_before_ends_and_all_end_at_the_sum():
    frame = by_cause(*range(20, 20 - STEPS - 4, -1))
    found = steps(frame)
    assert len(found) == STEPS + 1
    assert found[-1].name == "4 more"
    for before, after in pairwise(found):
        assert after.begins == pytest.approx(before.begins + before.mass)
    assert found[-1].begins + found[-1].mass == pytest.approx(frame["shortfall_t"].sum())
    assert sum(step.share for step in found) == pytest.approx(1.0)


def test_a_trace_has_no_step_of_its_own():
    assert [step.name for step in steps(by_cause(1000.0, 0.5, 0.4))] == ["c0", "2 more"]


def test_a_name_that_a_drawing_cannot_hold_is_cut():
    frame = by_cause(1.0).assign(cause="a\x00" + 80 * "b")
    name = steps(frame)[0].name
    assert name.startswith("a?b") and name.endswith("…") and len(name) == LONGEST


def test_the_page_says_why_what_it_costs_and_what_waits(result, tmp_path):
    page = page_of(result, tmp_path)
    found = HEADINGS.findall(page.html)
    assert found[3:7] == ["Why", "What the exporter lets out", "At the export desk", "What it costs"]
    assert "Shortfall by cause. shock: " in page.html
    assert "given up for its price or by decision" in page.text
    assert "Given up, t" in page.text
    assert "Prices follow scarcity" in page.text and "Prices do not move here" not in page.text


def test_without_a_ledger_there_is_no_why(tmp_path):
    page = page_of(run(dear(), baseline=paired(dear())), tmp_path)
    assert "Why" not in HEADINGS.findall(page.html)


def test_many_runs_have_odds_on_the_page(many, tmp_path):
    page = page_of(many, tmp_path)
    assert HEADINGS.findall(page.html)[3:5] == ["How likely", "Why"]
    assert "Part of the 3 runs" in page.text


def test_the_prices_that_moved_most_come_first_and_twins_are_drawn_once(result):
    lines = price_lines(result)
    assert 1 <= len(lines) <= SHOWN
    assert lines[0].element == "Dy"
    assert [line.moved for line in lines] == sorted((line.moved for line in lines), reverse=True)
    assert "Pr" not in [line.element for line in lines]
    first, furthest = lines[0].ends
    table = result.prices.query("zone == 'outside' and element == 'Dy'")["price_usd_per_kg"]
    assert first == pytest.approx(table.iloc[0]) and furthest == pytest.approx(table.max())


def test_the_cases_at_a_desk_add_up_the_table(result):
    (line,) = desk_lines(result)
    table = result.desks.groupby("month")["pending"].sum()
    for month, cases in line.pending.mean.items():
        assert cases == table.get(f"{month:%Y-%m-%d}", 0)
    assert line.peak[1] == line.pending.mean.max() > 0


def test_images_are_the_same_every_time(result, many):
    for one in (result, many):
        line, desk, causes = price_lines(one)[0], desk_lines(one)[0], steps(one.by_cause())
        assert price_image(line, []) == price_image(line, [])
        assert desk_image(desk, []) == desk_image(desk, [])
        assert waterfall_image(causes) == waterfall_image(causes)
    assert price_lines(many)[0].zones["outside"].mean.notna().all()
