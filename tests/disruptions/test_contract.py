"""What every disruption and policy keeps to, whatever it does.

A new word is held to it as it is: what it declares says how to use it on the small chain. Those below are used in a way
that shows more than that.
"""

import dataclasses

import pytest

from sim.base.distributions import Distribution
from sim.base.errors import SelectorError
from sim.base.trigger import Trigger
from sim.base.words import params_of, words
from sim.world.world import World
from tests.small import chain, day, events, fingerprint, fixed, play, template, use, with_uses

START, LENGTH = day(300), 90
FROM, TO = 300 * 1440, 390 * 1440

DATED = {
    "outage": {"node": ("sep",), "start": START, "length": fixed(LENGTH)},
    "route_closure": {"passage": ("gate",), "start": START, "length": fixed(LENGTH)},
    "delay": {"destination": ("US",), "start": START, "length": fixed(LENGTH), "days": 20},
    "demand_surge": {"region": ("US",), "start": START, "length": fixed(LENGTH), "factor": 1.5},
    "export_control": {
        "element": ("Dy",),
        "magnets_containing": ("Dy",),
        "start": START,
        "tight": fixed(60),
        "eased": 30,
    },
    "relenting_control": {"element": ("Dy",), "start": START, "length": fixed(LENGTH), "flood_length": fixed(0)},
    "origin_rule": {"destination": ("US",), "share": 0.2, "start": START, "length": fixed(LENGTH)},
    "technology_denial": {
        "node": ("sep",), "dependence": 0.8, "inputs": ("reagents",), "reagents_spares": fixed(0),
        "start": START, "length": fixed(LENGTH),
    },
    "port_strike": {"passage": ("strait", "gate"), "start": START, "length": fixed(LENGTH)},
    "resource_cap": {
        "node": ("sep",), "takes": {"water": 0.4}, "permitted": {"water": 0.1}, "start": START, "length": fixed(LENGTH),
    },
    "tariff": {"origin": ("US",), "destination": ("CN",), "rate": 1.0, "start": START, "length": fixed(LENGTH)},
}  # fmt: skip
AT_RANDOM = {
    "seasonal_closure": {"passage": ("gate",), "closes": "10-27", "opens": "01-25", "start": START, "end": day(400)},
    "insurgency": {
        "road": ("gate",), "node": ("sep",), "lane": ("sep__market__oxide",), "start": START, "length": LENGTH,
        "road_share": 0.1, "plant_share": 0.05, "convoy_share": 0.1, "night_ban": day(310),
    },
    "unrest": {"passage": ("gate",), "node": ("sep",), "start": START, "length": LENGTH, "rate": 30, "reach": 0.5,
               "closure": fixed(5)},
    "landslides": {"passage": ("gate",), "start": START, "length": LENGTH, "rate": 60, "months": (11, 12, 1)},
}  # fmt: skip
POLICIES = {
    "allocate/pro_rata": {},
    "allocate/contract_first": {},
    "allocate/home_first": {},
    "allocate/defence_first": {},
    "order/base_stock": {},
    "market/two_zones": {"start": {"NdPr": 55.0, "Dy": 260.0, "Ce": 1.0}},
    "project": {"node": ("mine_us",), "start": day(30), "survey": fixed(30), "survey_odds": 1.0, "permit": fixed(30)},
    "stockpile_release": {
        "stock": "reserve", "to": ("glass_us",), "element": ("Dy",),
        "when": Trigger("cover", "below", 35.0), "rate": 120.0,
    },
    "stockpile_build": {"stock": "reserve", "source": ("market",), "element": ("Dy",), "rate": 5.0, "target": 9.0},
    "allied_pool": {
        "member": {"reserve": 0.5}, "to": {"glass_us": 0.7, "market": 0.3}, "element": ("Dy",), "rate": 10.0,
        "when": Trigger("cover", "below", 35.0), "watched": ("glass_us",),
    },
    "defence_priority": {"sector": ("glass",), "supplier": ("metal",), "start": START, "length": fixed(LENGTH)},
    "air_freight": {
        "destination": ("US",), "when": Trigger("cover", "below", 30.0), "until": 40.0,
        "watched_node": ("glass_us",), "watched_element": ("Dy",),
    },
    "thrift": {"sector": ("glass",), "share": 0.1, "start": START, "length": fixed(400)},
    "second_source": {"node": ("sep", "mine_us"), "factor": 1.5, "ramp": 60.0, "start": START, "length": fixed(LENGTH)},
    "recycling_push": {"collector": ("recycler",), "ramp": 60.0, "start": START, "life": 400.0},
    "settlement": {"ends": "shock", "start": day(220), "talks": fixed(30)},
    "general_licence": {"destination": ("US",), "sector": ("glass",), "start": day(220)},
    "road_security": {"passage": ("gate",), "start": START, "length": fixed(LENGTH)},
    "price_restart": {"node": ("mine_us",), "priced_by": "Dy", "above": 100.0, "start": day(5000)},
    "offtake": {"lane": ("mine_us__sep__concentrate",), "share": 0.4, "start": START, "term": fixed(LENGTH)},
    "answer/export_control": {"to": "shock", "element": ("Ce",), "length": fixed(LENGTH)},
    "answer/stock_release": {
        "to": "shock", "stock": "reserve", "receivers": ("glass_us",), "element": ("Dy",), "rate": 20.0,
    },
}  # fmt: skip
DISRUPTIONS = DATED | AT_RANDOM
IN_TURN = {"export_quota": {"quotas": {"2024-10-27": 100.0, "2025-01-01": 50.0}, "end": day(500)}}
"""Those that have a list of days instead of a start and a length."""
EXAMPLES = DISRUPTIONS | IN_TURN | POLICIES

