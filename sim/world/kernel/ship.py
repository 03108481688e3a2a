"""A supplier shares its product among the orders that may leave, by rank and then pro rata, and loads it."""

from typing import Any

from sim.world.kernel.arithmetic import draw_twice, muldiv, part_of, total
from sim.world.kernel.blame import blame_line, blame_slow
from sim.world.kernel.chance import look_up, uniform
from sim.world.kernel.compiled import compiled
from sim.world.kernel.desk import may_leak, may_leave, quota_part
from sim.world.kernel.layout import (
    BY_CLASS,
    CLASS_FIRST,
    CLASS_LAST,
    EMPTY,
    FREE,
    MOVING,
    N_CHANNELS,
    NEVER,
    OFFICIAL,
    OUTSIDE_QUOTA,
    QUOTA,
    SMUGGLED,
    TRANSSHIPPED,
    WHOLE,
    Ints,
    Record,
    State,
)
from sim.world.kernel.receive import month_at


@compiled
def _next_departure(lane: Record, now: int) -> int:
    """Return the minute of the lane's next departure, and keep it."""
    if lane.leaves < now:
        lane.leaves += lane.interval
        if lane.leaves < now:
            lane.leaves = now + (lane.phase - now) % lane.interval
    return lane.leaves


@compiled
def find_slot(s: State, lane: int, now: int, channel: int, via_hub: int) -> int:
    """Return the slot that loads for the next departure on a channel, or -1 if the lane is full.

    Transshipped goods are ``via_hub`` minutes longer under way.
    """
    a = s.lanes[lane]
    leaves = _next_departure(a, now)
    last = a.loading[channel]
    if s.slots[last].leaves == leaves and s.slots[last].channel == channel and s.slots[last].state == MOVING:
        return last
    empty = a.slots_first
    while s.slots[empty].state != EMPTY:
        empty += 1
        if empty == a.slots_last:
            return -1
    slot = s.slots[empty]
    lead = look_up(s.quantiles, a.lead_table, uniform(a.key_0, a.key_1, (leaves - a.phase) // a.interval))
    slot.state = MOVING
    slot.leaves = leaves
    slot.arrives = leaves + part_of(lead, a.haste) + a.detour + a.delay
    if channel == TRANSSHIPPED:
        slot.arrives += via_hub
    slot.channel = channel
    s.due[empty] = slot.arrives
    s.carried[channel] = 1
    a.loading[channel] = empty
    a.next_arrival = min(a.next_arrival, slot.arrives)
    a.slots_top = max(a.slots_top, empty + 1)
    return empty


@compiled
def _load(s: State, k: int, stock: Ints, mass: int, whole: int, now: int, channel: int) -> int:
    """Put ``mass`` of a line's class from a stock on its lane; return what found room."""
    line = s.lines[k]
    via_hub = s.desks[line.desk].detour_time if channel == TRANSSHIPPED else 0
    slot = find_slot(s, line.lane, now, channel, via_hub)
    if slot < 0:
        return 0
    if s.tracing == 1:
        a = s.lanes[line.lane]
        blame_slow(s, k, mass, a.detour + a.delay, s.slots[slot].arrives - s.slots[slot].leaves)
    month = month_at(s, s.slots[slot].leaves)
    first, last = CLASS_FIRST[line.cls], CLASS_LAST[line.cls]
    goods = s.cargo[slot]
    if month == s.month and channel == OFFICIAL:
        draw_twice(stock, goods, s.lanes[line.lane].shipped, first, last, mass, whole)
    else:
        draw_twice(stock, goods, s.flows[channel, month, line.lane, 0], first, last, mass, whole)
    s.lanes[line.lane].loaded += mass
    line.under_way += mass
    return mass


@compiled
def _count_in_quota(s: State, line: Record, mass: int) -> None:
    """Take goods off the quota of their desk and, where customers have accounts, off the account."""
    product = muldiv(mass, line.product_factor, WHOLE)
    desk = s.desks[line.desk]
    desk.quota_left -= product
    if desk.by_customer == 1:
        s.lines[line.account].quota_left -= product


@compiled
def _book_shipped(s: State, k: int, mass: int) -> None:
    """Take what was loaded off the licensed orders first, then off the open ones."""
    line = s.lines[k]
    licensed = min(mass, line.licensed)
    line.licensed -= licensed
    line.open -= mass - licensed
    if line.regime == QUOTA:
        _count_in_quota(s, line, mass)


@compiled
def _room(lane: Record, now: int) -> int:
    """Return the grams a lane can still carry this week."""
    if lane.capacity == NEVER:
        return NEVER
    if lane.loaded_at != now:
        lane.loaded = 0
        lane.loaded_at = now
    return max(lane.capacity - lane.loaded, 0)


@compiled
def _leak(s: State, k: int, stock: Ints, now: int, first: int, last: int) -> int:
    """Send past the regime what leaks this week on the channels from ``first`` up to ``last``."""
    gone = 0
    for channel in range(first, last):
        if s.desks[s.lines[k].desk].leak[channel] > 0:
            gone += _leak_by(s, k, stock, now, channel)
    return gone


@compiled
def _room_in_hub(desk: Record, mass: int) -> Any:
    """Return what a hub passes on of the ``mass`` a line wants to send: pro rata, if last week all wanted too much."""
    desk.hub_asked += mass
    if desk.hub_wanted > desk.hub_room:
        mass = muldiv(mass, desk.hub_room, desk.hub_wanted)
    return min(mass, desk.hub_room - desk.hub_used)


@compiled
def _leak_by(s: State, k: int, stock: Ints, now: int, channel: int) -> int:
    """Send past the regime what leaks on one channel, out of the open orders and those at the desk."""
    line = s.lines[k]
    first, last = CLASS_FIRST[line.cls], CLASS_LAST[line.cls]
    whole = total(stock, first, last)
    lane = s.lanes[line.lane]
    mass = min(may_leak(s, k, channel, now), whole, _room(lane, now)) if lane.closed == 0 else 0
    if mass > 0 and channel == TRANSSHIPPED:
        mass = _room_in_hub(s.desks[line.desk], mass)
    if mass <= 0:
        return 0
    mass = _load(s, k, stock, mass, whole, now, channel)
    if channel == TRANSSHIPPED:
        s.desks[line.desk].hub_used += mass
    if channel == OUTSIDE_QUOTA and line.regime == QUOTA and s.desks[line.desk].by_customer == 1:
        _count_in_quota(s, line, mass)  # what leaves beyond his account is seen in it, and bounds what is still to come
    from_open = min(mass, line.open)
    line.open -= from_open
    rest = mass - from_open
    for i in range(line.applications):
        a = s.applications[line.applications_first + i]
        part = min(a.mass, rest)
        a.mass -= part
        line.at_desk -= part
        rest -= part
    return mass


@compiled
def _ask(s: State, k: int, now: int, month: int) -> int:
    """Put the grams a line may receive now into ``asked`` and return them; what its regime allows into ``allowed``."""
    line = s.lines[k]
    lane = s.lanes[line.lane]
    mass = may_leave(s, k, now, month)
    line.allowed = mass
    if lane.closed > 0:
        mass = 0
    mass = min(mass, _room(lane, now))
    line.asked = mass
    return mass


@compiled
def _update_fill(s: State, k: int, waiting: int, shipped: int) -> None:
    """Remember what part of what waits a line has been getting (over eight weeks) and its normal flow (32)."""
    line = s.lines[k]
    if waiting > 0:
        filled = WHOLE if shipped >= waiting else muldiv(shipped, WHOLE, waiting)
        line.filled += (filled - line.filled) >> 3
    if line.regime == FREE:
        line.rate += (shipped - line.rate) >> 5


@compiled
def _serve_rank(s: State, first: int, last: int, rank: int, stock: Ints, packs: int, asked: int, now: int) -> int:
    """Give the lines of one rank what they ask, or pro rata what there is and can be packed; return what is packed.

    What goes past a desk was never packed here.
    """
    cls = s.lines[first].cls
    left = total(stock, CLASS_FIRST[cls], CLASS_LAST[cls])
    share = min(left, packs, asked)
    running = 0
    given = 0
    packed = 0
    for k in range(first, last):
        line = s.lines[k]
        if line.rank != rank:
            continue
        waiting = line.open + line.licensed + line.at_desk
        running += line.asked
        upto = muldiv(share, running, asked) if share < asked else running
        part = min(upto - given, left)  # what leaked past the desk on the lines before is gone
        given = upto
        cheaper = 0
        if line.regime == QUOTA:  # smugglers pay neither for the quota nor the duty: they are asked, and load, first
            cheaper = _leak(s, k, stock, now, SMUGGLED, N_CHANNELS)
            left -= cheaper
            part = min(part, line.open + line.licensed, left, _room(s.lanes[line.lane], now))
            if s.desks[line.desk].by_customer == 1:  # another lane to the same customer may have used his account
                part = min(part, quota_part(s, k, now))
        if part > 0:
            part = _load(s, k, stock, part, left, now, OFFICIAL)
            _book_shipped(s, k, part)
            packed += part
        if line.regime != FREE:
            part += _leak(s, k, stock, now, OUTSIDE_QUOTA, SMUGGLED if line.regime == QUOTA else N_CHANNELS)
        left -= part
        part += cheaper
        if s.tracing == 1:
            blame_line(s, k, waiting, line.allowed, part)
        _update_fill(s, k, waiting, part)
    return packed


@compiled
def _serve_nobody(s: State, n: int) -> None:
    """Let customers notice that a stopped supplier fills nothing."""
    node = s.nodes[n]
    for k in range(node.supplies_first, node.supplies_last):
        line = s.lines[k]
        waiting = line.open + line.licensed + line.at_desk
        if s.tracing == 1:
            blame_line(s, k, waiting, waiting, 0)
        _update_fill(s, k, waiting, 0)


@compiled
def _next_rank(s: State, first: int, last: int, after: int) -> int:
    """Return the lowest rank above ``after`` among some lines, or never."""
    lowest = NEVER
    for k in range(first, last):
        rank = s.lines[k].rank
        if rank > after:
            lowest = min(lowest, rank)
    return lowest


@compiled
def _packs(node: Record, cls: int) -> Any:
    """Return the grams of a class that a node can pack this week: a throttled trader that part of his usual sales."""
    if node.pace < WHOLE and node.mode == BY_CLASS and node.residence == 0:
        return part_of(node.rate[cls], node.pace)
    return NEVER


@compiled
def _serve_ranks(s: State, first: int, last: int, stock: Ints, packs: int, now: int) -> None:
    """Serve the lines of one class and stream, rank by rank."""
    rank = _next_rank(s, first, last, -1)
    while rank < NEVER:
        asked = 0
        for k in range(first, last):
            if s.lines[k].rank == rank:
                asked += s.lines[k].asked
        packs -= _serve_rank(s, first, last, rank, stock, packs, asked, now)
        rank = _next_rank(s, first, last, rank)


@compiled
def ship(s: State, n: int, now: int, month: int) -> None:
    """Serve all lines of node n: stream by stream and class by class."""
    node = s.nodes[n]
    if node.stops > 0 or node.down == 1:
        _serve_nobody(s, n)
        return
    first = node.supplies_first
    while first < node.supplies_last:
        head = s.lines[first]
        stock = node.byproduct if head.byproduct == 1 else node.product
        asked = 0
        ranked = False
        last = first
        while last < node.supplies_last:
            line = s.lines[last]
            if line.cls != head.cls or line.byproduct != head.byproduct:
                break
            asked += _ask(s, last, now, month)
            ranked = ranked or line.rank != head.rank
            last += 1
        packs = _packs(node, head.cls)
        if ranked:
            _serve_ranks(s, first, last, stock, packs, now)
        else:
            _serve_rank(s, first, last, head.rank, stock, packs, asked, now)
        first = last
