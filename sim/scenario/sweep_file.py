"""From a sweep file to its plan, or to all its mistakes at once."""

from pathlib import Path
from typing import Final

from sim.base.errors import Problem, ScenarioError
from sim.base.units import split
from sim.base.words import words
from sim.scenario.library import read_bytes
from sim.scenario.model import Where
from sim.scenario.sections import KEYS as SCENARIO_KEYS
from sim.scenario.sweep_plan import Factor, SweepPlan, scenario_at
from sim.scenario.tree import Entry, Findings, Listing, Table, Text, misspelt, suggest, suggest_word
from sim.scenario.yaml_text import read

DESIGNS: Final = ("grid", "latin_hypercube")
KEYS: Final = ("title", "story", "scenario", "design", "points", "replications", "seed", "vary", "metrics")
TEXTS: Final = ("title", "story", "scenario", "design", "points", "replications", "seed")
_HINT: Final = "ranges need 'design: latin_hypercube'"


def read_sweep(path: Path) -> SweepPlan:
    """Return the plan in a file. Raises ScenarioError with every mistake found, wrong paths and values included."""
    findings = Findings()
    table = read(read_bytes(path, str(path)), str(path), findings)
    if table is None:
        raise ScenarioError(findings.problems or [Problem(str(path), 1, 1, "a sweep file is a mapping")])
    if "vary" not in {*table.entries, *misspelt(table, KEYS)} and {*table.entries} & ({*SCENARIO_KEYS} - {*KEYS}):
        message = "this is a scenario, and no sweep: nothing in it varies"
        raise ScenarioError(
            [Problem(str(path), table.where.line, table.where.column, message, "run it with 'sim run'")]
        )
    reader = _Reader(table, findings)
    plan = SweepPlan(
        title=table.text("title"),
        scenario=reader.text("scenario"),
        design=reader.choice("design", DESIGNS, "grid"),
        factors=reader.factors(),
        points=reader.whole("points", 0),
        replications=reader.whole("replications", 1),
        seed=reader.whole("seed", 0, least=0),
        metrics=reader.metrics(),
        folder=path.resolve().parent,
    )
    reader.check(plan)
    if plan.scenario:
        _check_paths(plan, table.place("scenario"), findings)
    findings.stop_if_any()
    return plan


def _check_paths(plan: SweepPlan, scenario: Where, findings: Findings) -> None:
    """Load the scenario with every value once, and tell what is wrong where the sweep file says it."""
    found: dict[Problem, None] = {}
    for turn in range(max((len(f.samples) for f in plan.factors), default=0)):
        point = [f.samples[min(turn, len(f.samples) - 1)] for f in plan.factors]
        places = {
            f"--set {f.path}={value}": f.places[min(turn, len(f.places) - 1)]
            for f, value in zip(plan.factors, point, strict=True)
        }
        try:
            scenario_at(plan, point)
        except ScenarioError as error:
            for problem in error.problems:
                place = places.get(problem.file, scenario if problem.line == 0 else None)
                found[_moved(problem, place)] = None
    findings.problems += found


def _moved(problem: Problem, place: Where | None) -> Problem:
    if place is None:
        return problem
    return Problem(place.file, place.line, place.column, problem.message, problem.suggestion)


class _Reader:
    """Reads the keys of a sweep file, noting every mistake with its place."""

    def __init__(self, table: Table, findings: Findings) -> None:
        self._table = table
        self._findings = findings
        self._meant = misspelt(table, KEYS)
        for entry in table:
            if entry.key not in KEYS:
                findings.add(entry.where, f"a sweep has no '{entry.key}'", suggest(entry.key, KEYS))
            elif entry.key in TEXTS and not isinstance(entry.value, Text):
                findings.add(entry.value.where, f"{entry.key} is a single value")

    def text(self, key: str) -> str:
        """Return a required text."""
        if self._table.value(key) is None and key not in self._meant:
            self._findings.add(self._table.where, f"a sweep must have a '{key}'")
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
        value = self._table.value(key)
        if not isinstance(value, Text):
            return default
        if not (value.value.isascii() and value.value.isdigit()) or int(value.value) < least:
            self._findings.add(value.where, f"{key} must be a whole number of at least {least}")
            return default
        return int(value.value)

    def metrics(self) -> tuple[str, ...]:
        """Return a list of metric words, or one; none means all."""
        value = self._table.value("metrics")
        items = value.items if isinstance(value, Listing) else (value,) if value is not None else ()
        names = []
        for item in items:
            if not isinstance(item, Text):
                self._findings.add(item.where, "metrics is a list of names")
            elif item.value not in words("metric"):
                self._findings.add(
                    item.where,
                    f"there is no metric '{item.value}'",
                    suggest_word("metric", item.value, words("metric")),
                )
            else:
                names.append(item.value)
        return tuple(names)

    def factors(self) -> tuple[Factor, ...]:
        """Return what varies."""
        vary = self._table.value("vary")
        if vary is None and "vary" in self._meant:
            return ()
        if not isinstance(vary, Table) or not vary.entries:
            self._findings.add(self._table.place("vary"), "a sweep must 'vary' at least one dotted path")
            return ()
        found = [self._factor(entry) for entry in vary]
        return tuple(f for f in found if f is not None)

    def _factor(self, entry: Entry) -> Factor | None:
        path, value = entry.key, entry.value
        if isinstance(value, Listing) and value.items:
            return self._listed(path, value)
        if isinstance(value, Table) and sorted(value.entries) == ["from", "to"]:
            return self._range(path, value)
        self._findings.add(value.where, f"{path} needs a list of values, or {{from: ..., to: ...}}")
        return None

    def _listed(self, path: str, value: Listing) -> Factor | None:
        texts = [item for item in value.items if isinstance(item, Text)]
        for item in value.items:
            if not isinstance(item, Text):
                self._findings.add(item.where, f"{path}: a single value is due")
        return (
            Factor(path, values=tuple(t.value for t in texts), places=tuple(t.where for t in texts)) if texts else None
        )

    def _range(self, path: str, value: Table) -> Factor | None:
        low, high = split(value.text("from")), split(value.text("to"))
        places = value.place("from"), value.place("to")
        if low and high and low[1] == high[1] and low[0] < high[0]:
            return Factor(path, low=low[0], high=high[0], unit=low[1], places=places)
        self._findings.add(places[0], f"{path}: 'from' must be less than 'to', in the same unit")
        return None

    def check(self, plan: SweepPlan) -> None:
        """Note what fits together badly."""
        if plan.design == "grid":
            for factor in plan.factors:
                if not factor.values:
                    self._findings.add(factor.places[0], f"{factor.path}: a grid needs a list of values", _HINT)
            if self._table.value("points") is not None:
                self._findings.add(self._table.place("points"), "a grid has as many points as its values make")
        if plan.design == "latin_hypercube" and not {"points"} & {*self._table.entries, *self._meant}:
            self._findings.add(self._table.place("design"), "a latin_hypercube needs the number of 'points'")
