"""The ledger of causes: it adds up, it changes nothing, and it names who did it."""

import numpy as np
import pytest

from sim.base.distributions import Distribution
from sim.base.selector import Selector
from sim.base.series import Series
from sim.run.once import run
from sim.run.recording import Recording
from sim.scenario.model import Cohort
from sim.world.kernel import layout as k
from sim.world.world import World
from tests.laws.test_conservation import WORLD as BUSY
from tests.small import (
    START,
    YEARLY,
    chain,
    day,
    deposit,
    fingerprint,
    fixed,
    lane,
    lost,
    node,
    per_week,
    play,
    route,
    template,
    use,
    weeks,
    with_uses,
    world,
)
from tests.world.opening import opened

CHAIN = chain(years=3.0)


def traced(scenario, *uses, beside=(), seed=0):
    """Run a scenario with the ledger kept."""
    running = World(with_uses(scenario, *uses), template(scenario), seed, 0, causes=True)
    for process in beside:
        running.process(process(running))
    running.play()
    return running


def parts(running, buyer=None):
    """Return t missed by cause as the kernel booked them, of one buyer or of all."""
    rows = [r for r, row in enumerate(running.grid.rows) if buyer in (None, running.grid.nodes[row.node].id)]
    booked = running.state["missing"][:, rows].sum(axis=(0, 1)) / 1e6
    return {name: float(booked[i]) for i, name in enumerate(running.causes) if booked[i] > 1e-9}


HISTORY = (
    use("outage", node=("sep",), start=day(150), length=fixed(120)),
    use("export_control", "ban", regime="ban", element=("Dy",), magnets_containing=("Dy",), start=day(300),
        tight=fixed(200)),
    use("demand_surge", sector=("ev",), start=day(500), length=fixed(150), factor=1.5),
    use("route_closure", passage=("strait",), start=day(700), length=fixed(60)),
)  # fmt: skip


@pytest.mark.parametrize("seed", range(2))
def test_the_causes_of_each_need_add_up_to_what_it_missed(seed):
    running = traced(CHAIN, *HISTORY, seed=seed)
    for r in range(len(running.grid.rows)):
        booked = running.state["missing"][:, r].sum()
        assert booked == pytest.approx(running.state.shortfall[r, :, k.SHORT].sum(), abs=1.0)
    assert len(parts(running)) >= 3
    assert (running.state["missing"] >= 0).all()
    assert (running.state["blame"] >= 0).all()


def test_the_table_of_causes_adds_up_to_the_shortfall_table_month_by_month():
    result = run(with_uses(CHAIN, *HISTORY), causes=True)
    keys = ["month", "element", "form", "region", "sector"]
    by_cause = result.shortfall_by_cause.groupby(keys)["shortfall_t"].sum()
    shortfall = result.shortfall.set_index(keys)["shortfall_t"]
    shortfall = shortfall[shortfall > 0]
    assert len(shortfall) > 20
    both = by_cause.to_frame("a").join(shortfall.to_frame("b"), how="outer").fillna(0.0)
    assert np.abs(both["a"] - both["b"]).max() < 2e-6


def test_the_ledger_changes_nothing():
    for seed in range(2):
        assert fingerprint(traced(BUSY, *HISTORY, seed=seed)) == fingerprint(play(BUSY, *HISTORY, seed=seed))
    running = traced(CHAIN, *HISTORY)
    plain = play(CHAIN, *HISTORY)
    assert Recording(running, running.state.rows["backlog"]).fingerprint == (
        Recording(plain, plain.state.rows["backlog"]).fingerprint
    )


def test_a_run_without_the_ledger_books_nothing():
    running = play(CHAIN, *HISTORY)
    assert not running.state["missing"].any()
    assert not running.state["blame"].any()


def two_lines_of_supply():
    """Dysprosium oxide from China, and cerium oxide from a mine in Japan, for two American buyers."""
    return world(
        [
            node("dy_mine", "mine", capacity=per_week(50), deposit="dy", form="oxide", stockyard=14.0),
            node("ce_mine", "mine", "JP", capacity=per_week(12), deposit="ce", form="oxide", stockyard=14.0),
            node("lasers", "buyer", "US", form="oxide", needs={"Dy": per_week(10)}, buffers="b"),
            node("glass", "buyer", "US", form="oxide", needs={"Ce": per_week(10)}, buffers="b"),
        ],
        [lane("dy_mine", "lasers", "oxide"), lane("ce_mine", "glass", "oxide")],
        [route("near", fixed(6.5))],
        deposits={"dy": deposit("dy", Dy=1.0), "ce": deposit("ce", Ce=1.0)},
        buffers={"b": (Cohort(1.0, 28.0),)},
    )


APART = two_lines_of_supply()
BAN = use("export_control", "ban", regime="ban", element=("Dy",), start=day(210), tight=fixed(150))
STOP = use("outage", "stop", node=("ce_mine",), start=day(280), length=fixed(120))


