"""A sweep file: which scenario, what varies over which values, how the points are chosen, and how often each runs."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sim.base.errors import ScenarioError
from sim.base.units import split
from sim.scenario.library import read_bytes
from sim.scenario.model import Where
from sim.scenario.tree import Findings, Listing, Table, Text, Value, suggest
from sim.scenario.yaml_text import read

DESIGNS: Final = ("grid", "latin_hypercube")
KEYS: Final = ("title", "scenario", "design", "points", "replications", "seed", "vary", "metrics")


@dataclass(frozen=True)
class Factor:
    """One thing that varies: a dotted path, and either its values or its range with a common unit."""

    path: str
    values: tuple[str, ...] = ()
    low: float = 0.0
    high: float = 0.0
    unit: str = ""


@dataclass(frozen=True)
class SweepPlan:
    """What a sweep file says. ``metrics`` empty means all."""

    title: str
    scenario: str
    design: str
    factors: tuple[Factor, ...]
    points: int
    replications: int
    seed: int
    metrics: tuple[str, ...]
    folder: Path


def read_sweep(path: Path) -> SweepPlan:
    """Return the plan in a file. Raises ScenarioError with every mistake found."""
    findings = Findings()
    table = read(read_bytes(path, str(path)), str(path), findings)
    findings.stop_if_any()
    if table is None:
        raise ScenarioError([])
    reader = _Reader(table, findings)
    plan = SweepPlan(
        title=table.text("title"),
        scenario=reader.text("scenario"),
        design=reader.choice("design", DESIGNS, "grid"),
        factors=reader.factors(),
        points=reader.whole("points", 0),
        replications=reader.whole("replications", 1),
        seed=reader.whole("seed", 0, least=0),
        metrics=reader.names("metrics"),
        folder=path.resolve().parent,
    )
    reader.check(plan)
    findings.stop_if_any()
    return plan


class _Reader:
    """Reads the keys of a sweep file, noting every mistake with its place."""

    def __init__(self, table: Table, findings: Findings) -> None:
        self._table = table
        self._findings = findings
        for entry in table:
            if entry.key not in KEYS:
                findings.add(entry.where, f"a sweep has no '{entry.key}'", suggest(entry.key, KEYS))

    def text(self, key: str) -> str:
        """Return a required text."""
        if not self._table.text(key):
            self._findings.add(self._table.place(key), f"a sweep must have a '{key}'")
        return self._table.text(key)

    def choice(self, key: str, choices: tuple[str, ...], default: str) -> str:
        """Return one of several words."""
        word = self._table.text(key) or default
        if word not in choices:
            known = " or ".join(choices)
            self._findings.add(self._table.place(key), f"'{word}' is no {key}: {known}", suggest(word, choices))
        return word

    def whole(self, key: str, default: int, least: int = 1) -> int:
        """Return a whole number."""
        text = self._table.text(key)
        if self._table.value(key) is None:
            return default
        if not text.isdigit() or int(text) < least:
            self._findings.add(self._table.place(key), f"{key} must be a whole number of at least {least}")
            return max(default, least)
        return int(text)

    def names(self, key: str) -> tuple[str, ...]:
        """Return a list of names, or one name."""
        value = self._table.value(key)
        items = value.items if isinstance(value, Listing) else (value,) if value is not None else ()
        return tuple(item.value for item in items if isinstance(item, Text))

    def factors(self) -> tuple[Factor, ...]:
        """Return what varies."""
        vary = self._table.table("vary")
        if not vary.entries:
            self._findings.add(self._table.place("vary"), "a sweep must 'vary' at least one dotted path")
        found = [self._factor(entry.key, entry.value) for entry in vary]
        return tuple(f for f in found if f is not None)

    def _factor(self, path: str, value: Value) -> Factor | None:
        if isinstance(value, Listing) and value.items and all(isinstance(item, Text) for item in value.items):
            return Factor(path, values=tuple(item.value for item in value.items if isinstance(item, Text)))
        if isinstance(value, Table) and sorted(value.entries) == ["from", "to"]:
            low, high = split(value.text("from")), split(value.text("to"))
            if low and high and low[1] == high[1] and low[0] < high[0]:
                return Factor(path, low=low[0], high=high[0], unit=low[1])
            self._findings.add(value.where, f"{path}: 'from' must be less than 'to', in the same unit")
            return None
        where: Where = value.where
        self._findings.add(where, f"{path} needs a list of values, or {{from: ..., to: ...}}")
        return None

    def check(self, plan: SweepPlan) -> None:
        """Note what fits together badly."""
        ranges = [f for f in plan.factors if not f.values]
        if plan.design == "grid" and ranges:
            self._findings.add(
                self._table.table("vary").place(ranges[0].path), "a grid needs values; ranges need design latin_hypercube"
            )
        if plan.design == "latin_hypercube" and plan.points == 0:
            self._findings.add(self._table.place("design"), "a latin_hypercube needs the number of 'points'")
