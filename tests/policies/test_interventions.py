"""Measures of governments and firms: when they begin, what they do, and that they leave no trace when they end."""

import pytest

from sim.base.distributions import Distribution
from sim.base.trigger import Trigger
from tests.small import (
    DAY,
    chain,
    day,
    events,
    fingerprint,
    fixed,
    lane,
    lost,
    node,
    per_week,
    play,
    route,
    shipped,
    template,
    use,
    weeks,
    world,
)  # fmt: skip

TWO = {"form": "oxide", "needs": {"NdPr": per_week(10)}, "buffers": "b"}


def two_buyers(**mine):
    """A mine that serves two buyers, one of them defence, a long way off; and a stock beside."""
    pit = {"capacity": per_week(32), "deposit": "ore", "form": "oxide", "stockyard": 14.0}
    return world(
        [
            node("mine", "mine", **(pit | mine)),
            node("reserve", "stock", "US", form="oxide", replenishes=False, initial={"NdPr": 20.0}),
            node("arms", "buyer", "US", sector="defence", **TWO),
            node("cars", "buyer", "US", sector="ev", **TWO),
        ],
        [lane("mine", "arms", "oxide"), lane("mine", "cars", "oxide")],
        [route("near", fixed(20.5))],
    )


WORLD = two_buyers()
LOW = Trigger("cover", "below", 15.0)
HALF = use("outage", "half", node=("mine",), start=day(200), length=fixed(200), factor=0.3)
STOP = use("outage", "stop", node=("mine",), start=day(200), length=fixed(40))


def watched(**fields):
    return {"when": LOW, "until": 25.0, "watched_sector": ("ev",), "watched_element": ("Nd",)} | fields


def spells(running, cause, kind):
    rows = [row for row in events(running, cause) if row.kind == kind]
    return [(row.minute / DAY, row.what) for row in rows]


def untouched(running, scenario=WORLD):
    fresh = template(scenario).state
    return all(
        (getattr(running.state, table)[name] == getattr(fresh, table)[name]).all()
        for table, name in (
            ("nodes", "factor"), ("nodes", "hoard"), ("rows", "factor"), ("rows", "thrift"), ("lanes", "haste"),
            ("lines", "rank"), ("lines", "desk"),
        )
    )  # fmt: skip


def test_defence_is_served_first_and_the_others_pay_for_it():
    first = use("defence_priority", "first", start=day(190), length=fixed(400))
    plain, ranked = play(WORLD, HALF), play(WORLD, HALF, first)
    assert lost(ranked, "arms") < 0.1 * lost(plain, "arms")
    assert lost(ranked, "cars") > 1.5 * lost(plain, "cars")
    assert untouched(ranked)


def test_a_priority_by_line_begins_when_cover_falls_and_ends_when_it_is_back():
    ranked = play(WORLD, STOP, use("defence_priority", "first", **watched()))
    turns = spells(ranked, "first", "prefer")
    assert turns[0][0] > 200
    assert [what for _, what in turns].count("begins") == [what for _, what in turns].count("ends")
    assert turns[-1][0] < 400
    assert untouched(ranked)


def test_suppliers_of_defence_come_first_as_well():
    """Arms are bought from a trader, who has to be served first himself, or his customer gains nothing."""
    lanes = [lane("mine", "trader", "oxide"), lane("trader", "arms", "oxide"), lane("mine", "cars", "oxide")]
    trader = node("trader", "stock", "US", form="oxide")
    base = world([*WORLD.nodes.values(), trader], lanes, [route("near", fixed(20.5))])
    alone, passed_on = (
        play(base, HALF, use("defence_priority", "first", supplier=s, start=day(190))) for s in ((), ("trader",))
    )
    assert lost(passed_on, "arms") < 0.5 * lost(alone, "arms")


def test_flying_brings_goods_earlier_and_says_what_it_costs():
    """A stop of 40 days against 28 days of stock: sixteen days saved on the way bridge it, nothing else does."""
    fly = use("air_freight", "fly", lane=("mine__cars__oxide",), start=day(170), length=fixed(300), extra_cost=6.0)
    plain, flown = play(WORLD, STOP), play(WORLD, STOP, fly)
    assert lost(flown, "cars") < lost(plain, "cars")
    assert [(row.kind, row.magnitude) for row in events(flown, "fly")][1] == ("cost", 6.0)
    assert untouched(flown)


