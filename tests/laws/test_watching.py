"""Whoever only looks at a world does not change it."""

import numpy as np
import pytest

from sim.base.trigger import Trigger
from tests.small import chain, day, fingerprint, fixed, play, use
from tests.world.opening import with_market

PLAIN = chain(years=3.0)
PRICED = with_market(PLAIN)
REGIONS = ("CN", "US", "RoW")
NEVER_ACTS = use(
    "defence_priority", when=Trigger("cover", "below", 0.0), watched_region=REGIONS, watched_element=("Dy", "Nd", "Ce")
)
BAN = use("export_control", "ban", regime="ban", start=day(300), tight=fixed(200), element=("Dy",))


@pytest.mark.parametrize("scenario", [PLAIN, PRICED], ids=["no prices", "prices"])
@pytest.mark.parametrize("disruptions", [(), (BAN,)], ids=["calm", "banned"])
def test_a_line_that_is_watched_and_never_crossed_moves_no_gram_and_no_price(scenario, disruptions):
    rules = tuple(scenario.policies.values())
    free, watched = play(scenario, *rules, *disruptions), play(scenario, *rules, *disruptions, NEVER_ACTS)
    assert watched.state["watching"] == 1
    assert fingerprint(watched) == fingerprint(free)
    assert (watched.state["prices"] == free.state["prices"]).all()


def test_all_that_has_arrived_by_the_end_is_booked_and_in_stock():
    """Most receivers have their review before the last day; what came after it is there all the same."""
    running = play(PLAIN)
    state, end = running.state, running.now
    for lane in state.lanes:
        slots = slice(int(lane["slots_first"]), int(lane["slots_last"]))
        moving = state.slots[slots]
        assert not (state.cargo[slots][moving["arrives"] <= end]).any()
    last = int(state["month"]) - 1
    feed = np.array([state.stocks[last, n, 0].sum() for n in range(len(running.grid.nodes))])
    assert (feed == state.nodes["feed"].sum(axis=1)).all()
