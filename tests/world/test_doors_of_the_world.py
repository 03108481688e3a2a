"""Waiting for others, notes, what is held and what it costs: the doors that move no goods."""

import numpy as np
import pytest

from sim.base.distributions import Distribution
from sim.base.doors import Condition
from sim.base.elements import ELEMENT_INDEX, ELEMENTS
from sim.base.selector import Selector
from sim.base.spans import in_turn
from sim.world.kernel import layout as k
from tests.small import (
    DAY,
    chain,
    day,
    events,
    fingerprint,
    fixed,
    play,
    route,
    use,
    weeks,
)
from tests.world.opening import leads, opened, seller, weekly, with_market

WORLD = chain(years=3.0)
PLENTY = seller(1000.0, stockyard=400.0)


def barred(start, days):
    """Take no goods for America from a day of the run on, as "it"."""
    return opened(lambda doors: doors.freight.bar(Selector(destination=("US",)), "it"), start, days)


def test_a_process_wakes_when_what_another_does_begins_and_when_it_ends():
    seen = []

    def follows(running):
        yield running.doors.on("it", "begins")
        seen.append(running.doors.today)
        yield running.doors.on("it", "ends")
        seen.append(running.doors.today)
        yield running.doors.on("it", "begins")
        seen.append(running.doors.today)

    twice = [barred(120, 30), barred(300, 30)]
    play(WORLD, beside=[follows, *twice])
    assert seen == [day(120), day(150), day(300)]


def test_who_waits_for_another_cause_sleeps_on():
    seen = []

    def follows(running):
        yield running.doors.on("other", "begins")
        seen.append(running.doors.today)

    play(WORLD, beside=[follows, barred(120, 30)])
    assert not seen


def test_a_disruption_of_the_scenario_can_be_waited_for_by_its_name():
    seen = []

    def follows(running):
        yield running.doors.on("outage", "ends")
        seen.append(running.doors.today)

    play(WORLD, use("outage", node=("sep",), start=day(100), length=fixed(40)), beside=[follows])
    assert seen == [day(140)]


def test_a_note_writes_a_row_and_moves_nothing():
    def notes(running):
        yield running.doors.wait(10)
        running.doors.note("treaty", "two countries", "signed", "it", 1.0)

    running = play(WORLD, beside=[notes])
    assert [(row.kind, row.subject, row.what) for row in events(running, "it")] == [
        ("treaty", "two countries", "signed")
    ]
    assert fingerprint(running) == fingerprint(play(WORLD))


def test_what_is_held_is_what_is_there_to_use_and_to_sell():
    seen = []

    def look(running):
        yield running.doors.until(day(100))
        i = running.grid.node_index["reserve"]
        seen.extend(running.doors.stocks.held("reserve", c) for c in ("Dy", "NdPr"))
        assert running.state.nodes["product"][i].sum() == 16_000_000

    play(WORLD, beside=[look])
    assert seen == [6.0, 0.0]


def test_what_a_mine_has_shipped_is_told_to_the_week_and_not_only_at_the_end_of_a_month():
    seen, loaded = [], []

    def look(running):
        seen.append(running.doors.plants.shipped("mine"))
        slots = running.state.slots
        new = (slots["state"] == k.MOVING) & (slots["leaves"] >= max(running.now - 7 * DAY, 0))
        loaded.append(int(running.state.cargo[new].sum()) / 1e6)

    play(PLENTY, beside=[weekly(look, start=0.0)])
    assert seen[0] == dict.fromkeys(ELEMENTS, 0.0), "what left in the warm-up is not counted"
    assert [was["Nd"] for was in seen] == pytest.approx(list(np.cumsum(loaded)))
    assert min(loaded[1:]) > 0
    assert not any(was["Dy"] for was in seen)


def test_prices_are_told_by_element_and_zone():
    def look(running):
        doors = running.doors
        yield doors.until(day(100))
        assert doors.market.price("Nd", "inside") == doors.market.price("Pr", "inside") == pytest.approx(60.0)
        assert doors.market.price("Dy", "outside") == pytest.approx(250.0 * 1.03)

    play(with_market(SCARCE_FREE), beside=[look])


SCARCE_FREE = seller(1000.0, stockyard=400.0)


def test_what_holds_when_the_run_ends_is_not_undone_in_its_books():
    running = play(WORLD, beside=[barred(1000, 1000)])
    assert [row.what for row in events(running, "it")] == ["begins"]


def test_random_delays_are_the_same_with_and_without_a_door():
    """A door shifts no draw: the leads of what leaves after it are those of the run without it."""
    scenario = PLENTY.replace(routes={"near": route("near", Distribution("uniform", (5.0, 30.0)), interval=7.0)})
    plain, barred = leads(scenario), leads(scenario, opened(lambda d: d.freight.bar(Selector(), "it"), 210, 60))
    late = [at for at in barred if at > 300]
    assert len(late) > 50
    assert np.array_equal([plain[at] for at in late], [barred[at] for at in late])


def test_a_cause_begins_with_its_first_door_and_ends_with_its_last():
    """A measure in two steps, the second opened before the first is closed, begins once and ends once."""
    heard = []

    def listen(running, what):
        def process(_):
            while True:
                yield running.doors.on("it", what)
                heard.append((what, running.now / DAY))
                yield running.doors.wait(0.01)

        return process(running)

    both = use("export_control", "it", element=("Dy",), start=day(300), tight=fixed(60), eased=60.0)
    play(chain(years=3.0), both, beside=[lambda r: listen(r, "begins"), lambda r: listen(r, "ends")])
    assert heard == [("begins", 300.0), ("ends", 420.0)]


def cover_d(running, buyer):
    """Return the days of dysprosium that a buyer of oxide holds."""
    held = running.state.nodes[running.grid.node_index[buyer]]["feed"][ELEMENT_INDEX["Dy"]]
    return 7.0 * float(held) / float(weeks(running, buyer, "Dy").demand[-1])


def test_a_step_that_follows_another_wakes_nobody_for_the_moment_in_which_both_hold():
    """Who gives up half of his need has twice the cover at once, but not four times when the next step begins."""
    us = Selector(node=("glass_us",))
    woken = {}

    def watch(running, level):
        yield running.doors.until(day(299))
        yield running.doors.when(Condition("cover", us, ("Dy",), "above", level))
        woken[level] = running.now / DAY

    def in_steps(running):
        steps = [(7.0, [running.doors.buyers.thrift(us, 0.5, "it")]) for _ in range(3)]
        yield from in_turn(running.doors, day(300), steps)

    covers = []
    play(chain(years=2.0), beside=[weekly(lambda r: covers.append(cover_d(r, "glass_us")), start=280.0)])
    levels = (max(covers) * 1.2, max(covers) * 2.6)
    play(chain(years=2.0), beside=[in_steps, *(lambda r, x=x: watch(r, x) for x in levels)])
    assert woken[levels[0]] == 300.0
    assert woken.get(levels[1]) not in (307.0, 314.0)
