"""The odds of many runs: parts of them in which more than a share of need is short by a date."""

from datetime import date

import pandas as pd
import pytest

from sim.base.distributions import Distribution
from sim.disruptions.outage import Outage
from sim.run import replicate
from sim.run.odds import likeliest
from tests.worlds import chain, use

RUNS = 5


@pytest.fixture(scope="module")
def many():
    stop = Outage(node=("magnets",), start=date(2025, 3, 1), length=Distribution("triangular", (20, 60, 200)))
    return replicate(chain(2.5, disruptions=use("outage", stop), world_document="odds"), RUNS, workers=1)


def test_odds_are_parts_of_the_runs_for_every_element_and_region(many):
    odds = many.odds()
    assert list(odds.columns) == ["element", "region", "months", "over_share", "probability", "runs"]
    assert odds["runs"].eq(RUNS).all()
    assert (odds["probability"] * RUNS).round(9).isin(range(RUNS + 1)).all()
    wanted = many.summary()[["element", "region"]].drop_duplicates()
    assert len(odds) == len(wanted) * 3 * 3, "three shares, and the three dates that lie within the run"
    assert odds["probability"].between(0.01, 0.99).any(), "chance decides some of it"


def test_a_larger_share_is_never_likelier(many):
    odds = many.odds().pivot(index=["element", "region", "months"], columns="over_share", values="probability")
    assert (odds[0.01] >= odds[0.05]).all() and (odds[0.05] >= odds[0.2]).all()


def test_odds_count_what_the_summaries_say_by_that_day(many):
    odds = many.odds().set_index(["element", "region", "months", "over_share"])["probability"]
    sums = [o.shortages.summary(date(2025, 9, 1)).groupby(["element", "region"]).sum(numeric_only=True)
            for o in many.outcomes]  # fmt: skip
    for element, region in sums[0].index:
        shares = [s.loc[(element, region), "shortfall_t"] / s.loc[(element, region), "demand_t"] for s in sums]
        for over in (0.01, 0.05, 0.2):
            assert odds[element, region, 6, over] == sum(share > over for share in shares) / RUNS


def test_a_run_that_is_too_short_has_no_odds():
    assert replicate(chain(0.2), 2, workers=1).odds().empty


def test_the_likeliest_come_first_and_what_never_happens_is_left_out():
    odds = pd.DataFrame(
        [("Nd", "US", 3, 0.01, 0.2, 5), ("Dy", "US", 3, 0.01, 1.0, 5), ("Ce", "US", 3, 0.01, 0.0, 5)],
        columns=["element", "region", "months", "over_share", "probability", "runs"],
    )
    assert likeliest(odds).index.tolist() == [("Dy", "US"), ("Nd", "US")]
