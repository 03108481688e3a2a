"""The files of past crises, checked: scenarios/history/<episode>.yaml, .csv and _inputs.csv, and priors.csv."""

from collections.abc import Sequence
from datetime import timedelta
from math import inf
from pathlib import Path
from typing import Final

from sim.base.calendar import month_starts
from sim.base.elements import ELEMENTS, FORMS
from sim.base.errors import AskedError, did_you_mean
from sim.base.regime import CHANNELS
from sim.explore.backtest.measures import MEASURES
from sim.explore.backtest.points import LAWS, MARKS, Episode, Period, Point, Unknown, figure, period
from sim.scenario import Scenario, load, scenarios_root
from sim.scenario.facts import read_rows
from sim.scenario.library import HISTORY, Library, read_bytes
from sim.scenario.model import Where
from sim.scenario.tree import Findings, MeaningError, suggest
from sim.scenario.varied import number, varied

COLUMNS: Final = (
    "case", "point", "measure", "of", "period", "relative_to", "observed", "low", "high", "naive", "unit", "source",
    "grade", "mark",
)  # fmt: skip
OPEN: Final = ("path", "low", "mode", "high", "law", "source", "note")
GRADES: Final = ("A", "B", "C", "D")
PRIORS: Final = "priors"
INPUTS: Final = "_inputs"
_COUNTRIES: Final = ("from_country", "to_country", "country")
_NODES: Final = ("from_node", "to_node", "node")


def history_root() -> Path:
    """Return the folder of past crises."""
    return scenarios_root() / HISTORY


def episode_names() -> tuple[str, ...]:
    """Return the names of the episodes: the scenarios of the past that observations lie beside."""
    return tuple(p.stem for p in sorted(history_root().glob("*.yaml")) if p.with_suffix(".csv").is_file())


def episodes(cases: Sequence[str] | None = None) -> tuple[Episode, ...]:
    """Return the episodes that hold some cases, with those points only; those that bear these names, whole.

    A name with a slash or an ending (``mine/strike_2019.yaml``) is the file of an episode of the user's own. All that
    belong to the project if None. Raises ScenarioError with every mistake in their files, AskedError for a case that
    there is not.
    """
    own = tuple(read_episode(Path(case)) for case in cases or () if _is_file(case))
    asked = frozenset(case for case in cases or () if not _is_file(case))
    if cases and not asked:
        return own
    found = tuple(read_episode(history_root() / f"{name}.yaml") for name in episode_names())
    known = [*(e.name for e in found), *dict.fromkeys(p.case for e in found for p in e.points)]
    for case in sorted(asked.difference(known)):
        raise AskedError(f"there is no case '{case}'; {did_you_mean(case, known) or 'one of ' + ', '.join(known)}")
    chosen = (e if e.name in asked or not asked else e.only(asked) for e in found)
    return (*own, *(e for e in chosen if e.points))


def _is_file(case: str) -> bool:
    return "/" in case or case.endswith(".yaml")


def read_episode(path: Path) -> Episode:
    """Return the episode of a scenario file. Raises ScenarioError with every mistake in the tables beside it."""
    scenario, findings = load(path), Findings()
    points = _points(path.stem, path.with_suffix(".csv"), scenario, findings)
    inputs = read_unknowns(path.with_name(f"{path.stem}{INPUTS}.csv"), [scenario], findings)
    findings.stop_if_any()
    return Episode(path.stem, scenario, points, inputs)


def read_priors(of: Sequence[Episode]) -> tuple[Unknown, ...]:
    """Return the free parameters with their priors, which must mean something in every one of the episodes."""
    findings = Findings()
    found = read_unknowns(history_root() / f"{PRIORS}.csv", [e.scenario for e in of], findings)
    findings.stop_if_any()
    return found


