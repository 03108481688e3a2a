"""What buyers give up for its price stands beside what is short, in every table that counts their demand."""

from datetime import date

import pytest

from sim.base.distributions import Distribution
from sim.disruptions.export_control import ExportControl
from sim.policies.market.two_zones import TwoZones
from sim.run import paired, replicate, run
from sim.scenario.model import Use
from tests.worlds import chain

KEYS = ["element", "form", "region", "sector"]


def dear():
    """Strict licences that make dysprosium dear outside, in a world where buyers save it."""
    strict = ExportControl(
        regime="licence",
        lag=Distribution.fixed(90),
        approved=0.2,
        element=("Dy",),
        magnets_containing=("Dy",),
        start=date(2025, 1, 15),
        tight=Distribution.fixed(200),
    )
    market = TwoZones(
        start={"Ce": 1.0, "NdPr": 55.0, "Dy": 260.0},
        elasticity={"Dy": 0.1},
        long_elasticity={"Dy": 0.5},
        least_rise=1.1,
    )
    return chain(
        2.5, disruptions={"shock": Use("shock", "export_control", strict)},
        policies={"market": Use("market", "market/two_zones", market)}, world_document="dear",
    )  # fmt: skip


@pytest.fixture(scope="module")
def result():
    return run(dear(), baseline=paired(dear()))


def test_the_twin_keeps_the_market(result):
    assert not result.baseline.prices.empty
    assert not result.unchanged


def test_demand_is_what_was_delivered_short_and_given_up(result):
    row = result.summary().set_index(KEYS).loc[("Dy", "oxide", "US", "glass")]
    assert row["thrifted_t"] > 0.1
    assert row["demand_t"] == pytest.approx(row["delivered_t"] + row["shortfall_t"] + row["thrifted_t"], abs=0.01)


def test_what_the_baseline_gives_up_as_well_is_not_counted(result):
    alone = run(dear())
    both = alone.weeks.thrifted - result.baseline.weeks.thrifted
    since = result.since_shock
    assert since.thrifted.sum() == both[:, -since.thrifted.shape[1] :].sum()


def test_the_sentence_says_what_is_given_up(result):
    assert " given up because of price, " in result.headline()


def test_many_runs_tell_the_mean():
    many = replicate(dear(), 2, workers=1, baseline=paired(dear()))
    single = [o.shortages.summary(many.window[1])["thrifted_t"].sum() for o in many.outcomes]
    assert many.summary()["thrifted_t"].sum() == pytest.approx(sum(single) / 2)


def test_what_is_given_up_after_the_window_is_told_beside_it(result):
    """All that is given up is in the summary or comes later, and days that were asked for have no later."""
    since = result.since_shock.thrifted.sum() / 1e6
    assert result.bridge().given_up_later_t > 0
    assert result.summary()["thrifted_t"].sum() + result.bridge().given_up_later_t == pytest.approx(since)
    assert replicate(dear(), 2, baseline=paired(dear())).bridge().given_up_later_t == pytest.approx(
        result.bridge().given_up_later_t, rel=0.3
    )
    asked = run(dear(), baseline=paired(dear()), window=(date(2025, 1, 1), date(2025, 4, 1)))
    assert asked.bridge().given_up_later_t == 0
