"""What is gone when one disruption is: paired runs, beside the ledger's part."""

from datetime import date

import pytest

from sim.base.distributions import Distribution
from sim.base.errors import RunError
from sim.disruptions.outage import Outage
from sim.explore.removal import acting, paired_effects, without
from sim.policies.answer.stock_release import AnswerStockRelease
from sim.policies.price_restart import PriceRestart
from sim.policies.project import Project
from sim.policies.settlement import Settlement
from sim.run import paired, replicate, run
from sim.scenario.model import Use
from tests.worlds import chain


def outage(name, node, days=200.0):
    return Use(name, "outage", Outage(node=(node,), start=date(2025, 3, 1), length=Distribution.fixed(days)))


def scenario(*uses):
    document = '{"disruptions":{' + ",".join(f'"{u.id}":{{}}' for u in uses) + '},"title":"t"}'
    return chain(3, disruptions={u.id: u for u in uses}, document=document, world_document="removal")


def test_one_disruption_takes_away_all_that_it_brought():
    single = scenario(outage("stop", "magnets"))
    ledger = run(single, causes=True).shortfall_by_cause
    row = paired_effects(single, ledger).iloc[0]
    assert (row["cause"], row["kind"]) == ("stop", "outage")
    calm = run(without(single, "stop")).shortfall["shortfall_t"].sum()
    assert row["removed_t"] == pytest.approx(ledger["shortfall_t"].sum() - calm)
    assert row["ledger_t"] == pytest.approx(ledger.query("cause == 'stop'")["shortfall_t"].sum())


def test_two_that_stand_in_for_each_other_are_said_to_differ_from_the_ledger():
    """Either outage alone stops the magnets, so ending one saves next to nothing, whatever the ledger says."""
    both = scenario(outage("smelter_stops", "smelter"), outage("magnets_stop", "magnets"))
    effects = paired_effects(both, run(both, causes=True).shortfall_by_cause).set_index("cause")
    assert effects["ledger_share"].sum() > 0.9
    assert effects["removed_share"].sum() < 0.8
    assert effects["differs"].any()


def test_effects_are_those_of_one_run():
    two = replicate(scenario(outage("stop", "magnets")), 2, workers=1, causes=True)
    with pytest.raises(RunError, match="one replication"):
        paired_effects(two.scenario, two.shortfall_by_cause)


def test_a_scenario_less_a_disruption_is_another_question_about_the_same_world():
    both = scenario(outage("a", "smelter"), outage("b", "magnets"))
    less = without(both, "a")
    assert list(less.disruptions) == ["b"]
    assert less.document == '{"disruptions":{"b":{}},"title":"t"}'
    assert less.world_document == both.world_document
    with pytest.raises(RunError, match="no disruption 'c'"):
        without(both, "c")


def test_a_policy_can_be_thought_away_too_and_what_it_saved_is_less_than_nothing_removed():
    ending = Use("truce", "settlement", Settlement(ends="stop", start=date(2025, 4, 1), talks=Distribution.fixed(30)))
    ended = scenario(outage("stop", "magnets")).replace(policies={"truce": ending})
    effects = paired_effects(ended, run(ended, causes=True).shortfall_by_cause).set_index("cause")
    assert effects.loc["truce", "removed_t"] < 0 < effects.loc["stop", "removed_t"]
    assert effects.loc["truce", "ledger_t"] == 0


def test_who_answers_a_disruption_goes_with_it_and_rules_of_the_world_stay():
    idle = Use("idle", "price_restart", PriceRestart(node=("smelter",), above=100.0, start=date(2050, 1, 1)))
    truce = Use("truce", "settlement", Settlement(ends="a"))
    both = scenario(outage("a", "smelter"), outage("b", "magnets")).replace(policies={"truce": truce, "idle": idle})
    assert list(acting(both)) == ["truce"]
    assert list(without(both, "a").policies) == ["idle"]
    assert list(without(both, "b").policies) == ["truce", "idle"]
    assert list(paired(both).policies) == ["idle"]
    with pytest.raises(RunError, match="'idle'"):
        without(both, "idle")


def test_a_project_stays_without_what_would_hold_it_up_and_forgets_it():
    plan = Use("plan", "project", Project(node=("smelter",), start=date(2025, 1, 1), held_up_by=("a", "b")))
    document = '{"disruptions":{"a":{},"b":{}},"policies":{"plan":{"held_up_by":["a","b"]}},"title":"t"}'
    both = scenario(outage("a", "smelter"), outage("b", "magnets"))
    both = both.replace(policies={"plan": plan}, document=document)
    less = without(both, "a")
    assert less.policies["plan"].word.held_up_by == ("b",)
    assert less.document == '{"disruptions":{"b":{}},"policies":{"plan":{"held_up_by":["b"]}},"title":"t"}'
    assert paired(both).policies["plan"].word.held_up_by == ()
    assert paired(both).document == '{"policies":{"plan":{}},"title":"t"}'
    assert both.policies["plan"].word.held_up_by == ("a", "b")


def test_who_ends_an_answer_goes_with_what_was_answered():
    release = AnswerStockRelease(to="a", stock="trader", receivers=("glass_us",), element=("Dy",), rate=1.0)
    end = Settlement(ends="counter", start=date(2025, 6, 1), talks=Distribution.fixed(30))
    chained = scenario(outage("a", "smelter"), outage("b", "magnets")).replace(
        policies={"truce": Use("truce", "settlement", end), "counter": Use("counter", "answer/stock_release", release)}
    )
    assert not without(chained, "a").policies
    assert not without(chained, "counter").policies
    assert list(without(chained, "truce").policies) == ["counter"]
    assert list(without(chained, "b").policies) == ["truce", "counter"]
    effects = paired_effects(chained, run(chained, causes=True).shortfall_by_cause)
    assert set(effects["cause"]) == {"a", "b", "truce", "counter"}, "each can be taken away and the rest played"