def test_causes_that_never_meet_have_the_shares_that_paired_runs_give_them():
    both = traced(APART, BAN, STOP)
    booked = parts(both)
    assert set(booked) == {"ban", "stop"}
    whole = lost(both, "lasers") + lost(both, "glass")
    for left_out, kept in (("ban", STOP), ("stop", BAN)):
        without = play(APART, kept)
        removed = (whole - lost(without, "lasers") - lost(without, "glass")) / 1e6
        assert removed > 50
        assert booked[left_out] == pytest.approx(removed, rel=0.10)


def test_of_causes_that_overlap_the_parts_add_up_though_the_effects_of_removing_each_do_not():
    """A ban and an outage at the same time: without either, the other still stops everything.

    So removing one removes little, and what both remove together is more than the sum of what each does. The
    ledger blames whoever is met first on the way of the goods, here the stopped plant, and its parts are always
    the whole.
    """
    stop = use("outage", "stop", node=("dy_mine",), start=day(210), length=fixed(150))
    whole = lost(play(APART, BAN, stop), "lasers") / 1e6
    effects = [whole - lost(play(APART, kept), "lasers") / 1e6 for kept in (BAN, stop)]
    booked = parts(traced(APART, BAN, stop))
    assert whole > 100
    assert sum(effects) < 0.3 * whole
    assert sum(booked.values()) == pytest.approx(whole, abs=1e-6)
    assert booked["stop"] > 0.95 * whole


def magnets():
    """One mine, one separator, one metal maker and one magnet maker in a row, for one buyer of magnets."""
    return world(
        [
            node("mine", "mine", capacity=per_week(40), deposit="ore", stockyard=7.0),
            node("sep", "separation", capacity=per_week(30), separates=("Nd", "Pr", "Dy"), residence=21.0,
                 feed_cover=7.0, product_cover=7.0, surplus_cover=14.0),
            node("metal", "metal", capacity=per_week(25), feed_cover=7.0, product_cover=7.0),
            node("magnet", "magnet", recipe="r", capacity=per_week(60), residence=21.0, feed_cover=7.0,
                 product_cover=7.0),
            node("cars", "buyer", "US", "ev", form="magnet", needs={"r": per_week(50)}, buffers="b"),
        ],
        [lane("mine", "sep", "concentrate"), lane("sep", "metal", "oxide"), lane("metal", "magnet", "metal"),
         lane("magnet", "cars", "magnet")],
        [route("near", fixed(6.5))],
        deposits={"ore": deposit(Nd=0.7, Pr=0.2, Dy=0.1)},
        buffers={"b": (Cohort(1.0, 14.0),)},
    )  # fmt: skip


ROW = magnets()


@pytest.mark.parametrize("stopped", ["mine", "sep", "metal", "magnet"])
def test_the_buyer_of_magnets_blames_an_outage_anywhere_up_the_chain_on_it(stopped):
    running = traced(ROW, use("outage", "flood", node=(stopped,), start=day(210), length=fixed(200)))
    assert lost(running, "cars") > 0
    booked = parts(running)
    assert booked["flood"] > 0.9 * sum(booked.values())


@pytest.mark.parametrize("stopped", ["mine", "sep"])
def test_where_nothing_is_short_nothing_is_blamed(stopped):
    running = traced(ROW, use("outage", "flood", node=(stopped,), start=day(210), length=fixed(7)))
    assert lost(running, "cars") == 0
    assert parts(running) == {}


def test_a_ban_on_the_last_leg_and_one_on_raw_material_are_both_named():
    ban = use("export_control", "ban", regime="ban", form=("magnet",), start=day(300), tight=fixed(100))
    running = traced(ROW, ban)
    booked = parts(running)
    assert booked["ban"] > 0.95 * sum(booked.values())


def test_breakdowns_are_named_where_nobody_stopped_the_plant():
    scenario = two_lines_of_supply()
    failing = node("ce_mine", "mine", "JP", capacity=per_week(12), deposit="ce", form="oxide", stockyard=14.0,
                   up=Distribution("exponential", (200.0,)), down=fixed(90))  # fmt: skip
    running = traced(scenario.replace(nodes={**scenario.nodes, "ce_mine": failing}))
    booked = parts(running, "glass")
    assert booked["breakdowns"] > 0.9 * sum(booked.values()) > 0


def test_too_small_a_mine_is_supply_below_demand():
    scenario = two_lines_of_supply()
    small = node("ce_mine", "mine", "JP", capacity=per_week(7), deposit="ce", form="oxide", stockyard=14.0)
    running = traced(scenario.replace(nodes={**scenario.nodes, "ce_mine": small}))
    assert parts(running, "glass") == {"supply below demand": pytest.approx(lost(running, "glass") / 1e6, abs=1e-6)}


def test_a_surge_that_outgrows_supply_is_to_blame():
    boom = use("demand_surge", "boom", start=day(210), factor=2.0)
    booked = parts(traced(APART, boom), "glass")
    assert booked["boom"] > 0.95 * sum(booked.values()) > 0


