"""Projects: gates with odds and time, money that needs a price, ramps, caps, and hosts who change their mind."""

import pytest

from sim.run.pairing import paired
from tests.small import chain, day, events, fixed, play, use, with_uses

WORLD = chain(years=6.0)
GATES = ("survey", "permit", "finance", "build")
SURE = {f"{gate}_odds": 1.0 for gate in GATES} | {gate: fixed(30.4375) for gate in GATES}


def project(**changes):
    plain = {"node": ("mine_us",), "start": day(60), "ramp": (0.2, 0.6, 1.0)} | SURE
    return use("project", "prospect", **(plain | changes))


def market():
    return use("market/two_zones", "market", start={"NdPr": 55.0, "Dy": 260.0, "Ce": 1.0})


PRICED = with_uses(chain(years=6.0), market())
"""A market belongs to the warmed-up world, so it is there before a test adds its uses."""


def gates(running):
    return [(row.gate, row.outcome, row.left // 1440) for row in running.gates]


def limits(running):
    rows = [row for row in events(running, "prospect") if row.kind in ("throttle", "stop") and row.what == "begins"]
    return [(row.minute // 1440, round(row.magnitude, 4)) for row in rows]


def made(running, node="mine_us"):
    return int(running.state.nodes[running.grid.node_index[node]]["made"].sum())


def test_a_project_passes_its_gates_one_after_another_and_writes_each_down():
    found = gates(play(WORLD, project()))
    assert [gate for gate, _, _ in found] == ["start", *GATES, "ramp"]
    assert [left for _, _, left in found[:5]] == pytest.approx([60, 90, 120, 151, 181], abs=1)
    assert all(outcome == "passed" for _, outcome, _ in found[1:])


def test_nothing_is_made_before_the_last_gate():
    never = play(WORLD, project(build=fixed(100_000)))
    assert limits(never) == [(0, 0.0)]
    assert made(never) < made(play(WORLD, project())) < made(play(WORLD))


def test_output_follows_the_curve_whose_yearly_values_stand_in_the_middle_of_the_years():
    steps = limits(play(WORLD, project()))
    in_first_year = [factor for at, factor in steps if 182 <= at < 182 + 365]
    assert in_first_year == sorted(in_first_year)
    assert sum(in_first_year) / 12 == pytest.approx(0.2, abs=0.04)
    assert steps[-1][1] == 1.0


def test_a_faster_pace_ramps_faster():
    slow, fast = (play(WORLD, project(pace=pace)) for pace in (1.0, 4.0))
    assert made(slow) < made(fast)


def test_caps_on_water_and_power_bind_by_the_least():
    assert max(factor for _, factor in limits(play(WORLD, project(caps={"water": 0.4, "power": 0.9})))) == 0.4


@pytest.mark.parametrize("gate", GATES)
def test_who_fails_a_gate_has_failed_for_good(gate: str):
    running = play(WORLD, project(**{f"{gate}_odds": 0.0}))
    assert gates(running)[-1][0] == gate
    assert gates(running)[-1][1].startswith("cancelled")
    assert limits(running) == [(0, 0.0)]


def test_the_odds_decide_by_replication_and_one_gate_never_shifts_the_draw_of_another():
    ends = [gates(play(WORLD, project(survey_odds=0.5), replication=r))[-1][0] for r in range(8)]
    assert {"survey", "ramp"} == set(ends)
    later = [gates(play(WORLD, project(survey_odds=0.5, permit_odds=0.0), replication=r))[-1][0] for r in range(8)]
    assert [end == "survey" for end in later] == [end == "survey" for end in ends]


def test_no_money_comes_below_the_price_unless_a_floor_is_promised():
    dear = {"price": 500.0, "patience": 90.0}
    assert gates(play(PRICED, project(**dear)))[-1][:2] == ("finance", "cancelled, price too low")
    assert gates(play(PRICED, project(**dear, floor=500.0)))[-1][:2] == ("ramp", "passed")
    assert gates(play(PRICED, project(price=20.0)))[-1][:2] == ("ramp", "passed")


def test_a_price_collapse_kills_what_is_half_built_unless_a_floor_is_promised():
    assert gates(play(PRICED, project(ruin=500.0)))[-1][:2] == ("build", "cancelled, price collapsed")
    assert gates(play(PRICED, project(ruin=500.0, floor=500.0)))[-1][:2] == ("ramp", "passed")


def test_a_host_who_takes_the_permit_back_owes_a_penalty():
    running = play(WORLD, project(reversal=0.99, penalty=5840.0))
    assert gates(running)[-1][1] == "cancelled, permit taken back"
    assert [row.magnitude for row in events(running, "prospect") if row.kind == "claim"] == [5840.0]
    assert limits(running)[-1][1] == 0.0


def test_a_plant_whose_permit_is_taken_back_stands_still_for_good():
    """The last limit must be kept open: one that nobody holds is closed with its last reference, as if lifted."""
    sudden = {"ramp": (1.0,), "pace": 20.0}
    for gate, changes in (("ramp", {"reversal": 0.5}), ("operation", {"reversal": 0.2} | sudden)):
        running = play(WORLD, project(**changes))
        assert gates(running)[-1][:2] == (gate, "cancelled, permit taken back")
        turns = [row.what for row in events(running, "prospect") if row.kind in ("throttle", "stop")]
        assert turns.count("begins") == turns.count("ends") + 1, "a stop is still in force"


def test_support_shortens_the_way_to_money_and_takes_away_the_odds_of_none():
    plain, helped = (play(WORLD, project(finance=fixed(365.25), support=s)) for s in (0.0, 0.5))
    assert gates(plain)[3][2] - gates(helped)[3][2] == pytest.approx(183, abs=2)
    assert gates(play(WORLD, project(finance_odds=0.0, support=1.0)))[-1][0] == "ramp"


def test_a_denial_holds_up_building_and_ramp_from_its_first_day():
    denial = use("technology_denial", "denial", node=("sep",), dependence=0.5, start=day(160))
    held = project(held_up_by=("denial",), holdup=fixed(300))
    free, late = play(WORLD, project(), denial), play(WORLD, held, denial)
    assert gates(late)[3] == gates(free)[3], "money was there before"
    assert gates(late)[4][2] - gates(free)[4][2] == pytest.approx(290, abs=32)
    assert gates(play(WORLD, held)) == gates(play(WORLD, project()))


def test_the_undisturbed_twin_of_a_scenario_keeps_its_projects_and_its_prices():
    scenario = with_uses(WORLD, project(), market(), use("outage", node=("sep",), start=day(10)))
    assert set(paired(scenario).policies) == {"prospect", "market"}
