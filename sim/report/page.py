"""One offline page about a run: a file to read, print or send on. It fetches nothing and runs nothing."""

import base64
import json
import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
from jinja2 import Environment, PackageLoader, StrictUndefined

from sim.report.colours import HEAT, heat_step
from sim.report.credibility import GRADES, UNKNOWN
from sim.report.figures import spans_of, timeline_svg
from sim.report.pivots import Timeline, heat, timelines

if TYPE_CHECKING:
    from sim.run import Replications, Result

    Answer = Result | Replications

TABLE_ROWS = 30
EVENT_ROWS = 120
FRAGMENT_ROWS = 12
MEASURES = ("ban", "quota", "licence")
FORMS = {"compounds_metals": "oxide and metal", "magnet": "magnets"}
LEAST_T = 0.005
"""Less than this prints as 0.00 t and is not worth a line."""
LONGEST_VALUE = 2000
"""Longer values of the manifest are cut on the page; manifest.json has them whole."""


def write_report(result: "Answer", path: Path | str) -> Path:
    """Write the page about a run to ``path``, all at once or not at all, and return the path."""
    target = Path(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        with draft.open("w", encoding="utf-8") as file:
            file.write(_environment().get_template("page.html.jinja").render(_context(result)))
            file.flush()
            os.fsync(file.fileno())
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    return target


def fragment(result: "Answer") -> str:
    """Return a short piece of HTML for a notebook: the headline and the worst rows."""
    short, more = _worst(result.summary(), FRAGMENT_ROWS)
    template = _environment().get_template("fragment.html.jinja")
    return template.render(headline=result.headline(), rows=short, more=more)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("sim.report", "."),
        autoescape=True,  # every text of a scenario may be somebody else's
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(tonnes=_tonnes, percent=_percent, day=_day, magnitude=_magnitude)
    environment.filters.update(plain_day=_plain_day, plain_form=FORMS.get)
    return environment


def _context(result: "Answer") -> dict[str, Any]:
    summary = result.summary()
    short, more = _worst(summary, TABLE_ROWS)
    regions, heat_rows = heat(summary)
    drawn = [_figure(result, line) for line in timelines(result.shortfall, summary)]
    return {
        "scenario": result.scenario,
        "headline": result.headline(),
        "replications": result.manifest.get("replications", 1),
        "window": result.window,
        "elements": _short_elements(result.by_element()),
        "rows": short,
        "more": more,
        "buyers": len(summary),
        "regions": regions,
        "heat_rows": [(e, [None if s is None else (s, heat_step(s)) for s in shares]) for e, shares in heat_rows],
        "heat_key": HEAT,
        "short_figures": [f for f in drawn if f["line"].short],
        "other_figures": [f for f in drawn if not f["line"].short],
        "events": _events(result.events),
        "more_events": max(0, len(result.events) - EVENT_ROWS),
        "grades": _grades(result.manifest),
        "unknown": UNKNOWN,
        "manifest": [(str(key), _text(value)) for key, value in result.manifest.items()],
    }


def _short_elements(elements: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of elements that come short, the largest shortfall first."""
    return _worst(elements[elements["first_day_short"].notna()], len(elements))[0]


def _worst(summary: pd.DataFrame, count: int) -> tuple[list[dict[str, Any]], int]:
    short = summary[summary["shortfall_t"] >= LEAST_T].sort_values("shortfall_t", ascending=False, kind="stable")
    return _records(short.head(count)), max(0, len(short) - count)


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(key): value for key, value in row.items()} for row in frame.to_dict("records")]


def _figure(result: "Answer", line: Timeline) -> dict[str, Any]:
    svg = timeline_svg(line, spans_of(result, line))
    return {"line": line, "source": "data:image/svg+xml;base64," + base64.b64encode(svg).decode("ascii")}


def _events(events: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the events of one run; the steps in which a measure changes its terms make one row."""
    if "replication" in events:
        events = events[events["replication"] == events["replication"].min()]
    rows: list[dict[str, Any]] = []
    for row in _records(events.sort_values("time", kind="stable")):
        last = rows[-1] if rows else None
        if last and last["cause"] == row["cause"] and last["kind"] == row["kind"] and row["kind"] in MEASURES:
            last["steps"] += 1
            last["until"] = row["time"]
        else:
            rows.append(row | {"steps": 0, "until": ""})
    return [_in_words(row) for row in rows[:EVENT_ROWS]]


def _in_words(row: dict[str, Any]) -> dict[str, Any]:
    """Say of a measure from when to when it was in force."""
    if row["until"]:
        changes = (row["steps"] - 1) // 2
        eased = f", its terms changed {changes} times" if changes else ""
        row["what"] = f"in force until {str(row['until'])[:10]}{eased}"
    return row


def _plain_day(day: Any) -> str:
    return f"{day.day} {day:%B %Y}"


def _grades(manifest: Mapping[str, Any]) -> list[tuple[str, str, int]]:
    """Return (grade, what it means, how many figures of this world have it), if the manifest counts them."""
    counts = manifest.get("grades")
    if not isinstance(counts, Mapping):
        return []
    return [(grade, meaning, int(counts.get(grade, 0))) for grade, meaning in GRADES]


def _text(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, default=str, ensure_ascii=False, indent=1)
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]} …"


def _tonnes(value: float) -> str:
    for limit, digits in ((99.95, 0), (9.995, 1)):
        if abs(value) >= limit:
            return f"{value:,.{digits}f}"
    return f"{value:.2f}"


def _percent(share: float) -> str:
    percent = 100 * share
    if 0 < percent < 0.1:
        return "<0.1 %"
    return f"{percent:.1f} %" if percent < 9.95 else f"{percent:.0f} %"


def _day(value: Any) -> str:
    return "–" if value is None or value is pd.NaT or value != value else str(value)[:10]


def _magnitude(value: Any) -> str:
    if value is None or value != value:
        return ""
    return f"{value:,.6g}" if isinstance(value, int | float) else str(value)
