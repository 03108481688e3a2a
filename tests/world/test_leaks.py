"""What goes out past a measure: it follows the price, the hub has its limits, and each way is a channel of its own."""

from dataclasses import replace
from math import log

import numpy as np
import pytest

from sim.base.regime import Hub, Leak, Regime
from sim.base.selector import Selector
from sim.run.once import run
from sim.world.kernel import layout as k
from tests.small import DAY, chain, day, line_of, lost, per_week, play, shipped, use
from tests.world.opening import opened, weekly, with_market
from tests.world.test_licences import BUYERS, exporter

CALM = exporter(cover_weeks=4)
WORLD = with_market(CALM)
LANE = "mine__us_cars__oxide"
NORMAL = 10_080_000


def banned(leaks, hub=None, **fields):
    regime = Regime("ban", Selector(), leaks=leaks, hub=hub, **fields)
    return opened(lambda doors: doors.desks.control("mofcom", regime, "it"))


def watched(scenario, *beside, **fields):
    """Play a world and return it, with the desk's leaks and the price wedge of every week under the ban."""
    seen = []

    def look(running):
        line = line_of(running, LANE, "NdPr")
        if line["regime"] == k.BAN:
            m = running.state["market"]
            cls = int(line["cls"])
            inside = m["price"][k.INSIDE, cls] * (1.0 + m["freight"])
            wedge = log(m["price"][k.OUTSIDE, cls] / inside) if m["on"] else 0.0
            leak = running.state["desks"][int(line["desk"])]["leak"]
            seen.append((wedge, *(float(x) / k.WHOLE for x in leak)))

    running = play(scenario, beside=[*beside, weekly(look, start=6.9)], **fields)
    return running, np.array(seen)


def monthly(running, channel, lane_id=LANE):
    return shipped(running, lane_id, channel).sum(axis=1)


def test_smuggling_follows_the_price_at_its_own_pace():
    """Every week it goes a part of the way to the least share and what the wedge adds."""
    least, gain, lag_weeks = 0.05, 0.08, 12
    _, seen = watched(WORLD, banned({"smuggled": Leak(least, 0.9, gain, 7.0 * lag_weeks)}))
    wedge, leak = seen[:, 0], seen[:, 1 + k.SMUGGLED]
    assert wedge.max() > 1.0
    target = np.clip(least + gain * wedge, least, 0.9)
    expected = leak[:-1] + (target[1:] - leak[:-1]) / lag_weeks
    assert np.abs(leak[1:] - expected).max() < 2e-6
    assert leak[0] == pytest.approx(least, abs=0.02)
    assert leak[-1] > 2 * least


def test_a_slower_network_takes_longer_to_answer_the_price():
    fast, slow = (
        watched(WORLD, banned({"smuggled": Leak(0.0, 1.0, 0.3, lag)}))[1][:, 1 + k.SMUGGLED] for lag in (28, 280)
    )
    assert (fast[5:30] > 1.5 * slow[5:30]).all()


def test_the_prices_of_what_another_desk_holds_lure_nobody_past_this_one():
    """Dysprosium leaves under easy licences, while cerium, which is banned, grows dear."""
    scenario = with_market(chain(years=3.0))
    leaks = []

    def eases(doors):
        lures = {"smuggled": Leak(0.0, 1.0, 0.5, 28.0)}
        return doors.desks.control("mofcom", Regime("licence", Selector(element=("Dy",)), leaks=lures), "easy")

    def bans(doors):
        return doors.desks.control("mofcom", Regime("ban", Selector(element=("Ce",))), "strict")

    def look(running):
        line = line_of(running, "market__glass_us__oxide", "Dy")
        if line["regime"]:
            m = running.state["market"]
            leaks.append((int(running.state["desks"][int(line["desk"])]["leak"][k.SMUGGLED]),
                          float(m["price"][k.OUTSIDE, 2] / m["price"][k.INSIDE, 2])))  # fmt: skip

    play(scenario, beside=[opened(eases), opened(bans), weekly(look)])
    assert max(wedge for _, wedge in leaks) > 2.0
    assert max(leak for leak, _ in leaks) < 0.01 * k.WHOLE


def test_no_more_is_smuggled_than_the_most():
    running, seen = watched(WORLD, banned({"smuggled": Leak(0.0, 0.2, 2.0, 14.0)}))
    assert seen[:, 1 + k.SMUGGLED].max() == pytest.approx(0.2, abs=1e-6)
    assert monthly(running, k.SMUGGLED)[12:36].sum() <= 0.2 * NORMAL * 731 / 7 * 1.01


def test_without_a_wedge_or_without_prices_only_the_least_leaks():
    running, seen = watched(CALM, banned({"smuggled": Leak(0.1, 1.0, 0.5, 28.0)}))
    assert (seen[:, 1 + k.SMUGGLED] == 0.1).all()
    assert monthly(running, k.SMUGGLED)[12:36].sum() == pytest.approx(0.1 * NORMAL * 731 / 7, rel=0.02)


@pytest.mark.parametrize("scenario", [CALM, WORLD], ids=["no prices", "prices"])
@pytest.mark.parametrize("tpd", [0.5, 2.0])
def test_a_hub_passes_on_no_more_than_it_can_and_as_much_each_week(scenario, tpd):
    running, _ = watched(scenario, banned({"transshipped": Leak(0.5, 0.5)}, Hub(tpd, 20.0)))
    passed = sum(monthly(running, k.TRANSSHIPPED, f"mine__{b}__oxide") for b in BUYERS)
    assert passed.max() <= tpd * 1e6 * 35
    assert passed[9:40].sum() == pytest.approx(tpd * 1e6 * 943, rel=0.02)


