"""Fits the free parameters to past crises: a Latin hypercube over the priors, then differential evolution.

Every set of parameters is played with the same chances and the same draws of the open inputs, and is judged by what the
median run says of each point. The distance is the mean over cases of the mean squared miss in half-widths of the
bands, so a case with many points weighs no more than one with few. What is kept is the table of all sets with what
they say, and of these the nearest: approximate Bayesian computation by rejection, of which the search makes the
neighbourhood of the best dense.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.optimize import differential_evolution

from sim.base.errors import RunError
from sim.base.streams import stream_key
from sim.explore.backtest.draws import Draw, draws, hypercube
from sim.explore.backtest.episodes import episodes, read_priors
from sim.explore.backtest.measures import NULL
from sim.explore.backtest.points import Episode, Point, Unknown
from sim.explore.backtest.replay import Job, Values, play_one
from sim.explore.backtest.scores import miss, quantile
from sim.run import spread
from sim.world.template import warm_world

Progress = Callable[[int, int], None]
Place = tuple[float, ...]
"""A set of parameters as numbers in (0, 1): where each lies in its prior."""
DESIGN, SEARCH = "design", "search"
EDGE: Final = 1e-6
"""The search keeps so far off the ends of a prior."""
KEPT: Final = 100
"""So many of the nearest sets are the posterior."""
JUDGES: Final = 20
"""So many of the nearest sets tell what a point comes to with and without its own episode."""


@dataclass(frozen=True)
class Calibration:
    """All sets of parameters that were tried, with what they say of every point.

    ``samples`` has the columns sample, stage, distance, one a parameter (its path) and one a point (``C1 October``).
    """

    episodes: tuple[Episode, ...]
    priors: tuple[Unknown, ...]
    samples: pd.DataFrame
    seed: int
    replications: int

    @cached_property
    def posterior(self) -> pd.DataFrame:
        """The nearest sets, the best first."""
        return _nearest(self.samples, self.samples["distance"], KEPT)

    def left_out(self) -> pd.DataFrame:
        """Return each point as told by the sets that are nearest with and without its episode.

        Without it, only sets drawn from the priors are judges: the search was led by all episodes, so the sets that
        it found know the one that is left out.

        Columns: episode, case, point, unit, observed, low, high, fitted, left_out, inside (of ``left_out``).
        """
        fitted = _nearest(self.samples, self.samples["distance"], JUDGES)
        return pd.concat([self._without(episode, fitted) for episode in self.episodes], ignore_index=True)

    def _without(self, episode: Episode, fitted: pd.DataFrame) -> pd.DataFrame:
        others = [point for e in self.episodes if e is not episode for point in e.points]
        drawn = self.samples[self.samples["stage"] == DESIGN]
        chosen = _nearest(drawn, _distances(drawn, others), JUDGES) if others else fitted.iloc[:0]
        rows = []
        for point in episode.points:
            told, left = (quantile(sets[label(point)].to_numpy(dtype=float), 0.5) for sets in (fitted, chosen))
            inside = point.low <= left <= point.high
            rows.append(
                (
                    point.episode,
                    point.case,
                    point.name,
                    point.unit,
                    point.observed,
                    point.low,
                    point.high,
                    told,
                    left,
                    inside,
                )
            )
        names = ["episode", "case", "point", "unit", "observed", "low", "high", "fitted", "left_out", "inside"]
        return pd.DataFrame(rows, columns=names)

    def parameters(self) -> pd.DataFrame:
        """Return prior and posterior of each parameter: path, low, mode, high, best, p10, p50, p90."""
        best = self.posterior.iloc[0]
        rows = [
            (p.path, p.low, p.mode, p.high, best[p.path], *self.posterior[p.path].quantile([0.1, 0.5, 0.9]))
            for p in self.priors
        ]
        return pd.DataFrame(rows, columns=["path", "low", "mode", "high", "best", "p10", "p50", "p90"])


def label(point: Point) -> str:
    """Return the column of a point in a table of samples."""
    return f"{point.case} {point.name}"


def _nearest(samples: pd.DataFrame, distance: pd.Series, count: int) -> pd.DataFrame:
    order = distance.sort_values(kind="stable").index[:count]
    return samples.loc[order].reset_index(drop=True)


def calibrate(
    samples: int = 300,
    generations: int = 10,
    replications: int = 4,
    seed: int = 0,
    workers: int | None = None,
    progress: Progress | None = None,
    asked: Sequence[Episode] | None = None,
    priors: Sequence[Unknown] | None = None,
) -> Calibration:
    """Fit the priors to the episodes (those of the project if None) and return all that was tried.

    ``samples`` sets are drawn from the priors, and ``generations`` of a fifth as many descend from the best of
    them. The answer does not depend on the number of workers. Raises RunError if there is nothing to fit, ScenarioError
    for mistakes in the files.
    """
    chosen = tuple(_fitted(e) for e in (episodes() if asked is None else asked))
    chosen = tuple(e for e in chosen if e.points)
    free = tuple(read_priors(chosen) if priors is None else priors)
    if not chosen or not free:
        raise RunError("there is nothing to fit: no observed points, or no priors")
    population = max(samples // 5, 5)
    trials = _Trials(chosen, free, replications, seed, workers, progress, samples + population * generations)
    design = [_place(row) for row in hypercube([p.path for p in free], samples, f"calibrate:{seed}")]
    found = trials.play(design, DESIGN)
    best = [design[i] for i in np.argsort(found, kind="stable")[:population]]
    if generations > 0 and len(best) >= 5:
        _search(trials, best, generations, seed)
    return Calibration(chosen, free, trials.table(), seed, replications)


def _fitted(episode: Episode) -> Episode:
    points = tuple(p for p in episode.points if p.measure != NULL)
    return Episode(episode.name, episode.scenario, points, episode.inputs)


def _search(trials: "_Trials", best: list[Place], generations: int, seed: int) -> None:
    """Let the best sets breed (Storn and Price 1997); every trial is kept, so nothing need be returned."""
    rng = np.random.Generator(np.random.PCG64DXSM(np.random.SeedSequence(stream_key(f"search:{seed}", "evolution"))))

    def distances(places: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        return np.array(trials.play([_place(row) for row in places.T], SEARCH))

    evolve: Any = differential_evolution  # its types know nothing of a vectorised function
    evolve(
        distances, [(EDGE, 1 - EDGE)] * len(best[0]), init=np.array(best), maxiter=generations, tol=0.0, atol=0.0,
        polish=False, updating="deferred", vectorized=True, rng=rng, mutation=(0.4, 0.9), recombination=0.8,
    )  # fmt: skip


def _place(row: Sequence[float]) -> Place:
    """Return a place so far rounded that it is known again after it was scaled to and fro."""
    return tuple(round(float(u), 9) for u in row)


@dataclass
class _Trials:
    """Plays sets of parameters, remembers what they say, and plays none twice."""

    episodes: tuple[Episode, ...]
    priors: tuple[Unknown, ...]
    replications: int
    seed: int
    workers: int | None
    progress: Progress | None
    planned: int
    told: dict[Place, tuple[float, ...]] = field(default_factory=dict)
    stages: list[str] = field(default_factory=list)

    def play(self, places: Sequence[Place], stage: str) -> list[float]:
        """Return the distance of each set."""
        new = [place for place in dict.fromkeys(places) if place not in self.told]
        sets = [tuple(p.at(u) for p, u in zip(self.priors, place, strict=True)) for place in new]
        drawn = [draws(e.inputs, self.replications, self.seed, e.name) for e in self.episodes]
        warm_world(self.episodes[0].scenario)  # compiles the kernel, so that no worker has to
        pieces: dict[int, tuple[float, ...]] = {}
        count = len(self.episodes)
        work = spread(_medians, (self.episodes, sets, drawn, self.seed), range(count * len(sets)), self.workers)
        for number, values in work:
            pieces[number] = values
            if self.progress:
                self.progress(len(self.told) + len(pieces) // count, max(self.planned, len(self.told) + len(new)))
        for i, place in enumerate(new):
            self.told[place] = sum((pieces[count * i + e] for e in range(count)), ())
        self.stages += [stage] * len(new)
        return [self._distance(self.told[place]) for place in places]

    def _distance(self, values: Sequence[float]) -> float:
        return distance(self._points, values)

    @cached_property
    def _points(self) -> list[Point]:
        return [point for episode in self.episodes for point in episode.points]

    def table(self) -> pd.DataFrame:
        """Return all sets in the order in which they were tried."""
        figures = [[p.at(u).value for p, u in zip(self.priors, place, strict=True)] for place in self.told]
        columns = {
            "sample": list(range(len(self.told))),
            "stage": self.stages,
            "distance": [self._distance(values) for values in self.told.values()],
        }
        table = pd.DataFrame(columns)
        parameters = pd.DataFrame(figures, columns=[p.path for p in self.priors])
        told = pd.DataFrame(list(self.told.values()), columns=[label(p) for p in self._points])
        return pd.concat([table, parameters, told], axis=1)


def _medians(
    asked: Sequence[Episode], sets: Sequence[Draw], drawn: Sequence[Sequence[Draw]], seed: int, number: int
) -> tuple[float, ...]:
    """Return what the median run says of each point of one episode, under one set of parameters.

    All runs of a set stay together, so that its world is warmed up once.
    """
    which, e = divmod(number, len(asked))
    jobs = [Job(e, replication, (*draw, *sets[which])) for replication, draw in enumerate(drawn[e])]
    runs: Values = np.array([play_one(asked, job, seed) for job in jobs], dtype=np.float64)
    return tuple(quantile(runs[:, i], 0.5) for i in range(runs.shape[1]))


def distance(points: Sequence[Point], values: Sequence[float]) -> float:
    """Return the mean over cases of the mean squared miss of their points, in half-widths of the bands."""
    squares: dict[str, list[float]] = {}
    for point, value in zip(points, values, strict=True):
        squares.setdefault(point.case, []).append(miss(point, value) ** 2)
    return float(np.mean([np.mean(found) for found in squares.values()]))


def _distances(samples: pd.DataFrame, points: Sequence[Point]) -> pd.Series:
    """Return the distance of every set when only some points count."""
    told: list[list[float]] = samples[[label(point) for point in points]].to_numpy(dtype=np.float64).tolist()
    return pd.Series([distance(points, row) for row in told], index=samples.index)
