"""Goods stand where closed passages have left them: no timetable carries them through another that closes meanwhile."""

import numpy as np
import pytest

from sim.explore.corridors import Leg, travel_days
from sim.scenario.model import Passage, Route
from tests.small import DAY, day, fixed, lane, node, per_week, play, use, world

LEAD_D = 40.5
FIRST, SECOND, THIRD = 0.2, 0.8, 0.9
UNDISTURBED_D = 200


def route(round_d):
    """A way with three passages, and with detours around some of them."""
    passages = {"first": FIRST, "second": SECOND, "third": THIRD}
    return Route("way", "sea", fixed(LEAD_D), 0.0, passages, round_d, 0.0)


def behind(way):
    """A buyer behind the passages of a way."""
    return world(
        [
            node("mine", "mine", capacity=per_week(1000), deposit="ore", form="oxide", stockyard=400.0),
            node("buyer", "buyer", form="oxide", needs={"NdPr": per_week(10)}, buffers="b"),
        ],
        [lane("mine", "buyer", "oxide", "way")],
        [way],
        passages={name: Passage(name, name) for name in way.passages},
    )


def arrivals(scenario, **spells):
    """Return by day of departure the day of arrival, as it stands in the end, of all that left after the warm-up."""
    found = {}

    def look(running):
        while True:
            slots = running.state.slots
            for s in slots[(slots["state"] != 0) & (slots["leaves"] >= 0)]:
                found[int(s["leaves"]) / DAY] = int(s["arrives"]) / DAY
            yield running.doors.wait(1)

    shut = [
        use("route_closure", f"{name} {i}", passage=(name,), start=day(since), length=fixed(until - since))
        for name, times in spells.items()
        for i, (since, until) in enumerate(times)
    ]
    play(scenario, *shut, beside=[look])
    return found


CLOSURES = {
    "both at once": ({}, {"first": [(330, 430)], "second": [(380, 530)]}),
    "the second closes first": ({}, {"second": [(320, 500)], "first": [(330, 430)]}),
    "the second is open again before the first": ({}, {"first": [(330, 430)], "second": [(345, 400)]}),
    "the second opens before goods come to it": ({}, {"first": [(330, 430)], "second": [(350, 440)]}),
    "the second closes after the first has opened": ({}, {"first": [(330, 430)], "second": [(435, 530)]}),
    "the second closes twice": ({}, {"first": [(330, 430)], "second": [(340, 350), (380, 530)]}),
    "the first closes again behind goods": ({}, {"first": [(330, 430), (440, 470)], "second": [(380, 460)]}),
    "three in a row": ({}, {"first": [(330, 430)], "second": [(445, 480)], "third": [(482, 500)]}),
    "held, then sent round": ({"second": 14.0}, {"first": [(330, 430)], "second": [(410, 420)]}),
    "sent round, then held": ({"first": 14.0}, {"first": [(330, 340)], "second": [(370, 400)]}),
    "left by the detour, then held": ({"first": 14.0}, {"first": [(330, 365)], "second": [(372, 400)]}),
    "on the detour while it holds, then held": ({"first": 14.0}, {"first": [(330, 420)], "second": [(372, 400)]}),
}  # fmt: skip


@pytest.mark.parametrize("name", CLOSURES)
def test_goods_take_as_long_through_closed_passages_as_a_corridor_of_them_says(name):
    round_d, spells = CLOSURES[name]
    way = route(round_d)
    found = arrivals(behind(way), **spells)
    left = np.array(sorted(x for x in found if x > UNDISTURBED_D))
    shut = {p: tuple(np.array(ends, dtype=float) for ends in zip(*times, strict=True)) for p, times in spells.items()}
    told = left + travel_days([Leg(way, 0.0)], left, shut, np.full((1, 2, len(left)), 0.5))
    assert [found[x] for x in left] == pytest.approx(list(told), abs=2 / DAY)
    assert (told > left + LEAD_D + 1).any()


def test_goods_held_at_one_passage_do_not_slip_through_another_that_closes_meanwhile():
    """By the timetable they are past the second when it closes; they stand at the first, and wait for both."""
    found = arrivals(behind(route({})), first=[(330, 430)], second=[(380, 530)])
    held = [came for left, came in found.items() if left + FIRST * LEAD_D > 330 and left < 330]
    assert held
    assert held == pytest.approx([530 + (1 - SECOND) * LEAD_D] * len(held), abs=2 / DAY)


def test_goods_held_by_two_passages_are_late_by_the_longer_wait_whichever_opens_last():
    """The second opens last, but before goods that the first let go can have come to it: it holds nobody up."""
    both = arrivals(behind(route({})), first=[(330, 430)], second=[(340, 440)])
    one = arrivals(behind(route({})), first=[(330, 430)])
    held = [left for left in one if left + FIRST * LEAD_D > 330 and left < 330]
    assert held
    assert [both[left] for left in held] == [one[left] for left in held]


def test_who_left_by_the_detour_is_not_sent_round_when_the_passage_closes_again():
    way = Route("way", "sea", fixed(20.5), 0.0, {"strait": 0.8}, {"strait": 14.0}, 0.0)
    found = arrivals(behind(way), strait=[(330, 345), (346, 350)])
    left = [x for x in found if 331 < x < 345]
    assert left
    assert [found[x] - x for x in left] == [34.5] * len(left)


def test_a_passage_that_is_open_again_makes_nobody_late_who_has_not_left():
    """Ships at sea have turned; what still lies in port goes the short way."""
    monthly = Route("way", "sea", fixed(LEAD_D), 28.0, {"first": FIRST}, {"first": 14.0}, 0.0)
    departures = sorted(left for left in arrivals(behind(monthly)) if left > 300)
    since, until = int(departures[0]) + 2, int(departures[1]) - 7
    found = arrivals(behind(monthly), first=[(since, until)])
    late = {left: round(came - left - LEAD_D, 3) for left, came in found.items() if left > UNDISTURBED_D}
    assert late[departures[0]] == 14.0
    assert {added for left, added in late.items() if left > until} == {0.0}