def read_unknowns(path: Path, scenarios: Sequence[Scenario], findings: Findings) -> tuple[Unknown, ...]:
    """Return the open figures in a table; none if there is no such table."""
    if not path.is_file():
        return ()
    found = []
    label = Library(scenarios_root()).label(path)
    for where, cells in read_rows(label, read_bytes(path, label), OPEN, findings):
        try:
            unknown = _unknown(where, cells)
            for scenario in scenarios:
                for u in (1e-6, 1 - 1e-6):
                    varied(scenario, [unknown.at(u)])
            found.append(unknown)
        except (MeaningError, ValueError) as error:
            findings.add(where, f"{cells['path'][:80]}: {error}", getattr(error, "suggestion", ""))
    return tuple(found)


def _unknown(where: Where, cells: dict[str, str]) -> Unknown:
    low, high = number(cells["low"]), number(cells["high"])
    mode = number(cells["mode"]) if cells["mode"] else ((low[0] + high[0]) / 2, low[1])
    if cells["law"] not in LAWS:
        raise MeaningError(f"there is no law '{cells['law'][:40]}'", suggest(cells["law"], LAWS) or " or ".join(LAWS))
    if not low[0] <= mode[0] <= high[0]:
        raise MeaningError("low, mode and high are not in order")
    if not low[1] == mode[1] == high[1]:
        raise MeaningError("a factor (0.8x) and a number stand side by side")
    if not cells["source"] and not cells["note"]:
        raise MeaningError("neither a source nor a note says where this range comes from")
    return Unknown(cells["path"], low[0], mode[0], high[0], cells["law"], low[1], cells["source"], cells["note"], where)


def _points(name: str, path: Path, scenario: Scenario, findings: Findings) -> tuple[Point, ...]:
    label = Library(scenarios_root()).label(path)
    found: list[Point] = []
    for where, cells in read_rows(label, read_bytes(path, label), COLUMNS, findings):
        wrong = _mistakes(cells, scenario)
        if any((p.case, p.name) == (cells["case"], cells["point"]) for p in found):
            wrong["point"] = MeaningError(f"there are two points '{cells['point'][:60]}' of {cells['case'][:60]}")
        for column, error in wrong.items():
            cell = Where(where.file, where.line, COLUMNS.index(column) + 1)  # columns of a table are counted as cells
            findings.add(cell, f"{column}: {error}", error.suggestion)
        if not wrong:
            found.append(_point(name, where, cells, scenario))
    return tuple(found)


def _mistakes(cells: dict[str, str], scenario: Scenario) -> dict[str, MeaningError]:
    """Return what is wrong in a row, by column; what is wrong in ``of`` depends on the measure."""
    found: dict[str, MeaningError] = {}
    for column, check in _CHECKS.items():
        if column == "of" and "measure" in found:
            continue
        try:
            check(cells, scenario)
        except MeaningError as error:
            found[column] = error
    return found


def _point(name: str, where: Where, cells: dict[str, str], scenario: Scenario) -> Point:
    return Point(
        episode=name,
        case=cells["case"],
        name=cells["point"],
        measure=cells["measure"],
        of=_parameters(cells["of"]),
        period=_period(cells["period"], scenario),
        relative_to=_relative(cells["relative_to"], scenario),
        observed=figure(cells["observed"]),
        low=figure(cells["low"]) if cells["low"] else -inf,
        high=figure(cells["high"]) if cells["high"] else inf,
        naive=_naive(cells["naive"]),
        unit=cells["unit"],
        source=cells["source"],
        grade=cells["grade"],
        mark=cells["mark"],
        where=where,
    )


