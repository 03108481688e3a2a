"""What random leads, failures and demand come to in the long run, against closed forms."""

import numpy as np
import pytest
from scipy import stats

from sim.base.distributions import Distribution
from sim.base.doors import Condition
from sim.base.selector import Selector
from sim.scenario.model import Cohort, Horizon
from tests.small import (
    START,
    WHOLE_WEEKS,
    fixed,
    lane,
    node,
    per_week,
    play,
    route,
    template,
    weeks,
    world,
)
from tests.theory.agreement import assert_agrees

YEARS = 28.0
UNIT = 1_008_000
"""One unit of demand in grams."""


@pytest.mark.parametrize(
    "lead",
    [
        Distribution("lognormal", (35.0, 0.5)),
        Distribution("exponential", (40.0,)),
        Distribution("triangular", (15.0, 45.0, 110.0)),
    ],
    ids=lambda lead: lead.kind,
)
def test_goods_in_transit_are_the_rate_times_the_mean_lead_whatever_its_law(lead):
    """M/G/infinity: only the mean of the lead counts."""
    scenario = world(
        [
            node("mine", "mine", capacity=per_week(1000), deposit="ore", form="oxide", stockyard=400.0),
            node("buyer", "buyer", form="oxide", needs={"NdPr": per_week(10)}, buffers="b"),
        ],
        [lane("mine", "buyer", "oxide")],
        [route("near", lead, interval=7.0)],
        horizon=Horizon(START, YEARS),
        buffers={"b": (Cohort(1.0, 200.0),)},
    )
    means = []
    for replication in range(12):
        held = []

        def sample(running, held=held):
            never = Condition("stock", Selector(node=("buyer",)), ("Nd",), "above", 1e9)
            running.doors.when(never)  # a watched receiver takes goods in at the minute they arrive
            yield running.doors.wait(365.37)
            while True:
                held.append(int(running.state.cargo.sum()))
                yield running.doors.wait(1.37)

        play(scenario, replication=replication, beside=[sample])
        means.append(float(np.mean(held)) / 1e6)
    assert_agrees(means, 10.0 / 7.0 * lead.mean())


@pytest.mark.parametrize(
    ("up", "down"),
    [
        (Distribution("exponential", (60.0,)), Distribution("exponential", (6.0,))),
        (Distribution("uniform", (20.0, 60.0)), Distribution("lognormal", (11.6, 1.09))),
    ],
    ids=["exponential", "other"],
)
def test_a_plant_is_up_for_its_share_of_the_renewal_cycle(up, down):
    """Availability is the mean time up over the mean cycle, for any distributions."""
    scenario = world(
        [
            node("mine", "mine", capacity=per_week(10), deposit="ore", form="oxide", steady=True, up=up, down=down),
            node("buyer", "buyer", form="oxide", needs={"NdPr": per_week(1)}, buffers="b"),
        ],
        [lane("mine", "buyer", "oxide")],
        [route("near", fixed(6.5))],
        horizon=Horizon(START, YEARS),
    )
    availability = []
    for replication in range(24):
        running = play(scenario, replication=replication)
        dug = int(running.state.production[1:, 0, 1].sum())
        reviews = running.state.nodes["reviewed_at"].max() // 10_080 + 1
        availability.append(dug / (reviews * 10_000_000))
    assert_agrees(availability, up.mean() / (up.mean() + down.mean()))


def base_stock(level, rate, lead_weeks):
    """A buyer who backlogs, with an order-up-to level of ``level`` units, demand Poisson of ``rate`` units a week."""
    return world(
        [
            node("mine", "mine", capacity=per_week(1000), deposit="ore", form="oxide", stockyard=400.0),
            node(
                "buyer",
                "buyer",
                form="oxide",
                unmet="backlog",
                needs={"NdPr": per_week(rate * UNIT / 1e6)},
                buffers="b",
            ),
        ],
        [lane("mine", "buyer", "oxide")],
        [route("near", fixed(7.0 * (lead_weeks - 1) + WHOLE_WEEKS))],
        horizon=Horizon(START, YEARS),
        buffers={"b": (Cohort(1.0, 7.0 * level / rate - 7.0 * lead_weeks - 6.5),)},
    )


@pytest.mark.parametrize(("level", "rate", "lead_weeks"), [(2, 0.5, 3), (10, 2.0, 4), (5, 1.0, 3)])
def test_base_stock_with_backlog_fills_what_the_periodic_review_formula_says(level, rate, lead_weeks):
    """Goods ordered at a review are used from ``lead_weeks`` reviews on, after that week's goods have come in.

    So what is short before a week's use is the excess of ``lead_weeks - 1`` weeks of demand over the level, and
    after it that of ``lead_weeks`` weeks. Their difference is what a week's demand adds to the backlog.
    """
    before, after = (
        stats.poisson(rate * n).expect(lambda d: np.maximum(d - level, 0)) for n in (lead_weeks - 1, lead_weeks)
    )
    scenario = base_stock(level, rate, lead_weeks)
    warm = template(scenario)
    random = np.random.default_rng(20100921)
    fill, late = [], []
    for _ in range(60):
        demand = random.poisson(rate, warm.state.counts["weeks"]) * UNIT

        def set_demand(running, demand=demand):
            running.state.write("use", demand[None, :])
            yield running.doors.wait(0)

        seen = weeks(play(scenario, beside=[set_demand], warm=warm), "buyer")
        opening = np.concatenate([[0], seen.backlog[:-1]])
        on_time = np.maximum(seen.delivered - opening, 0)  # what is late is filled first
        fill.append(on_time[52:].sum() / seen.demand[52:].sum())
        late.append(seen.backlog[52:].mean() / UNIT)
    assert_agrees(fill, 1 - (after - before) / rate)
    if after > 0.05:
        assert np.mean(late) == pytest.approx(after, abs=3.5 * np.std(late, ddof=1) / np.sqrt(len(late)))
