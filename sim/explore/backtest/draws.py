"""Latin hypercubes over open figures. Each figure has a stream of its own, so that one more shifts no other."""

from collections.abc import Sequence

from sim.base.streams import stream_key, uniform
from sim.explore.backtest.points import Unknown
from sim.scenario.varied import Change

Draw = tuple[Change, ...]


def hypercube(paths: Sequence[str], count: int, purpose: str) -> list[tuple[float, ...]]:
    """Return ``count`` points, each with a number in (0, 1) a path; of each path one in each of as many slices."""
    columns = [_slices(stream_key(path, purpose), count) for path in paths]
    return [tuple(column[i] for column in columns) for i in range(count)]


def _slices(key: tuple[int, int], count: int) -> list[float]:
    order = sorted(range(count), key=lambda i: uniform(key, 2 * i))
    return [(order[i] + uniform(key, 2 * i + 1)) / count for i in range(count)]


def draws(unknowns: Sequence[Unknown], count: int, seed: int, purpose: str) -> list[Draw]:
    """Return the changes of ``count`` runs. The same seed and count give the same, whatever else is varied."""
    cube = hypercube([unknown.path for unknown in unknowns], count, f"{purpose}:{seed}")
    return [tuple(unknown.at(u) for unknown, u in zip(unknowns, point, strict=True)) for point in cube]