HITS_NOTHING = {
    "outage": {"node": ("sep",), "country": ("US",)},
    "route_closure": {"passage": ("nowhere",)},
    "delay": {"lane": ("mine__sep__concentrate",), "destination": ("US",)},
    "demand_surge": {"region": ("US",), "sector": ("polishing",)},
    "export_control": {"element": ("Sc",), "magnets_containing": ()},
    "export_quota": {"element": ("Sc",)},
    "seasonal_closure": {"passage": ("nowhere",)},
    "origin_rule": {"content_from": "JP"},
    "technology_denial": {"node": ("sep",), "country": ("US",)},
    "project": {"node": ("nowhere",)},
    "insurgency": {"rail": ("nowhere",)},
    "unrest": {"node": ("nowhere",)},
    "landslides": {"passage": ("nowhere",)},
    "stockpile_release": {"node": ("sep",), "region": ("US",)},
    "relenting_control": {"element": ("Sc",)},
    "port_strike": {"passage": ("nowhere",)},
    "resource_cap": {"node": ("nowhere",)},
    "tariff": {"origin": ("JP",)},
    "settlement": {"ends": "nobody"},
    "general_licence": {"destination": ("JP",)},
    "road_security": {"passage": ("nowhere",)},
    "price_restart": {"node": ("nowhere",)},
    "offtake": {"lane": ("nowhere",)},
    "stockpile_build": {"stock": "nobody"},
    "allied_pool": {"watched": ("nobody",)},
    "defence_priority": {"region": ("JP",)},
    "air_freight": {"lane": ("mine__sep__concentrate",)},
    "thrift": {"region": ("JP",)},
    "second_source": {"country": ("JP",)},
    "recycling_push": {"collector": ("nobody",)},
    "answer/export_control": {"element": ("Sc",)},
    "answer/stock_release": {"stock": "nobody"},
}

