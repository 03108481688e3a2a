"""Ask the same question of every replication of a scenario, and keep only the answers."""

from collections.abc import Callable
from typing import TypeVar

from sim.run import Result, run, spread, twin_of
from sim.scenario.model import Scenario
from sim.world.template import warm_world

T = TypeVar("T")
Question = Callable[[Result], T]
"""A function of a module, so that a worker process can find it by name."""


def each_run(
    ask: Question[T], scenario: Scenario, replications: int, seed: int = 0, workers: int | None = None
) -> list[T]:
    """Return what ``ask`` says of each run, in order of replication.

    A scenario that disturbs its world, or acts in it, is run beside its undisturbed twin, as ``sim run`` does. The
    tables of a run never leave the process that played it, so many runs need no more memory than one.
    """
    baseline = twin_of(scenario)
    warm_world(scenario)
    answers = dict(spread(_answer, (ask, scenario, baseline, seed), range(replications), workers))
    return [answers[i] for i in range(replications)]


def _answer(ask: Question[T], scenario: Scenario, baseline: Scenario | None, seed: int, replication: int) -> T:
    return ask(run(scenario, seed, replication, baseline))
