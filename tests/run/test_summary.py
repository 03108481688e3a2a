"""The summary and the sentence say who runs short of what, from when and until when."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pandas as pd
import pytest

from sim.base.distributions import Distribution
from sim.disruptions.outage import Outage
from sim.policies.allocate.pro_rata import ProRata
from sim.run import paired, replicate, run
from sim.run.bridge import Bridge
from sim.run.headline import headline
from sim.run.middle import median_day
from sim.scenario.model import Use
from tests.worlds import chain, rate, use

KEYS = ["element", "form", "region", "sector"]


def spoken(day):
    return f"{day.day} {day:%B} {day.year}"


def outage(factor=0.0, node="magnets", days=200.0):
    stop = Outage(node=(node,), start=date(2025, 3, 1), length=Distribution.fixed(days), factor=factor)
    return chain(3, disruptions=use("outage", stop), world_document="summary")


@pytest.fixture(scope="module")
def hit():
    return run(outage(), baseline=paired(outage()))


def test_the_summary_has_the_promised_columns_and_the_worst_row_first(hit):
    frame = hit.summary()
    assert list(frame.columns) == [
        *KEYS, "demand_t", "delivered_t", "shortfall_t", "thrifted_t", "shortfall_share", "peak_share",
        "first_day_short", "recovery", "short_again",
    ]  # fmt: skip
    assert frame["shortfall_t"].is_monotonic_decreasing
    assert tuple(frame.loc[0, KEYS]) == ("Nd", "magnet", "CN", "ev")


def test_demand_is_counted_from_the_shock_until_the_last_have_recovered(hit):
    start, end = hit.window
    assert start == date(2025, 3, 1)
    assert end == max(day for day in hit.summary()["recovery"] if day is not None)
    row = hit.summary().set_index(KEYS).loc[("Ce", "oxide", "US", "glass")]
    assert row["demand_t"] == pytest.approx(100 * (end - start).days / 365.25, rel=0.03)
    assert hit.manifest["window"] == [start.isoformat(), end.isoformat()]


def test_no_tonne_is_missing_outside_the_window(hit):
    assert hit.summary()["shortfall_t"].sum() == pytest.approx(hit.since_shock.shortfall.sum() / 1e6)


def test_the_peak_is_that_of_the_table_by_month(hit):
    table = hit.shortfall.groupby([*KEYS, "month"])[["shortfall_t", "demand_t"]].sum()
    worst = (table["shortfall_t"] / table["demand_t"]).groupby(KEYS).max()
    peak = hit.summary().set_index(KEYS)["peak_share"]
    assert worst[("Nd", "magnet", "US", "ev")] > 0.1
    assert peak.to_dict() == pytest.approx(worst.to_dict(), abs=1e-6)
    metric = hit.measure("peak_shortfall").set_index(["subject", "element"])["value"]
    assert metric["US/ev/magnet", "Nd"] == peak["Nd", "magnet", "US", "ev"]


def test_nobody_is_short_before_the_start():
    poor = chain(1, world_document="")
    nodes = dict(poor.nodes)
    for name in ("mine", "mine_us"):
        nodes[name] = replace(nodes[name], stage=replace(nodes[name].stage, capacity=rate(150)))
    dry = run(poor.replace(nodes=nodes))
    assert dry.weekly["dry_on"].dropna().min() < dry.start, "firms were dry in the week before, too"
    assert dry.start <= dry.summary()["first_day_short"].dropna().min() < dry.start + timedelta(days=7)
    assert 0 <= dry.measure("first_day_short")["value"].min() < 7


def test_a_second_wave_lies_inside_the_window():
    stops = {
        name: Outage(node=("magnets",), start=date(year, 3, 1), length=Distribution.fixed(150.0))
        for name, year in (("first", 2025), ("second", 2027))
    }
    uses = {name: Use(name, "outage", stop) for name, stop in stops.items()}
    twice = run(chain(5, disruptions=uses, world_document="twice"))
    assert twice.window[0] == date(2025, 3, 1)
    assert date(2027, 8, 1) < twice.window[1] < date(2028, 3, 1)
    assert twice.summary()["shortfall_t"].sum() == pytest.approx(twice.since_shock.shortfall.sum() / 1e6)
    row = twice.summary().set_index(KEYS).loc[("Nd", "magnet", "CN", "ev")]
    assert date(2025, 8, 1) < row["recovery"] < date(2027, 3, 1) < row["short_again"] < date(2027, 8, 1)
    assert f"and {spoken(twice.window[1])}, when the last recover for good, after relapses;" in twice.headline()
    assert twice.by_element().set_index(["element", "form"])["short_again"]["Nd", "magnet"] == row["short_again"]


def test_the_window_is_the_whole_horizon_when_nobody_is_hit_or_somebody_does_not_recover():
    calm = run(chain(1))
    assert calm.window == (date(2024, 1, 1), calm.end)
    endless = run(outage(days=2000.0))
    assert endless.window == (date(2025, 3, 1), endless.end)
    assert "between 1 March 2025 and 1 January 2027, and not all have recovered by then;" in endless.headline()


def test_many_runs_share_the_window_of_the_middle_one():
    stop = Outage(node=("magnets",), start=date(2025, 3, 1), length=Distribution("triangular", (100, 150, 200)))
    many = replicate(chain(3, disruptions=use("outage", stop), world_document="summary"), 3, workers=1)
    ends = sorted(o.shortages.window[1] for o in many.outcomes)
    assert many.window == (date(2025, 3, 1), ends[1])
    assert ends[0] < ends[1] < ends[2]
    demand = [o.shortages.summary(ends[1])["demand_t"].sum() for o in many.outcomes]
    assert demand == pytest.approx([demand[0]] * 3)
    assert many.manifest["window"] == ["2025-03-01", ends[1].isoformat()]


def test_lean_firms_stop_when_their_days_of_stock_are_used_up(hit):
    """The leanest Chinese firms hold 20 days and what is on the road; the fat middle holds 60."""
    row = hit.summary().set_index(KEYS).loc[("Dy", "magnet", "CN", "ev")]
    assert 20 <= (row["first_day_short"] - date(2025, 3, 1)).days <= 20 + 14
    assert date(2025, 9, 17) <= row["recovery"] <= date(2025, 11, 30)
    assert row["peak_share"] == 1.0


def test_who_is_not_touched_has_no_dates(hit):
    row = hit.summary().set_index(KEYS).loc[("Ce", "oxide", "US", "glass")]
    assert (row["shortfall_t"], row["first_day_short"], row["recovery"], row["short_again"]) == (0, None, None, None)


def test_who_is_hit_after_the_last_day_that_counts_has_no_dates_yet(hit):
    dates = ["first_day_short", "recovery", "short_again"]
    first = hit.summary()["first_day_short"].dropna().min()
    before, after = (hit.shortages.summary(first + timedelta(days=late)) for late in (0, 1))
    assert before[dates].isna().all(axis=None)
    assert set(after["first_day_short"].dropna()) == {first}


def test_the_sentence_names_buyers_good_day_and_tonnes(hit):
    total = hit.summary()["shortfall_t"].sum()
    assert hit.headline().startswith("Under “tiny world”, China's EV buyers run short first, of magnets, on ")
    assert f"in all {total:,.0f} t are short between 1 March 2025" in hit.headline()
    assert "; most of what is short is neodymium (" in hit.headline()
    assert f"between 1 March 2025 and {spoken(hit.window[1])}, when the last recover; most of" in hit.headline()


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
    assert result.beside(run(poor)).summary().equals(result.summary())


def test_only_runs_with_the_same_chances_can_be_compared():
    with pytest.raises(ValueError, match="not paired"):
        run(chain(1), seed=1).beside(run(chain(1), seed=2))


def test_the_undisturbed_twin_keeps_rules_and_drops_what_acts():
    policies = {
        "rule": Use("rule", "allocate/pro_rata", ProRata()),
        "release": Use("release", "stockpile_release", object()),
    }
    document = '{"disruptions":{"a":{}},"policies":{"release":{},"rule":{}},"title":"t"}'
    twin = paired(chain(1, disruptions=use("outage", None), policies=policies, document=document))
    assert (dict(twin.disruptions), list(twin.policies)) == ({}, ["rule"])
    assert twin.document == '{"policies":{"rule":{}},"title":"t"}'


def test_many_runs_are_summed_up_by_means_and_median_days():
    many = replicate(outage(), 5, workers=1)
    single = pd.concat([o.shortages.summary(many.window[1]) for o in many.outcomes])
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
        "shortfall_t": 40.0, "thrifted_t": 0.0, "shortfall_share": 0.4, "first_day_short": date(2026, 3, 2),
        "recovery": None, "short_again": None,
    }  # fmt: skip
    assert headline("a ban", pd.DataFrame([row]), False, (date(2026, 1, 1), date(2028, 2, 14)), over=False) == (
        "Under “a ban”, the United States' ICT buyers run short first, of yttrium oxide, on 2 March 2026; in all 40 t "
        "are short between 1 January 2026 and 14 February 2028, and not all have recovered by then; most of what is "
        "short is yttrium (40 t, 40 % of what those who lack it need)."
    )


@pytest.mark.parametrize(("missing", "demand"), [(0.004, 1.0), (0.09, 190.0), (0.9, 10_000.0)])
def test_a_trace_that_is_missing_is_not_called_a_shortage(missing, demand):
    row = {
        "element": "Y", "form": "oxide", "region": "US", "sector": "ict", "demand_t": demand, "shortfall_t": missing,
        "thrifted_t": 0.0, "shortfall_share": missing / demand, "first_day_short": date(2026, 3, 2), "recovery": None,
        "short_again": None,
    }  # fmt: skip
    said = headline("a ban", pd.DataFrame([row]), False, (date(2026, 1, 1), date(2028, 2, 14)), over=False)
    assert said == "Under “a ban”, nobody runs short of any rare earth."


def missing(element, region, demand, tonnes, first, recovery=date(2029, 1, 1), again=None, saved=0.0):
    return {
        "element": element, "form": "oxide", "region": region, "sector": "ict", "demand_t": demand,
        "shortfall_t": tonnes, "thrifted_t": saved, "first_day_short": first, "recovery": recovery,
        "short_again": again,
    }  # fmt: skip


TEN_YEARS = (date(2024, 1, 1), date(2034, 1, 1))


def test_a_trifle_is_not_named_as_the_first_to_run_short():
    """Less than a tonne and than a twentieth of a year's need is left to the tables, if somebody lacks more."""
    trifle = missing("Ho", "CN", 128.0, 0.17, date(2027, 5, 16))
    little_of_little = missing("Sc", "US", 9.0, 0.5, date(2028, 1, 1))
    much = missing("Nd", "CN", 60_000.0, 6_000.0, date(2029, 4, 28))
    told = [
        headline("a title", pd.DataFrame(rows), False, TEN_YEARS, over=True)
        for rows in ([trifle, much], [trifle, little_of_little, much], [trifle])
    ]
    assert ["of neodymium" in told[0], "of scandium" in told[1], "of holmium" in told[2]] == [True] * 3
    assert "in all 6,000 t are short" in told[0], "what is missing is missing, though"


