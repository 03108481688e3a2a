"""Working time at a desk: minutes of working days, counted from the start of the horizon.

``days`` holds, for each day of the horizon, how many working days lie before it; a working day has as many
minutes as any other, so that a case of one day that comes in on Friday noon is done on Monday noon.
"""

from sim.world.kernel.compiled import compiled
from sim.world.kernel.layout import N_DAYS, Ints

_DAY = 1440


@compiled
def work_until(days: Ints, now: int) -> int:
    """Return the minutes of work from the start to minute ``now`` (0 before the start)."""
    if now <= 0:
        return 0
    day = min(now // _DAY, N_DAYS - 2)
    work = days[day] * _DAY
    if days[day + 1] > days[day]:
        work += now - day * _DAY
    return work


@compiled
def minute_of_work(days: Ints, work: int, now: int) -> int:
    """Return the first minute, from ``now`` on, by which ``work`` minutes of work have passed."""
    low = max(now, 0) // _DAY
    high = N_DAYS - 1
    if days[high] * _DAY < work:
        return high * _DAY + work - days[high] * _DAY
    while low < high:
        middle = (low + high) // 2
        if days[middle + 1 if middle + 1 < N_DAYS else middle] * _DAY >= work:
            high = middle
        else:
            low = middle + 1
    return max(low * _DAY + max(work - days[low] * _DAY, 0), now)
