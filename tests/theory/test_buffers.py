"""A buffer against an interruption: what is lost, when firms stop and when they go on are known by hand."""

from functools import cache

import pytest

from sim.scenario.model import Cohort
from tests.small import (
    DAY,
    WHOLE_WEEKS,
    day,
    first_dry,
    fixed,
    lane,
    lost,
    node,
    per_week,
    play,
    route,
    use,
    weeks,
    world,
)

USE = 10_080_000
"""Grams a week: a round number of grams a minute."""
BAN_WEEK = 30


@cache
def buyer_abroad(cover_weeks, lead_weeks=1):
    """A buyer abroad who holds so many whole weeks of use when a week's goods have just come in and been used.

    The order-up-to level covers lead, review and cover; the lead is half a day short of whole weeks, because the
    supplier loads half a day after the order. So the cover written is half a day short of the weeks held, and a
    week less for the goods that are always under way.
    """
    return world(
        [
            node("mine", "mine", capacity=per_week(1000), deposit="ore", form="oxide", stockyard=400.0),
            node("buyer", "buyer", "US", form="oxide", needs={"NdPr": per_week(USE / 1e6)}, buffers="b"),
        ],
        [lane("mine", "buyer", "oxide")],
        [route("near", fixed(7 * lead_weeks - 0.5))],
        buffers={"b": (Cohort(1.0, 7 * cover_weeks - 6.5),)},
    )


def ban(weeks_long):
    return use("export_control", regime="ban", start=day(7 * BAN_WEEK + 3), tight=fixed(7 * weeks_long))


@pytest.mark.parametrize("cover", [1, 2, 5, 12])
@pytest.mark.parametrize("length", [0, 1, 2, 4, 5, 6, 13, 26])
@pytest.mark.parametrize("lead_weeks", [1, 4])
def test_a_ban_of_d_weeks_against_b_weeks_of_cover_loses_d_less_b_weeks_of_use(cover, length, lead_weeks):
    assert lost(play(buyer_abroad(cover, lead_weeks), ban(length)), "buyer") == max(0, length - cover) * USE


def test_firms_stop_when_the_cover_is_used_up_and_go_on_when_the_first_goods_arrive():
    cover, length, lead_weeks = 5, 13, 4
    running = play(buyer_abroad(cover, lead_weeks), ban(length))
    last_arrival = BAN_WEEK + lead_weeks  # loaded half a day into the week of the ban
    assert first_dry(running, "buyer") == 7 * (last_arrival + cover)
    short = weeks(running, "buyer").short.nonzero()[0]
    assert list(short) == list(range(last_arrival + cover + 1, last_arrival + length + 1))


@pytest.mark.parametrize("factor", [1.25, 1.5, 2.0, 5.0])
def test_a_buffer_drains_at_use_less_supply_and_is_empty_when_its_days_are_over(factor):
    scenario = world(
        [
            node("mine", "mine", capacity=per_week(USE / 1e6), deposit="ore", form="oxide", stockyard=7.0),
            node("buyer", "buyer", form="oxide", needs={"NdPr": per_week(USE / 1e6)}, buffers="b"),
        ],
        [lane("mine", "buyer", "oxide")],
        [route("near", fixed(WHOLE_WEEKS))],
        buffers={"b": (Cohort(1.0, 70.0),)},
    )
    held = []

    def look(running):
        yield running.doors.until(day(7 * BAN_WEEK))
        held.append(int(running.state.rows["stock"][0].sum()))

    running = play(scenario, use("demand_surge", factor=factor, start=day(7 * BAN_WEEK)), beside=[look])
    supply, demand = USE, round(USE * factor)
    whole_weeks = held[0] // (demand - supply)
    left = held[0] - whole_weeks * (demand - supply) + supply
    dry = 7 * (BAN_WEEK + whole_weeks) * DAY + 7 * DAY * left // demand
    assert held[0] > 8 * USE
    assert first_dry(running, "buyer") == dry / DAY
    assert weeks(running, "buyer").short[-1] == demand - supply
