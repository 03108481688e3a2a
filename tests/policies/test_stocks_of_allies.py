"""Stocks that are built, and stocks that allies share."""

import pytest

from sim.base.errors import RunError, SelectorError
from sim.base.trigger import Trigger
from tests.small import chain, day, events, fixed, lane, lost, node, per_week, play, route, use, world

NEED = {"form": "oxide", "needs": {"NdPr": per_week(10)}, "buffers": "b"}


def allies():
    """A mine, a trader, two countries that use the same, and a stock in each of them and in a third."""

    def stock(t):
        return {"form": "oxide", "replenishes": False, "initial": {"NdPr": t}}

    return world(
        [
            node("mine", "mine", capacity=per_week(100), deposit="ore", form="oxide", stockyard=60.0),
            node("trader", "stock", "US", form="oxide", cover=40.0),
            node("us", "buyer", "US", **NEED), node("jp", "buyer", "JP", **NEED),
            node("us_stock", "stock", "US", **stock(40.0)), node("jp_stock", "stock", "JP", **stock(80.0)),
        ],
        [lane("mine", "trader", "oxide"), lane("trader", "us", "oxide"), lane("trader", "jp", "oxide", "far")],
        [route("near", fixed(6.5)), route("far", fixed(20.5))],
    )  # fmt: skip


WORLD = allies()
BAN = use("export_control", "ban", regime="ban", start=day(200), tight=fixed(140), alarm=0.0)


def pool(**fields):
    standard = {
        "member": {"us_stock": 1.0, "jp_stock": 0.5}, "to": {"us": 0.5, "jp": 0.5}, "element": ("Nd",),
        "rate": 15 / 7 * 365.25, "when": Trigger("cover", "below", 15.0), "until": 25.0,
    }  # fmt: skip
    return use("allied_pool", "pool", **(standard | fields))


def release():
    line = {"when": Trigger("cover", "below", 15.0), "until": 25.0}
    return use("stockpile_release", "pool", stock="us_stock", to=("us",), element=("Nd",), rate=200.0, **line)


def given(running, by="source"):
    sums = {}
    for row in running.moves:
        sums[getattr(row, by)] = sums.get(getattr(row, by), 0.0) + sum(row.grams) / 1e6
    return sums


def test_members_give_in_proportion_to_their_quotas_and_never_more():
    running = play(WORLD, BAN, pool())
    gave = given(running)
    assert gave["us_stock"] <= 40.0 + 1e-6
    assert gave["jp_stock"] <= 40.0 + 1e-6
    assert gave["us_stock"] == pytest.approx(gave["jp_stock"], rel=0.01), "both quotas are 40 t"
    assert sum(gave.values()) == pytest.approx(80.0, abs=0.001)


def test_the_shortest_is_served_first_until_all_are_level():
    weekly = {}
    for row in play(WORLD, BAN, pool()).moves:
        weekly.setdefault(row.minute, {}).setdefault(row.target, 0)
        weekly[row.minute][row.target] += sum(row.grams)
    first = weekly[min(weekly)]
    assert first.get("us", 0) != first.get("jp", 0), "one of them was nearer to his end"
    assert all(sum(week.values()) <= 15e6 + 2 for week in weekly.values())


def answers(running):
    return [row.minute for row in events(running, "answer") if (row.kind, row.what) == ("licence", "begins")]


def answered(what):
    return use("answer/export_control", "answer", to="pool", what=what, element=("Nd",), length=fixed(9))


@pytest.mark.parametrize("word", [pool, release])
def test_a_release_is_answered_with_its_first_goods_and_when_cover_is_back(word):
    for what in ("begins", "ends"):
        running = play(WORLD, BAN, word(), answered(what))
        spell = {row.what: row.minute for row in events(running, "pool") if row.kind == "release"}
        assert answers(running) == [spell[what]]
        assert spell["begins"] == running.moves[0].minute
        assert spell["ends"] > running.moves[-1].minute, "cover is back after the stock is empty"


@pytest.mark.parametrize("what", ["begins", "ends"])
def test_a_stock_that_has_nothing_to_give_is_never_answered(what):
    assert not answers(play(WORLD, BAN, pool(member={"us_stock": 0.0}), answered(what)))
    assert not answers(play(WORLD, pool(), answered(what))), "nobody is short"


def test_a_pool_saves_what_it_hands_over():
    plain, pooled = play(WORLD, BAN), play(WORLD, BAN, pool())
    saved = sum(lost(plain, b) - lost(pooled, b) for b in ("us", "jp"))
    assert saved == pytest.approx(1e6 * sum(given(pooled).values()), rel=0.1)


