"""Export desks: what leaves under a licence, a quota or a ban, and what leaks."""

from dataclasses import replace

import numpy as np
import pytest

from sim.base.distributions import Distribution
from sim.scenario.model import Cohort, Desk, Horizon
from sim.world.kernel import layout as k
from tests.small import (
    DAY,
    START,
    day,
    fixed,
    lane,
    line_of,
    lost,
    node,
    per_week,
    play,
    route,
    shipped,
    use,
    weeks,
    world,
)

USE = 10_080_000


def exporter(cover_weeks=2, buyers=("US",), product_share=1.0, years=6.0):
    """A mine in China that sells oxide to buyers of ten tonnes a week, who hold so many whole weeks."""
    return world(
        [
            node("mine", "mine", capacity=per_week(1000), deposit="ore", form="oxide", stockyard=400.0),
            *(
                node(f"buyer_{c}", "buyer", c, form="oxide", needs={"NdPr": per_week(USE / 1e6)}, buffers="b")
                for c in buyers
            ),
        ],
        [lane("mine", f"buyer_{c}", "oxide") for c in buyers],
        [route("near", fixed(6.5))],
        buffers={"b": (Cohort(1.0, 7 * cover_weeks - 6.5),)},
        product_share={"oxide": product_share},
        horizon=Horizon(START, years),
    )


def control(**fields):
    return use("export_control", "it", **({"start": day(210)} | fields))


def delivered(running, first, last, lane_id="mine__buyer_US__oxide", **fields):
    return int(shipped(running, lane_id, **fields)[first:last].sum())


def departures(scenario, *uses):
    """Return the days on which goods left."""
    seen = set()

    def watch(running):
        while True:
            slots = running.state.slots
            seen.update(int(x) for x in slots["leaves"][slots["state"] == k.MOVING])
            yield running.doors.wait(0.5)

    return sorted(x / DAY for x in seen if x >= 0) if play(scenario, *uses, beside=[watch]) else []


@pytest.mark.parametrize("lag_weeks", [1, 3, 6])
def test_a_licence_holds_back_the_first_goods_for_its_lag(lag_weeks):
    gaps = np.diff(departures(exporter(cover_weeks=8), control(lag=fixed(7 * lag_weeks))))
    assert list(np.unique(gaps)) == [7, 7 * (lag_weeks + 1)]
    assert (gaps > 7).sum() == 1


@pytest.mark.parametrize(("lag_weeks", "cover"), [(1, 1), (3, 3), (3, 5), (6, 8)])
def test_a_lag_that_the_cover_bridges_costs_nothing(lag_weeks, cover):
    assert lost(play(exporter(cover), control(lag=fixed(7 * lag_weeks))), "buyer_US") == 0


def test_a_lag_that_the_cover_does_not_bridge_first_costs_the_weeks_between():
    short = weeks(play(exporter(2), control(lag=fixed(42))), "buyer_US").short
    first = int(np.flatnonzero(short)[0])
    assert first == 30 + 1 + 2 + 1 - 1
    assert (short[first : first + 4] == USE).all()
    assert short[first + 4] == 0


def test_what_is_refused_is_applied_for_again_and_comes_late():
    all_approved, half = (play(exporter(), control(lag=fixed(14), approved=share)) for share in (1.0, 0.5))
    assert lost(half, "buyer_US") > lost(all_approved, "buyer_US") == 0
    applied, approved, refused = (int(x) for x in half.state.desk_log[:, 0, :3].sum(axis=0))
    assert approved == pytest.approx(refused, rel=0.01)
    assert applied >= approved + refused


def test_nothing_approved_is_a_ban():
    refused = play(exporter(), control(lag=fixed(0), approved=0.0))
    assert delivered(refused, 9, 70) == 0
    assert lost(refused, "buyer_US") == lost(play(exporter(), control(regime="ban")), "buyer_US")


def test_a_desk_that_hardly_decides_keeps_everything_waiting_and_lets_it_go_at_the_end():
    running = play(exporter(), control(lag=fixed(0), officers=1, work=fixed(500), tight=fixed(140)))
    assert lost(running, "buyer_US") == (20 - 2) * USE
    assert not weeks(running, "buyer_US").short[60:].any()


def test_a_desk_decides_no_more_than_its_officers_can():
    running = play(exporter(buyers=("US", "JP", "EU")), control(lag=fixed(0), officers=1, work=fixed(2.5)))
    approvals = running.state.desk_log[:, :, 1]
    free = play(exporter(buyers=("US", "JP", "EU")), control(lag=fixed(0)))
    assert 0 < approvals.sum() < free.state.desk_log[:, :, 1].sum()
    assert sum(int(x["applications"]) for x in running.state.lines) > 0


