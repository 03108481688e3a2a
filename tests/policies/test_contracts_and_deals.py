"""Offtakes that are broken, mines that wait for a price, settlements and general licences."""

import pytest

from sim.base.elements import CLASS_INDEX
from sim.world.world import World
from tests.small import (
    DAY,
    day,
    events,
    fingerprint,
    fixed,
    lane,
    line_of,
    lost,
    node,
    per_week,
    play,
    route,
    shipped,
    template,
    use,
    weeks,
    with_uses,
    world,
)

NDPR = CLASS_INDEX["NdPr"]
NEED = {"form": "oxide", "needs": {"NdPr": per_week(10)}, "buffers": "b"}
MARKET = use("market/two_zones", "market", start={"NdPr": 50.0})


def exporter(**idle):
    """China and Japan serve buyers in America; a mine in America could."""
    pit = {"capacity": per_week(40), "deposit": "ore", "form": "oxide", "stockyard": 30.0}
    base = world(
        [
            node("china", "mine", **pit), node("japan", "mine", "JP", **pit), node("us", "mine", "US", **(pit | idle)),
            node("cars", "buyer", "US", sector="ev", **NEED), node("arms", "buyer", "US", sector="defence", **NEED),
        ],
        [
            lane("china", "cars", "oxide", share=0.9), lane("japan", "cars", "oxide", share=0.1),
            lane("us", "cars", "oxide", share=0.0), lane("china", "arms", "oxide"),
        ],
        [route("near", fixed(20.5))],
    )  # fmt: skip
    return with_uses(base, MARKET)


WORLD = exporter()
BAN = use("export_control", "ban", regime="ban", start=day(200))
LICENCE = use("export_control", "licence", start=day(200), lag=fixed(60), approved=0.2, alarm=0.0)


def priced(values):
    """A process that sets the price of didymium abroad on days, whatever the market thinks of it."""

    def process(running):
        market = running.state["market"]
        for d in range(1400):
            price = next(p for since, p in reversed(values) if d >= since)
            market["start"][0, NDPR] = price / (1.0 + float(market["freight"]))
            market["price"][1, NDPR] = price
            yield running.timeout(DAY)

    return process


def offtake(**fields):
    return use("offtake", "deal", **({"lane": ("japan__cars__oxide",), "start": day(100), "share": 0.6} | fields))


def part_of_japan(running, months=slice(8, 20)):
    masses = [int(shipped(running, f"{s}__cars__oxide")[months].sum()) for s in ("china", "japan")]
    return masses[1] / sum(masses)


