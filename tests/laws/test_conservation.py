"""Nothing is lost and nothing is made up, whatever happens to a world."""

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from sim.base.distributions import Distribution
from sim.base.trigger import Trigger
from sim.world.kernel import layout as k
from tests.small import chain, day, fixed, play, use

WORLD = chain(years=3.0)
NODES = ("mine", "mine_us", "sep", "metal", "magnet", "recycler")

dates = st.integers(-100, 900).map(day)
lengths = st.one_of(st.integers(0, 400).map(fixed), st.just(Distribution("lognormal", (20.0, 1.0))))
windows = {"start": dates, "length": lengths}
controls = st.fixed_dictionaries(
    {
        "element": st.sampled_from([(), ("Dy",), ("Nd", "Dy"), ("Ce",)]),
        "magnets_containing": st.sampled_from([(), ("Dy",)]),
        "start": dates,
        "tight": lengths,
        "smuggled": st.sampled_from([0.0, 0.2]),
        "outside_quota": st.sampled_from([0.0, 0.1]),
        "hub": st.sampled_from([0.0, 200.0]),
    }
)
licences = st.fixed_dictionaries(
    {
        "lag": st.sampled_from([fixed(0), fixed(50), Distribution("triangular", (10.0, 40.0, 120.0))]),
        "approved": st.sampled_from([0.0, 0.4, 1.0]),
        "officers": st.sampled_from([0, 1, 3]),
        "work": st.sampled_from([fixed(0), fixed(2.5), Distribution("exponential", (8.0,))]),
        "papers": st.sampled_from([0.0, 0.3]),
        "general": st.sampled_from([None, {"US": 0.5}]),
        "eased": st.sampled_from([0.0, 120.0]),
    }
)


def happening(kind, **fields):
    """Return a strategy for one use of a disruption word."""
    return st.builds(lambda **f: (kind, f), **fields)


ONE_NODE = st.sampled_from(NODES).map(lambda n: (n,))
PASSAGES = st.sampled_from([("gate",), ("strait",), ("gate", "strait")])
CLOSURE = st.just(Distribution("lognormal", (5.0, 1.0)))
EVENTS = st.one_of(
    happening("outage", node=ONE_NODE, factor=st.sampled_from([0, 0.3]), **windows),
    happening("route_closure", passage=PASSAGES, **windows),
    happening("delay", form=st.sampled_from([("oxide",), ("magnet",), ()]), days=st.integers(0, 60), **windows),
    happening("demand_surge", factor=st.sampled_from([0.0, 0.5, 1.3, 4.0]), **windows),
    happening(
        "insurgency",
        road=PASSAGES,
        lane=st.just(("sep__market__oxide",)),
        start=dates,
        road_share=st.sampled_from([0.01, 0.2]),
        road_closure=CLOSURE,
        convoy_share=st.just(0.05),
    ),
    happening("unrest", passage=PASSAGES, start=dates, rate=st.sampled_from([1.0, 30.0]), closure=CLOSURE),
    happening("landslides", passage=PASSAGES, start=dates, closure=CLOSURE),
    st.builds(lambda f: ("export_control", {"regime": "ban", **f}), controls),
    st.builds(lambda f: ("export_control", {"regime": "quota", "quota": 5.0, **f}), controls),
    st.builds(lambda f, g: ("export_control", {"regime": "licence", **f, **g}), controls, licences),
)
RELEASE = use(
    "stockpile_release",
    stock="reserve",
    to=("glass_us",),
    element=("Dy", "Ce"),
    when=Trigger("cover", "below", 40.0),
    rate=90.0,
)


