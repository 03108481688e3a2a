"""What the page says of why, how likely and what would help; each part is empty where there is nothing to say."""

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from sim.report.figures import stretches_of
from sim.report.levers import moving
from sim.report.licences import desk_image, desk_lines
from sim.report.prices import price_image, price_lines
from sim.report.rows import Row, records
from sim.report.waterfall import in_words, steps, waterfall_image
from sim.run.odds import likeliest

if TYPE_CHECKING:
    from sim.run import Replications, Result

    Answer = Result | Replications

ODDS_ROWS: Final = 16
APART: Final = 1e-3
"""By more than this part the total of the ledger is another than that of the summary."""
LEAST_SHORT: Final = 0.1
"""Less than so many tonnes short in all, nobody asks who is to blame for."""


def reasons(result: "Answer", removal: pd.DataFrame | None, remedies: pd.DataFrame | None) -> dict[str, Any]:
    """Return what the template asks for beside who runs short; ``removal`` and ``remedies`` took runs of their own."""
    stretches = stretches_of(result)
    return {
        **_causes(result),
        "removal": [] if removal is None else records(removal),
        "remedies": [] if remedies is None else records(remedies),
        "remedies_moving": [] if remedies is None else moving(remedies),
        "odds": _odds(result),
        "prices": [(line, price_image(line, stretches)) for line in price_lines(result)],
        "desks": [(line, desk_image(line, stretches)) for line in desk_lines(result)],
    }


def _causes(result: "Answer") -> dict[str, Any]:
    nothing: dict[str, Any] = {"waterfall": None}
    if not result.manifest["causes"]:
        return nothing
    by_cause = result.by_cause()
    if by_cause["shortfall_t"].sum() < LEAST_SHORT:
        return nothing
    found = steps(by_cause)
    whole, short = float(by_cause["shortfall_t"].sum()), result.bridge().short_t
    apart = abs(whole - short) >= max(0.5, APART * short)
    return {
        "waterfall": waterfall_image(found),
        "waterfall_words": in_words(found),
        "waterfall_total": whole if apart else None,
    }


def _odds(result: Any) -> dict[str, Any] | None:
    """Return the head and rows of the odds of many runs, the likeliest first; None for one run or if nothing is."""
    if result.manifest.get("replications", 1) == 1:
        return None
    frame = result.odds()
    wide = likeliest(frame)
    if wide.empty:
        return None
    overs: dict[float, list[int]] = {}
    columns: list[Any] = wide.columns.tolist()
    for over, months in columns:
        overs.setdefault(float(over), []).append(int(months))
    rows: list[Row] = [
        {"element": element, "region": region, "chances": list(chances)}
        for (element, region), chances in zip(wide.index, wide.to_numpy().tolist(), strict=True)
    ]
    return {
        "overs": overs,
        "rows": rows[:ODDS_ROWS],
        "more": max(0, len(rows) - ODDS_ROWS),
        "runs": int(frame["runs"].max()),
    }
