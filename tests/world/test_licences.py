"""The licence office: odds, general licences, papers, testing, what is overdue, and what changes for those who wait."""

from types import SimpleNamespace

import numpy as np
import pytest

from sim.base.distributions import Distribution
from sim.base.regime import Office, Regime
from sim.base.selector import Selector
from sim.scenario.model import Cohort, Horizon
from sim.world.kernel import desk
from sim.world.kernel import layout as k
from tests.small import (
    START,
    day,
    fixed,
    lane,
    line_of,
    lost,
    node,
    per_week,
    play,
    route,
    shipped,
    template,
    use,
    world,
)
from tests.world.opening import opened, weekly

BUYERS = {"us_cars": ("US", "ev"), "us_army": ("US", "defence"), "jp_cars": ("JP", "ev")}
USE_T = 10.08


def exporter(cover_weeks=8, years=4.0):
    """A mine in China that sells oxide to American car makers, the American army, and Japanese car makers."""
    return world(
        [
            node("mine", "mine", capacity=per_week(1000), deposit="ore", form="oxide", stockyard=400.0),
            *(
                node(b, "buyer", country, sector, form="oxide", needs={"NdPr": per_week(USE_T)}, buffers="b")
                for b, (country, sector) in BUYERS.items()
            ),
        ],
        [lane("mine", b, "oxide") for b in BUYERS],
        [route("near", fixed(6.5))],
        buffers={"b": (Cohort(1.0, 7 * cover_weeks - 6.5),)},
        horizon=Horizon(START, years),
    )


WORLD = exporter()


def licence(**fields):
    return opened(lambda doors: doors.desks.control("mofcom", Regime("licence", Selector(), **fields), "it"))


def logged(running, buyer, what):
    """Return the desk log of a buyer over the whole run."""
    line = running.grid.lane_index[f"mine__{buyer}__oxide"]
    return int(running.state.desk_log[:, line, what].sum())


def part_approved(running, buyer):
    approved, refused = logged(running, buyer, k.APPROVED), logged(running, buyer, k.REFUSED)
    assert approved + refused > 0
    return approved / (approved + refused)


def test_odds_may_differ_by_country_and_by_sector_and_the_least_that_applies_counts():
    running = play(WORLD, beside=[licence(approved_share=0.9, approved_by={"US": 0.6, "defence": 0.2, "EU": 0.0})])
    assert part_approved(running, "jp_cars") == pytest.approx(0.9, abs=1e-6)
    assert part_approved(running, "us_cars") == pytest.approx(0.6, abs=1e-6)
    assert part_approved(running, "us_army") == pytest.approx(0.2, abs=1e-6)


def test_odds_for_one_country_cannot_be_better_than_for_all():
    running = play(WORLD, beside=[licence(approved_share=0.5, approved_by={"JP": 1.0})])
    assert part_approved(running, "jp_cars") == pytest.approx(0.5, abs=1e-6)


def test_under_a_full_general_licence_goods_go_as_if_there_were_no_desk():
    refused = licence(approved_share=0.0, general_by={"JP": 1.0, "defence": 1.0})
    free, running = play(WORLD), play(WORLD, beside=[refused])
    for buyer in ("jp_cars", "us_army"):
        lane_id = f"mine__{buyer}__oxide"
        assert (shipped(free, lane_id) == shipped(running, lane_id)).all()
        assert logged(running, buyer, k.CASES_IN) == 0
    assert lost(running, "us_cars") > 0


@pytest.mark.parametrize("part", [0.25, 0.6])
def test_a_general_licence_lets_out_its_part_of_the_normal_flow_and_no_more(part):
    running = play(WORLD, beside=[licence(approved_share=0.0, general_by={"US": part})])
    left = shipped(running, "mine__us_cars__oxide")[13:37].sum() / 1e6
    assert left == pytest.approx(part * USE_T * 731 / 7, rel=0.03)


def test_of_several_general_licences_the_widest_counts():
    running = play(WORLD, beside=[licence(approved_share=0.0, general_by={"US": 0.3, "defence": 0.7})])
    army, cars = (shipped(running, f"mine__{b}__oxide")[13:37].sum() for b in ("us_army", "us_cars"))
    assert army / cars == pytest.approx(7 / 3, rel=0.03)


