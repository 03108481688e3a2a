"""What each door does, that it is undone on leaving, composes with others, and loses no gram."""

import pytest

from sim.base.elements import ELEMENT_INDEX
from sim.base.errors import SelectorError
from sim.base.regime import Regime
from sim.base.selector import Selector
from sim.world.kernel import layout as k
from tests.small import (
    chain,
    day,
    events,
    fingerprint,
    fixed,
    line_of,
    lost,
    play,
    shipped,
    two_ways,
    use,
    weeks,
)
from tests.world.opening import leads, opened, seller

WORLD = chain(years=3.0)
NOBODY = Selector(node=("nobody",))

HANDLES = {
    "throttle": (Selector(node=("sep",)), lambda d, w: d.plants.throttle(w, 0.5, "it")),
    "cap": (Selector(node=("sep",)), lambda d, w: d.plants.cap(w, 0.5, "it")),
    "spoil": (Selector(node=("sep",)), lambda d, w: d.plants.spoil(w, 0.5, "it")),
    "delay": (Selector(form=("magnet",)), lambda d, w: d.freight.delay(w, 7.0, "it")),
    "hasten": (Selector(destination=("US",)), lambda d, w: d.freight.hasten(w, 0.2, "it")),
    "bar": (Selector(destination=("US",)), lambda d, w: d.freight.bar(w, "it")),
    "surge": (Selector(sector=("ev",)), lambda d, w: d.buyers.surge(w, 1.5, "it")),
    "thrift": (Selector(sector=("ev",)), lambda d, w: d.buyers.thrift(w, 0.3, "it")),
    "hoard": (Selector(sector=("ev",)), lambda d, w: d.buyers.hoard(w, 2.0, "it")),
    "prefer": (Selector(node=("ev_us",)), lambda d, w: d.buyers.prefer(w, 0, "it")),
    "duty": (Selector(destination=("US",)), lambda d, w: d.market.duty(w, 0.5, "it")),
}
"""Every door that is held open, with a selector that fits it."""


def handle(name, doors, what=None):
    """Return a handle of a door."""
    fits, door = HANDLES[name]
    return door(doors, what or fits)


def open_door(name, start, days):
    """Return a process that holds a door open."""
    return opened(lambda doors: handle(name, doors), start, days)


SETTINGS = {
    "nodes": ("stops", "factor", "yields", "hoard"),
    "lanes": ("closed", "delay", "detour", "haste"),
    "lines": ("rank", "regime", "duty"),
    "rows": ("factor", "thrift"),
}


def settings_of(running):
    """Return a copy of every field that doors set."""
    return {(of, name): getattr(running.state, of)[name].copy() for of, names in SETTINGS.items() for name in names}


def changed(before, after):
    return {key for key in before if (before[key] != after[key]).any()}


@pytest.mark.parametrize("name", HANDLES)
def test_a_door_changes_something_while_it_is_open_and_nothing_afterwards(name):
    seen = {}

    def look(running):
        for at in (100, 150, 251):
            yield running.doors.until(day(at))
            seen[at] = settings_of(running)

    running = play(WORLD, beside=[open_door(name, 120, 130), look])
    assert len(changed(seen[100], seen[150])) == 1
    assert not changed(seen[100], seen[251])
    assert [row.what for row in events(running, "it")].count("begins") == [
        row.what for row in events(running, "it")
    ].count("ends")


@pytest.mark.parametrize("name", [n for n in HANDLES if n not in ("prefer", "duty")])
def test_a_door_moves_goods(name):
    assert fingerprint(play(WORLD, beside=[open_door(name, 120, 130)])) != fingerprint(play(WORLD))


@pytest.mark.parametrize("name", HANDLES)
def test_a_selector_that_hits_nothing_is_refused(name):
    def tries(running):
        with pytest.raises(SelectorError):
            handle(name, running.doors, NOBODY)
        yield running.doors.wait(1)

    play(WORLD, beside=[tries])


def test_a_control_a_closure_and_a_loss_that_hit_nothing_are_refused():
    def tries(running):
        doors = running.doors
        with pytest.raises(SelectorError):
            doors.freight.close("nowhere", "it")
        with pytest.raises(SelectorError):
            doors.freight.destroy(NOBODY, 0.5, "it")
        with pytest.raises(SelectorError):
            doors.stocks.move("nobody", "ev_us", {"Dy": 1.0}, "it")
        with pytest.raises(SelectorError), doors.desks.control("no_desk", Regime("ban", Selector()), "it"):
            pass
        with pytest.raises(SelectorError), doors.desks.control("mofcom", Regime("ban", NOBODY), "it"):
            pass
        yield doors.wait(1)

    play(WORLD, beside=[tries])


FACTORS = {
    "throttle": ("nodes", "sep", "factor", 0.25),
    "spoil": ("nodes", "sep", "yields", 0.25),
    "hasten": ("lanes", "magnet__ev_us__magnet", "haste", 0.04),
    "hoard": ("nodes", "ev_us", "hoard", 4.0),
}


