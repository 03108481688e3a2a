"""The queue of a licence office against Erlang's formulas, and what its officers can decide in the long run."""

from datetime import date, timedelta
from math import factorial

import numba
import numpy as np
import pytest

from sim.base.holidays import is_working_day
from sim.scenario.model import Cohort, Horizon
from sim.world.kernel import layout as k
from sim.world.kernel.desk import take_case
from tests.small import START, day, fixed, lane, node, per_week, play, route, use, world
from tests.theory.agreement import assert_agrees

MEAN_WORK = 1_000_000
"""Minutes of work a case takes in the mean: so many that whole minutes do not show."""
RUNS, CASES, EMPTY_START = 24, 120_000, 2_000


@numba.njit
def _waits(arrivals, works, officers):
    """Return what each case waits before an officer takes it up."""
    free_at = np.zeros(k.N_OFFICERS, np.int64)
    waits = np.zeros(len(arrivals), np.int64)
    for i in range(len(arrivals)):
        waits[i] = take_case(free_at, officers, arrivals[i], works[i]) - works[i] - arrivals[i]
    return waits


def erlang_c(officers, load):
    """Return the odds that a case waits in M/M/c, for a load of each officer."""
    offered = officers * load
    all_busy = offered**officers / factorial(officers) / (1 - load)
    return all_busy / (sum(offered**n / factorial(n) for n in range(officers)) + all_busy)


@pytest.mark.parametrize("load", [0.6, 0.8])
@pytest.mark.parametrize("officers", [1, 3, 8])
def test_cases_that_come_by_chance_wait_as_erlang_says(officers, load):
    """M/M/c: exponential times between cases and of work; waiting and its odds within standard errors of 1 %."""
    random = np.random.default_rng([officers, round(100 * load)])
    waited, mean = [], []
    for _ in range(RUNS):
        arrivals = np.rint(random.exponential(MEAN_WORK / (officers * load), CASES).cumsum()).astype(np.int64)
        works = np.rint(random.exponential(MEAN_WORK, CASES)).astype(np.int64)
        waits = _waits(arrivals, works, officers)[EMPTY_START:]
        waited.append((waits > 0).mean())
        mean.append(waits.mean() / MEAN_WORK)
    odds = erlang_c(officers, load)
    assert_agrees(waited, odds)
    assert_agrees(mean, odds / (officers * (1 - load)))


def test_with_no_limit_on_officers_nobody_waits():
    arrivals = np.arange(0, 1000, 10)
    assert not _waits(arrivals, np.full(100, 10_000), 0).any()


def test_of_several_officers_the_one_who_is_free_first_takes_the_case():
    free_at = np.zeros(k.N_OFFICERS, np.int64)
    done = [int(take_case(free_at, 2, arrival, work)) for arrival, work in [(0, 100), (1, 10), (2, 10), (3, 200)]]
    assert done == [100, 11, 21, 221]


YEARS = 10.0


def exporter(buyers):
    """A mine whose oxide goes abroad to some buyers who hold much stock, so that orders always wait at the desk."""
    return world(
        [
            node("mine", "mine", capacity=per_week(1000), deposit="ore", form="oxide", stockyard=400.0),
            *(
                node(f"b{i}", "buyer", "US", form="oxide", needs={"NdPr": per_week(10)}, buffers="b")
                for i in range(buyers)
            ),
        ],
        [lane("mine", f"b{i}", "oxide") for i in range(buyers)],
        [route("near", fixed(6.5))],
        buffers={"b": (Cohort(1.0, 56.0),)},
        horizon=Horizon(START, YEARS),
    )


def decided_a_working_day(running):
    """Return cases approved in a working day, from the second year to the end of the ninth."""
    first, last = date(2025, 1, 1), date(2034, 1, 1)
    days = sum(is_working_day(first + timedelta(days=d)) for d in range((last - first).days))
    approved = running.state.desk_log[13 : 13 + 12 * 9, :, k.CASES_APPROVED]
    return float(approved.sum()) / days


@pytest.mark.parametrize(("officers", "work_d", "buyers"), [(1, 2.5, 4), (1, 20.0, 3), (2, 4.0, 5)])
def test_a_slow_desk_decides_what_its_officers_can_in_the_working_days_there_are(officers, work_d, buyers):
    office = use("export_control", "it", start=day(30), lag=fixed(0), officers=officers, work=fixed(work_d))
    running = play(exporter(buyers), office)
    assert decided_a_working_day(running) == pytest.approx(officers / work_d, rel=0.02)


@pytest.mark.parametrize("papers", [0.4, 0.6])
def test_papers_that_come_back_take_an_officers_time_and_not_his_waiting(papers):
    """A case takes 1/(1 - p) turns in the mean; while the applicant mends his papers the officer does other cases."""
    office = use("export_control", "it", start=day(30), lag=fixed(0), officers=1, work=fixed(1), papers=papers,
                 mending=fixed(15))  # fmt: skip
    scenario = exporter(4)
    found = [decided_a_working_day(play(scenario, office, replication=r)) for r in range(6)]
    assert np.mean(found) == pytest.approx(1 - papers, rel=0.05)


def test_goods_that_are_tested_wait_for_it_and_keep_no_officer():
    office = use("export_control", "it", start=day(30), lag=fixed(0), officers=1, work=fixed(2.5), tested=1.0,
                 testing=fixed(15))  # fmt: skip
    assert decided_a_working_day(play(exporter(5), office)) == pytest.approx(1 / 2.5, rel=0.02)
