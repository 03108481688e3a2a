"""Where plants get their machines, reagents and people from."""

import pytest

from sim.base.errors import ScenarioError
from sim.scenario import load, loads


def with_equipment(written: str):
    return loads(f"title: Inputs\nextends: world\nnodes:\n  kuantan_separation: {{equipment: {written}}}\n")


def test_shares_are_read_by_country_of_origin_and_the_rest_is_from_anywhere():
    node = with_equipment("{CN: 30 %, US: 20 %}").nodes["kuantan_separation"]
    assert node.equipment == {"CN": 0.3, "US": 0.2}
    assert node.reagents == {"CN": 0.85}, "what the world says of the others stays"


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("{CN: 80 %, US: 30 %}", "the equipment of 'kuantan_separation' sum to 1.1, more than 1"),
        ("{CN: 120 %}", "lies outside 0 to 1"),
        ("{XX: 10 %}", "'XX' is not a country"),
    ],
)
def test_shares_that_make_no_sense_are_told_where_they_stand(written: str, told: str):
    with pytest.raises(ScenarioError, match=told):
        with_equipment(written)


def test_plants_abroad_say_what_they_take_from_china_and_chinese_plants_take_it_from_nobody():
    nodes = load("baseline").nodes.values()
    abroad = [n for n in nodes if n.kind in ("separation", "heavy_separation", "metal", "magnet") and n.country != "CN"]
    assert len(abroad) > 30
    assert all(n.equipment and n.technicians for n in abroad)
    assert not any(n.equipment or n.reagents or n.technicians for n in nodes if n.country == "CN")