@pytest.mark.parametrize("name", FACTORS)
def test_two_who_open_the_same_door_multiply_and_each_takes_back_his_own(name):
    of, thing, setting, both = FACTORS[name]
    seen = []

    def look(running):
        i = (running.grid.node_index if of == "nodes" else running.grid.lane_index)[thing]
        for at in (110, 160, 260, 360):
            yield running.doors.until(day(at))
            seen.append(float(getattr(running.state, of)[setting][i]) / k.WHOLE)

    play(WORLD, beside=[open_door(name, 120, 200), open_door(name, 150, 100), look])
    assert seen == pytest.approx([1.0, both, both**0.5, 1.0])


def test_two_who_thrift_leave_the_product_of_what_each_leaves():
    seen = []

    def look(running):
        yield running.doors.until(day(160))
        seen.append(float(running.state.rows["thrift"].max()) / k.WHOLE)

    play(WORLD, beside=[open_door("thrift", 120, 200), open_door("thrift", 150, 100), look])
    assert seen[0] == pytest.approx(1 - 0.7**2)


ALL = [open_door(name, 100 + 17 * i, 90 + 11 * i) for i, name in enumerate(HANDLES)]


@pytest.mark.parametrize("seed", range(3))
def test_all_doors_at_once_lose_no_gram(seed):
    def destroys(running):
        for at in (130, 180, 230):
            yield running.doors.until(day(at))
            running.doors.freight.destroy(Selector(destination=("US",)), 0.37, "pirates")

    running = play(WORLD, beside=[*ALL, destroys], seed=seed)  # play holds the balance of mass
    for name in ("feed", "product", "process", "lost", "on_order"):
        assert (running.state.nodes[name] >= 0).all(), name


def test_spoiled_yields_lose_what_is_not_won():
    def lost_at(running):
        p = running.grid.plants.index(running.grid.node_index["sep"])
        dy = ELEMENT_INDEX["Dy"]
        out, gone = (running.state.production[5:8, p, what, dy].sum() for what in (k.TO_PRODUCT, k.LOST))
        return gone / (out + gone)

    won = WORLD.nodes["sep"].stage.recovery * 0.5
    assert lost_at(play(WORLD, beside=[open_door("spoil", 60, 1000)])) == pytest.approx(1 - won, abs=1e-4)
    assert lost_at(play(WORLD)) < 0.3


PLENTY = seller(1000.0, stockyard=400.0)
SCARCE = seller(12.0)


def test_hastened_goods_take_that_part_of_the_time_and_a_delay_adds_its_days_whole():
    found = leads(
        PLENTY,
        opened(lambda d: d.freight.hasten(Selector(node=("b1", "b2")), 0.2, "air"), 210, 70),
        opened(lambda d: d.freight.delay(Selector(node=("b1", "b2")), 3.0, "customs"), 250, 70),
    )
    assert {d for at, d in found.items() if at < 210} == {20.5}
    assert {d for at, d in found.items() if 211 < at < 250} == {4.1}
    assert {d for at, d in found.items() if 251 < at < 280} == {7.1}
    assert {d for at, d in found.items() if 281 < at < 320} == {23.5}
    assert {d for at, d in found.items() if at > 321} == {20.5}


def test_freight_cannot_be_hastened_by_more_than_nothing_and_yields_cannot_grow():
    def tries(running):
        for factor in (0.0, 1.1, -1.0):
            with pytest.raises(ValueError, match="hastened"):
                running.doors.freight.hasten(Selector(), factor, "it")
        for factor in (1.1, -0.1):
            with pytest.raises(ValueError, match="yield"):
                running.doors.plants.spoil(Selector(), factor, "it")
        yield running.doors.wait(1)

    play(PLENTY, beside=[tries])


def test_barred_lanes_take_no_new_goods_and_what_is_under_way_arrives():
    running = play(PLENTY, beside=[opened(lambda d: d.freight.bar(Selector(node=("b1",)), "it"), 213, 120)])
    left, came = (shipped(running, "mine__b1__oxide", arrived=a).sum(axis=1) for a in (False, True))
    assert not left[9:11].any()
    assert came[8] == 30_000_000
    assert left[12] > 0
    free = shipped(play(PLENTY), "mine__b2__oxide")
    assert (shipped(running, "mine__b2__oxide") == free).all()


def test_two_who_bar_a_lane_must_both_let_it_go():
    def bars(start, days):
        return opened(lambda d: d.freight.bar(Selector(node=("b1",)), f"it{start}"), start, days)

    running = play(PLENTY, beside=[bars(210, 100), bars(250, 120)])
    left = shipped(running, "mine__b1__oxide").sum(axis=1)
    assert not left[8:13].any()
    assert left[13:15].all()


