"""Prices and fears: what moves them, what they move, and what they leave alone."""

from dataclasses import replace

import numpy as np
import pytest

from sim.base.doors import Condition
from sim.base.elements import CLASS_INDEX
from sim.base.errors import RunError
from sim.base.selector import Selector
from sim.world.kernel import layout as k
from tests.small import chain, day, fingerprint, fixed, lost, node, per_week, play, shipped, use, weeks
from tests.world.opening import PRICES, weekly, with_market
from tests.world.test_licences import BUYERS, exporter

CALM = exporter(cover_weeks=6)
ELASTIC = {"elasticity": {"NdPr": 0.1, "Dy": 0.1}, "long_elasticity": {"NdPr": 0.8, "Dy": 0.8}}
WORLD = with_market(CALM, **ELASTIC)
BRAVE = with_market(CALM, fear=0.0, **ELASTIC)
RIGID = with_market(CALM)
PLAIN_CHAIN = chain(years=3.0)
CHAIN = with_market(PLAIN_CHAIN)
ND = CLASS_INDEX["NdPr"]


def ban(days=200, **fields):
    return use("export_control", "ban", **({"regime": "ban", "start": day(210), "tight": fixed(days)} | fields))


def prices(running, zone):
    """Return the mean price of didymium in each month of the run."""
    sums = running.state["prices"][1 : int(running.state["month"]), zone]
    return sums[:, ND] / sums[:, 0]


def thrifted(running):
    return sum(int(weeks(running, b).thrifted.sum()) for b in BUYERS)


def test_a_world_that_nothing_happens_to_keeps_its_prices_and_saves_nothing():
    running = play(WORLD)
    assert np.abs(prices(running, k.INSIDE) / 60.0 - 1).max() < 1e-9
    assert np.abs(prices(running, k.OUTSIDE) / 61.8 - 1).max() < 1e-9
    assert thrifted(running) == 0


def test_a_chain_that_nothing_happens_to_is_the_same_with_prices_and_without():
    assert fingerprint(play(CHAIN)) == fingerprint(play(PLAIN_CHAIN))


def test_a_ban_raises_the_price_outside_and_not_inside():
    running = play(WORLD, ban())
    assert prices(running, k.OUTSIDE)[7:12].max() > 2 * 61.8
    assert prices(running, k.INSIDE).max() <= 60.0 + 1e-9


def test_before_its_first_day_a_ban_moves_no_price():
    assert np.abs(prices(play(WORLD, ban()), k.OUTSIDE)[:6] / 61.8 - 1).max() < 1e-9


def test_prices_fall_back_when_the_ban_is_over():
    running = play(with_market(exporter(cover_weeks=6, years=8.0), **ELASTIC), ban(150))
    outside = prices(running, k.OUTSIDE)
    assert outside.max() > 2 * 61.8
    assert outside[-1] == pytest.approx(61.8, rel=0.05)
    assert outside.argmax() < 16


def test_a_longer_ban_makes_a_higher_peak():
    peaks = [prices(play(WORLD, ban(days)), k.OUTSIDE).max() for days in (30, 60, 120, 240)]
    assert peaks == sorted(peaks)
    assert peaks[-1] > 1.5 * peaks[0]


def test_an_element_that_has_no_price_at_the_start_never_gets_one():
    """A market may name but some elements; the right to export the others has no price either."""
    scenario = chain(years=2.0)
    some = with_market(scenario, start={"Dy": 250.0})
    running = play(some, use("export_control", regime="ban", start=day(100)))
    market = running.state["market"]
    assert market["rights"][CLASS_INDEX["Ce"]] > 0
    assert not market["price"][:, [c for c in range(k.N_CLASSES) if c != CLASS_INDEX["Dy"]]].any()
    assert (market["price"][:, CLASS_INDEX["Dy"]] > 0).all()


def test_where_nobody_is_afraid_a_control_that_is_announced_and_never_bites_moves_no_gram():
    threat = use("export_control", regime="ban", start=day(1200), grace=731.0, alarm=1.0)
    early = use("export_control", "early", regime="ban", start=day(800), grace=700.0, alarm=1.0)
    assert fingerprint(play(BRAVE, threat, early)) == fingerprint(play(BRAVE))


def test_where_people_are_afraid_it_does():
    early = use("export_control", "early", regime="ban", start=day(800), grace=700.0, alarm=1.0)
    assert fingerprint(play(WORLD, early)) != fingerprint(play(WORLD))


def alarm(element=(), form=(), amount=1.0, at=210):
    def process(running):
        yield running.doors.until(day(at))
        running.doors.market.alarm(Selector(element=element, form=form), amount, "scare")

    return process


