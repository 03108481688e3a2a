"""What the page shows, gathered from the tables of a run."""

import json
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pandas as pd

from sim.base.figures import tonnes
from sim.report.colours import HEAT, heat_step
from sim.report.credibility import GRADES, assumptions, firms, topics, unknown
from sim.report.exports import exports
from sim.report.figures import exports_image, stretches_of, timeline_image, where
from sim.report.happenings import happenings
from sim.report.phrases import span
from sim.report.pivots import Timeline, heat, timelines
from sim.report.reasons import reasons
from sim.report.rows import short_elements, supplied_elements, worst
from sim.report.spans import end_of
from sim.run.short import LEAST_T

if TYPE_CHECKING:
    from sim.run import Replications, Result

    Answer = Result | Replications

TABLE_ROWS = 40
EVENT_ROWS = 60
LONGEST_VALUE = 2000
"""Longer values of the manifest are cut on the page; manifest.json has them whole."""


def content(
    result: "Answer", removal: pd.DataFrame | None = None, remedies: pd.DataFrame | None = None
) -> dict[str, Any]:
    """Return all that the template of the page asks for."""
    about = _opening(result) | _tables(result) | _figures(result) | _events(result) | _trust(result)
    return about | reasons(result, removal, remedies)


def _opening(result: "Answer") -> dict[str, Any]:
    last = result.scenario.horizon.end - timedelta(days=1)
    return {
        "scenario": result.scenario,
        "headline": result.headline(),
        "nearest": result.nearest(),
        "bridge": result.bridge(),
        "not_delivered": result.bridge().whole(tonnes),
        "runs": result.manifest.get("replications", 1),
        "window": result.window,
        "to_the_end": result.window[1] >= last,
        "window_words": span(*result.window),
        "asked_for": result.recovered is None,
        "disturbed": any(cause in result.scenario.disruptions for cause in result.events["cause"].unique()),
        "compared": "baseline" in result.manifest,
    }


def _tables(result: "Answer") -> dict[str, Any]:
    summary, elements = result.summary(), result.by_element()
    rows, more = worst(summary, TABLE_ROWS)
    short = short_elements(elements)
    regions, heat_rows = heat(summary)
    return {
        "elements": short,
        "supplied": supplied_elements(elements, short),
        "roles": sorted({row["role"] for row in short} - {""}),
        "rows": rows,
        "more": more,
        "spread": "shortfall_t_p10" in summary,
        "saving": any(row["thrifted_t"] >= LEAST_T for row in rows),
        "buyers": len(summary),
        "stopped": bool(summary["first_day_short"].notna().any()),
        "regions": regions,
        "heat_rows": [(e, [None if s is None else (s, heat_step(s)) for s in shares]) for e, shares in heat_rows],
        "heat_key": HEAT,
    }


def _figures(result: "Answer") -> dict[str, Any]:
    stretches = stretches_of(result)
    lines = timelines(result.shortfall, result.summary(), result.window)

    def drawn(chosen: Sequence[Timeline]) -> list[dict[str, Any]]:
        return [
            {"element": line.element, "where": where(line), "image": timeline_image(line, stretches)} for line in chosen
        ]

    return {
        "short_figures": drawn([line for line in lines if line.short]),
        "other_figures": drawn([line for line in lines if not line.short]),
        "exports": [(line, exports_image(line, stretches)) for line in exports(result)],
        "shaded": bool(stretches),
        "raised": any(line.short and line.from_above_zero for line in lines),
        "thrift": any(line.thrifted.max() >= LEAST_T for line in lines),
    }


def _events(result: "Answer") -> dict[str, Any]:
    found = happenings(result.events, result.scenario, end_of(result.shortfall))
    return {"events": found[:EVENT_ROWS], "more_events": max(0, len(found) - EVENT_ROWS)}


def _trust(result: "Answer") -> dict[str, Any]:
    return {
        "grades": GRADES,
        "topics": topics(result.scenario),
        "firms": firms(result.scenario),
        "assumptions": assumptions(result.scenario),
        "unknown": (
            result.applicability().says,
            *unknown(result.scenario, int(result.manifest.get("replications", 1))),
        ),
        "manifest": [(str(key), _text(value)) for key, value in result.manifest.items()],
    }


def _text(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, default=str, ensure_ascii=False, indent=1)
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]} …"