def test_the_sentence_does_not_claim_a_recovery_from_what_comes_back():
    rows = pd.DataFrame([missing("Nd", "CN", 60_000.0, 6_000.0, date(2029, 4, 28), again=date(2031, 4, 7))])
    over, not_over = (headline("a title", rows, False, TEN_YEARS, over=over) for over in (True, False))
    assert ", when the last recover for good, after relapses;" in over
    assert ", and after relapses not all have recovered by then;" in not_over


def test_what_buyers_give_up_is_told_if_it_is_more_than_a_hundredth_of_the_need_of_those_concerned():
    idle = missing("Ce", "CN", 90_000.0, 0.0, None)
    short = missing("Nd", "US", 1000.0, 100.0, date(2029, 4, 28), saved=20.0)
    saving = missing("Nd", "EU", 1000.0, 0.0, None, saved=30.0)
    little = missing("Nd", "EU", 1000.0, 0.0, None, saved=10.0)
    told = [headline("a title", pd.DataFrame(rows), False, TEN_YEARS, over=True)
            for rows in ([idle, short, saving], [idle, little], [idle, saving])]  # fmt: skip
    assert (
        "in all 150 t are not delivered (100 t short and 50 t given up because of price, 2.5 % of the need of those "
        "concerned) between" in told[0]
    )
    assert told[1] == "Under “a title”, nobody runs short of any rare earth."
    assert told[2].endswith("nobody runs short of any rare earth; not delivered are 30 t given up because of "
                            "price, 3.0 % of the need of those concerned.")  # fmt: skip
    decided = headline("a title", pd.DataFrame([saving]), False, TEN_YEARS, over=True, decided=True)
    assert "given up because of price or by decision," in decided


