"""Import duties, strikes at ports and permits for water: what they move, and what they leave alone."""

from dataclasses import replace

import pytest

from sim.base.distributions import Distribution
from sim.base.series import Series
from sim.world.kernel import layout as k
from tests.small import (
    chain,
    day,
    events,
    fingerprint,
    first_dry,
    fixed,
    lane,
    line_of,
    lost,
    node,
    per_week,
    play,
    route,
    row_of,
    shipped,
    two_ways,
    use,
    weeks,
    with_uses,
    world,
)

DIDYMIUM = {"form": "oxide", "needs": {"NdPr": per_week(10)}, "buffers": "b"}
ELASTIC = {"start": {"NdPr": 50.0}, "elasticity": {"NdPr": 0.1}, "long_elasticity": {"NdPr": 0.4}}
MARKET = use("market/two_zones", "market", **ELASTIC)


def two_suppliers(share=0.8):
    """A buyer who has four fifths of his oxide from China and a fifth from Japan; both could serve him alone."""
    base = world(
        [
            node("china", "mine", capacity=per_week(40), deposit="ore", form="oxide", stockyard=60.0),
            node("japan", "mine", "JP", capacity=per_week(40), deposit="ore", form="oxide", stockyard=60.0),
            node("cars", "buyer", "US", sector="ev", **DIDYMIUM),
            node("home", "buyer", "CN", sector="ev", **DIDYMIUM),
        ],
        [
            lane("china", "cars", "oxide", share=share), lane("japan", "cars", "oxide", share=1 - share),
            lane("china", "home", "oxide"),
        ],
        [route("near", fixed(20.5))],
    )  # fmt: skip
    return with_uses(base, MARKET)


TWO = two_suppliers()


def duty(rate, **fields):
    return use(
        "tariff", "duty", **({"origin": ("CN",), "destination": ("US",), "rate": rate, "start": day(100)} | fields)
    )


def sent(running, source):
    return int(shipped(running, f"{source}__cars__oxide")[6:].sum())


def test_a_duty_moves_orders_by_the_elasticity_of_substitution():
    plain, taxed = play(TWO, MARKET), play(TWO, MARKET, duty(0.2, substitution=3.0))
    parts = [sent(r, "china") / (sent(r, "china") + sent(r, "japan")) for r in (plain, taxed)]
    left = 0.8 * 1.2**-3
    assert parts[0] == pytest.approx(0.8, abs=0.02)
    assert parts[1] == pytest.approx(left / (left + 0.2), abs=0.02)


def test_a_duty_of_less_than_a_quarter_makes_nobody_save_and_a_large_one_does_at_the_speed_of_design():
    small, large = play(TWO, MARKET, duty(0.2)), play(TWO, MARKET, duty(3.0, substitution=0.0))
    assert not weeks(small, "cars").thrifted.any()
    saved = weeks(large, "cars").thrifted / weeks(large, "cars").demand
    dear = (1 + 3 * 0.8) / 1.25
    assert saved[20] == pytest.approx(1 - dear**-0.1, abs=0.03)
    assert saved[-1] == pytest.approx(1 - dear**-0.4, abs=0.05)
    assert (saved[20:72][52 - 1] - saved[20]) < 0.13, "no more than a tenth a year is designed out"
    assert not weeks(large, "home").thrifted.any(), "at home nothing is dearer"
    assert not lost(large, "cars")


def test_a_duty_is_felt_with_the_lag_of_a_price():
    """Half of the lag passes until it shows in contracts, and half until it is acted upon."""
    slow = use("market/two_zones", "market", **ELASTIC, price_lag=364.0)
    seen = []

    def look(running):
        yield running.doors.until(day(100 + 364))
        row = running.state.rows[row_of(running, "cars")]
        seen.extend(float(row[name]) / k.WHOLE for name in ("price_thrift", "long_thrift"))

    running = play(with_uses(TWO, slow), slow, duty(3.0, substitution=0.0), beside=[look])
    heard = felt = 0.0
    for _ in range(52):
        heard += (3 * 0.8 - heard) / 26
        felt += (heard - felt) / 26
    assert seen[0] == pytest.approx(1 - ((1 + felt) / 1.25) ** -0.1, abs=0.003)
    assert not weeks(running, "cars").thrifted[:20].any(), "six weeks after its start nobody feels a quarter of it"


