"""Who is to blame: the ledger adds up to the shortfall, and is kept only when it is asked for."""

from datetime import date
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from sim.base.distributions import Distribution
from sim.base.errors import RunError
from sim.disruptions.outage import Outage
from sim.run import paired, replicate, run
from sim.run.causes import _shares
from tests.worlds import chain, use

KEYS = ["month", "element", "form", "region", "sector"]


def stopped(days=200.0):
    stop = Outage(node=("magnets",), start=date(2025, 3, 1), length=Distribution.fixed(days))
    return chain(3, disruptions=use("outage", stop, "stop"), world_document="causes")


@pytest.fixture(scope="module")
def traced():
    return run(stopped(), baseline=paired(stopped()), causes=True)


def test_a_run_keeps_no_ledger_unless_asked_and_says_so():
    plain = run(stopped())
    with pytest.raises(RunError, match="kept no ledger"):
        plain.by_cause()
    assert not hasattr(plain, "shortfall_by_cause")
    assert not hasattr(replicate(stopped(), 2, workers=1), "shortfall_by_cause")
    assert plain.manifest["causes"] is False


def test_the_ledger_changes_nothing(traced):
    assert traced.recording.fingerprint == run(stopped()).recording.fingerprint


def test_causes_add_up_to_every_cell_of_the_shortfall(traced):
    cut = traced.shortfall_by_cause.groupby(KEYS)["shortfall_t"].sum()
    whole = traced.shortfall.groupby(KEYS)["shortfall_t"].sum()
    pd.testing.assert_series_equal(cut, whole[whole > 0], check_names=False, atol=1e-9)


def test_the_sums_by_cause_are_those_of_the_months_in_the_window(traced):
    frame = traced.by_cause()
    assert list(frame.columns) == ["cause", "kind", "shortfall_t", "share", "most", "most_t"]
    assert tuple(frame.loc[0, ["cause", "kind", "most"]]) == ("stop", "outage", "Nd")
    assert frame["shortfall_t"].is_monotonic_decreasing
    assert frame["share"].sum() == pytest.approx(1.0)
    months = traced.shortfall.query("month >= '2025-03-01'")
    months = months[months["month"] < traced.window[1].isoformat()]
    assert frame["shortfall_t"].sum() == pytest.approx(months["shortfall_t"].sum(), abs=0.02)


def test_nothing_short_has_no_causes():
    assert run(chain(1), causes=True).by_cause().empty


def test_many_runs_tell_the_mean_of_their_ledgers():
    many = replicate(stopped(), 2, workers=1, causes=True)
    assert many.manifest["causes"] is True
    assert set(many.shortfall_by_cause["replication"]) == {0, 1}
    whole = many.shortfall_by_cause["shortfall_t"].sum() / 2
    assert many.by_cause()["shortfall_t"].sum() == pytest.approx(whole, rel=0.01)
    with pytest.raises(RunError, match="kept no ledger"):
        replicate(stopped(), 2, workers=1).by_cause()


def test_a_month_without_bookings_is_cut_like_those_beside_it():
    """A week that a month's end cuts is booked where it ends, so the loss of its days may lie a month off."""
    booked = np.zeros((4, 3, 4))  # month, row, cause; the first cause is nobody
    booked[0, 0, 1] = booked[3, 1, 2] = 7
    booked[0, 2, 1], booked[2, 2, 2] = 3, 1
    shares = _shares(SimpleNamespace(missing=booked))
    assert shares[0, 1, 1] == 1.0, "of the month before"
    assert shares[1, 2, 2] == 1.0, "of the month after"
    assert shares[2, :, 1] == pytest.approx([0, 0.75, 0.25, 0]), "of both"
    assert shares[0, 0, 2] == shares[0, 0, 3] == 1.0, "nobody's, where neither has any"
