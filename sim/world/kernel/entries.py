"""Picking out of large recordings what is not zero, in one pass over memory."""

from collections.abc import Collection
from functools import cache

import numpy as np
import numpy.typing as npt

from sim.world.kernel.compiled import compiled, prepare
from sim.world.kernel.layout import Ints

Places = npt.NDArray[np.unsignedinteger]
_NARROW = 1 << 32


@compiled
def _pick(block: Ints, first: int, places: Places, values: Ints, found: int) -> int:
    """Append the entries of a flat block that are not zero, the first of which has place ``first``."""
    for i in range(len(block)):
        if block[i] != 0:
            places[found] = first + i
            values[found] = block[i]
            found += 1
    return found


@cache
def _prepare() -> None:
    flat = np.zeros(0, np.int64)
    prepare("the reader of recordings", _pick, flat, 0, flat.astype(np.uint32), flat, 0)


def entries(array: Ints, blocks: int, among: Collection[int] | None = None) -> tuple[Places, Ints]:
    """Return the flat places and the values of what is not zero in an array, in order of place.

    Its first ``blocks`` axes are gone through one by one; what lies below each must lie together in memory.
    ``among`` names the numbers on the first axis under which anything may be; under the others nobody looks.
    """
    _prepare()
    # memory that is never written to costs nothing, so there may be room for every entry
    places: Places = np.empty(array.size, np.uint32 if array.size < _NARROW else np.uint64)
    values = np.empty(array.size, np.int64)
    found = 0
    for number, index in enumerate(np.ndindex(array.shape[:blocks])):
        if among is None or index[0] in among:
            block = array[index].reshape(-1)
            found = _pick(block, number * block.size, places, values, found)
    return places[:found].copy(), values[:found].copy()
