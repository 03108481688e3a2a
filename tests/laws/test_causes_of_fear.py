"""Fear swells stocks: the ledger names it where it takes what others lack, and nowhere else."""

from sim.base.selector import Selector
from sim.scenario.model import Cohort
from tests.laws.test_causes import parts, traced
from tests.small import day, fixed, lane, lost, node, per_week, route, use, world
from tests.world.opening import opened, with_market


def shared_mine():
    """Two buyers, one of them abroad, share a mine that is just large enough."""
    return world(
        [
            node("mine", "mine", capacity=per_week(20), deposit="ore", form="oxide", stockyard=1.0),
            node("home", "buyer", form="oxide", needs={"NdPr": per_week(10)}, buffers="b"),
            node("abroad", "buyer", "US", form="oxide", needs={"NdPr": per_week(10)}, buffers="b"),
        ],
        [lane("mine", "home", "oxide"), lane("mine", "abroad", "oxide")],
        [route("near", fixed(6.5))],
        buffers={"b": (Cohort(1.0, 21.0),)},
    )


def test_hoarding_is_named_where_swollen_orders_take_what_others_lack():
    """A scare abroad makes one of two buyers order more."""
    scenario = with_market(shared_mine(), hoard=3.0)

    def scare(running):
        for at in range(210, 400, 30):
            yield running.doors.until(day(at))
            running.doors.market.alarm(Selector(), 1.0, "scare")

    running = traced(scenario, beside=[scare])
    assert lost(running, "home") > 0
    assert "hoarding" in parts(running)


def test_a_stock_that_is_decided_on_is_not_told_as_fear():
    """One of two buyers decides to hold more, where there is no fear."""
    hoards = opened(lambda doors: doors.buyers.hoard(Selector(node=("abroad",)), 3.0, "decision"))
    running = traced(shared_mine(), beside=[hoards])
    assert lost(running, "home") > 0
    assert "hoarding" not in parts(running)


def test_fear_for_magnets_is_not_blamed_for_what_a_plant_lacks_that_buys_ore():
    """Whoever buys ore keeps no more of it for fear: nobody's orders are swollen, and the outage alone is to blame."""
    scenario = with_market(world(
        [
            node("mine", "mine", "JP", capacity=per_week(20), deposit="ore"),
            node("sep", "separation", "US", capacity=per_week(20), separates=("Nd",), surplus_cover=14.0),
            node("abroad", "buyer", "US", form="oxide", needs={"NdPr": per_week(15)}, buffers="b"),
        ],
        [lane("mine", "sep", "concentrate"), lane("sep", "abroad", "oxide")],
        [route("near", fixed(6.5))],
        buffers={"b": (Cohort(1.0, 21.0),)},
    ))  # fmt: skip

    def scare(running):
        for at in range(210, 400, 30):
            yield running.doors.until(day(at))
            running.doors.market.alarm(Selector(form=("magnet",)), 1.0, "scare")

    flood = use("outage", "flood", node=("mine",), start=day(215), length=fixed(300), factor=0.2)
    running = traced(scenario, flood, beside=[scare])
    assert lost(running, "abroad") > 0
    assert "hoarding" not in parts(running)
    assert parts(running)["flood"] > 0
