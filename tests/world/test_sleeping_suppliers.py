"""Mines and separators without capacity or stock: nobody waits for them, and others take their place."""

from sim.base.series import Series
from tests.small import (
    YEARLY,
    day,
    deposit,
    fixed,
    lane,
    line_of,
    lost,
    node,
    per_week,
    play,
    route,
    shipped,
    use,
    weeks,
    world,
)

NEED = {"form": "oxide", "needs": {"NdPr": per_week(10)}, "buffers": "b"}


def steps(*tonnes_a_week):
    """Return a capacity that changes on days of the run: pairs of day and t a week."""
    return Series(tuple((day(d), t * YEARLY) for d, t in tonnes_a_week))


def mine(name, capacity):
    return node(name, "mine", capacity=capacity, deposit="ore", form="oxide", stockyard=60.0)


def served_by(*lanes, **capacities):
    """A buyer of ten tonnes a week, and who sells to him."""
    nodes = [mine(name, capacity) for name, capacity in capacities.items()]
    return world([*nodes, node("cars", "buyer", **NEED)], lanes, [route("near", fixed(6.5))])


def test_where_the_only_regular_supplier_sleeps_from_the_start_an_alternative_serves():
    running = play(
        served_by(
            lane("idle", "cars", "oxide"),
            lane("spare", "cars", "oxide", share=0.0, qualify_d=60.0),
            idle=per_week(0),
            spare=per_week(20),
        )
    )
    assert lost(running, "cars") == 0
    assert line_of(running, "idle__cars__oxide", "NdPr")["open"] == 0


def test_an_alternative_stays_out_while_those_regular_suppliers_who_are_awake_fill_all():
    running = play(
        served_by(
            lane("idle", "cars", "oxide", share=0.5),
            lane("old", "cars", "oxide", share=0.5),
            lane("spare", "cars", "oxide", share=0.0),
            idle=per_week(0),
            old=per_week(20),
            spare=per_week(20),
        )
    )
    assert lost(running, "cars") == 0
    assert not shipped(running, "spare__cars__oxide").any()


def test_an_alternative_leaves_when_the_regular_supplier_wakes():
    running = play(
        served_by(
            lane("late", "cars", "oxide"),
            lane("spare", "cars", "oxide", share=0.0, qualify_d=60.0),
            late=steps((0, 0), (400, 20)),
            spare=per_week(20),
        )
    )
    assert lost(running, "cars") == 0
    assert shipped(running, "late__cars__oxide")[20:46].sum(axis=1).all()
    assert not shipped(running, "spare__cars__oxide")[30:].any()


def test_nobody_waits_for_a_sole_supplier_who_sleeps_and_all_order_when_he_wakes():
    waiting = []

    def look(running):
        while True:
            waiting.append(int(line_of(running, "late__cars__oxide", "NdPr")["open"]))
            yield running.doors.wait(7)

    running = play(served_by(lane("late", "cars", "oxide"), late=steps((0, 0), (400, 20))), beside=[look])
    assert not any(waiting[:56])
    assert max(waiting[56:]) > 0
    assert not lost(running, "cars") > 60 * 10e6


def test_a_separator_that_is_closed_goes_on_selling_the_by_product_it_has_left():
    """Its oxide is sold out; of the mixed carbonate it had made more than its customer could work."""
    small = {"capacity": per_week(2), "separates": ("Dy",), "residence": 7.0}
    scenario = world(
        [
            node("pit", "mine", capacity=per_week(20), deposit="ore"),
            node("other", "mine", capacity=per_week(20), deposit="ore"),
            node("sep", "separation", capacity=steps((0, 20), (400, 0)), separates=("Nd",), collects=("Dy",)),
            node("heavies", "separation", **small),
            node("cars", "buyer", form="oxide", needs={"NdPr": per_week(40)}, buffers="b"),
            node("lasers", "buyer", form="oxide", needs={"Dy": per_week(2)}, buffers="b"),
        ],
        [
            lane("pit", "sep", "concentrate"), lane("sep", "cars", "oxide"),
            lane("sep", "heavies", "carbonate", share=0.9),
            lane("other", "heavies", "concentrate", share=0.1), lane("heavies", "lasers", "oxide"),
        ],
        [route("near", fixed(6.5))],
        deposits={"ore": deposit(Nd=0.5, Dy=0.5)},
    )  # fmt: skip
    running = play(scenario)
    assert shipped(running, "sep__cars__oxide")[20:].sum() == 0, "its oxide is sold out"
    assert shipped(running, "sep__heavies__carbonate")[20:26].sum(axis=1).all()


def test_a_supplier_who_is_stopped_for_good_does_not_keep_the_orders_that_a_small_one_could_fill():
    """He has a capacity and goods behind the gate, so he does not sleep; nobody waits for him all the same."""
    large, small = lane("large", "cars", "oxide", share=0.98), lane("small", "cars", "oxide", share=0.02)
    running = play(
        served_by(large, small, large=per_week(20), small=per_week(20)),
        use("outage", node=("large",), start=day(210)),
    )
    waiting = int(line_of(running, "large__cars__oxide", "NdPr")["open"])
    assert waiting < 10_000_000 * 0.25, "a fiftieth of a week's orders, six weeks of them"
    assert weeks(running, "cars").short[70:].sum() == 0


def test_a_supplier_who_comes_back_after_a_long_time_is_noticed():
    large, small = lane("large", "cars", "oxide", share=0.98), lane("small", "cars", "oxide", share=0.02)
    running = play(
        served_by(large, small, large=per_week(20), small=per_week(20)),
        use("outage", node=("large",), start=day(210), length=fixed(365)),
    )
    months = shipped(running, "large__cars__oxide").sum(axis=1)
    assert months[24:36].mean() > 0.9 * months[1:6].mean()
