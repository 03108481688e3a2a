"""Lines that somebody watches: a stock, or days of cover, of some nodes and one class."""

from sim.world.kernel.arithmetic import muldiv, total
from sim.world.kernel.compiled import compiled
from sim.world.kernel.layout import BUYER, CLASS_FIRST, CLASS_LAST, NEVER, WEEK, State
from sim.world.kernel.order import weekly_use


@compiled
def level_of(s: State, w: int) -> int:
    """Return the watched quantity: grams, or minutes of expected use."""
    watch = s.watches[w]
    stock = 0
    per_week = 0
    first, last = CLASS_FIRST[watch.cls], CLASS_LAST[watch.cls]
    for m in range(watch.first, watch.last):
        n = s.members[m]
        node = s.nodes[n]
        stock += total(node.feed, first, last)
        if node.mode != BUYER:
            stock += total(node.product, first, last)
        if watch.per_use == 1:
            per_week += weekly_use(s, n, watch.cls)
    if watch.per_use == 0:
        return stock
    if per_week == 0:
        return NEVER
    return muldiv(stock, WEEK, per_week)


@compiled
def first_fired(s: State, n: int) -> int:
    """Evaluate the armed watches that include node n; return the first whose line is crossed, or -1."""
    for w in range(s.n_watches):
        watch = s.watches[w]
        if watch.active == 0:
            continue
        member = False
        for m in range(watch.first, watch.last):
            if s.members[m] == n:
                member = True
                break
        if not member:
            continue
        level = level_of(s, w)
        crossed = level >= watch.level if watch.above == 1 else level < watch.level
        if crossed:
            watch.active = 0
            return w
    return -1
