"""Cases that wait at a desk when its terms change: what is left of their time shrinks or grows with the terms."""

import numpy as np

from sim.world.kernel import layout as k
from sim.world.kernel.workdays import work_until
from sim.world.state import RunState

_DAY = 1440


def rescale_waits(state: RunState, lines: list[int], pace: float, lag: float, now: int) -> None:
    """Multiply what waiting cases have before them: at the officers by ``pace``, and then elsewhere by ``lag``.

    Whoever waits keeps his place, ahead of those who come now. All cases of all lines are changed at once: one by
    one they took as long as the rest of the run.
    """
    counts, first = (state.lines[name][lines] for name in ("applications", "applications_first"))
    before = np.cumsum(counts) - counts
    which = np.repeat(first - before, counts) + np.arange(int(counts.sum()))
    if not len(which):
        return
    names = ("back", "back_at", "done_work", "decided_at")
    cases = {name: state.applications[name][which] for name in names}
    today = work_until(state["workdays"], now)
    mended = cases["back"] > 0
    ahead = np.maximum(cases["done_work"] - today, 0)
    elsewhere = np.maximum(cases["decided_at"] - minutes_of_work(state["workdays"], cases["done_work"], now), 0)
    moved = today + (ahead * pace).astype(np.int64)
    cases["done_work"] = np.where(mended | (ahead > 0), moved, cases["done_work"])
    back = today + (np.maximum(cases["back_at"] - today, 0) * pace).astype(np.int64)
    cases["back_at"] = np.where(mended, back, cases["back_at"])
    decided = minutes_of_work(state["workdays"], cases["done_work"], now) + (elsewhere * lag).astype(np.int64)
    cases["decided_at"] = np.where(mended, cases["decided_at"], decided)
    for name in names[1:]:
        state.applications[name][which] = cases[name]


def minutes_of_work(days: k.Ints, work: k.Ints, now: int) -> k.Ints:
    """Return what :func:`sim.world.kernel.workdays.minute_of_work` returns, for many cases at once."""
    last = k.N_DAYS - 1
    day = np.searchsorted(days * _DAY, work, "left") - 1
    day = np.clip(day, max(now, 0) // _DAY, last)
    found: k.Ints = np.maximum(day * _DAY + np.maximum(work - days[day] * _DAY, 0), now)
    return found
