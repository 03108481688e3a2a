"""The summary and the sentence say who runs short of what, from when and until when."""

from datetime import date

import pandas as pd
import pytest

from sim.base.distributions import Distribution
from sim.disruptions.outage import Outage
from sim.run import paired, replicate, run
from sim.run.headline import headline
from sim.run.middle import median_day
from sim.scenario.model import Use
from tests.worlds import chain, use

KEYS = ["element", "form", "region", "sector"]


def outage(factor=0.0, node="magnets", days=200.0):
    stop = Outage(node=(node,), start=date(2025, 3, 1), length=Distribution.fixed(days), factor=factor)
    return chain(3, disruptions=use("outage", stop), world_document="summary")


@pytest.fixture(scope="module")
def hit():
    return run(outage(), baseline=paired(outage()))


def test_the_summary_has_the_promised_columns_and_the_worst_row_first(hit):
    frame = hit.summary()
    assert list(frame.columns) == [
        *KEYS, "demand_t", "delivered_t", "shortfall_t", "shortfall_share", "peak_share", "first_day_short", "recovery",
    ]  # fmt: skip
    assert frame["shortfall_t"].is_monotonic_decreasing
    assert tuple(frame.loc[0, KEYS]) == ("Nd", "magnet", "CN", "ev")


def test_demand_is_counted_from_the_shock_on(hit):
    row = hit.summary().set_index(KEYS).loc[("Ce", "oxide", "US", "glass")]
    years = (date(2027, 1, 1) - date(2025, 3, 1)).days / 365.25
    assert row["demand_t"] == pytest.approx(100 * years, rel=0.01)


def test_lean_firms_stop_when_their_days_of_stock_are_used_up(hit):
    """The leanest Chinese firms hold 20 days and what is on the road; the fat middle holds 60."""
    row = hit.summary().set_index(KEYS).loc[("Dy", "magnet", "CN", "ev")]
    assert 20 <= (row["first_day_short"] - date(2025, 3, 1)).days <= 20 + 14
    assert date(2025, 9, 17) <= row["recovery"] <= date(2025, 11, 30)
    assert row["peak_share"] == 1.0


def test_who_is_not_touched_has_no_dates(hit):
    row = hit.summary().set_index(KEYS).loc[("Ce", "oxide", "US", "glass")]
    assert (row["shortfall_t"], row["first_day_short"], row["recovery"]) == (0, None, None)


def test_the_sentence_names_buyers_good_day_and_tonnes(hit):
    total = hit.summary()["shortfall_t"].sum()
    assert hit.headline().startswith("Under “tiny world”, China's EV buyers run short first, of magnets, on ")
    assert f"in all {total:,.0f} t are missing, most of it neodymium" in hit.headline()
    assert "and the last recover on " in hit.headline()


def test_a_disruption_that_touches_nothing_changes_nothing():
    idle = outage(factor=1.0)
    assert (
        run(idle, baseline=paired(idle)).headline() == "“tiny world” changes nothing: all goes as it would without it."
    )


def test_without_a_baseline_the_sentence_claims_no_more_than_it_knows():
    assert run(outage(factor=1.0)).headline() == "Under “tiny world”, nobody runs short of any rare earth."


def test_a_paired_difference_takes_off_what_the_baseline_lacks_too():
    short = chain(3, world_document="poor", desks={}).replace(world_document="")
    nodes = dict(short.nodes)
    poor = short.replace(nodes={i: n for i, n in nodes.items() if i not in ("scrap",)}, lanes={
        i: a for i, a in short.lanes.items() if "scrap" not in (a.source, a.target)})  # fmt: skip
    result = run(poor, baseline=paired(poor))
    assert run(poor).summary()["shortfall_t"].sum() >= 0
    assert (result.summary()["shortfall_t"] == 0).all()
    assert result.excess_over(run(poor)).equals(result.summary())


def test_only_runs_with_the_same_chances_can_be_compared():
    with pytest.raises(ValueError, match="not paired"):
        run(chain(1), seed=1).beside(run(chain(1), seed=2))


def test_the_undisturbed_twin_keeps_rules_and_drops_what_acts():
    policies = {
        "rule": Use("rule", "allocate/pro_rata", object()),
        "release": Use("release", "stockpile_release", object()),
    }
    document = '{"disruptions":{"a":{}},"policies":{"release":{},"rule":{}},"title":"t"}'
    twin = paired(chain(1, disruptions=use("outage", None), policies=policies, document=document))
    assert (dict(twin.disruptions), list(twin.policies)) == ({}, ["rule"])
    assert twin.document == '{"policies":{"rule":{}},"title":"t"}'


def test_many_runs_are_summed_up_by_means_and_median_days():
    many = replicate(outage(), 5, workers=1)
    single = pd.concat([o.summary for o in many.outcomes])
    row = many.summary().iloc[0]
    same = single[(single[KEYS] == row[KEYS]).all(axis=1)]
    assert row["shortfall_t"] == pytest.approx(same["shortfall_t"].mean())
    assert row["first_day_short"] == sorted(same["first_day_short"])[2]
    assert row["shortfall_t_p10"] <= row["shortfall_t"] <= row["shortfall_t_p90"]


def test_a_median_day_exists_if_half_of_the_runs_have_one():
    early, late = date(2025, 1, 1), date(2025, 2, 1)
    assert median_day([late, early, None]) == late
    assert median_day([late, early]) == early
    assert median_day([None, early, None]) is None


def test_who_never_recovers_is_said_to():
    row = {
        "element": "Y", "form": "oxide", "region": "US", "sector": "ict", "demand_t": 100.0, "delivered_t": 60.0,
        "shortfall_t": 40.0, "shortfall_share": 0.4, "first_day_short": date(2026, 3, 2), "recovery": None,
    }  # fmt: skip
    assert headline("a ban", pd.DataFrame([row]), False) == (
        "Under “a ban”, the United States' ICT buyers run short first, of yttrium oxide, on 2 March 2026; in all 40 t "
        "are missing, most of it yttrium (40 t, 40 % of what those who lack it need), and not all have recovered "
        "by the end."
    )