def test_beside_an_outage_a_surge_answers_for_what_it_asks_more():
    boom = use("demand_surge", "boom", start=day(210), factor=1.2, length=fixed(300))
    stop = use("outage", "stop", node=("ce_mine",), start=day(210), length=fixed(300))
    running = traced(APART, boom, stop)
    booked = parts(running, "glass")
    dry = weeks(running, "glass").short == 12_000_000
    assert dry.sum() > 20
    assert booked["stop"] / booked["boom"] == pytest.approx(5.0, rel=0.15)


def test_the_last_days_of_an_outage_are_its_own_and_no_breakdown():
    """It ends in the middle of a week at a mine that also fails by itself."""
    failing = node("ce_mine", "mine", "JP", capacity=per_week(11), deposit="ce", form="oxide", stockyard=3.5,
                   up=Distribution("fixed", (100_000.0,)), down=fixed(1))  # fmt: skip
    scenario = two_lines_of_supply()
    scenario = scenario.replace(nodes={**scenario.nodes, "ce_mine": failing})
    often = [
        use("outage", f"strike{i}", node=("ce_mine",), start=day(200 + 7 * i + 3), length=fixed(3)) for i in range(15)
    ]
    booked = parts(traced(scenario, *often), "glass")
    assert sum(booked.values()) > 0
    assert booked.get("breakdowns", 0.0) < 0.05 * sum(booked.values())


def test_who_delays_a_closed_lane_does_not_answer_for_its_closing():
    def bars(doors):
        return doors.freight.bar(Selector(node=("ce_mine",)), "closer")

    def delays(doors):
        return doors.freight.delay(Selector(node=("ce_mine",)), 1.0, "slow")

    booked = parts(traced(APART, beside=[opened(bars, 210, 150), opened(delays, 220, 150)]), "glass")
    assert booked["closer"] > 0.9 * sum(booked.values())


def test_freight_that_is_lost_is_blamed_on_who_lost_it():
    def sinks(running):
        for week in range(10):
            yield running.doors.until(day(212 + 7 * week))
            running.doors.freight.destroy(Selector(node=("ce_mine",)), 1.0, "storm")

    plenty = node("ce_mine", "mine", "JP", capacity=per_week(100), deposit="ce", form="oxide", stockyard=28.0)
    scenario = APART.replace(nodes={**APART.nodes, "ce_mine": plenty})
    booked = parts(traced(scenario, beside=[sinks]), "glass")
    assert booked["storm"] > 0.9 * sum(booked.values()) > 0


def test_causes_beyond_those_there_is_room_for_share_the_last_number():
    uses = [use("outage", f"o{i:02d}", node=("ce_mine",), start=day(200 + 20 * i), length=fixed(21)) for i in range(30)]
    running = traced(APART, *uses)
    assert len(running.causes) == k.N_CAUSES
    assert running.causes[-1] == "other causes"
    booked = parts(running)
    assert sum(booked.values()) == pytest.approx(lost(running, "glass") / 1e6, abs=1e-5)
    assert booked["other causes"] > 0


def test_who_enlarges_a_plant_is_not_to_blame_for_what_it_lacks():
    """Somebody triples the separator's room a month after somebody else has stopped it."""
    stopped = use("outage", "stop", node=("sep",), start=day(200), length=fixed(250))
    bigger = opened(lambda doors: doors.plants.throttle(Selector(node=("sep",)), 3.0, "bigger"), start=230)
    found = parts(traced(CHAIN, stopped, beside=[bigger]))
    assert found["stop"] > 1
    assert "bigger" not in found


def test_what_was_only_planned_is_nobodys_loss():
    """A mine that has been held at nothing from the start takes nothing from those who never had its ore."""
    nameplate = Series(((START, 0.0), (day(100), 40.0 * YEARLY)))
    planned = node("planned", "mine", "US", capacity=nameplate, deposit="ore")
    hopeful = chain(years=3.0, more=[planned])
    hopeful = hopeful.replace(lanes={**hopeful.lanes, "plan": lane("planned", "sep", "concentrate", share=0.01)})
    held = opened(lambda doors: doors.plants.throttle(Selector(node=("planned",)), 0.0, "held"), start=0)
    running = traced(hopeful, use("outage", "stop", node=("sep",), start=day(200), length=fixed(250)), beside=[held])
    assert parts(running)["stop"] > 1
    assert "held" not in parts(running)


def test_a_strait_with_a_way_around_it_holds_nothing_up():
    """The lanes to America are barred; later a strait on their way is closed too, which closes no lane."""
    barred = opened(lambda doors: doors.freight.bar(Selector(destination=("US",)), "bar"), start=200, days=300)
    round_about = use("route_closure", "strait", passage=("strait",), start=day(230), length=fixed(250))
    found = parts(traced(CHAIN, round_about, beside=[barred]), "ev_us")
    assert found["bar"] > 20 * found.get("strait", 0.0)