def test_those_who_want_more_than_a_hub_can_pass_on_share_it():
    running, _ = watched(WORLD, banned({"transshipped": Leak(0.5, 0.5)}, Hub(1.0, 20.0)))
    passed = [monthly(running, k.TRANSSHIPPED, f"mine__{b}__oxide")[9:40].sum() for b in BUYERS]
    assert max(passed) == pytest.approx(min(passed), rel=0.02)
    assert sum(passed) == pytest.approx(943e6, rel=0.02)


def arrivals(running, channel):
    found = []

    def look(world):
        lane = world.state.lanes[world.grid.lane_index[LANE]]
        slots = world.state.slots[int(lane["slots_first"]) : int(lane["slots_last"])]
        found.extend(
            float(s["arrives"] - s["leaves"]) / DAY
            for s in slots
            if s["state"] == k.MOVING and s["channel"] == channel and s["leaves"] >= 0
        )

    running.append(look)
    return found


def test_goods_by_the_hub_come_later_by_its_delay_and_others_do_not():
    looks = []
    official, by_hub, smuggled = (arrivals(looks, c) for c in (k.OFFICIAL, k.TRANSSHIPPED, k.SMUGGLED))
    leaks = {"transshipped": Leak(0.3, 0.3), "smuggled": Leak(0.1, 0.1)}
    play(WORLD, beside=[banned(leaks, Hub(10.0, 33.0)), *(weekly(look, start=0.75) for look in looks)])
    assert set(official) == set(smuggled) == {6.5}
    assert set(by_hub) == {39.5}


def test_a_hub_that_is_found_out_lies_low_and_comes_back():
    hub = Hub(1.0, 20.0, risk_per_week=0.2, shut_d=140.0)
    running, seen = watched(WORLD, banned({"transshipped": Leak(0.5, 0.5)}, hub))
    open_weeks = seen[1:, 1 + k.TRANSSHIPPED] > 0
    assert 0.05 < open_weeks.mean() < 0.6
    shut = np.flatnonzero(np.diff(open_weeks.astype(int)))
    assert len(shut) > 3
    spells = np.diff(shut)
    assert 20 in spells
    safe, _ = watched(WORLD, banned({"transshipped": Leak(0.5, 0.5)}, Hub(1.0, 20.0)))
    assert sum(lost(running, b) for b in BUYERS) > 1.1 * sum(lost(safe, b) for b in BUYERS)


def test_a_hub_without_risk_is_never_found_out():
    _, seen = watched(WORLD, banned({"transshipped": Leak(0.5, 0.5)}, Hub(1.0, 20.0)))
    assert (seen[:, 1 + k.TRANSSHIPPED] == 0.5).all()


def test_a_hub_that_hardly_works_is_hardly_ever_found_out():
    def weeks_shut(tpd, most):
        hub = Hub(tpd, 20.0, risk_per_week=0.5, shut_d=28.0)
        seen = watched(WORLD, banned({"transshipped": Leak(most, most)}, hub))[1]
        return (seen[:, 1 + k.TRANSSHIPPED] == 0).mean()

    assert weeks_shut(100.0, 0.01) < 0.05 < 0.3 < weeks_shut(0.2, 0.5)


def test_each_channel_is_a_row_of_its_own_in_the_tables_of_trade():
    ban = use(
        "export_control", regime="ban", start=day(210), smuggled=0.1, outside_quota=0.05, hub=1000.0, hub_gain=0.3
    )
    result = run(replace(WORLD, disruptions={ban.id: ban}))
    trade = result.trade.assign(month=result.trade["month"].astype(str))
    late = trade[(trade["month"] > "2024-09") & (trade["from_country"] == "CN")]
    by_channel = late.groupby("channel")["shipped_t"].sum()
    assert set(by_channel[by_channel > 0].index) == {"smuggled", "outside_quota", "transshipped"}
    customs = late[late["channel"].isin(("official", "outside_quota"))]["shipped_t"].sum()
    assert customs == pytest.approx(by_channel["outside_quota"])


def test_what_leaks_under_a_quota_and_what_goes_by_it_fit_the_lane_together():
    """Smugglers load first: what the quota lets out after them has the room that they leave, and no more."""
    narrow = CALM.replace(
        lanes={i: replace(x, capacity=per_week(5).steps[0][1]) for i, x in CALM.lanes.items()},
    )
    regime = Regime("quota", Selector(), quota_t=5000.0, leaks={"smuggled": Leak(0.8, 0.8)})
    carried = []
    running = play(
        narrow,
        beside=[
            opened(lambda doors: doors.desks.control("mofcom", regime, "it")),
            weekly(lambda r: carried.append(int(r.state.lanes["loaded"][r.grid.lane_index[LANE]])), start=0.75),
        ],
    )
    by_channel = [monthly(running, channel)[9:].sum() for channel in (k.OFFICIAL, k.SMUGGLED)]
    assert min(by_channel) > 0
    assert max(carried) == int(running.state.lanes["capacity"][running.grid.lane_index[LANE]])


def test_what_leaks_leaves_the_books_in_order():
    """Leaks are taken out of what waits at the desk as well, and applications never owe what has gone."""
    leaks = {"smuggled": Leak(0.2, 0.2), "transshipped": Leak(0.2, 0.2)}
    regime = Regime("licence", Selector(), approved_share=0.2, leaks=leaks, hub=Hub(1.0))

    def agree(running):
        for line in running.state.lines:
            first = int(line["applications_first"])
            waiting = running.state.applications[first : first + int(line["applications"])]["mass"]
            assert (waiting >= 0).all()
            assert waiting.sum() == line["at_desk"]

    play(WORLD, beside=[opened(lambda doors: doors.desks.control("mofcom", regime, "it")), weekly(agree)])
