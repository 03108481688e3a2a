"""What a plain script prints can be read: the sentence, and whole rows without a gap in the middle."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from sim.base.distributions import Distribution
from sim.disruptions.outage import Outage
from sim.run import paired, replicate, run
from sim.run.readable import Table, as_text
from tests.worlds import chain, use


def outage():
    stop = Outage(node=("magnets",), start=date(2025, 3, 1), length=Distribution.fixed(200.0))
    return chain(3, disruptions=use("outage", stop), world_document="readable")


@pytest.fixture(scope="module", params=["one", "many"])
def hit(request):
    if request.param == "one":
        return run(outage(), baseline=paired(outage()))
    return replicate(outage(), 2, workers=1, baseline=paired(outage()))


def test_a_result_prints_its_headline_and_who_lacks_most(hit):
    lines = str(hit).splitlines()
    assert lines[0] == hit.headline()
    assert lines[2].split()[:4] == ["element", "form", "region", "sector"]
    assert lines[3].split()[:4] == ["Nd", "magnet", "CN", "ev"]
    assert len(lines) == 3 + 6, "only who is short"
    assert str(run(chain(1))) == run(chain(1)).headline()


@pytest.mark.parametrize("table", ["summary", "by_element"])
def test_a_table_prints_every_column(hit, table):
    frame = getattr(hit, table)()
    head, first = str(frame).splitlines()[:2]
    assert head.split() == list(frame.columns)
    assert "..." not in str(frame) and "00000" not in first
    assert all(len(line) <= 200 for line in str(frame).splitlines())


def test_what_is_computed_from_a_table_is_a_plain_frame(hit):
    frame = hit.summary()
    assert type(frame[frame["shortfall_t"] > 0]) is type(frame.copy()) is pd.DataFrame
    frame.loc[0, "shortfall_t"] = -1.0
    assert hit.summary()["shortfall_t"].min() >= 0, "a table is the caller's own"


def test_numbers_have_the_digits_that_matter_and_what_is_missing_is_a_dash():
    frame = Table({"shortfall_t": [12345.678, 0.012345, 0.0, np.nan], "peak_share": [0.5, 1.0, 0.0, 0.123]})
    frame["recovery"] = [date(2026, 1, 5), None, None, None]
    assert [line.split() for line in str(frame).splitlines()[1:]] == [
        ["12,345.7", "50.0", "%", "2026-01-05"], ["0.0123", "100.0", "%", "–"], ["0.0", "0.0", "%", "–"],
        ["–", "12.3", "%", "–"],
    ]  # fmt: skip


def test_so_many_rows_and_how_many_more():
    text = as_text(pd.DataFrame({"a": range(30)}), 20)
    assert len(text.splitlines()) == 22 and text.endswith("… and 10 more rows")
    assert str(Table({"a": [], "b": []})) == "no rows of a, b"
