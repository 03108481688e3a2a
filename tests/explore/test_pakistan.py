"""What roads, gates and grievance do to concentrate from Pakistan that does not exist, beside the same world in peace.

The bounds were written down before the scenarios were run for the first time.
"""

import pytest

from sim.scenario import load
from tests.explore.played import played

TERMS = ("balochistan_grievance_spiral", "balochistan_benefit_sharing")


def left(result, first="2026"):
    """Concentrate that crossed Pakistan's border from a year on, t REO."""
    gone = result.trade
    return gone[(gone["from_country"] == "PK") & (gone["month"] >= first)]["shipped_t"].sum()


def part_left(name, first="2026"):
    result = played(name)
    return left(result, first) / left(result.baseline, first)


@pytest.mark.parametrize("name", [*TERMS, "gwadar_or_karachi", "karakoram_closure"])
def test_nothing_leaves_pakistan_without_the_hypothetical_mine(name):
    """Nor does any part of the campaign touch anybody: the same disruptions in the world as it is change nothing."""
    real = load("balochistan_today")
    there = load(name)
    assert not [lane for lane in real.lanes if lane.startswith("gwadar_port_to_white_mesa")]
    assert sum(there.nodes[n].stage.capacity.at(there.horizon.start) for n in there.nodes if n in real.nodes and there.nodes[n].country == "PK" and there.nodes[n].kind == "mine") > 0


def test_bad_terms_cost_more_concentrate_than_good_ones():
    spiral, sharing = (part_left(name, "2028") for name in TERMS)
    assert 0.90 < spiral < 0.98
    assert 0.97 < sharing < 1.0


def test_four_months_of_snow_cost_a_fifth_of_the_year():
    assert 0.70 < part_left("karakoram_closure") < 0.85


def test_attacks_as_today_cost_a_per_cent_or_two_by_either_port():
    assert 0.95 < part_left("gwadar_or_karachi") < 0.995
