"""Which disruptions of the episodes were put to the test by what was observed, and what each of them stops."""

from dataclasses import replace
from pathlib import Path
from typing import Final

import pandas as pd

from sim.explore.applicability import TABLE
from sim.explore.backtest.episodes import episodes, history_root
from sim.explore.backtest.measures import NULL
from sim.explore.backtest.points import Episode
from sim.explore.backtest.replay import Job, play_one
from sim.explore.backtest.scores import miss
from sim.explore.reach import reaches
from sim.explore.removal import without
from sim.run import write_table

OTHERWISE: Final = 0.1
"""A point is told otherwise if its miss differs by so many half-widths of its band."""


def replayed_now() -> pd.DataFrame:
    """Return the disruptions of the episodes that were put to the test, as the files stand.

    These are the ones without which the model would tell an observed point otherwise, by a tenth of the
    half-width of its band or more. Columns: episode, disruption, direction, worst, size, elements, days.
    """
    rows = [
        (episode.name, r.name, r.direction, r.worst, round(r.size, 4), "|".join(r.elements), round(r.days, 1))
        for episode in episodes()
        for r in reaches(episode.scenario)
        if _tested(episode, r.name)
    ]
    names = ["episode", "disruption", "direction", "worst", "size", "elements", "days"]
    return pd.DataFrame(rows, columns=names)


def _tested(episode: Episode, disruption: str) -> bool:
    """Say whether one run tells any point otherwise without a disruption."""
    fitted = replace(episode, points=tuple(p for p in episode.points if p.measure != NULL))
    other = replace(fitted, scenario=without(episode.scenario, disruption))
    pair = [play_one([e], Job(0, 0, ()), 0) for e in (fitted, other)]
    misses = [[miss(point, value) for point, value in zip(fitted.points, values, strict=True)] for values in pair]
    return any(abs(a - b) >= OTHERWISE for a, b in zip(*misses, strict=True))


def keep() -> Path:
    """Write what the episodes disturb beside them, so that no run need load them all."""
    path = history_root() / TABLE
    write_table(replayed_now(), path)
    return path
