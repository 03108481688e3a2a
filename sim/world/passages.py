"""Closed passages: goods short of one wait or take the detour, and go on when it opens."""

from sim.base.calendar import minutes
from sim.world.grid import Grid
from sim.world.kernel import layout as k
from sim.world.state import RunState


class Passages:
    """Keeps which passages are closed by whom, and what each holds."""

    def __init__(self, grid: Grid, state: RunState) -> None:
        self._state = state
        self._closed: dict[str, int] = {}
        self._since: dict[str, int] = {}
        self._sent_round: dict[str, dict[tuple[int, int], None]] = {}
        self._held: dict[str, list[tuple[int, int]]] = {}
        """By passage: lanes and slots of what waits for it to open."""
        self._holders: dict[int, dict[str, float]] = {}
        """By slot: who holds it, and at what part of its way."""
        self._waits: dict[int, tuple[int, list[tuple[float, int]]]] = {}
        """By slot: when its goods left, and where they have waited how long."""
        self._lanes: dict[str, list[tuple[int, float, int | None]]] = {}
        self._detours: dict[int, list[tuple[str, float, int]]] = {}
        for j, lane in enumerate(grid.lanes):
            route = grid.scenario.routes[lane.route]
            for passage, at in route.passages.items():
                detour = minutes(route.detours[passage]) if passage in route.detours else None
                self._lanes.setdefault(passage, []).append((j, at, detour))
                if detour is not None:
                    self._detours.setdefault(j, []).append((passage, at, detour))

    def lanes(self, passage: str, detour: bool) -> list[int]:
        """Return the lanes through a passage that have a way around it, or those that have none."""
        return [lane for lane, _, around in self._lanes.get(passage, []) if (around is not None) == detour]

    def close(self, passage: str, now: int) -> bool:
        """Close a passage once more; return whether any lane runs through it."""
        if self._closed.get(passage, 0) == 0:
            self._since[passage] = now
            for lane, at, detour in self._lanes.get(passage, []):
                self._shut(passage, lane, at, detour, now)
        self._closed[passage] = self._closed.get(passage, 0) + 1
        return passage in self._lanes

    def open(self, passage: str, now: int) -> None:
        """Take back one closing; the last one lets everything go on."""
        self._closed[passage] -= 1
        if self._closed[passage] > 0:
            return
        for lane, _, detour in self._lanes.get(passage, []):
            record = self._state.lanes[lane]
            if detour is None:
                record["closed"] -= 1
            else:
                record["detour"] -= detour
                self._call_back(passage, lane, detour, now)
                self._note_departures(passage, lane, now)
        for lane, slot in self._held.pop(passage, []):
            self._release(passage, lane, slot, now)

    def _shut(self, passage: str, lane: int, at: float, detour: int | None, now: int) -> None:
        record = self._state.lanes[lane]
        if detour is None:
            record["closed"] += 1
        else:
            record["detour"] += detour
        for slot in range(int(record["slots_first"]), int(record["slots_last"])):
            goods = self._state.slots[slot]
            if goods["state"] == k.EMPTY or self._is_past(lane, slot, at, now):
                continue
            if detour is not None:
                sent = self._sent_round.setdefault(passage, {})
                shipment = (slot, int(goods["leaves"]))
                goods["arrives"] += 0 if shipment in sent else detour
                sent[shipment] = None
            else:
                self._held.setdefault(passage, []).append((lane, slot))
                self._holders.setdefault(slot, {})[passage] = at
                goods["state"] = k.HELD
        self._state.refresh_arrivals(lane)

    def _call_back(self, passage: str, lane: int, detour: int, now: int) -> None:
        """Let goods take the short way again that were to go round a passage and have not left when it opens."""
        record, sent = self._state.lanes[lane], self._sent_round.get(passage, {})
        for slot in range(int(record["slots_first"]), int(record["slots_last"])):
            goods = self._state.slots[slot]
            leaves = int(goods["leaves"])
            if goods["state"] != k.EMPTY and leaves > now:
                goods["arrives"] -= detour
                sent.pop((slot, leaves), None)
        self._state.refresh_arrivals(lane)

    def _note_departures(self, passage: str, lane: int, now: int) -> None:
        """Remember who left by the detour while the passage was closed: another closing sends nobody round twice."""
        record = self._state.lanes[lane]
        for slot in range(int(record["slots_first"]), int(record["slots_last"])):
            goods = self._state.slots[slot]
            if goods["state"] != k.EMPTY and self._since[passage] <= goods["leaves"] <= now:
                self._sent_round.setdefault(passage, {})[slot, int(goods["leaves"])] = None

    def _release(self, passage: str, lane: int, slot: int, now: int) -> None:
        """Note how long goods have waited at a passage that opens; let them go on if no other holds them.

        Who is held before it, or at the same place, has not come to it yet, and has not waited for it.
        """
        goods, holders = self._state.slots[slot], self._holders[slot]
        at = holders.pop(passage)
        if all(held_at > at for held_at in holders.values()):
            waited = max(now - self._crossing(lane, slot, at), 0)
            self._waits[slot] = int(goods["leaves"]), [*self._waits_of(slot), (at, waited)]
            goods["arrives"] += waited
        if not holders:
            del self._holders[slot]
            goods["state"] = k.MOVING
            self._state.refresh_arrivals(lane)

    def _is_past(self, lane: int, slot: int, at: float, now: int) -> bool:
        """Return whether goods have passed a part of their way: never one beyond a place where they are held."""
        held = any(held_at <= at for held_at in self._holders.get(slot, {}).values())
        return not held and self._crossing(lane, slot, at) <= now

    def _crossing(self, lane: int, slot: int, at: float) -> int:
        """Return the minute at which goods pass a part of their way if nobody holds them any more.

        What waits and detours have added was added at one place: it makes the way behind it no longer.
        """
        goods = self._state.slots[slot]
        leaves = int(goods["leaves"])
        late = self._waits_of(slot) + [
            (place, detour)
            for passage, place, detour in self._detours.get(lane, [])
            if self._went_round(passage, slot, leaves)
        ]
        lead = int(goods["arrives"]) - leaves - sum(added for _, added in late)
        return leaves + round(at * float(lead)) + sum(added for place, added in late if place <= at)

    def _waits_of(self, slot: int) -> list[tuple[float, int]]:
        """Return where the goods in a slot have waited; what the slot carried before them is forgotten."""
        left, waits = self._waits.get(slot, (0, []))
        return waits if left == int(self._state.slots[slot]["leaves"]) else []

    def _went_round(self, passage: str, slot: int, leaves: int) -> bool:
        """Return whether goods were sent round a passage, or have left by its detour since it closed."""
        if (slot, leaves) in self._sent_round.get(passage, {}):
            return True
        return self._closed.get(passage, 0) > 0 and leaves >= self._since[passage]
