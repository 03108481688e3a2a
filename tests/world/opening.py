"""Doors held open for a while by a test's own process, worlds that have prices, and a mine that sells."""

from sim.scenario.model import Cohort
from sim.world.kernel import layout as k
from tests.small import DAY, day, fixed, lane, node, per_week, play, route, use, world

PRICES = {"NdPr": 60.0, "Ce": 1.5, "Dy": 250.0}


def opened(door, start=210, days=100_000.0):
    """Return a process that holds what ``door`` makes of the doors open from a day of the run on."""

    def process(running):
        yield running.doors.until(day(start))
        with door(running.doors):
            yield running.doors.wait(days)

    return process


def weekly(look, start=0.25):
    """Return a process that looks at a world every week, after its reviews."""

    def process(running):
        yield running.doors.wait(start)
        while True:
            look(running)
            yield running.doors.wait(7)

    return process


def with_market(scenario, **fields):
    """Return a world with prices."""
    market = use("market/two_zones", "market", **({"start": PRICES} | fields))
    return scenario.replace(policies={"market": market})


def seller(tonnes=20.0, lead_d=20.5, buyers=("b1", "b2"), stockyard=10.0):
    """A mine that sells to buyers of ten tonnes a week."""
    return world(
        [
            node("mine", "mine", capacity=per_week(tonnes), deposit="ore", form="oxide", stockyard=stockyard),
            *(node(b, "buyer", form="oxide", needs={"NdPr": per_week(10)}, buffers="b") for b in buyers),
        ],
        [lane("mine", b, "oxide") for b in buyers],
        [route("near", fixed(lead_d))],
        buffers={"b": (Cohort(1.0, 28.0),)},
    )


def leads(scenario, *beside):
    """Return departure day and days under way of all that left."""
    found = {}

    def look(running):
        while True:
            slots = running.state.slots
            for s in slots[slots["state"] == k.MOVING]:
                found[int(s["leaves"]) / DAY] = int(s["arrives"] - s["leaves"]) / DAY
            yield running.doors.wait(1)

    play(scenario, beside=[*beside, look])
    return found