@pytest.mark.parametrize("share", [0.25, 1.0])
def test_destroyed_goods_are_booked_as_losses_of_the_receiver_and_asked_for_again(share):
    returned = []

    def destroys(running):
        yield running.doors.until(day(212))
        before = running.state.cargo.sum()
        returned.append(running.doors.freight.destroy(Selector(node=("b1",)), share, "pirates"))
        assert before - running.state.cargo.sum() == round(returned[0] * 1e6)

    running = play(PLENTY, beside=[destroys])
    lost_g = running.state.nodes["lost"][running.grid.node_index["b1"]].sum()
    assert returned[0] == pytest.approx(30.0 * share)
    assert lost_g == round(returned[0] * 1e6)
    assert [row.cause for row in running.log] == ["pirates"]
    more = shipped(running, "mine__b1__oxide").sum() - shipped(play(PLENTY), "mine__b1__oxide").sum()
    assert more == lost_g


def burnt(at):
    """Return t under way and t lost when all goods on the way to a buyer burn on a day."""
    seen = []

    def burns(running):
        yield running.doors.until(day(at))
        seen.append(running.state.cargo.sum() / 1e6)
        seen.append(running.doors.freight.destroy(Selector(), 1.0, "fire"))

    play(seller(1000.0, lead_d=18.0, buyers=("b1",), stockyard=400.0), beside=[burns])
    return [round(float(t), 3) for t in seen]


def test_goods_that_have_arrived_and_wait_for_the_review_of_their_receiver_do_not_burn_on_the_road():
    assert burnt(214) == [30.0, 30.0], "three lots of ten tonnes are on the road"
    assert burnt(215) == [30.0, 20.0], "the first of them came at noon of the day before, and is counted on day 217"


def test_goods_that_wait_at_a_closed_passage_are_on_the_road_however_late_they_are():
    seen = []

    def burns(running):
        yield running.doors.until(day(245))
        seen.append(running.doors.freight.destroy(Selector(node=("by_road",)), 1.0, "fire"))

    play(two_ways(), use("route_closure", passage=("gate",), start=day(210), length=fixed(90)), beside=[burns])
    assert seen[0] >= 10.0


def test_who_is_preferred_is_served_first_and_the_others_share_the_rest():
    fair = play(SCARCE)
    first = play(SCARCE, beside=[opened(lambda d: d.buyers.prefer(Selector(node=("b2",)), 0, "it"), 30)])
    assert lost(fair, "b1") == pytest.approx(lost(fair, "b2"), rel=0.01)
    assert lost(first, "b1") > 1.5 * lost(fair, "b1")
    assert weeks(first, "b2").short[40:].sum() == 0
    more = lost(first, "b1") + lost(first, "b2") - lost(fair, "b1") - lost(fair, "b2")
    assert 0 <= more < 70_000_000  # what the one who is served first now has in stock and under way


def test_of_two_who_prefer_a_buyer_the_better_rank_counts_and_the_other_stays():
    ranks = []

    def look(running):
        for at in (60, 120, 180, 240):
            yield running.doors.until(day(at))
            ranks.append(int(line_of(running, "mine__b2__oxide", "NdPr")["rank"]))

    def prefers(rank, start, days):
        return opened(lambda d: d.buyers.prefer(Selector(node=("b2",)), rank, "it"), start, days)

    play(SCARCE, beside=[prefers(5, 100, 120), prefers(0, 150, 40), look])
    assert ranks == [k.FIRST_RANK, 5, 0, k.FIRST_RANK]


def test_hoarders_buy_more_at_first_and_less_when_they_stop():
    plain = shipped(play(PLENTY), "mine__b1__oxide").sum(axis=1)
    hoards = opened(lambda d: d.buyers.hoard(Selector(node=("b1",)), 2.0, "it"), 210, 200)
    extra = (shipped(play(PLENTY, beside=[hoards]), "mine__b1__oxide").sum(axis=1) - plain) / 1e6
    assert extra[8] == pytest.approx(40.0, abs=1)
    assert extra[14:17].sum() == pytest.approx(-40.0, abs=1)
    assert not extra[9:13].any()


@pytest.mark.parametrize("share", [0.2, 1.0])
def test_thrift_is_booked_and_not_ordered(share):
    saves = opened(lambda d: d.buyers.thrift(Selector(node=("b1",)), share, "it"), 210, 364)
    running = play(PLENTY, beside=[saves])
    seen = weeks(running, "b1")
    assert seen.thrifted.sum() == round(52 * share * 10_000_000)
    assert not seen.short.any()
    assert (seen.demand == 10_000_000).all()
    left = (
        shipped(running, "mine__b1__oxide").sum(axis=1)[9:19].sum()
        / shipped(play(PLENTY), "mine__b1__oxide").sum(axis=1)[9:19].sum()
    )
    assert left == pytest.approx(1 - share, abs=0.12 if share < 1 else 0.0)