def test_licences_to_different_buyers_have_lags_of_their_own():
    running = play(exporter(buyers=("US", "JP")), control(lag=Distribution("uniform", (7.0, 140.0))))
    assert lost(running, "buyer_US") != lost(running, "buyer_JP")


def test_a_shorter_lag_frees_what_has_waited_long_enough():
    eased = control(lag=fixed(200), tight=fixed(70), eased_lag=fixed(7), eased=30.5, stays=True)
    stuck = control(lag=fixed(200))
    assert lost(play(exporter(), eased), "buyer_US") < lost(play(exporter(), stuck), "buyer_US")


PERIOD = 364.0
QUOTA_T = 200.0


def by_period(running):
    """Return t that left in each period, from the days on which the buyer's goods set out."""
    seen = weeks(running, "buyer_US").delivered
    first = 30 + 2 + 1  # the weeks in hand, and the week under way, go on
    return [int(seen[first + 52 * n : first + 52 * (n + 1)].sum()) / 1e6 for n in range(4)]


def test_a_quota_lets_out_its_amount_in_every_period():
    running = play(exporter(), control(regime="quota", quota=QUOTA_T, period=PERIOD))
    assert by_period(running) == pytest.approx([QUOTA_T] * 4, rel=0.05)


def test_a_quota_counts_tonnes_of_product():
    running = play(exporter(product_share=0.5), control(regime="quota", quota=QUOTA_T, period=PERIOD))
    assert by_period(running)[1:] == pytest.approx([QUOTA_T * 0.5] * 3, rel=0.03)


@pytest.mark.parametrize("carry_over", [True, False])
def test_what_is_left_of_a_quota_is_carried_over_only_where_that_is_allowed(carry_over):
    quiet = use("demand_surge", "quiet", factor=0.0, start=day(203), length=fixed(364))
    quota = control(regime="quota", quota=QUOTA_T, period=PERIOD, carry_over=carry_over)
    running = play(exporter(), quiet, quota)
    second = int(shipped(running, "mine__buyer_US__oxide")[20:31].sum()) / 1e6
    assert second == pytest.approx((2 if carry_over else 1) * QUOTA_T * 11 / 12, rel=0.15)


def test_a_quota_is_shared_by_normal_flow():
    running = play(exporter(buyers=("US", "JP")), control(regime="quota", quota=QUOTA_T, period=PERIOD))
    shares = [delivered(running, 10, 60, f"mine__buyer_{c}__oxide") for c in ("US", "JP")]
    assert shares[0] == pytest.approx(shares[1], rel=0.01)


@pytest.mark.parametrize(("channel", "number"), [("smuggled", k.SMUGGLED), ("outside_quota", k.OUTSIDE_QUOTA)])
@pytest.mark.parametrize("part", [0.1, 0.4])
def test_a_part_of_the_normal_flow_leaks_on_its_channel(channel, number, part):
    running = play(exporter(), control(regime="ban", **{channel: part}))
    leaked = delivered(running, 9, 61, channel=number)
    assert leaked == pytest.approx(part * USE * 52 * 365.25 * 52 / 12 / 364, rel=0.02)
    others = [c for c in (k.OFFICIAL, k.SMUGGLED, k.OUTSIDE_QUOTA) if c != number]
    assert not any(delivered(running, 9, 61, channel=c) for c in others)


def test_a_regime_touches_neither_home_trade_nor_other_desks():
    scenario = exporter(buyers=("US", "CN")).replace(
        desks={"mofcom": Desk("mofcom", "CN"), "other": Desk("other", "US")}
    )
    running = play(scenario, control(regime="ban"))
    assert lost(running, "buyer_CN") == 0
    assert lost(running, "buyer_US") > 0


def test_of_several_measures_the_strictest_rules_and_the_others_come_back_when_it_ends():
    regimes = []

    def look(running):
        line = line_of(running, "mine__buyer_US__oxide", "NdPr")
        for at in (200, 220, 320, 420, 520, 620):
            yield running.doors.until(day(at))
            regimes.append(int(line["regime"]))

    measures = [
        control(lag=fixed(7), tight=fixed(400)),
        use("export_control", "quota", regime="quota", quota=50.0, start=day(300), tight=fixed(200)),
        use("export_control", "ban", regime="ban", start=day(400), tight=fixed(50)),
    ]
    play(exporter(), *measures, beside=[look])
    assert regimes == [k.FREE, k.LICENCE, k.QUOTA, k.BAN, k.LICENCE, k.FREE]