def test_nothing_is_pooled_while_nobody_is_short_or_before_the_start():
    assert play(WORLD, pool()).moves == []
    assert play(WORLD, BAN, pool(start=day(600))).moves == []


@pytest.mark.parametrize(
    ("fields", "message"), [({"when": Trigger("cover", "above", 15.0)}, "falls below"), ({"until": 5.0}, "no fewer")]
)
def test_a_pool_that_makes_no_sense_is_refused(fields, message):
    with pytest.raises(ValueError, match=message):
        pool(**fields)


def build(**fields):
    standard = {"stock": "us_stock", "source": ("trader",), "element": ("Nd",), "rate": 2 / 7 * 365.25, "target": 60.0}
    return use("stockpile_build", "build", **(standard | fields))


def test_a_stock_is_filled_at_its_rate_up_to_its_target_and_what_it_took_is_ordered_again():
    plain, running = play(WORLD), play(WORLD, build())
    assert given(running, "target") == {"us_stock": pytest.approx(20.0, abs=0.001)}
    assert max(sum(row.grams) for row in running.moves) <= 2e6 + 1
    assert lost(running, "us") == lost(plain, "us") == 0
    held = running.doors.stocks.held("trader", "NdPr")
    assert held == pytest.approx(plain.doors.stocks.held("trader", "NdPr"), rel=0.25), "he has bought again"


def test_it_buys_only_between_its_dates_and_above_its_line():
    running = play(WORLD, build(start=day(300), end=day(320)))
    days = [row.minute / 1440 for row in running.moves]
    assert days == [300, 307, 314]
    above = Trigger("cover", "above", 10.0)
    during = [row.minute / 1440 for row in play(WORLD, BAN, build(when=above, watched=("us",), target=500.0)).moves]
    assert not [d for d in during if 260 < d < 340]
    assert [d for d in during if d < 200]
    assert [d for d in during if d > 420]


def test_a_stock_used_up_in_a_crisis_is_filled_again():
    running = play(WORLD, BAN, pool(member={"us_stock": 1.0}), build(target=40.0))
    assert given(running, "target")["us_stock"] > 30
    assert running.doors.stocks.held("us_stock", "NdPr") > 39


def test_a_price_limit_needs_a_market_and_is_kept():
    with pytest.raises(RunError, match="no prices"):
        play(WORLD, build(highest=80.0))
    market = use("market/two_zones", "market", start={"NdPr": 55.0, "Dy": 260.0, "Ce": 1.0})
    scenario = chain(years=2.0, policies={"market": market})
    buy = use("stockpile_build", "build", stock="reserve", source=("market",), element=("Dy",), rate=50.0, target=9.0)
    cheap, dear = (
        play(
            scenario.replace(name=str(p)), market, use("stockpile_build", "build", **(vars(buy.word) | {"highest": p}))
        )
        for p in (1.0, 5000.0)
    )
    assert cheap.moves == []
    assert dear.moves


def test_building_below_a_line_is_refused():
    with pytest.raises(ValueError, match="above a line"):
        build(when=Trigger("cover", "below", 10.0))
    with pytest.raises(ValueError, match="means nothing without a line"):
        build(watched=("us",))


MOVED = {
    "us_stock": ("us_stock", "us_stock", "NdPr", "itself"),
    "concentrate": ("mine", "reserve", "Dy", "mine has concentrate, out of which nobody takes Dy alone"),
    "magnets": ("magnet", "reserve", "Dy", "magnet has magnet, out of which nobody takes Dy alone"),
    "metal": ("metal", "reserve", "Dy", "metal has metal, and reserve takes oxide"),
    "magnet line": ("reserve", "magnet", "Dy", "reserve has oxide, and magnet takes metal"),
    "whole magnets": ("magnet", "sep", "basket", "magnet has magnet, and sep takes concentrate"),
}
HELD = chain()


@pytest.mark.parametrize("case", MOVED)
def test_stock_is_handed_over_only_in_a_form_that_its_receiver_takes(case):
    source, target, order_class, message = MOVED[case]
    played = []

    def tries(running):
        with pytest.raises(SelectorError, match=message):
            running.doors.stocks.move(source, target, {order_class: 1.0}, "it")
        played.append(source)
        yield running.doors.wait(1)

    play(WORLD if source == "us_stock" else HELD, beside=[tries])
    assert played


def test_oxide_goes_from_a_reserve_to_traders_metal_makers_and_buyers_of_oxide():
    receivers = ("market", "metal", "glass_us")

    def hands_over(running):
        for target in receivers:
            running.doors.stocks.move("reserve", target, {"Dy": 1.0}, "it")
        yield running.doors.wait(1)

    assert given(play(HELD, beside=[hands_over]), "target") == dict.fromkeys(receivers, 1.0)
