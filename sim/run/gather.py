"""Flows of goods gathered by any key of a lane: by lane for the flows table, by country for trade."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.run.recording import Recording
from sim.world.grid import Grid
from sim.world.kernel import layout as k

Key = tuple[str, ...]
KeyOf = Callable[[str, str, str], Key | None]
"""Maps form, sender and receiver to a key; None leaves the flow out."""


@dataclass(frozen=True)
class Gathered:
    """Rows in order of month, channel, key and element: their numbers, and grams shipped and arrived."""

    keys: tuple[Key, ...]
    month: k.Ints
    channel: k.Ints
    key: k.Ints
    element: k.Ints
    shipped: k.Ints
    arrived: k.Ints


def gather(grid: Grid, recording: Recording, key_of: KeyOf) -> Gathered:
    """Return the flows of a run by key. Stock that a policy hands over flows on the day on which it is moved."""
    lane_keys = [key_of(a.form, a.source, a.target) for a in grid.lanes]
    move_keys = [key_of(m.form, m.source, m.target) for m in recording.moves]
    keys = sorted({key for key in (*lane_keys, *move_keys) if key is not None})
    shape = (recording.months, k.N_CHANNELS, len(keys), k.N_ELEMENTS)
    places, way, grams = _recorded(recording, shape, _numbers(keys, lane_keys))
    moved, moved_grams = _moved(recording, shape, _numbers(keys, move_keys))
    rows = np.zeros(int(np.prod(shape)), dtype=bool)
    rows[places] = True
    rows[moved] = True
    found = np.flatnonzero(rows)
    shipped, arrived = (_sums(found, places[way == w], grams[way == w], moved, moved_grams) for w in (0, 1))
    month, channel, key, element = np.unravel_index(found, shape)
    return Gathered(tuple(keys), month, channel, key, element, shipped, arrived)


def _numbers(keys: Sequence[Key], wanted: Sequence[Key | None]) -> k.Ints:
    number = {key: i for i, key in enumerate(keys)}
    return np.array([-1 if key is None else number[key] for key in wanted], dtype=np.int64)


def _recorded(recording: Recording, shape: tuple[int, ...], key_of_lane: k.Ints) -> tuple[k.Ints, k.Ints, k.Ints]:
    """Return where each recorded entry of a lane with a key goes, whether it left or arrived, and its grams."""
    flows = recording.flows
    channel, month, lane, way, element = flows.coordinates()
    key = key_of_lane[lane]
    kept = key >= 0
    at = np.ravel_multi_index((month[kept], channel[kept], key[kept], element[kept]), shape)
    return at, way[kept], flows.values[kept]


def _moved(recording: Recording, shape: tuple[int, ...], keys: k.Ints) -> tuple[k.Ints, k.Ints]:
    """Return where each gram that was handed over goes, and how many there are."""
    places: list[Any] = [np.zeros(0, np.int64)]
    grams: list[Any] = [np.zeros(0, np.int64)]
    for move, key in zip(recording.moves, keys, strict=True):
        month = recording.month_of(move.minute)
        moved = np.array(move.grams, dtype=np.int64)
        element = np.flatnonzero(moved) if key >= 0 else np.zeros(0, np.int64)
        places.append(((month * shape[1] + k.OFFICIAL) * shape[2] + key) * shape[3] + element)
        grams.append(moved[element])
    return np.concatenate(places), np.concatenate(grams)


def _sums(rows: k.Ints, places: k.Ints, grams: k.Ints, moved: k.Ints, moved_grams: k.Ints) -> k.Ints:
    """Return the grams that fall to each row."""
    sums = np.zeros(len(rows), dtype=np.int64)
    np.add.at(sums, np.searchsorted(rows, places), grams)
    np.add.at(sums, np.searchsorted(rows, moved), moved_grams)
    return sums
