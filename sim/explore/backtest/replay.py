"""Runs the episodes with their open inputs drawn anew for each replication, and asks every run all points."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.base.errors import RunError
from sim.explore.backtest.draws import Draw, draws
from sim.explore.backtest.episodes import episodes
from sim.explore.backtest.measures import value_of
from sim.explore.backtest.points import Episode
from sim.explore.backtest.scores import board
from sim.explore.backtest.seen import Seen
from sim.explore.removal import without
from sim.run import Result, run, spread
from sim.scenario import Scenario
from sim.scenario.tree import MeaningError
from sim.scenario.varied import Change, number, varied
from sim.world.template import warm_world

Values = npt.NDArray[np.float64]
"""What each run (row) says of each point (column)."""
Progress = Callable[[int, int], None]
REPLICATIONS: Final = 200


def backtest(
    cases: Sequence[str] | None = None,
    replications: int = REPLICATIONS,
    seed: int = 0,
    workers: int | None = None,
    progress: Progress | None = None,
) -> pd.DataFrame:
    """Replay past crises and return a row per observed point: what was seen, its band, and what the model says.

    ``cases`` are names of cases (``C1``) or of episodes (``crisis_2010``); all if None. Each replication draws the
    inputs that the sources leave open, so P10 to P90 holds what is not known together with chance. Columns: see
    :func:`sim.explore.backtest.scores.board`. The answer does not depend on the number of workers. Raises
    ScenarioError for mistakes in the files of an episode, RunError for a case that there is not.
    """
    if replications < 1:
        raise RunError("at least one replication is needed")
    asked = episodes(cases)
    return board(asked, replay(asked, replications, seed, workers, progress))


@dataclass(frozen=True)
class Job:
    """One run: of which episode, with which replication of chance, and with which figures changed."""

    episode: int
    replication: int
    changes: Draw


def replay(
    asked: Sequence[Episode],
    replications: int,
    seed: int = 0,
    workers: int | None = None,
    progress: Progress | None = None,
) -> list[Values]:
    """Return what every run says of every point, by episode."""
    jobs = jobs_of(asked, replications, seed, ())
    rows = play(asked, jobs, seed, workers, progress)
    return [rows_of(rows, jobs, i) for i in range(len(asked))]


def jobs_of(asked: Sequence[Episode], replications: int, seed: int, changes: Draw) -> list[Job]:
    """Return the runs of one set of parameters: the same draws and chances for every set."""
    return [
        Job(i, replication, (*drawn, *changes))
        for i, episode in enumerate(asked)
        for replication, drawn in enumerate(draws(episode.inputs, replications, seed, episode.name))
    ]


def rows_of(rows: Sequence[Sequence[float]], jobs: Sequence[Job], episode: int) -> Values:
    """Return the rows of one episode, in order of job."""
    return np.array([row for row, job in zip(rows, jobs, strict=True) if job.episode == episode], dtype=np.float64)


def play(
    asked: Sequence[Episode], jobs: Sequence[Job], seed: int, workers: int | None, progress: Progress | None = None
) -> list[tuple[float, ...]]:
    """Return what each job says of the points of its episode, in order of job."""
    if jobs:
        warm_world(asked[jobs[0].episode].scenario)  # compiles the kernel, so that no worker has to
    done: dict[int, tuple[float, ...]] = {}
    for number_, values in spread(_play, (asked, jobs, seed), range(len(jobs)), workers):
        done[number_] = values
        if progress:
            progress(len(done), len(jobs))
    return [done[i] for i in range(len(jobs))]


def _play(asked: Sequence[Episode], jobs: Sequence[Job], seed: int, number_: int) -> tuple[float, ...]:
    return play_one(asked, jobs[number_], seed)


def play_one(asked: Sequence[Episode], job: Job, seed: int) -> tuple[float, ...]:
    """Play one run and return what it says of the points of its episode."""
    episode = asked[job.episode]
    scenario = varied(episode.scenario, job.changes)

    def again(less: str, setting: str) -> Result:
        return run(_otherwise(scenario, less, setting), seed, job.replication)

    seen = Seen(run(scenario, seed, job.replication), again)
    return tuple(value_of(seen, point) for point in episode.points)


def _otherwise(scenario: Scenario, less: str, setting: str) -> Scenario:
    """Return a scenario without a disruption, and with a setting ``path:value``."""
    found = without(scenario, less) if less else scenario
    path, _, text = setting.partition(":")
    try:
        return varied(found, [Change(path, *number(text))]) if setting else found
    except MeaningError as error:
        raise RunError(f"{setting}: {error}") from error