def test_fear_raises_orders_and_is_worked_off_afterwards():
    """Stocks are swollen while the fear lasts; then less is bought than used until they are back."""
    calm, scared = play(RIGID), play(RIGID, beside=[alarm()])
    left = [sum(shipped(r, f"mine__{b}__oxide").sum(axis=1) for b in BUYERS) for r in (calm, scared)]
    extra = (left[1] - left[0]) / 1e6
    assert extra[8:10].sum() > 0.15 * left[0][8:10].sum() / 1e6
    assert extra[11:20].min() < -3
    assert abs(extra[8:48].sum()) < 0.2 * extra[8:10].sum()
    assert not any(lost(scared, b) for b in BUYERS)


def test_fear_decays_at_its_own_pace():
    fears = []
    play(RIGID, beside=[alarm(), weekly(lambda r: fears.append(float(r.state["market"]["fears"][ND])))])
    afraid = np.array(fears)
    first = int(np.flatnonzero(afraid)[0])
    assert afraid[:first].max() == 0.0
    ratios = afraid[first + 1 : first + 40] / afraid[first : first + 39]
    assert np.abs(ratios - (1 - 1 / 18)).max() < 1e-6


def test_an_alarm_frightens_those_who_buy_what_it_names():
    def fears(**fields):
        seen = {}

        def look(running):
            yield running.doors.until(day(211))
            seen.update(enumerate(float(x) for x in running.state["market"]["fears"]))

        play(CHAIN, beside=[alarm(amount=0.4, **fields), look])
        return {c for c, fear in seen.items() if fear > 0}

    assert fears(element=("Dy",)) == {CLASS_INDEX["Dy"]}
    assert fears(element=("Nd", "Dy")) == {CLASS_INDEX["Dy"], ND}
    assert fears(form=("magnet",)) == {k.BASKET_CLASS}
    assert fears(element=("Dy",), form=("magnet",)) == {k.BASKET_CLASS, CLASS_INDEX["Dy"]}
    assert fears() == set(range(k.N_CLASSES))


def test_an_alarm_over_oxides_does_not_frighten_buyers_of_magnets():
    seen = []

    def look(running):
        yield running.doors.until(day(211))
        seen.extend(float(x) for x in running.state["market"]["fears"])

    play(CHAIN, beside=[alarm(form=("oxide",)), look])
    assert seen[k.BASKET_CLASS] == 0.0
    assert seen[ND] > 0.0


def test_each_alarm_takes_its_part_of_the_calm_that_is_left():
    seen = []

    def look(running):
        yield running.doors.until(day(210))
        seen.append(float(running.state["market"]["fears"][ND]))

    play(WORLD, beside=[alarm(amount=0.5), alarm(amount=0.5), look])
    assert seen[0] == pytest.approx(0.75)


def test_fear_is_felt_outside_only():
    scenario = exporter(cover_weeks=6)
    home = node("home", "buyer", form="oxide", needs={"NdPr": per_week(10.08)}, buffers="b")
    lane = next(iter(scenario.lanes.values()))
    scenario = scenario.replace(
        nodes={**scenario.nodes, "home": home},
        lanes={**scenario.lanes, "mine__home__oxide": replace(lane, id="mine__home__oxide", target="home")},
    )
    both = with_market(scenario)
    calm, scared = play(both), play(both, beside=[alarm()])
    assert (shipped(calm, "mine__home__oxide") == shipped(scared, "mine__home__oxide")).all()
    assert (shipped(calm, "mine__us_cars__oxide") != shipped(scared, "mine__us_cars__oxide")).any()


def test_nobody_designs_out_more_than_a_tenth_of_his_use_in_a_year():
    shares = []

    def look(running):
        shares.append(
            [(float(r["price_thrift"]) / k.WHOLE, float(r["long_thrift"]) / k.WHOLE) for r in running.state.rows]
        )

    play(WORLD, ban(2000), beside=[weekly(look)])
    long = np.array(shares)[:, :, 1]
    weekly_steps = np.diff(long, axis=0)
    assert weekly_steps.max() <= 0.10 / 52.18 + 1e-6
    year = long[52:] - long[:-52]
    assert 0.09 < year.max() <= 0.10
    assert weekly_steps.min() >= -0.05 / 52.18 - 1e-6
    short = np.array(shares)[:, :, 0]
    assert short.max() > 0.05
    assert (short + long).max() <= 0.6 + 1e-6


def test_what_is_given_up_is_booked_as_thrift_and_neither_short_nor_demanded_less():
    running = play(WORLD, ban(2000))
    for b in BUYERS:
        seen = weeks(running, b)
        assert (seen.demand == seen.delivered + seen.short + seen.thrifted).all()
        assert seen.thrifted[100:].min() > 0
        assert seen.demand.std() == 0