def _parameters(text: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for part in filter(None, (part.strip() for part in text.split(";"))):
        key, equals, value = part.partition("=")
        if not equals or not value.strip():
            raise MeaningError(f"'{part[:60]}' is not written key=value")
        if key.strip() in found:
            raise MeaningError(f"'{key.strip()}' is written twice")
        found[key.strip()] = tuple(one.strip() for one in value.split("|"))
    return found


def _period(text: str, scenario: Scenario) -> Period:
    """Return a period of the run; all whole months of it where none is written."""
    begin, end = scenario.horizon.start, scenario.horizon.end
    touched = month_starts(begin, end + timedelta(days=1))  # the last of them holds the end, so it is not whole
    whole = Period(touched[0] if touched[0] == begin else touched[1], touched[-2])
    if not text:
        return whole
    found = period(text)
    if found.first < whole.first or found.last > whole.last:
        raise MeaningError(
            f"{found} is not in the run, whose whole months are {whole}",
            "begin it earlier or make 'years' a month longer than you need",
        )
    return found


def _relative(text: str, scenario: Scenario) -> float | Period | None:
    if not text:
        return None
    if "-" in text[1:]:
        return _period(text, scenario)
    value = number(text)[0]
    if value == 0:
        raise MeaningError("nothing can be divided by 0")
    return value


def _naive(text: str) -> tuple[float, ...]:
    return tuple(figure(part.strip()) for part in text.split("|") if part.strip())


def _check_measure(cells: dict[str, str], scenario: Scenario) -> None:
    if cells["measure"] not in MEASURES:
        raise MeaningError(
            f"there is no measure '{cells['measure'][:40]}'",
            suggest(cells["measure"], MEASURES) or f"one of {', '.join(MEASURES)}",
        )


def _check_of(cells: dict[str, str], scenario: Scenario) -> None:
    measure, given = MEASURES[cells["measure"]], _parameters(cells["of"])
    for key in given:
        if key not in measure.keys:
            known = f"it has {', '.join(measure.keys)}"
            raise MeaningError(f"'{cells['measure']}' has no '{key}'", suggest(key, measure.keys) or known)
    for key in measure.required:
        if key not in given:
            raise MeaningError(f"'{cells['measure']}' needs '{key}'")
    for key in ("lost", "usual"):
        for value in given.get(key, ()):
            _period(value, scenario)
    for key, values in given.items():
        known_values = _vocabulary(key, scenario)
        for value in values:
            if known_values and value.removeprefix("!") not in known_values:
                raise MeaningError(f"there is no {key} '{value[:60]}'", suggest(value, known_values))


def _vocabulary(key: str, scenario: Scenario) -> tuple[str, ...]:
    """Return what a parameter may be; nothing where it may be anything."""
    if key in _COUNTRIES:
        return tuple(dict.fromkeys(node.country for node in scenario.nodes.values()))
    if key in _NODES:
        return tuple(scenario.nodes)
    fixed: dict[str, tuple[str, ...]] = {
        "element": ELEMENTS, "form": FORMS, "channel": CHANNELS, "zone": ("inside", "outside"),
        "column": ("shipped_t", "arrived_t", "product_t", "output_t", "input_t"),
        "stage": tuple(dict.fromkeys(node.kind for node in scenario.nodes.values())),
        "region": tuple(dict.fromkeys(node.region for node in scenario.nodes.values())),
        "without": tuple(scenario.disruptions),
    }  # fmt: skip
    return fixed.get(key, ())


def _check_period(cells: dict[str, str], scenario: Scenario) -> None:
    _period(cells["period"], scenario)


def _check_relative(cells: dict[str, str], scenario: Scenario) -> None:
    _relative(cells["relative_to"], scenario)


def _check_figures(cells: dict[str, str], scenario: Scenario) -> None:
    low, seen, high = (figure(cells[name]) if cells[name] else None for name in ("low", "observed", "high"))
    if seen is None:
        raise MeaningError("nothing was observed")
    if (low is not None and low > seen) or (high is not None and seen > high):
        raise MeaningError("low, observed and high are not in order")
    if low is None and high is None:
        raise MeaningError("a band needs at least one bound")


def _check_mark(cells: dict[str, str], scenario: Scenario) -> None:
    if cells["mark"] not in MARKS:
        raise MeaningError(f"there is no mark '{cells['mark'][:40]}'", " or ".join(filter(None, MARKS)))


def _check_grade(cells: dict[str, str], scenario: Scenario) -> None:
    if cells["grade"] not in GRADES:
        raise MeaningError(f"there is no grade '{cells['grade'][:40]}'", "one of A, B, C, D, as in the facts")


def _check_naive(cells: dict[str, str], scenario: Scenario) -> None:
    _naive(cells["naive"])


_CHECKS: Final = {
    "measure": _check_measure, "of": _check_of, "period": _check_period, "relative_to": _check_relative,
    "observed": _check_figures, "naive": _check_naive, "grade": _check_grade,
    "mark": _check_mark,
}  # fmt: skip
