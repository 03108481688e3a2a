"""Doors held open for a while by a test's own process, and worlds that have prices."""

from tests.small import day, use

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