def test_the_desk_log_adds_up():
    running = play(exporter(), control(lag=fixed(30), approved=0.8))
    applied, approved, refused = (int(x) for x in running.state.desk_log[:, 0, :3].sum(axis=0))
    waiting = int(line_of(running, "mine__buyer_US__oxide", "NdPr")["at_desk"])
    assert applied == approved + refused + waiting
    assert np.all(running.state.desk_log >= 0)


def test_of_two_licences_the_stricter_rules_whichever_came_last():
    terms = []

    def look(running):
        line = line_of(running, "mine__buyer_US__oxide", "NdPr")
        for at in (250, 350, 450):
            yield running.doors.until(day(at))
            terms.append(int(line["approved"]))

    strict = control(lag=fixed(60), approved=0.2, start=day(200), tight=fixed(200))
    mild = use("export_control", "mild", regime="licence", lag=fixed(7), start=day(300), tight=fixed(200))
    play(exporter(), strict, mild, beside=[look])
    assert terms == [k.WHOLE // 5, k.WHOLE // 5, k.WHOLE]


def test_easing_by_steps_that_change_no_terms_changes_nothing():
    """What waits at the desk keeps its place in the queue when the terms are written anew."""
    buyers = ("US", "JP", "EU")
    terms = {"lag": fixed(0), "eased_lag": fixed(0), "officers": 1, "work": fixed(2.5), "eased_work": fixed(2.5)}
    by_steps = play(exporter(buyers=buyers), control(tight=fixed(140), eased=244.0, **terms))
    at_once = play(exporter(buyers=buyers), control(tight=fixed(384), **terms))
    assert (by_steps.state.desk_log == at_once.state.desk_log).all()


def test_what_leaks_fits_the_lane():
    scenario = exporter()
    lanes = {i: replace(x, capacity=per_week(3).steps[0][1]) for i, x in scenario.lanes.items()}
    narrow = scenario.replace(lanes=lanes)
    running = play(narrow, control(regime="ban", smuggled=0.9))
    monthly = shipped(running, "mine__buyer_US__oxide", channel=k.SMUGGLED).sum(axis=1)
    assert 0 < monthly.max() <= 5 * 3_000_000


def test_what_leaks_finds_room_beside_what_is_let_out_on_a_lane_as_late_as_can_be():
    """Each way past the desk has shipments of its own, and all are sixty days longer under way."""
    late = use("delay", "late", form=("oxide",), days=60, start=day(200))
    running = play(exporter(), control(lag=fixed(30), smuggled=0.3, tight=fixed(1500)), late)
    monthly = shipped(running, "mine__buyer_US__oxide", channel=k.SMUGGLED).sum(axis=1)[12:48]
    assert monthly.sum() == pytest.approx(0.3 * USE * 36 * 365.25 / 12 / 7, rel=0.02)


def test_of_measures_as_strict_as_each_other_the_newest_rules():
    ruling = []

    def look(running):
        line = line_of(running, "mine__buyer_US__oxide", "NdPr")
        for at in (250, 350, 450):
            yield running.doors.until(day(at))
            ruling.append(running.doors.kept.causes[int(running.state.desks[int(line["desk"])]["cause"])])

    begins = {"older": day(200), "newer": day(300)}
    bans = [use("export_control", name, regime="ban", start=at, tight=fixed(200)) for name, at in begins.items()]
    play(exporter(), *bans, beside=[look])
    assert ruling == ["older", "newer", "newer"]


NO_MATTER = {
    "a quota that leaves room": {"regime": "quota", "quota": 100_000.0},
    "a licence without a queue": {"approved": 0.59, "lag": fixed(1)},
    "one as strict": {"approved": 0.6, "lag": fixed(0), "officers": 1, "work": fixed(10)},
}


@pytest.mark.parametrize("second", NO_MATTER)
def test_a_second_measure_never_lets_out_what_the_first_holds_back(second):
    """Twelve buyers bring twelve cases a week, of which one officer decides half a case; three fifths are approved."""
    buyers = tuple(f"C{i}" for i in range(12))
    strict = control(approved=0.6, lag=fixed(0), officers=1, work=fixed(10), tight=fixed(400))
    other = use("export_control", "other", start=day(240), tight=fixed(400), **NO_MATTER[second])
    alone, both = (play(exporter(buyers=buyers), *measures) for measures in ((strict,), (strict, other)))
    short = [sum(lost(running, f"buyer_{c}") for c in buyers) for running in (alone, both)]
    assert short[0] > 0
    assert short[1] >= short[0] * 0.98