def test_what_one_duty_moves_nobody_to_two_together_do():
    first, second = (replace(duty(0.2, substitution=0.0), id=name) for name in ("first", "second"))
    assert not weeks(play(TWO, MARKET, first), "cars").thrifted.any()
    seen = weeks(play(TWO, MARKET, first, second), "cars")
    assert seen.thrifted[-1] / seen.demand[-1] == pytest.approx(1 - ((1 + 0.44 * 0.8) / 1.25) ** -0.4, abs=0.001)


def test_whoever_has_one_supplier_pays_and_orders_as_before():
    alone = two_suppliers(share=1.0)
    assert sent(play(alone, MARKET, duty(0.2)), "china") == sent(play(alone, MARKET), "china")


def test_a_duty_ends_and_leaves_nothing_behind():
    running = play(TWO, MARKET, duty(3.0, length=fixed(400)))
    for name in ("china", "japan"):
        assert line_of(running, f"{name}__cars__oxide", "NdPr")["share"] == pytest.approx(
            {"china": 8e8, "japan": 2e8}[name]
        )
        assert not line_of(running, f"{name}__cars__oxide", "NdPr")["duty"]
    assert running.state.rows["felt_duty"] == pytest.approx(0.0, abs=1e-9)
    assert not running.state.rows["price_thrift"].any()


WAYS = two_ways()


def strike(**fields):
    return use("port_strike", "strike", **({"passage": ("gate",), "start": day(200), "length": fixed(42)} | fields))


def test_a_strike_that_outlasts_the_stock_leaves_people_short_and_its_queue_comes_afterwards():
    running = play(WAYS, strike())
    assert lost(running, "by_road") > 0
    assert lost(running, "by_sea") == 0
    short = weeks(running, "by_road").short
    assert not short[-40:].any()


def test_a_rolling_strike_works_its_part_of_the_time_and_costs_less():
    rows = events(play(WAYS, strike(works=0.5, turn=14.0)), "strike")
    spells = [(row.minute / 1440 - 200, row.what[:4]) for row in rows]
    assert spells == [(0, "begi"), (7, "ends"), (14, "begi"), (21, "ends"), (28, "begi"), (35, "ends")]
    assert lost(play(WAYS, strike(works=0.5, turn=14.0)), "by_road") < lost(play(WAYS, strike()), "by_road")


def test_a_struck_port_with_a_throughput_works_at_a_part_of_it():
    rows = events(play(chain(), strike(passage=(), port=("sep",), works=0.4)), "strike")
    assert [(row.kind, row.magnitude) for row in rows] == [("throttle", 0.4)] * 2


def test_a_strike_strikes_something():
    with pytest.raises(ValueError, match="what is struck"):
        use("port_strike", start=day(0))


def cap(**fields):
    return use("resource_cap", "cap", **({"node": ("mine",), "start": day(100)} | fields))


def capped_at(running):
    return [round(row.magnitude, 3) for row in events(running, "cap") if row.what == "begins"]


def test_the_scarcest_resource_binds():
    scarce = cap(
        takes={"water": 0.4, "power": 0.1}, permitted={"water": 0.24, "power": 0.09},
        per_tonne={"acid": 2.0}, supply={"acid": 1600.0},
    )  # fmt: skip
    assert capped_at(play(chain(), scarce)) == [0.6], "of 0.6 for water, 0.9 for power, 0.8 of 1000 t for acid"


def test_a_permit_for_throughput_changes_on_its_dates():
    steps = Series(((day(0), 500.0), (day(465), 250.0)))
    running = play(chain(), cap(limit=steps, length=fixed(730)))
    assert capped_at(running) == [0.5, 0.25]
    assert (running.state.nodes["factor"] == 1_000_000_000).all()


def test_a_cap_above_the_capacity_binds_nobody():
    assert fingerprint(play(chain(), cap(limit=Series.constant(5000.0)))) == fingerprint(play(chain()))


def part_left(*uses, at=400):
    """Return the part of its capacity at which the mine may run on a day."""
    seen = []

    def look(running):
        yield running.doors.until(day(at))
        seen.append(float(running.state.nodes["factor"][running.grid.node_index["mine"]]) / k.WHOLE)

    play(CHAIN, *uses, beside=[look])
    return seen[0]


CHAIN = chain()
PERMIT = cap(limit=Series.constant(500.0))
ENLARGED = use("second_source", "twice", node=("mine",), start=day(0), lag=0.0, ramp=0.0, factor=2.0)


def test_a_cap_is_a_limit_whatever_else_changes_the_plant():
    assert part_left(PERMIT) == 0.5
    assert part_left(PERMIT, ENLARGED) == 0.5
    assert part_left(PERMIT, use("outage", node=("mine",), start=day(0), factor=0.7)) == 0.5
    assert part_left(PERMIT, use("outage", node=("mine",), start=day(0), factor=0.3)) == 0.3
    assert part_left(cap(limit=Series.constant(1500.0)), ENLARGED) == 1.5


