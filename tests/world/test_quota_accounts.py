"""What customers have left of a quota belongs to the quota, whatever else comes to lie over the same goods."""

import pytest

from sim.base.regime import Regime
from sim.base.selector import Selector
from sim.base.spans import in_turn
from tests.small import day, deposit, fixed, lane, node, per_week, play, route, world

USE = {"NdPr": 10.0, "Dy": 5.0}
"""t a week of each of two buyers abroad."""
TRADE = world(
    [
        node("mine", "mine", capacity=per_week(200), deposit="ore", form="oxide", stockyard=200.0),
        *(
            node(b, "buyer", b, form="oxide", needs={e: per_week(u) for e, u in USE.items()}, buffers="b")
            for b in ("US", "JP")
        ),
    ],
    [lane("mine", b, "oxide", "sea") for b in ("US", "JP")],
    [route("sea", fixed(13.0))],
    deposits={"ore": deposit(Nd=0.5, Dy=0.5)},
)
FIRST, OVER, AFTER, END = 35, 92, 141, 211
"""Days: the quota begins, another measure comes to lie over it, that one ends, the quota ends."""
BAN = Regime("ban", Selector(form=("oxide",)))


def quota(tonnes, element=(), **fields):
    what = Selector(element=element, form=("oxide",))
    return Regime("quota", what, quota_t=tonnes, period_d=END - FIRST, by_customer=True, **fields)


def held(start, *steps, cause="it"):
    """Return a process that holds one measure after another in force from a day of the run on, each for its days."""

    def process(running):
        control = running.doors.desks.control
        doors = [(days, [control("mofcom", regime, cause)]) for days, regime in steps]
        yield from in_turn(running.doors, day(start), doors)

    return process


def left(days, *beside, cause="it"):
    """Return t left of a cause's quota at noon of some days."""
    seen = []

    def look(running):
        for x in days:
            yield running.doors.until(day(x))
            yield running.doors.wait(0.5)
            seen.append(running.doors.desks.quota_left(cause))

    play(TRADE, beside=[*beside, look])
    return seen


WHOLE = held(FIRST, (END - FIRST, quota(400.0)))


def test_what_is_left_is_the_sum_of_what_the_customers_have_left():
    first, ten_weeks_later = left((FIRST - 1, FIRST + 69), held(FIRST - 2, (END, quota(1000.0))))
    assert first == pytest.approx(1000.0)
    assert ten_weeks_later == pytest.approx(1000.0 - 10 * 2 * sum(USE.values()), rel=0.02)


def test_a_quota_under_a_ban_keeps_its_accounts_and_rules_again_when_the_ban_ends():
    ban = held(OVER, (AFTER - OVER, BAN), cause="ban")
    before, under, after = left((OVER - 1, AFTER - 1, END - 1), held(FIRST, (END - FIRST, quota(900.0))), ban)
    assert 0 < after < before == under < 900


def test_quotas_that_follow_each_other_under_a_ban_add_up():
    quotas = held(FIRST, (OVER - FIRST, quota(100.0)), (END - OVER, quota(200.0)))
    seen = left((FIRST, OVER), quotas, held(0, (AFTER, BAN), cause="ban"))
    assert seen == pytest.approx([100.0, 300.0])


def test_a_stricter_quota_over_another_leaves_its_account_alone():
    stricter = held(OVER, (AFTER - OVER, quota(30.0)), cause="other")
    at_first, at_last, later = left((OVER, AFTER - 1, END - 1), WHOLE, stricter)
    assert 0 <= later < at_first == at_last


def test_a_milder_quota_over_another_changes_nothing():
    days = (OVER, AFTER - 1, END - 1)
    milder = held(OVER, (AFTER - OVER, quota(1000.0)), cause="other")
    assert left(days, WHOLE, milder) == left(days, WHOLE)
    assert left(days, WHOLE, milder, cause="other")[:2] == pytest.approx([1000.0, 1000.0])


@pytest.mark.parametrize(("element", "others"), [("Dy", "NdPr"), ("Nd", "Dy")])
def test_a_measure_over_some_goods_of_a_quota_leaves_the_account_to_the_others(element, others):
    some = held(OVER, (AFTER - OVER, quota(1.0, (element,))), cause="other")
    first, last = left((OVER + 1, AFTER - 1), held(FIRST, (END - FIRST, quota(900.0))), some)
    assert first - last == pytest.approx(2 * USE[others] * (AFTER - OVER) / 7, rel=0.1)


def test_a_quota_that_goes_on_with_other_terms_gives_out_nothing_new():
    whole, other_terms = quota(900.0), quota(900.0, continues=True, carry_over=False)
    days = (OVER - 1, OVER, END - 1)
    in_two = held(FIRST, (OVER - FIRST, whole), (END - OVER, other_terms))
    assert left(days, in_two) == left(days, held(FIRST, (END - FIRST, whole)))


def test_a_quota_that_goes_on_after_none_gives_out_its_own():
    alone = held(FIRST - 2, (END - FIRST, quota(400.0, continues=True)))
    assert left((FIRST - 1,), alone) == pytest.approx([400.0])