@pytest.mark.parametrize(("short", "saved"), [(9.46, 52.0), (104.4, 50.4), (1234.5, 8765.4)])
def test_the_parts_of_the_sentence_add_up_as_they_are_written(short, saved):
    row = missing("Nd", "US", 1000.0, short, date(2029, 4, 28), saved=saved)
    told = headline("a title", pd.DataFrame([row]), False, TEN_YEARS, over=True)
    whole, one, other = (
        float(found.replace(",", ""))
        for found in re.search(r"in all (\S+) t are not delivered \((\S+) t short and (\S+) t given up", told).groups()
    )
    assert whole == pytest.approx(one + other, abs=0.5)
    assert whole == one + other or one < 10


def test_what_is_needed_is_delivered_short_given_up_or_a_small_rest():
    rows = [
        missing("Nd", "US", 1000.0, 100.0, date(2029, 4, 28), saved=20.0) | {"delivered_t": 879.0},
        missing("Nd", "EU", 1000.0, 0.5, None, saved=0.0) | {"delivered_t": 999.5},
    ]
    found = Bridge.of(pd.DataFrame(rows))
    assert (found.needed_t, found.delivered_t, found.short_t, found.given_up_t) == (2000.0, 1878.5, 100.0, 20.0)
    assert found.not_delivered_t == 120.0
    assert found.rest_t == pytest.approx(1.5), "a tonne is late, and half a tonne is a trace"


def test_the_bridge_of_a_run_is_that_of_its_summary(hit):
    found, summary = hit.bridge(), hit.summary()
    assert found.short_t == pytest.approx(summary["shortfall_t"].sum(), rel=1e-3)
    assert found.needed_t == pytest.approx(found.delivered_t + found.not_delivered_t + found.rest_t)


def test_what_is_given_up_beside_a_shortage_or_after_it_is_told_if_it_is_a_tenth_of_it():
    short = missing("Nd", "US", 100_000.0, 1000.0, date(2029, 4, 28), saved=200.0)
    rows = pd.DataFrame([short])
    told, later = (headline("a title", rows, False, TEN_YEARS, over=True, later=t) for t in (0.0, 500.0))
    assert "in all 1,200 t are not delivered (1,000 t short and 200 t given up because of price" in told
    assert ", when the last recover (500 t more are given up after that); most" in later
    assert [Bridge.of(rows.assign(delivered_t=98_800.0), t).has_later for t in (100.0, 500.0)] == [False, True]
