"""Which firms count for the first day short: those with a part of their region's use, also where it begins later."""

from sim.base.series import Series
from sim.scenario.model import Cohort
from tests.small import YEARLY, day, first_dry, fixed, lane, lost, node, per_week, play, route, row_of, use, world

BEGINS = 364
ALIKE = (Cohort(1.0, 28.0),)
SHUT = use("outage", node=("mine",), start=day(560), length=fixed(200))


def beside_a_maker_of_cars(needs, cohorts=ALIKE):
    """Two buyers in one region: one of ten tonnes a week from the start on, and "new"."""
    uses = {"cars": per_week(10), "new": needs}
    return world(
        [
            node("mine", "mine", capacity=per_week(100), deposit="ore", form="oxide", stockyard=50.0),
            *(node(b, "buyer", form="oxide", needs={"NdPr": rate}, buffers="b") for b, rate in uses.items()),
        ],
        [lane("mine", b, "oxide") for b in uses],
        [route("near", fixed(6.5))],
        buffers={"b": cohorts},
    )


def steps(*tonnes_a_week):
    """Return a use that changes on days of the run: pairs of day and t a week."""
    return Series(tuple((day(d), t * YEARLY) for d, t in ((0, 0.0), *tonnes_a_week)))


def test_a_buyer_who_begins_in_the_second_year_has_a_first_day_short():
    running = play(beside_a_maker_of_cars(steps((BEGINS, 10.0))), SHUT)
    assert lost(running, "new") > 100_000_000
    assert first_dry(running, "new") == first_dry(running, "cars")
    assert first_dry(running, "new") > 560


def test_a_buyer_who_begins_with_next_to_nothing_counts_for_what_he_comes_to():
    running = play(beside_a_maker_of_cars(steps((BEGINS, 0.001), (BEGINS + 70, 10.0))), SHUT)
    assert first_dry(running, "new") is not None


def test_a_buyer_who_begins_later_and_stays_below_a_thousandth_of_his_region_counts_for_nothing():
    running = play(beside_a_maker_of_cars(steps((BEGINS, 0.009))), SHUT)
    assert lost(running, "new") > 100_000
    assert first_dry(running, "new") is None
    assert first_dry(running, "cars") > 560


def test_of_a_buyer_who_begins_later_the_firms_below_a_thousandth_of_the_region_do_not_count():
    lean = (Cohort(0.001, 0.0), Cohort(0.999, 70.0))
    running = play(beside_a_maker_of_cars(steps((BEGINS, 10.0)), lean), SHUT)
    assert list(running.state.rows["counts"][row_of(running, "new")][:2]) == [0, 1]