ON_THE_CHAIN = {
    "date": START, "distribution": fixed(LENGTH), "duration": float(LENGTH), "share": 0.5, "factor": 1.5, "count": 2.0,
    "mass": 10.0, "rate": 100.0, "price": 1.0, "flag": True, "node": "sep", "buyer": "glass_us", "passage": "gate",
    "lane": "sep__market__oxide", "element": "Dy", "form": "oxide", "country": "CN", "region": "US",
    "destination": "US", "sector": "ev", "desk": "mofcom", "cause": "shock",
    "trigger": Trigger("cover", "below", 35.0),
}  # fmt: skip
"""A fitting value by quantity, for words that have no better one above."""
NOWHERE = {
    "node": "nowhere",
    "passage": "nowhere",
    "lane": "nowhere",
    "cause": "nobody",
    "element": "Sc",
    "country": "JP",
}


def declared(word):
    """Return a use of a word on the chain, from what it declares: what it needs, and what says where and how long."""
    needed = [p for p in params_of(word) if p.required or p.quantity in NOWHERE or p.name in ("start", "length")]
    fitting = {p.name: p.choices[0] if p.choices else ON_THE_CHAIN[p.quantity] for p in needed}
    return {p.name: (fitting[p.name],) if p.many else fitting[p.name] for p in needed}


def missing(word):
    """Return the change that lets a use of a word hit nothing: the first of its parameters that says where."""
    first = next((p for p in params_of(word) if p.quantity in NOWHERE), None)
    return {} if first is None else {first.name: (NOWHERE[first.quantity],) if first.many else NOWHERE[first.quantity]}


REGISTERED = {**words("disruption"), **words("policy")}
for name in sorted(REGISTERED.keys() - EXAMPLES.keys()):
    uses = declared(REGISTERED[name])
    EXAMPLES[name] = uses
    if name in words("disruption") and isinstance(uses.get("length"), Distribution) and "start" in uses:
        DATED[name] = DISRUPTIONS[name] = uses
    if hasattr(REGISTERED[name], "run") and missing(REGISTERED[name]):
        HITS_NOTHING[name] = missing(REGISTERED[name])

WORLD = chain(years=3.0)


def example(kind, **changes):
    return use(kind, "it", **(EXAMPLES[kind] | changes))


def shock():
    """A ban, so that policies have something to answer."""
    return use("export_control", "shock", regime="ban", element=("Dy",), start=day(200), tight=fixed(200))


def test_every_word_that_is_used_here_is_one():
    assert set(EXAMPLES) == set(REGISTERED)
    assert set(HITS_NOTHING) <= {name for name, word in REGISTERED.items() if hasattr(word, "run")}


@pytest.mark.parametrize("kind", ["outage", "route_closure", "port_strike"])
def test_what_a_word_declares_is_enough_to_use_it_here(kind):
    word = REGISTERED[kind]
    running = play(WORLD, shock(), use(kind, "it", **declared(word)))
    assert events(running, "it")
    with pytest.raises(SelectorError):
        play(WORLD, shock(), use(kind, "it", **(declared(word) | missing(word))))


@pytest.mark.parametrize("kind", EXAMPLES)
def test_a_word_and_each_of_its_parameters_says_what_it_means(kind):
    word = REGISTERED[kind]
    assert word.__doc__
    assert not word.__doc__.startswith(word.__name__ + "(")
    assert dataclasses.is_dataclass(word)
    assert {p.name for p in params_of(word)} == {f.name for f in dataclasses.fields(word)}
    for parameter in params_of(word):
        assert parameter.meaning.endswith("."), parameter.name
    with pytest.raises(dataclasses.FrozenInstanceError):
        example(kind).word.__setattr__(params_of(word)[0].name, None)


@pytest.mark.parametrize("kind", EXAMPLES)
def test_mass_is_conserved_and_the_same_seed_gives_the_same_run(kind):
    first, again = (play(WORLD, shock(), example(kind)) for _ in range(2))
    assert fingerprint(first) == fingerprint(again)
    assert first.log == again.log


