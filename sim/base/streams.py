"""Named streams of random numbers: one per entity and purpose, never a shared one.

The key of a stream is a hash of its names, combined with a hash of seed and replication; parameters of a
scenario never enter it. So adding a node or a disruption changes nobody else's draws, and a scenario and its
baseline are paired.
"""

from functools import lru_cache
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

_MASK = (1 << 64) - 1


@lru_cache(maxsize=1024)
def stream_key(entity: str, purpose: str) -> tuple[int, int]:
    """Return the 128-bit key of a stream as two unsigned 64-bit halves."""
    digest = blake2b(f"{entity}\x00{purpose}".encode(), digest_size=16, person=b"stream").digest()
    return int.from_bytes(digest[:8], "little"), int.from_bytes(digest[8:], "little")


def run_key(seed: int, replication: int) -> tuple[int, int]:
    """Return the 128-bit key of a run, which is combined (exclusive or) with every stream's."""
    digest = blake2b(f"{seed}\x00{replication}".encode(), digest_size=16, person=b"run").digest()
    return int.from_bytes(digest[:8], "little"), int.from_bytes(digest[8:], "little")


def keys_of(entities: list[str], purpose: str) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint64]]:
    """Return both halves of the keys of many entities' streams."""
    keys = [stream_key(e, purpose) for e in entities]
    return np.array([k[0] for k in keys], dtype=np.uint64), np.array([k[1] for k in keys], dtype=np.uint64)


def _mix(z: int) -> int:
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & _MASK
    return z ^ (z >> 31)


def uniform(key: tuple[int, int], slot: int) -> float:
    """Return the number in (0, 1) at a slot of a stream: the same function as the kernel's, in plain Python."""
    z = _mix((key[0] + slot * 0x9E3779B97F4A7C15) & _MASK) ^ key[1]
    z = _mix((z + 0x9E3779B97F4A7C15) & _MASK)
    return ((z >> 11) + 0.5) / 9007199254740992.0
