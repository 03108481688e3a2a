"""The one plant: it draws feed, holds it for its residence on its own working clock, and splits it."""

from typing import Any

import numpy as np

from sim.world.kernel.appetite import pull, saleable
from sim.world.kernel.arithmetic import draw, muldiv, part_of, total
from sim.world.kernel.blame import blame_plant
from sim.world.kernel.chance import look_up, uniform
from sim.world.kernel.compiled import compiled
from sim.world.kernel.layout import (
    BASKET_PLANT,
    BY_CLASS,
    CLASS_FIRST,
    CLASS_LAST,
    DRAWN,
    LOST,
    N_BATCHES,
    N_CLASSES,
    N_ELEMENTS,
    NEVER,
    RECIPE,
    SOURCE,
    TO_BYPRODUCT,
    TO_PRODUCT,
    TO_RESIDUE,
    WEEK,
    WHOLE,
    Ints,
    Record,
    State,
)


@compiled
def _count(node: Record, until: int) -> None:
    """Count the minutes up to ``until`` as worked, if they were: on the clock as they are, as work by the factor."""
    if node.stops == 0 and node.down == 0:
        node.clock += until - node.clock_at
        node.worked += (until - node.clock_at) * node.factor
    node.clock_at = until


@compiled
def run_clock(s: State, n: int, now: int) -> None:
    """Advance a node's working clock to now, through the failures and repairs on the way."""
    node = s.nodes[n]
    while node.switch_at <= now:
        _count(node, node.switch_at)
        node.down = 1 - node.down
        table = node.down_table if node.down == 1 else node.up_table
        node.switch_no += 1
        span = look_up(s.quantiles, table, uniform(node.key_0, node.key_1, node.switch_no))
        node.switch_at += max(span, 1)
    _count(node, now)


@compiled
def _surplus(s: State, n: int, e: int, made: int) -> int:
    """Return how much of a separated element finds no room under the surplus cover and stays in the residue."""
    node = s.nodes[n]
    week = max(s.cycle, 0)
    own = part_of(part_of(s.capacity[week, n], node.composition[e]), node.out_share[e])
    room = muldiv(own, node.surplus_cover, WEEK) - node.product[e]
    return max(made - max(room, 0), 0)


@compiled
def split(s: State, n: int, mass: Ints) -> None:
    """Turn a finished batch into product, by-product, residue and loss, and empty it."""
    node = s.nodes[n]
    p = node.plant
    bounded = node.surplus_cover < NEVER
    for e in range(N_ELEMENTS):
        x = mass[e]
        if x == 0:
            continue
        out = part_of(part_of(x, node.out_share[e]), node.yields)
        by = part_of(part_of(x, node.by_share[e]), node.yields)
        left = part_of(x, node.residue_share[e])
        if bounded and out > 0:
            surplus = _surplus(s, n, e, out)
            out -= surplus
            left += surplus
        gone = x - out - by - left
        node.process[e] -= x
        node.product[e] += out
        s.book[p, TO_PRODUCT, e] += out
        if by > 0:
            node.byproduct[e] += by
            s.book[p, TO_BYPRODUCT, e] += by
        if left > 0:
            node.residue[e] += left
            s.book[p, TO_RESIDUE, e] += left
        if gone > 0:
            node.lost[e] += gone
            s.book[p, LOST, e] += gone
        mass[e] = 0


@compiled
def finish_batches(s: State, n: int) -> None:
    """Split every batch whose residence is over on the node's working clock."""
    node = s.nodes[n]
    while node.batches > 0:
        batch = s.batches[node.plant * N_BATCHES + node.batch_first]
        if batch.ready > node.clock:
            return
        split(s, n, batch.mass)
        node.batch_first = (node.batch_first + 1) % node.batch_room
        node.batches -= 1


@compiled
def capacity_now(s: State, n: int, worked: int) -> int:
    """Return the grams that a node can draw in ``worked`` minutes at full capacity, given in billionths."""
    return muldiv(s.capacity[max(s.cycle, 0), n], worked, WEEK * WHOLE)


@compiled
def _dig(s: State, n: int, capacity: int) -> None:
    node = s.nodes[n]
    mass = capacity
    if node.steady == 0:
        week = max(s.cycle, 0)
        room = muldiv(s.capacity[week, n], node.product_cover, WEEK) - total(node.product, 0, N_ELEMENTS)
        mass = max(min(mass, room), 0)
    running = 0
    given = 0
    for e in range(N_ELEMENTS):
        running += node.composition[e]
        upto = muldiv(mass, running, WHOLE)
        part = upto - given
        given = upto
        node.product[e] += part
        node.made[e] += part
        s.book[node.plant, TO_PRODUCT, e] += part


@compiled
def _missing(node: Record, c: int) -> int:
    """Return the product of class c that a plant working to stock still has to put in hand."""
    ahead = node.product_cover + node.residence + WEEK
    target = muldiv(node.rate[c], ahead, WEEK) + node.backorders[c]
    have = total(node.product, CLASS_FIRST[c], CLASS_LAST[c])
    for e in range(CLASS_FIRST[c], CLASS_LAST[c]):
        have += part_of(node.process[e], node.out_share[e])
    return max(target - have, 0)