@pytest.mark.parametrize("kind", DATED)
def test_a_dated_disruption_begins_and_ends_on_its_dates(kind):
    rows = events(play(WORLD, example(kind)), "it")
    assert rows[0].minute == FROM
    assert rows[-1].minute == TO
    assert rows[0].what.startswith("begins")
    assert rows[-1].what.startswith("ends")


@pytest.mark.parametrize("kind", AT_RANDOM)
def test_a_recurring_disruption_keeps_within_its_dates(kind):
    rows = events(play(WORLD, example(kind)), "it")
    begun = [row.minute for row in rows if row.what.startswith("begins")]
    ended = [row.minute for row in rows if row.what.startswith("ends")]
    assert begun
    assert len(begun) == len(ended)
    assert min(begun) >= FROM
    assert max(begun) < TO


@pytest.mark.parametrize("kind", DISRUPTIONS)
def test_what_a_disruption_changes_is_undone_when_it_ends(kind):
    running = play(WORLD, example(kind))
    state, untouched = running.state, template(WORLD).state
    assert not state.nodes["stops"].any()
    assert (state.nodes["factor"] == untouched.nodes["factor"]).all()
    assert (state.rows["factor"] == untouched.rows["factor"]).all()
    for name in ("closed", "detour", "delay"):
        assert not state.lanes[name].any()
    assert (state.nodes["yields"] == untouched.nodes["yields"]).all()
    assert (state.nodes["hoard"] == untouched.nodes["hoard"]).all()
    assert (state.lanes["haste"] == untouched.lanes["haste"]).all()
    assert not state.rows["thrift"].any()
    for name in ("regime", "desk", "rank"):
        assert (state.lines[name] == untouched.lines[name]).all()
    assert not state.lines["at_desk"].any()
    assert not (state.slots["state"] == 2).any()


@pytest.mark.parametrize("kind", DATED)
def test_a_disruption_of_no_length_changes_nothing(kind):
    nothing = {"tight": fixed(0), "eased": 0} if kind == "export_control" else {"length": fixed(0)}
    assert fingerprint(play(WORLD, example(kind, **nothing))) == fingerprint(play(WORLD))


@pytest.mark.parametrize("kind", [k for k in DATED if k != "route_closure"])
def test_a_dated_disruption_leaves_a_trace(kind):
    assert fingerprint(play(WORLD, example(kind))) != fingerprint(play(WORLD))


@pytest.mark.parametrize("kind", DISRUPTIONS)
def test_a_disruption_beyond_the_horizon_changes_nothing(kind):
    late = {"start": day(5000)} | ({"end": None} if kind == "seasonal_closure" else {})
    running = play(WORLD, example(kind, **late))
    assert fingerprint(running) == fingerprint(play(WORLD))
    assert not running.log


@pytest.mark.parametrize("kind", DATED)
def test_a_disruption_that_began_before_the_run_lasts_for_the_days_that_are_left(kind):
    rows = events(play(WORLD, example(kind, start=day(-30))), "it")
    assert rows[0].minute == 0
    assert rows[-1].minute == 60 * 1440
    past = play(WORLD, example(kind, start=day(-500)))
    assert not past.log
    assert fingerprint(past) == fingerprint(play(WORLD))


@pytest.mark.parametrize("kind", DATED)
def test_a_random_length_is_the_same_in_every_run_of_a_seed_and_replication(kind):
    name = "tight" if kind == "export_control" else "length"
    random = example(kind, **{name: Distribution("uniform", (10.0, 200.0))})
    ends = [events(play(WORLD, random, replication=r), "it")[-1].minute for r in (0, 0, 1, 2)]
    assert ends[0] == ends[1]
    assert len(set(ends)) == 3


@pytest.mark.parametrize("kind", HITS_NOTHING)
def test_a_word_that_hits_nothing_says_so(kind):
    running = World(with_uses(WORLD, shock(), example(kind, **HITS_NOTHING[kind])), template(WORLD), 0, 0)
    with pytest.raises(SelectorError):
        running.play()