def waits(running):
    """Return the days that each line's customers have come to expect of the desk."""
    return [int(x["waits"]) / 1440 for x in running.state.lines]


def latest_waits(**fields):
    seen = []
    play(WORLD, beside=[licence(**fields), weekly(lambda running: seen.append(max(waits(running))))])
    return max(seen)


def test_papers_that_come_back_make_the_wait_longer():
    office = Office(work=fixed(5))
    once = latest_waits(office=office)
    twice = latest_waits(office=Office(work=fixed(5), papers_share=0.9, papers=fixed(15)))
    assert once < 21
    assert twice > once + 15


def test_goods_of_a_form_that_is_tested_wait_for_it_and_others_do_not():
    testing = {"tested_share": 1.0, "testing": fixed(20)}
    none = latest_waits(office=Office(work=fixed(5)))
    other = latest_waits(office=Office(work=fixed(5), tested_form=("magnet",), **testing))
    tested = latest_waits(office=Office(work=fixed(5), tested_form=("oxide",), **testing))
    everything = latest_waits(office=Office(work=fixed(5), **testing))
    assert other == none
    assert everything == tested > none + 20


@pytest.mark.parametrize(("work", "overdue"), [(30, False), (46, True)])
def test_a_case_is_overdue_when_it_takes_longer_than_the_desk_promises(work, overdue):
    running = play(WORLD, beside=[licence(office=Office(work=fixed(work), target_d=45.0))])
    for buyer in BUYERS:
        cases = logged(running, buyer, k.CASES_IN)
        assert cases > 10
        assert logged(running, buyer, k.CASES_OVERDUE) == (cases if overdue else 0)


def test_the_wait_for_an_officer_makes_cases_overdue_as_well():
    running = play(WORLD, beside=[licence(office=Office(officers=1, work=fixed(10.0), target_d=30.0))])
    cases, overdue = (sum(logged(running, b, what) for b in BUYERS) for what in (k.CASES_IN, k.CASES_OVERDUE))
    assert 0 < overdue < cases


HARD = Office(officers=2, work=Distribution("exponential", (4.0,)), papers_share=0.3, papers=fixed(10),
              tested_share=0.5, testing=fixed(8), target_d=20.0)  # fmt: skip


def test_what_was_applied_for_is_approved_refused_or_pending_month_by_month():
    running = play(WORLD, beside=[licence(office=HARD, lag=fixed(12), approved_share=0.7)])
    log = running.state.desk_log[: int(running.state["month"])]
    for into, yes, no, left in (
        (k.APPLIED, k.APPROVED, k.REFUSED, k.PENDING),
        (k.CASES_IN, k.CASES_APPROVED, k.CASES_REFUSED, k.CASES_WAITING),
    ):
        undecided = (log[..., into] - log[..., yes] - log[..., no]).cumsum(axis=0)
        assert (undecided == log[..., left]).all()
        assert log[..., no].sum() > 0
    assert (log >= 0).all()
    assert (log[..., k.CASES_OVERDUE].cumsum(axis=0) <= log[..., k.CASES_IN].cumsum(axis=0)).all()


def test_cases_are_approved_in_the_part_that_grams_are():
    running = play(WORLD, beside=[licence(lag=fixed(12), approved_share=0.7)])
    approved, refused = (sum(logged(running, b, what) for b in BUYERS) for what in (k.CASES_APPROVED, k.CASES_REFUSED))
    assert approved / (approved + refused) == pytest.approx(0.7, abs=0.01)


def test_within_its_grace_a_control_holds_nothing_back():
    free = play(WORLD)
    graced = play(WORLD, use("export_control", regime="ban", start=day(210), grace=90.0))
    at_once = play(WORLD, use("export_control", regime="ban", start=day(300)))
    assert (shipped(graced, "mine__us_cars__oxide")[:10] == shipped(free, "mine__us_cars__oxide")[:10]).all()
    assert lost(graced, "us_cars") == lost(at_once, "us_cars") > 0