def test_an_offtake_binds_its_share_of_the_orders_for_its_term():
    running = play(WORLD, MARKET, offtake(term=fixed(900)))
    assert part_of_japan(play(WORLD, MARKET)) == pytest.approx(0.1, abs=0.02)
    assert part_of_japan(running) == pytest.approx(0.6, abs=0.03)
    assert [row.minute // DAY for row in events(running, "deal")] == [100, 1000]
    assert line_of(running, "japan__cars__oxide", "NdPr")["share"] == pytest.approx(1e8)
    assert line_of(running, "japan__cars__oxide", "NdPr")["rank"] == template(WORLD).state.lines["rank"][0]


@pytest.mark.parametrize(
    ("prices", "side"),
    [
        ([(0, 100.0), (300, 131.0)], "seller"),
        ([(0, 100.0), (300, 59.0)], "buyer"),
        ([(0, 100.0), (300, 119.0)], ""),
        ([(0, 100.0), (300, 131.0), (370, 100.0)], ""),
    ],
)
def test_a_contract_is_broken_when_the_gap_of_price_has_paid_the_penalty_for_long_enough(prices, side):
    deal = offtake(floor=80.0, ceiling=110.0, penalty=20.0, patience=3)
    found = [r for r in events(play(WORLD, MARKET, deal, beside=[priced(prices)]), "deal") if r.kind == "offtake"]
    assert [r.what for r in found] == ([f"broken by the {side}"] if side else [])
    if side:
        assert 300 + 61 < found[0].minute / DAY < 300 + 123
        assert found[0].magnitude == pytest.approx(1.0)


def restart(**fields):
    word = {"node": ("us",), "above": 80.0, "below": 60.0, "months": 3, "closing": 2, "lead": fixed(100)}
    return use("price_restart", "mine", **(word | fields))


def test_an_idle_mine_restarts_after_months_over_the_line_and_closes_under_the_other():
    prices = [(0, 50.0), (100, 90.0), (700, 70.0), (1000, 50.0)]
    running = play(WORLD, MARKET, restart(ramp=(1.0,)), beside=[priced(prices)])
    gates = [(row.gate, round(row.left / DAY)) for row in running.gates]
    assert [gate for gate, _ in gates] == ["idle", "restart", "operation"]
    (_, decided), (_, first), (_, closed) = gates
    assert 100 + 61 < decided < 100 + 123
    assert first == decided + 100
    assert 1000 + 30 < closed < 1000 + 92, "70 is too little to restart and enough to go on"


def answers(running):
    return [round(row.minute / DAY) for row in events(running, "answer") if (row.kind, row.what) == ("ban", "begins")]


def answered(**fields):
    standard = {"to": "mine", "element": ("Nd",), "regime": "ban", "length": fixed(30)}
    return use("answer/export_control", "answer", **(standard | fields))


def test_a_restart_is_answered_at_its_first_product_and_its_closing_as_its_end():
    prices = [(0, 50.0), (100, 90.0), (700, 70.0), (1000, 50.0)]
    for what, gate in (("begins", "restart"), ("ends", "operation")):
        running = play(WORLD, MARKET, restart(), answered(what=what), beside=[priced(prices)])
        assert answers(running) == [round(row.left / DAY) for row in running.gates if row.gate == gate]
        assert len(answers(running)) == 1


def test_a_mine_that_stands_idle_for_ever_is_never_answered():
    for what in ("begins", "ends"):
        assert not answers(play(WORLD, MARKET, restart(above=500.0), answered(what=what)))


def test_a_mine_whose_price_never_comes_stands_idle():
    running = play(WORLD, MARKET, restart(above=500.0))
    assert not running.gates
    assert running.state.nodes["stops"][running.grid.node_index["us"]] == 1
    with pytest.raises(ValueError, match="close at a price"):
        restart(above=50.0)


def truce(**fields):
    return use("settlement", "truce", **({"ends": "ban", "start": day(210), "talks": fixed(20)} | fields))


def test_a_settlement_ends_a_measure_before_its_time_and_for_good():
    plain, ended = play(WORLD, MARKET, BAN), play(WORLD, MARKET, BAN, truce())
    assert lost(plain, "arms") > 0
    assert lost(ended, "arms") < 0.2 * lost(plain, "arms")
    assert [(r.minute // DAY, r.kind) for r in events(ended, "ban")] == [(200, "alarm"), (200, "ban"), (230, "ban")]
    assert (ended.state.lines["regime"] == template(WORLD).state.lines["regime"]).all()
    assert [r.subject for r in events(ended, "truce")] == ["ban"]


def test_talks_that_fail_end_nothing_and_talks_begin_with_the_measure():
    failed = play(WORLD, MARKET, BAN, truce(odds=0.0))
    assert [r.what for r in events(failed, "truce")] == ["have failed"]
    assert len(events(failed, "ban")) == 2
    answered = play(WORLD, MARKET, BAN, truce(start=None))
    assert events(answered, "ban")[-1].minute == 220 * DAY


def test_ending_a_campaign_ends_all_that_it_had_begun():
    war = use("insurgency", "ban", node=("china",), start=day(100), plant_share=0.9, plant_stop=fixed(300))
    ended = play(WORLD, MARKET, war, truce())
    assert not ended.state.nodes["stops"].any()
    assert max(r.minute for r in events(ended, "ban")) == 230 * DAY


def test_what_has_ended_by_itself_can_be_ended_without_a_trace():
    short = use("outage", "ban", node=("japan",), start=day(10), length=fixed(5))
    assert not events(play(WORLD, MARKET, short, truce()), "truce")


def general(**fields):
    return use("general_licence", "general", **({"destination": ("US",), "start": day(200)} | fields))


def test_a_general_licence_lets_named_end_uses_out_of_the_queue():
    plain, freed = play(WORLD, MARKET, LICENCE), play(WORLD, MARKET, LICENCE, general(sector=("defence",)))
    assert lost(plain, "arms") > 0
    assert lost(freed, "arms") < 0.05 * lost(plain, "arms")
    assert lost(freed, "cars") >= 0.9 * lost(plain, "cars")


def test_a_general_licence_is_for_a_part_and_ends_and_stands_under_changing_terms():
    easing = use("export_control", "licence", start=day(200), tight=fixed(90), eased=360.0, stays=True,
                 lag=fixed(60), approved=0.2, eased_approved=0.2, alarm=0.0)  # fmt: skip
    running = play(WORLD, MARKET, easing, general(share=0.5))
    for buyer in ("cars", "arms"):
        assert line_of(running, f"china__{buyer}__oxide", "NdPr")["general"] == 500_000_000
    ended = play(WORLD, MARKET, easing, general(share=0.5, length=fixed(500)))
    assert not ended.state.lines["general"].any()


def test_a_ban_knows_no_general_licence():
    assert (
        weeks(play(WORLD, MARKET, BAN, general()), "arms").short == weeks(play(WORLD, MARKET, BAN), "arms").short
    ).all()


def test_doors_tell_what_a_node_has_shipped_and_what_it_can():
    seen = {}

    def look(running: World):
        doors = running.doors
        yield running.timeout(400 * DAY)
        seen["shipped"] = doors.plants.shipped("china")
        seen["capacity"] = doors.plants.capacity("china")

    running = play(WORLD, MARKET, beside=[look])
    assert seen["capacity"] == pytest.approx(40 * 365.25 / 7)
    assert seen["shipped"]["Nd"] == pytest.approx(19 * 400 / 7, rel=0.06)
    assert seen["shipped"]["Dy"] == 0
    assert running.doors.protection("china").guards == 0.0


@pytest.mark.parametrize("share", [0.0, 0.01, 0.05, 0.1])
def test_a_contract_over_less_than_is_traded_anyhow_takes_no_trade_away(share):
    assert part_of_japan(play(WORLD, MARKET, offtake(share=share))) >= part_of_japan(play(WORLD, MARKET)) - 0.005


def test_a_contract_over_nothing_changes_nothing():
    assert fingerprint(play(WORLD, MARKET, offtake(share=0.0))) == fingerprint(play(WORLD, MARKET))


def test_the_larger_the_contract_the_larger_the_part_of_who_has_it():
    parts = [part_of_japan(play(WORLD, MARKET, offtake(share=share))) for share in (0.05, 0.2, 0.6, 1.0)]
    assert parts == sorted(parts)