def test_thrift_grows_month_by_month_no_faster_than_a_tenth_a_year_and_is_given_back():
    frugal = use("thrift", "frugal", sector=("ev",), share=0.15, start=day(100), length=fixed(900))
    running = play(WORLD, frugal)
    cars = weeks(running, "cars")
    share = cars.thrifted / cars.demand
    assert share[13] == 0
    assert share[100 // 7 + 26] == pytest.approx(0.05, abs=0.01)
    assert share[100 // 7 + 52] == pytest.approx(0.10, abs=0.01)
    assert share.max() == pytest.approx(0.15, abs=0.001)
    assert share[1010 // 7 :].max() == 0
    assert not weeks(running, "arms").thrifted.any()
    assert untouched(running)


def test_a_programme_faster_than_engineering_is_refused_by_its_bounds():
    from sim.base.words import params_of, words

    (speed,) = (p for p in params_of(words("policy")["thrift"]) if p.name == "speed")
    assert speed.high == 0.1


def test_a_second_source_takes_its_time_and_then_fills_the_gap():
    base = two_buyers(capacity=per_week(16))
    early, late = (
        use("second_source", "more", node=("mine",), factor=1.4, start=day(d), lag=100, ramp=120) for d in (50, 400)
    )
    losses = [lost(play(base, *uses), "cars") for uses in ((), (late,), (early,))]
    assert losses == sorted(losses, reverse=True)
    assert losses[2] < losses[1] < losses[0]
    steps = spells(play(base, early), "more", "throttle")
    assert steps[0][0] == 150
    assert 240 < steps[-1][0] < 275


def test_a_second_source_without_feed_makes_nothing_more():
    base = chain(years=3.0)
    more = use("second_source", "more", node=("sep",), factor=3.0, start=day(100), ramp=0)
    out = [shipped(play(base, *uses), "sep__market__oxide").sum() for uses in ((), (more,))]
    assert out[1] < 1.05 * out[0]


def test_a_recycling_push_brings_a_second_wave_only_after_a_product_life():
    collector = node("bins", "recycling", capacity=per_week(2), deposit="ore")
    plant = node("melt", "recycling", capacity=per_week(30))
    base = two_buyers()
    scenario = base.replace(
        nodes={**base.nodes, "bins": collector, "melt": plant},
        lanes={
            **base.lanes, "a": lane("bins", "melt", "scrap"), "b": lane("melt", "cars", "oxide", share=0.2),
        },
    )  # fmt: skip
    push = use("recycling_push", "push", collector=("bins",), old=2.0, new=6.0, life=600.0, ramp=0.0, start=day(100))
    running = play(scenario, push)
    collected = shipped(running, "bins__melt__scrap").sum(axis=1)
    before, first, second = collected[2], collected[8], collected[28]
    assert first == pytest.approx(2 * before, rel=0.35)
    assert second == pytest.approx(6 * before, rel=0.35)
    short_lived = use(
        "recycling_push", "push", collector=("bins",), old=2.0, new=6.0, life=600.0, start=day(100), length=fixed(500)
    )
    assert untouched(play(scenario, short_lived), scenario)


def test_what_is_given_up_leaves_no_trace_and_a_measure_of_no_length_changes_nothing():
    nothing = use("air_freight", "fly", lane=("mine__cars__oxide",), start=day(170), length=fixed(0))
    assert fingerprint(play(WORLD, nothing)) == fingerprint(play(WORLD))
    idle = use("defence_priority", "first", **watched(when=Trigger("cover", "below", 1.0), until=2.0))
    assert fingerprint(play(WORLD, idle)) == fingerprint(play(WORLD))


def test_a_measure_in_force_before_the_run_lasts_for_the_days_that_are_left():
    rows = spells(
        play(WORLD, use("air_freight", "fly", form=("oxide",), start=day(-30), length=fixed(90))), "fly", "hasten"
    )
    assert rows == [(0, "begins"), (60, "ends")]


def test_a_need_outlasting_the_measure_is_not_met_twice():
    """The measure ends after its length though cover is not back, and is taken again only in another need."""
    fly = use("air_freight", "fly", form=("oxide",), **watched(length=fixed(30)))
    again = use("outage", "again", node=("mine",), start=day(900), length=fixed(60))
    longer = use("outage", "stop", node=("mine",), start=day(200), length=fixed(90))
    rows = spells(play(WORLD, longer, again, fly), "fly", "hasten")
    assert [what for _, what in rows] == ["begins", "ends", "begins", "ends"]
    assert rows[1][0] - rows[0][0] == pytest.approx(30, abs=0.01)
    assert rows[2][0] > 900


@pytest.mark.parametrize("days", [5, 40])
def test_a_measure_is_kept_up_no_longer_than_it_is_said_to_last(days):
    longer = use("outage", "stop", node=("mine",), start=day(200), length=fixed(90))
    fly = use("air_freight", "fly", form=("oxide",), **watched(length=fixed(days)))
    (began, _), (ended, _) = spells(play(WORLD, longer, fly), "fly", "hasten")
    assert ended - began == pytest.approx(days, abs=0.01)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({}, "from when on"),
        ({"start": day(1), "watched_region": ("US",)}, "means nothing without a line"),
        ({"when": LOW}, "whose cover is watched"),
        (watched(when=Trigger("cover", "above", 15.0)), "falls below"),
        (watched(until=10.0), "under the line"),
        (watched(when=Trigger("stock", "below", 15.0)), "no line of cover"),
    ],
)
def test_a_measure_that_makes_no_sense_is_refused(fields, message):
    with pytest.raises(ValueError, match=message):
        use("air_freight", form=("oxide",), **fields)


def test_a_random_length_is_drawn_anew_for_every_need():
    fly = use("air_freight", "fly", form=("oxide",), **watched(length=Distribution("uniform", (29.0, 60.0))))
    again = use("outage", "again", node=("mine",), start=day(900), length=fixed(100))
    longer = use("outage", "stop", node=("mine",), start=day(200), length=fixed(100))
    rows = spells(play(WORLD, longer, again, fly), "fly", "hasten")
    assert round(rows[1][0] - rows[0][0], 3) != round(rows[3][0] - rows[2][0], 3)


def test_a_need_of_several_elements_lasts_until_all_of_them_are_back():
    """Cerium is never scarce here; that it lies in plenty does not end what dysprosium needs."""
    ban = use("export_control", "ban", regime="ban", start=day(300), tight=fixed(300), element=("Dy",))
    fields = {"when": LOW, "watched_node": ("glass_us",), "region": ("US",), "sector": ("glass",)}
    alone, together = (
        play(chain(years=3.0), ban, use("defence_priority", "first", watched_element=elements, **fields))
        for elements in (("Dy",), ("Dy", "Ce"))
    )
    assert spells(alone, "first", "prefer") == spells(together, "first", "prefer") != []