def test_a_need_that_answers_no_price_is_not_thrifted():
    assert thrifted(play(RIGID, ban(2000))) == 0


@pytest.mark.parametrize("side", ["above", "below"])
def test_a_process_wakes_at_the_weekly_price_that_crosses_its_line(side):
    seen = {}
    history = []

    def waits(running):
        if side == "below":
            yield running.doors.until(day(300))
        yield running.doors.when(Condition("price", Selector(), ("Nd",), side, 100.0))
        seen["at"] = running.doors.kept.now / 1440
        seen["price"] = running.doors.market.price("Nd", "outside")

    def look(running):
        history.append((running.doors.kept.now / 1440, running.doors.market.price("Nd", "outside")))

    play(WORLD, ban(150), beside=[waits, weekly(look, start=6.9)])
    crossed = (lambda p: p >= 100.0) if side == "above" else (lambda p: p < 100.0)
    first = next(at for at, price in history if crossed(price) and (side == "above" or at > 300))
    assert crossed(seen["price"])
    assert 0 <= first - seen["at"] < 7


def test_of_several_processes_that_wait_for_a_price_all_wake_at_once():
    woken = []

    def waits(level):
        def process(running):
            yield running.doors.when(Condition("price", Selector(), ("Nd",), "above", level))
            woken.append(running.doors.kept.now)

        return process

    play(WORLD, ban(150), beside=[waits(70.0), waits(70.1), waits(70.0)])
    assert len(woken) == 3
    assert len(set(woken)) == 1


def test_of_several_processes_that_wait_for_a_stock_all_wake_at_once():
    woken = []

    def waits(running):
        yield running.doors.when(Condition("cover", Selector(node=("us_cars",)), ("Nd",), "below", 14.0))
        woken.append(running.doors.kept.now)

    play(CALM, ban(150), beside=[waits, waits, waits])
    assert len(woken) == 3
    assert len(set(woken)) == 1


def test_prices_inside_are_watched_apart_from_those_outside():
    woken = []

    def waits(running):
        yield running.doors.when(Condition("price", Selector(), ("Nd",), "above", 100.0, "inside"))
        woken.append(running.doors.kept.now)

    play(WORLD, ban(150), beside=[waits])
    assert not woken


def test_a_world_without_prices_has_none_to_ask_or_to_watch():
    def asks(running):
        with pytest.raises(RunError, match="no prices"):
            running.doors.market.price("Nd", "outside")
        with pytest.raises(RunError, match="no prices"):
            running.doors.when(Condition("price", Selector(), ("Nd",), "above", 1.0))
        running.doors.market.alarm(Selector(), 1.0, "scare")
        yield running.doors.wait(1)

    assert fingerprint(play(CALM, beside=[asks])) == fingerprint(play(CALM))


def test_the_two_zones_start_a_freight_apart():
    market = play(WORLD).state["market"]
    assert set(PRICES) == {"NdPr", "Ce", "Dy"}
    for name, price in PRICES.items():
        c = CLASS_INDEX[name]
        assert market["start"][k.INSIDE, c] == price
        assert market["start"][k.OUTSIDE, c] == pytest.approx(price * 1.03)


def fears_after(**fields):
    """The fear of didymium a week after a measure was announced."""
    fears = []

    def look(running):
        yield running.doors.until(day(211))
        fears.append(float(running.state["market"]["fears"][ND]))

    play(RIGID, use("export_control", "it", **({"start": day(210)} | fields)), beside=[look])
    return fears[0]


def test_a_measure_that_is_meant_for_some_frightens_by_their_part_of_the_trade():
    for_all, for_some = fears_after(regime="ban"), fears_after(regime="ban", destination=("US",))
    assert for_all == pytest.approx(0.3, rel=0.1)
    assert for_some == pytest.approx(for_all * 2 / 3, rel=0.06), "two of three buyers are American"
    assert fears_after(regime="ban", destination=("US",), alarm=0.3) == for_all, "unless the scenario says otherwise"


def test_a_quota_frightens_by_what_it_keeps_back():
    usual = len(BUYERS) * 10.08 * 26.1
    assert fears_after(regime="quota", quota=100_000.0) == 0
    assert fears_after(regime="quota", quota=0.75 * usual) == pytest.approx(0.25 * fears_after(regime="ban"), rel=0.1)


def test_what_nobody_needs_any_more_grows_no_dearer():
    """A need of nothing has no cover: that is a glut, and not the worst of all scarcities."""
    nothing, little = (
        play(RIGID, use("demand_surge", factor=factor, start=day(210), length=fixed(300))) for factor in (0.0, 0.01)
    )
    for running in (nothing, little):
        assert prices(running, k.OUTSIDE)[9:16].max() < 61.8