@compiled
def _put_in_process(s: State, n: int) -> Ints:
    """Open the batch that the coming draw fills, and return its masses.

    When the ring is full (a plant that works part of each week), the last batch takes the draw too: it is
    taken off the books first, since :func:`_book_drawn` books whole batches.
    """
    node = s.nodes[n]
    if node.batches == node.batch_room:
        batch = s.batches[node.plant * N_BATCHES + (node.batch_first + node.batches - 1) % node.batch_room]
        for e in range(N_ELEMENTS):
            node.process[e] -= batch.mass[e]
            s.book[node.plant, DRAWN, e] -= batch.mass[e]
    else:
        batch = s.batches[node.plant * N_BATCHES + (node.batch_first + node.batches) % node.batch_room]
        node.batches += 1
    batch.ready = node.clock + node.residence
    return batch.mass


@compiled
def _book_drawn(s: State, n: int, mass: Ints) -> None:
    node = s.nodes[n]
    for e in range(N_ELEMENTS):
        if mass[e] > 0:
            node.process[e] += mass[e]
            s.book[node.plant, DRAWN, e] += mass[e]


@compiled
def _draw_basket(s: State, n: int, capacity: int) -> None:
    node = s.nodes[n]
    whole = total(node.feed, 0, N_ELEMENTS)
    mass = min(capacity, whole)
    if node.pulls != 0:
        mass = min(mass, pull(s, n, capacity))
    elif node.surplus_cover < NEVER and node.sells != 0:
        mass = min(mass, saleable(s, n, capacity))
    if mass > 0:
        batch = _put_in_process(s, n)
        draw(node.feed, batch, 0, N_ELEMENTS, mass, whole)
        _book_drawn(s, n, batch)


@compiled
def _draw_classes(s: State, n: int, capacity: int) -> None:
    node = s.nodes[n]
    asked = np.zeros(N_CLASSES, dtype=np.int64)
    sum_asked = 0
    for c in range(1, N_CLASSES):
        have = total(node.feed, CLASS_FIRST[c], CLASS_LAST[c])
        if have > 0:
            if node.to_stock == 1:
                have = min(have, muldiv(_missing(node, c), WHOLE, node.out_share[CLASS_FIRST[c]]))
            asked[c] = have
            sum_asked += have
    if sum_asked == 0 or capacity == 0:
        return
    batch = _put_in_process(s, n)
    for c in range(1, N_CLASSES):
        if asked[c] > 0:
            mass = asked[c]
            if sum_asked > capacity:
                mass = muldiv(mass, capacity, sum_asked)
            whole = total(node.feed, CLASS_FIRST[c], CLASS_LAST[c])
            draw(node.feed, batch, CLASS_FIRST[c], CLASS_LAST[c], mass, whole)
    _book_drawn(s, n, batch)


@compiled
def _recipe_part(node: Record, c: int) -> int:
    """Return the share of class c in a recipe, in billionths."""
    return total(node.composition, CLASS_FIRST[c], CLASS_LAST[c])


@compiled
def _in_place(node: Record, c: int, mass: int) -> int:
    """Return the grams of class c that a draw of ``mass`` lacks and the chief class takes the place of."""
    if node.replaceable[c] == 0:
        return 0
    return max(part_of(mass, _recipe_part(node, c)) - total(node.feed, CLASS_FIRST[c], CLASS_LAST[c]), 0)


@compiled
def _recipe_mass(node: Record, mass: int) -> Any:
    """Return how much of ``mass`` the feed allows in the proportions of the recipe, replacing what may be."""
    chief = node.chief
    for c in range(1, N_CLASSES):
        part = _recipe_part(node, c)
        firm = part - part_of(part, node.replaceable[c])
        if firm > 0:
            most = muldiv(total(node.feed, CLASS_FIRST[c], CLASS_LAST[c]), WHOLE, firm)
            if most < mass:
                mass = most
                node.binding = c
    wanted = part_of(mass, _recipe_part(node, chief))
    for c in range(1, N_CLASSES):
        wanted += _in_place(node, c, mass)
    have = total(node.feed, CLASS_FIRST[chief], CLASS_LAST[chief])
    # what has to be replaced falls faster than the mass, so the proportion is on the safe side
    if wanted > have:
        mass = muldiv(mass, have, wanted)
        node.binding = chief
    return mass


@compiled
def _draw_recipe(s: State, n: int, capacity: int) -> None:
    node = s.nodes[n]
    mass = _recipe_mass(node, min(capacity, muldiv(_missing(node, 0), WHOLE, node.out_share[0])))
    if mass <= 0:
        return
    batch = _put_in_process(s, n)
    instead = 0
    for c in range(1, N_CLASSES):
        instead += _in_place(node, c, mass)
    for c in range(1, N_CLASSES):
        part = part_of(mass, _recipe_part(node, c))
        if part > 0:
            whole = total(node.feed, CLASS_FIRST[c], CLASS_LAST[c])
            if c == node.chief:
                part += instead
            draw(node.feed, batch, CLASS_FIRST[c], CLASS_LAST[c], min(part, whole), whole)
    _book_drawn(s, n, batch)


@compiled
def work(s: State, n: int, now: int) -> None:
    """Finish what is ready and draw feed for the time worked since the last review."""
    node = s.nodes[n]
    run_clock(s, n, now)
    worked = node.worked
    node.worked = 0
    node.pace = worked // max(now - node.reviewed_at, 1)
    if s.tracing == 1:
        blame_plant(s, n)
    if node.mode != SOURCE:
        finish_batches(s, n)
    if worked <= 0:
        return
    capacity = capacity_now(s, n, worked)
    if node.mode == SOURCE:
        _dig(s, n, capacity)
    elif node.mode == BASKET_PLANT:
        _draw_basket(s, n, capacity)
    elif node.mode == BY_CLASS:
        _draw_classes(s, n, capacity)
    elif node.mode == RECIPE:
        _draw_recipe(s, n, capacity)
    if node.residence == 0:
        finish_batches(s, n)