def decisions(running):
    """Return the minutes at which what waits on each line will be decided."""
    found = []
    for line in running.state.lines:
        first = int(line["applications_first"])
        cases = running.state.applications[first : first + int(line["applications"])]
        found.append([(int(c["made_at"]), int(c["decided_at"])) for c in cases])
    return found


def eased(**fields):
    """A desk that takes twenty days for a case, and from day 410 on one day."""
    return use("export_control", "it", start=day(210), lag=fixed(0), eased_lag=fixed(0), officers=1, work=fixed(20),
               eased_work=fixed(1), tight=fixed(200), eased=30.5, stays=True, **fields)  # fmt: skip


def test_a_desk_that_works_faster_soon_decides_what_has_waited_long():
    snapshots = {}

    def look(running):
        for at in (409, 412, 520):
            yield running.doors.until(day(at))
            snapshots[at] = decisions(running)

    running = play(WORLD, eased(), beside=[look])
    old = {at: [d / 1440 for line in found for made, d in line if made / 1440 < 409] for at, found in snapshots.items()}
    assert max(old[409]) > 1000
    assert max(old[412]) - 410 == pytest.approx((max(old[409]) - 410) / 20, rel=0.05)
    assert max(old[520]) < 530
    assert line_of(running, "mine__us_cars__oxide", "NdPr")["waits"] < 30 * 1440


def test_new_terms_let_nobody_overtake_who_waits_on_the_same_line():
    def in_turn(running):
        for line in decisions(running):
            assert [d for _, d in sorted(line)] == sorted(d for _, d in line)

    play(WORLD, eased(), beside=[weekly(in_turn)])


def test_new_terms_that_shorten_the_lag_leave_the_wait_for_officers_alone():
    """The lag elsewhere falls to a quarter; what is still to wait falls by that much of the lag, and no more."""
    before, after = {}, {}

    def look(running):
        for at, seen in ((409, before), (411, after)):
            yield running.doors.until(day(at))
            seen.update(((i, made), d) for i, line in enumerate(decisions(running)) for made, d in line)

    control = use("export_control", "it", start=day(210), lag=fixed(80), eased_lag=fixed(20), officers=1,
                  work=fixed(5), eased_work=fixed(5), tight=fixed(200), eased=30.5, stays=True)  # fmt: skip
    play(WORLD, control, beside=[look])
    sooner = [(before[case] - after[case]) / 1440 for case in before if case in after and before[case] > 410 * 1440]
    assert len(sooner) > 10
    assert all(0 <= days <= 60 for days in sooner)
    assert np.median(sooner) == 60


def test_every_round_of_every_case_has_draws_of_its_own(monkeypatch):
    seen = []
    monkeypatch.setattr(desk, "uniform", lambda a, b, slot: seen.append(slot) or 0.5)
    monkeypatch.setattr(desk, "look_up", lambda table, row, u: 1)
    monkeypatch.setattr(desk, "take_case", lambda free, officers, filed, work: filed + work)
    office = SimpleNamespace(work_table=0, papers_table=0, test_table=0, papers=0, free_at=None, officers=0)
    line = SimpleNamespace(key_0=0, key_1=0, tested=1)
    handle = getattr(desk._handle_case, "py_func", desk._handle_case)
    for case in range(4):
        for turn in range(desk._MOST_RESETS + 1):
            handle(SimpleNamespace(quantiles=None), office, line, 0, desk._DRAWS * case, turn)
    assert len(seen) == len(set(seen)) == 4 * 9 * 3


def test_terms_that_change_month_by_month_for_decades_find_room_and_share_what_is_alike():
    state = template(WORLD).fresh(0, 0)
    rows = len(state["quantiles"])
    for i in range(3 * rows):
        first, second = state.add_distribution(fixed(i + 0.5)), state.add_distribution(fixed(i + 0.5))
        assert first == second
        state.drop_distribution(first)
        assert state["quantiles"][first][0] == (i + 0.5) * 1440
        other = state.add_distribution(fixed(i + 0.25))
        assert other != first, "one of two who asked still has it"
        state.drop_distribution(first)
        state.drop_distribution(other)
