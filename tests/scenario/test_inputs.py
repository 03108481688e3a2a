"""Where plants get their machines, reagents and people from."""

import pytest

from sim.base.errors import ScenarioError
from sim.scenario import loads


def with_equipment(written: str):
    return loads(f"title: Inputs\nextends: tiny\nnodes:\n  plant: {{equipment: {written}}}\n")


def test_shares_are_read_by_country_of_origin_and_the_rest_is_from_anywhere():
    node = with_equipment("{CN: 30 %, US: 20 %}").nodes["plant"]
    assert node.equipment == {"CN": 0.3, "US": 0.2}
    assert node.reagents == node.technicians == {}


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("{CN: 80 %, US: 30 %}", "the equipment of 'plant' sum to 1.1, more than 1"),
        ("{CN: 120 %}", "lies outside 0 to 1"),
        ("{XX: 10 %}", "'XX' is not a country"),
    ],
)
def test_shares_that_make_no_sense_are_told_where_they_stand(written: str, told: str):
    with pytest.raises(ScenarioError, match=told):
        with_equipment(written)
