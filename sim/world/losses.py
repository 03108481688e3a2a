"""Freight that is lost under way."""

from sim.world.kernel import layout as k
from sim.world.state import RunState


def lose_cargo(state: RunState, lane: int, share: float, now: int, cause: int = k.NOBODY) -> int:
    """Lose a share of every shipment that is on a lane at a minute, by element; return the grams lost.

    What waits at a closed passage is on its way, and so are loaded lorries that have yet to leave; what has arrived is
    not, though its receiver counts it only at his weekly review.
    The receiver no longer counts on them and will ask again; they are booked as his losses, and ``cause`` is to
    blame for what he is short of (its number in the ledger).
    """
    record = state.lanes[lane]
    receiver = state.nodes[int(record["target"])]
    gone = 0
    for slot in range(int(record["slots_first"]), int(record["slots_last"])):
        goods = state.slots[slot]
        if goods["state"] == k.EMPTY or (goods["state"] == k.MOVING and goods["arrives"] <= now):
            continue
        lost = (state.cargo[slot] * share).astype("int64")
        state.cargo[slot] -= lost
        receiver["lost"] += lost
        for i in range(int(record["lines_first"]), int(record["lines_last"])):
            line = state.lines[int(state["of_lane"][i])]
            cls = int(line["cls"])
            mass = int(lost[k.CLASS_FIRST[cls] : k.CLASS_LAST[cls]].sum())
            line["under_way"] -= mass
            receiver["on_order"][cls] -= mass
            if state["tracing"]:
                state["blame"][int(record["target"]), cls, cause] += mass
        gone += int(lost.sum())
    return gone