def books_agree(running):
    """Every account that is kept twice says the same."""
    state = running.state
    nodes, lines, rows = state.nodes, state.lines, state.rows
    for stock in ("feed", "product", "byproduct", "residue", "process", "lost", "made", "used"):
        assert (nodes[stock] >= 0).all(), stock
    assert (state.cargo >= 0).all()
    for name in ("open", "at_desk", "licensed", "under_way"):
        assert (lines[name] >= 0).all(), name
    for i, line in enumerate(running.grid.lines):
        mine = lines[i]
        lane = state.lanes[line.lane]
        first, last = int(k.CLASS_FIRST[line.cls]), int(k.CLASS_LAST[line.cls])
        cargo = state.cargo[int(lane["slots_first"]) : int(lane["slots_last"]), first:last]
        assert int(cargo.sum()) == int(mine["under_way"])
        waiting = state.applications[int(mine["applications_first"]) :][: int(mine["applications"])]
        assert int(waiting["mass"].sum()) == int(mine["at_desk"])
    for r, row in enumerate(running.grid.rows):
        part = slice(int(k.CLASS_FIRST[row.cls]), int(k.CLASS_LAST[row.cls]))
        assert int(rows["stock"][r].sum() + rows["arrived"][r]) == int(nodes["feed"][row.node][part].sum())
    for n in range(len(nodes)):
        owed = np.zeros(k.N_CLASSES, dtype=np.int64)
        for i, line in enumerate(running.grid.lines):
            if line.target == n:
                owed[line.cls] += sum(int(lines[i][name]) for name in ("open", "at_desk", "licensed", "under_way"))
        assert (owed == nodes["on_order"][n]).all(), running.grid.nodes[n].id
    batches = state.batches["mass"].reshape(len(running.grid.plants), k.N_BATCHES, k.N_ELEMENTS).sum(axis=1)
    assert (batches == nodes["process"][list(running.grid.plants)]).all()


def demand_is_accounted_for(running):
    record = running.state.shortfall[:, 1:]
    assert (record[..., k.DEMAND] == record[..., k.DELIVERED] + record[..., k.SHORT]).all()
    assert (record[..., : k.BACKLOG + 1] >= 0).all()


def arrivals_follow_departures(running):
    left, arrived = (running.state.flows[:, :, :, i].sum(axis=(0, 1)) for i in (0, 1))
    lanes = np.arange(len(running.state.lanes))
    afloat = np.array(
        [running.state.cargo[int(a["slots_first"]) : int(a["slots_last"])].sum(axis=0) for a in running.state.lanes]
    )
    at_start = arrived + afloat - left
    assert (at_start >= 0).all(), lanes[(at_start < 0).any(axis=1)]


def what_was_carried_is_looked_at(running):
    """Recordings are read, and cleared for the next run, on the channels that were used, and on those alone."""
    used = np.flatnonzero(running.state.flows.any(axis=(1, 2, 3, 4)))
    assert set(used.tolist()) <= set(running.state.channels)


def not_too_late(events):
    """Lanes have room for shipments that are sixty days late in all; more is refused."""
    return sum(fields["days"] for kind, fields in events if kind == "delay") <= 60


def survives(events, seed):
    uses = [use(kind, f"u{i}", **fields) for i, (kind, fields) in enumerate(events)]
    running = play(WORLD, RELEASE, *uses, seed=seed)  # holds the balance of mass to the gram
    books_agree(running)
    demand_is_accounted_for(running)
    what_was_carried_is_looked_at(running)
    if not any(row.kind == "destroy" for row in running.log):  # what burns on the way never arrives
        arrivals_follow_departures(running)


@given(events=st.lists(EVENTS, min_size=0, max_size=5), seed=st.integers(0, 1000))
@settings(max_examples=30, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
def test_mass_is_conserved_and_the_books_agree_whatever_happens(events, seed):
    assume(not_too_late(events))
    survives(events, seed)


def test_what_leaks_past_a_desk_is_not_shipped_a_second_time_to_others():
    """A line that may not ship leaks from scarce stock before a free line of the same rank is served."""
    scarce = [("demand_surge", {"factor": 4.0, "start": day(205)}), ("outage", {"node": ("mine",), "start": day(100)})]
    leaky = {"regime": "ban", "start": day(282), "smuggled": 0.4}
    survives([*scarce, ("export_control", leaky)], seed=0)


@pytest.mark.soak
@given(events=st.lists(EVENTS, min_size=0, max_size=12), seed=st.integers(0, 10**9))
@settings(max_examples=3000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_mass_is_conserved_and_the_books_agree_in_thousands_of_histories(events, seed):
    assume(not_too_late(events))
    survives(events, seed)
