"""A stockpile that is released when cover falls under a line."""

from itertools import pairwise

import pytest

from sim.base.doors import Condition
from sim.base.elements import CLASS_INDEX
from sim.base.errors import SelectorError
from sim.base.selector import Selector
from sim.base.trigger import Trigger
from sim.scenario.model import Cohort
from sim.world.kernel import layout as k
from tests.small import DAY, chain, day, fixed, lane, lost, node, per_week, play, route, use, world
from tests.world.opening import with_market

STOCK_T = 60.0
WEEKLY_T = 7.0


def short_of_neodymium(**reserve):
    """A buyer abroad with eight weeks of cover, and a national stock of didymium and cerium beside him."""
    stock = {"form": "oxide", "replenishes": False, "initial": {"NdPr": STOCK_T, "Ce": 5.0}}
    return world(
        [
            node("mine", "mine", capacity=per_week(1000), deposit="ore", form="oxide", stockyard=400.0),
            node("reserve", "stock", "US", **(stock | reserve)),
            node("buyer", "buyer", "US", sector="ev", form="oxide", needs={"NdPr": per_week(10)}, buffers="b"),
        ],
        [lane("mine", "buyer", "oxide")],
        [route("near", fixed(20.5))],
        buffers={"b": (Cohort(1.0, 56.0),)},
    )


WORLD = short_of_neodymium()


def release(**fields):
    standard = {
        "stock": "reserve", "to": ("buyer",), "element": ("Nd",), "when": Trigger("cover", "below", 30.0),
        "rate": WEEKLY_T / 7 * 365.25,
    }  # fmt: skip
    return use("stockpile_release", "release", **(standard | fields))


def ban(weeks):
    return use("export_control", "ban", regime="ban", start=day(300), tight=fixed(7 * weeks))


def released(running):
    return [(row.minute / DAY, sum(row.grams) / 1e6) for row in running.moves]


def test_nothing_is_released_while_there_is_enough():
    running = play(WORLD, release())
    assert released(running) == []
    assert not [row for row in running.log if row.cause == "release"]


def test_stock_is_handed_over_week_by_week_until_it_is_empty():
    given = released(play(WORLD, release(), ban(20)))
    assert given[0][0] > 300
    assert {after - before for (before, _), (after, _) in pairwise(given)} == {7.0}
    assert [amount for _, amount in given[:-1]] == pytest.approx([WEEKLY_T] * (len(given) - 1))
    assert sum(amount for _, amount in given) == pytest.approx(STOCK_T)


def test_a_release_saves_what_it_hands_over():
    without, with_it = (lost(play(WORLD, *uses, ban(20)), "buyer") for uses in ((), (release(),)))
    assert without - with_it == pytest.approx(STOCK_T * 1e6, abs=1)


def test_the_release_begins_when_the_line_is_crossed_and_ends_when_cover_has_recovered():
    seen = {}

    def look(running):
        stock = running.state.rows["stock"]
        while True:
            seen[round(running.now / DAY)] = int(stock[0].sum())
            yield running.doors.wait(1)

    running = play(WORLD, release(until=40.0), ban(8), beside=[look])
    given = released(running)
    assert given[0][0] < 300 + 7 * 9
    first = int(given[0][0])
    assert seen[first - 1] * 7 >= 30 * 10_000_000 > seen[first] * 7 - WEEKLY_T * 7e6
    assert sum(amount for _, amount in given) < STOCK_T
    assert seen[int(given[-1][0]) + 14] * 7 >= 40 * 10_000_000


def test_a_second_crisis_is_answered_again():
    again = use("export_control", "again", regime="ban", start=day(700), tight=fixed(42))
    days = [at for at, _ in released(play(WORLD, release(rate=WEEKLY_T / 14 * 365.25), ban(6), again))]
    assert any(at < 600 for at in days)
    assert any(at > 700 for at in days)


@pytest.mark.parametrize("watched", [{"node": ("buyer",)}, {"region": ("US",), "sector": ("ev",)}, {"sector": ("ev",)}])
def test_whose_cover_is_watched_can_be_said_in_several_ways(watched):
    assert released(play(WORLD, release(**watched), ban(20))) == released(play(WORLD, release(), ban(20)))


def test_a_line_of_tonnes_works_like_one_of_days():
    level = 30.0 / 7 * 10
    by_mass = play(WORLD, release(when=Trigger("stock", "below", level)), ban(20))
    assert released(by_mass) == released(play(WORLD, release(), ban(20)))