def test_of_two_caps_the_stricter_binds_and_the_other_when_it_ends():
    strict = use(
        "resource_cap", "strict", node=("mine",), limit=Series.constant(400.0), start=day(0), length=fixed(300)
    )
    assert part_left(PERMIT, strict, at=250) == 0.4
    assert part_left(PERMIT, strict, at=350) == 0.5
    assert part_left(PERMIT, use("resource_cap", "same", **vars(PERMIT.word))) == 0.5


def test_a_permit_that_lapses_for_some_days_between_two_looks_stops_the_plant_for_these_days():
    steps = Series(((day(0), 500.0), (day(135), 0.0), (day(149), 500.0)))
    rows = [(row.minute, row.kind, row.what) for row in events(play(CHAIN, cap(limit=steps)), "cap")]
    assert (135 * 1440, "stop", "begins") in rows and (149 * 1440, "stop", "ends") in rows


def test_a_plant_that_grows_is_never_above_its_permit():
    grows = Series(((day(0), 1000.0), (day(410), 2000.0)))
    mine = replace(CHAIN.nodes["mine"], stage=replace(CHAIN.nodes["mine"].stage, capacity=grows))
    running = play(CHAIN.replace(nodes={**CHAIN.nodes, "mine": mine}), PERMIT)
    rows = [(row.minute / 1440, row.magnitude) for row in events(running, "cap") if row.what == "begins"]
    assert [part for _, part in rows] == [0.5, 0.25]
    assert 410 - 31 <= rows[1][0] <= 410


def test_what_is_taken_must_be_given_too():
    with pytest.raises(ValueError, match="same resources"):
        cap(takes={"water": 0.4}, permitted={"power": 0.4})
    with pytest.raises(ValueError, match="what is short"):
        cap()


def test_a_province_is_angered_by_what_the_mine_earns_and_not_by_a_mine_that_stands():
    base = two_suppliers()
    terms = {
        "lane": ("china__cars__oxide",), "start": day(0), "terms_from": day(0), "convoy_share": 0.0, "mass_hit": 0.0,
        "revenue_left": 0.5, "new_revenue_left": 0.0, "shipped_by": ("china",), "payable": 1.0, "grievance_time": 180.0,
    }  # fmt: skip

    def grievance(felt_at, *uses):
        war = use("insurgency", "war", **terms, felt_at=felt_at)
        return [row.magnitude for row in events(play(base, MARKET, war, *uses), "war") if row.kind == "grievance"]

    idle = use("outage", "idle", node=("china",), start=day(0))
    poor, rich, closed = grievance(200.0), grievance(20.0), grievance(20.0, idle)
    assert rich[-1] > poor[-1] > closed[-1]
    assert rich[-1] == pytest.approx(0.5 + terms["revenue_left"] * 0 + 0.125, abs=0.03), "all of it is felt"
    assert closed[-1] == pytest.approx(0.125, abs=0.02), "as before: half of the jobs, no water, fair revenue"
    assert poor[-1] == pytest.approx(0.125 + 0.5 * 18 * 52.18 * 50 * 1000 / 1e6 / 200, abs=0.03)


def test_guards_of_others_stop_hits_and_never_add_any():
    base = two_suppliers()
    war = use("insurgency", "war", node=("china",), start=day(50), plant_share=0.05, plant_stop=Distribution.fixed(9.0))
    guards = use("road_security", "guards", node=("china",), start=day(400), guards=1.0)
    crews = use("road_security", "crews", start=day(400), guards=0.0, crews=1.0, drones=0.0)

    def hits(*uses):
        rows = [r for r in events(play(base, MARKET, war, *uses), "war") if r.kind == "stop"]
        return [(r.minute, r.what) for r in rows]

    bare, guarded, mended = hits(), hits(guards), hits(crews)
    assert max(minute for minute, what in bare if what == "begins") > 500 * 1440
    before = [hit for hit in bare if hit[0] < 400 * 1440]
    assert [hit for hit in guarded if hit[1] == "begins"] == [hit for hit in before if hit[1] == "begins"]
    assert [m for m, what in mended if what == "begins"] == [m for m, what in bare if what == "begins"]
    assert first_dry(play(base, MARKET, war, guards), "cars") in (None, first_dry(play(base, MARKET, war), "cars"))
