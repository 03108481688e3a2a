"""With what a run is paired: the same world without what disturbs it or acts in it; with nothing, if nothing does."""

from sim.run import paired, twin_of
from sim.scenario import load, loads
from tests.small import chain, day, fixed, use, with_uses

STOP = use("outage", "stop", node=("mine",), start=day(100), length=fixed(30))
THRIFT = use("thrift", "thrift", sector=("ev",), share=0.2, start=day(0))
ALIKE = use("allocate/pro_rata", "alike")
PLAN = use("project", "plan", node=("mine",), start=day(0))


def test_who_disturbs_or_acts_has_a_twin_without_that_and_rules_and_projects_alone_have_none():
    for acting in (STOP, THRIFT):
        twin = twin_of(with_uses(chain(), acting, ALIKE, PLAN))
        assert twin is not None
        assert (dict(twin.disruptions), list(twin.policies)) == ({}, ["alike", "plan"])
    assert twin_of(with_uses(chain(), ALIKE, PLAN)) is None
    assert twin_of(chain()) is None


def test_the_twin_of_a_world_whose_project_is_held_up_can_be_loaded_from_its_document():
    disturbed = load("pakistan_paradox_early")
    twin = paired(disturbed)
    assert disturbed.policies["refinery_project"].word.held_up_by == ("china_denies",)
    assert twin.policies["refinery_project"].word.held_up_by == ()
    again = loads(twin.document, name="twin").policies
    assert {i: use.word for i, use in again.items()} == {i: use.word for i, use in twin.policies.items()}