def test_each_receiver_gets_an_equal_part_and_each_element_is_released_on_its_own():
    scenario = chain(years=3.0)
    shock = use("export_control", "ban", regime="ban", start=day(300), tight=fixed(300))
    both = use(
        "stockpile_release", "release", stock="reserve", to=("glass_us", "market"), element=("Dy", "Ce"),
        node=("glass_us",), when=Trigger("cover", "below", 25.0), rate=50.0,
    )  # fmt: skip
    moves = play(scenario, both, shock).moves
    assert {row.target for row in moves} == {"glass_us", "market"}
    assert {sum(1 for g in row.grams if g) for row in moves} == {1}
    dysprosium = [row.grams[8] for row in moves if row.grams[8]]
    assert dysprosium[0] == dysprosium[1] == round(50e6 * 7 / 365.25 / 2)


def test_a_stock_without_a_named_element_is_released_as_it_lies():
    plant = node("plant", "separation", "US", capacity=per_week(5), separates=("Nd",), surplus_cover=0.0)
    base = short_of_neodymium(form="concentrate")
    scenario = base.replace(
        nodes={**base.nodes, "plant": plant, "pit": node("pit", "mine", capacity=per_week(5), deposit="ore")},
        lanes={**base.lanes, "feed": lane("pit", "plant", "concentrate")},
    )
    whole = release(to=("plant",), element=(), when=Trigger("stock", "below", 5.0))
    moves = play(scenario, whole, ban(20), use("outage", node=("pit",), start=day(100))).moves
    assert moves
    assert all(row.grams[1] and row.grams[3] for row in moves)


def test_more_stock_is_not_worse():
    losses = [
        lost(play(short_of_neodymium(initial={"NdPr": t}), release(), ban(20)), "buyer") for t in (1, 10, 30, 60, 90)
    ]
    assert losses == sorted(losses, reverse=True)
    assert losses[0] > losses[-1]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"when": Trigger("cover", "above", 30.0)}, "falls below"),
        ({"when": Trigger("stock", "below", 30.0), "until": 50.0}, "one of stock"),
        ({"until": 20.0}, "under the line"),
    ],
)
def test_a_release_that_makes_no_sense_is_refused(fields, message):
    with pytest.raises(ValueError, match=message):
        release(**fields)


@pytest.mark.parametrize("fields", [{"stock": "nobody"}, {"to": ("nobody",), "node": ("buyer",)}])
def test_a_release_between_unknown_owners_says_so(fields):
    with pytest.raises(SelectorError, match="nobody"):
        play(WORLD, release(**fields), ban(20))


def test_a_buyer_is_not_handed_what_he_cannot_use():
    with pytest.raises(SelectorError, match="no use for"):
        play(WORLD, release(element=("Ce",), when=Trigger("stock", "below", 30.0)), ban(20))


def test_a_line_crossed_by_a_hand_over_is_noticed_at_that_minute():
    """Freight stands still between reviews, but what a government hands over counts at once."""
    noticed = []

    def policy(running):
        yield running.doors.when(Condition("stock", Selector(node=("reserve",)), ("Nd",), "below", STOCK_T / 2))
        noticed.append(running.now)

    def hand_over(running):
        yield running.doors.wait(12.345)
        running.doors.stocks.move("reserve", "buyer", {"NdPr": STOCK_T - 1}, "test")

    play(WORLD, beside=[policy, hand_over])
    assert noticed == [round(12.345 * DAY)]


def price_abroad(running):
    """Return the price of didymium abroad from the ban on, by month."""
    sums = running.state["prices"][11 : int(running.state["month"]), k.OUTSIDE]
    return sums[:, CLASS_INDEX["NdPr"]] / sums[:, 0]


def test_what_is_released_makes_nothing_dearer_and_something_cheaper():
    scenario = with_market(WORLD)
    without, with_it = (price_abroad(play(scenario, ban(12), *more)) for more in ((), (release(),)))
    assert without.max() > 100
    assert (with_it <= without + 1e-9).all()
    assert with_it.max() < 0.98 * without.max()


def test_a_reserve_that_nobody_can_buy_from_keeps_no_price_down():
    without, with_it = (price_abroad(play(with_market(w), ban(12))) for w in (short_of_neodymium(initial={}), WORLD))
    assert with_it == pytest.approx(without, rel=1e-12)


@pytest.mark.parametrize("reserve_t", [0.0, 1000.0])
def test_a_reserve_that_supplies_nobody_is_no_cover_of_its_country(reserve_t):
    """However much lies there: a country is short when its buyers are, and that is when the reserve is opened."""
    scenario = short_of_neodymium(initial={"NdPr": reserve_t})
    seen = []

    def look(running):
        yield running.doors.until(day(300))
        yield running.doors.when(Condition("cover", Selector(region=("US",)), ("Nd",), "below", 30.0))
        seen.append(running.now / DAY)

    play(scenario, ban(20), beside=[look])
    assert seen == [pytest.approx(347, abs=8)]
