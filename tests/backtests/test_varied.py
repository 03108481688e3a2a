"""A loaded scenario with other figures is the scenario that would have been loaded with them."""

from dataclasses import replace
from datetime import date

import pytest

from sim.base.distributions import Distribution
from sim.run import run
from sim.scenario import load
from sim.scenario.tree import MeaningError
from sim.scenario.varied import Change, number, varied

SHORT = ["horizon.start=2025-01-01", "horizon.years=0.5"]


@pytest.fixture(scope="module")
def today():
    return load("today", SHORT)


@pytest.mark.parametrize(
    ("change", "written"),
    [
        (Change("nodes.mount_weld.capacity", 0.5, times=True), "nodes.mount_weld.capacity=0.5x"),
        (Change("policies.market.right", 45.0), "policies.market.right=45 USD/kg"),
        (Change("disruptions.april_licences.approved", 0.3), "disruptions.april_licences.approved=30 %"),
        (Change("disruptions.customs_testing.lag", 40.0), "disruptions.customs_testing.lag=40 d"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_it_runs_as_if_it_had_been_loaded_so(today, change: Change, written: str):
    quick = run(varied(today, [change])).recording.fingerprint
    assert quick == run(load("today", [*SHORT, written])).recording.fingerprint
    assert quick != run(today).recording.fingerprint


def test_a_change_of_the_world_makes_another_one_and_a_change_of_a_disruption_does_not(today):
    same = varied(today, [Change("disruptions.april_licences.approved", 0.3)])
    assert same.world_document == today.world_document
    for path in ("policies.market.right", "buyers.*.growth", "routes.mountain_pass_china.lead.mode"):
        assert varied(today, [Change(path, 1.01, times=True)]).world_document != today.world_document
    assert today.policies["market"].word.right != 1.01


def test_values_are_reached_into(today):
    changes = [
        Change("disruptions.customs_testing.lag.mode", 30.0),
        Change("disruptions.april_licences.general.US", 0.1),
        Change("policies.market.start.Dy", 2.0, times=True),
    ]
    found = varied(today, changes)
    assert found.disruptions["customs_testing"].word.lag == Distribution("triangular", (15.0, 30.0, 65.0))
    general = found.disruptions["april_licences"].word.general
    assert general["US"] == 0.1 and general["JP"] == 0.4
    day = date(2025, 1, 1)
    before, after = (s.policies["market"].word.start["Dy"].at(day) for s in (today, found))
    assert after == pytest.approx(2 * before)


def test_a_star_means_all_that_have_such_a_figure(today):
    found = varied(today, [Change("nodes.*.capacity", 2.0, times=True)])
    day = date(2025, 1, 1)
    for name, node in today.nodes.items():
        if hasattr(node.stage, "capacity"):
            assert found.nodes[name].stage.capacity.at(day) == pytest.approx(2 * node.stage.capacity.at(day))


def test_the_stock_of_firms_is_changed_in_proportion(today):
    name = next(iter(today.buffers))
    found = varied(today, [Change(f"buffers.{name}.cover", 21.0)]).buffers[name]
    assert sum(c.share * c.cover_d for c in found) == pytest.approx(21.0)
    ratios = {round(a.cover_d / b.cover_d, 9) for a, b in zip(found, today.buffers[name], strict=True)}
    assert len(ratios) == 1


def test_the_stock_of_firms_that_keep_none_can_be_scaled_but_not_set(today):
    name = next(iter(today.buffers))
    bare = today.replace(buffers={**today.buffers, name: tuple(replace(c, cover_d=0.0) for c in today.buffers[name])})
    path = f"buffers.{name}.cover"
    assert all(c.cover_d == 0 for c in varied(bare, [Change(path, 2.0, times=True)]).buffers[name])
    with pytest.raises(MeaningError, match="keeps a stock"):
        varied(bare, [Change(path, 21.0)])


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        ("policy.market.right", 1, "leads nowhere"),
        ("policies.markt.right", 1, "no 'markt'"),
        ("policies.market.rigth", 1, "no 'rigth'"),
        ("disruptions.april_licences.approved", 1.5, "outside"),
        ("disruptions.april_licences.start", 3, "no figure"),
        ("disruptions.customs_testing.lag.median", 3, "low, mode, high"),
        ("disruptions.customs_testing.lag.mode", 99, "low <= mode <= high"),
        ("nodes.*.wings", 2, "means nothing"),
    ],
)
def test_what_cannot_be_is_told(today, path: str, value: float, says: str):
    with pytest.raises(MeaningError, match=says):
        varied(today, [Change(path, value)])


def test_numbers_are_canonical_or_carry_a_unit():
    assert number("0.8x") == (0.8, True)
    assert number("12 %") == (0.12, False)
    assert number("6 weeks") == (42.0, False)
    assert number("7") == (7.0, False)
    with pytest.raises(MeaningError):
        number("many")
