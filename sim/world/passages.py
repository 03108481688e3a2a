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
        self._holds: dict[int, int] = {}
        self._waited: dict[int, int] = {}
        self._lanes: dict[str, list[tuple[int, float, int | None]]] = {}
        for j, lane in enumerate(grid.lanes):
            route = grid.scenario.routes[lane.route]
            for passage, at in route.passages.items():
                detour = minutes(route.detours[passage]) if passage in route.detours else None
                self._lanes.setdefault(passage, []).append((j, at, detour))

    def lanes(self, passage: str, detour: bool) -> list[int]:
        """Return the lanes through a passage that have a way around it, or those that have none."""
        return [lane for lane, _, around in self._lanes.get(passage, []) if (around is not None) == detour]

    def close(self, passage: str, now: int) -> bool:
        """Close a passage once more; return whether any lane runs through it."""
        self._closed[passage] = self._closed.get(passage, 0) + 1
        if self._closed[passage] == 1:
            self._since[passage] = now
            for lane, at, detour in self._lanes.get(passage, []):
                self._shut(passage, lane, at, detour, now)
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
                self._note_departures(passage, lane)
        for slot, crossing in self._held.pop(passage, []):
            self._release(slot, max(now - crossing, 0))

    def _shut(self, passage: str, lane: int, at: float, detour: int | None, now: int) -> None:
        record = self._state.lanes[lane]
        if detour is None:
            record["closed"] += 1
        else:
            record["detour"] += detour
        for slot in range(int(record["slots_first"]), int(record["slots_last"])):
            goods = self._state.slots[slot]
            crossing = int(goods["leaves"] + round(at * float(goods["arrives"] - goods["leaves"])))
            if goods["state"] == k.EMPTY or crossing <= now:
                continue
            if detour is not None:
                sent = self._sent_round.setdefault(passage, {})
                shipment = (slot, int(goods["leaves"]))
                goods["arrives"] += 0 if shipment in sent else detour
                sent[shipment] = None
            else:
                self._held.setdefault(passage, []).append((slot, crossing))
                self._holds[slot] = self._holds.get(slot, 0) + 1
                goods["state"] = k.HELD
        self._state.refresh_arrivals(lane)

    def _note_departures(self, passage: str, lane: int) -> None:
        """Remember who left by the detour while the passage was closed: another closing sends nobody round twice."""
        record = self._state.lanes[lane]
        for slot in range(int(record["slots_first"]), int(record["slots_last"])):
            goods = self._state.slots[slot]
            if goods["state"] != k.EMPTY and goods["leaves"] >= self._since[passage]:
                self._sent_round.setdefault(passage, {})[slot, int(goods["leaves"])] = None

    def _release(self, slot: int, waited: int) -> None:
        """Let goods go on when the last passage that held them is open, late by the longest of their waits."""
        self._waited[slot] = max(self._waited.get(slot, 0), waited)
        self._holds[slot] -= 1
        if self._holds[slot] == 0:
            del self._holds[slot]
            goods = self._state.slots[slot]
            goods["arrives"] += self._waited.pop(slot)
            goods["state"] = k.MOVING
            self._state.refresh_arrivals(self._lane_of(slot))

    def _lane_of(self, slot: int) -> int:
        return int((self._state.lanes["slots_last"] > slot).argmax())
