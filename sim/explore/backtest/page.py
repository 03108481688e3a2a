"""The scoreboard of the past as Markdown: a page with every point, and a small table of the cases for the README."""

import math
from pathlib import Path
from typing import Any, Final

import pandas as pd

from sim.explore.backtest.scores import NUMBERS, by_case
from sim.run import write_table

BEGIN, END = "<!-- history:begin -->", "<!-- history:end -->"
NEVER: Final = "never"
INTRODUCTION: Final = """# Checked against history

Made from the full counts (`docs/soak/history.csv`) by `make soak`; do not edit it. One set of behavioural parameters
for all cases; inputs that no source gives are drawn anew for each run. *Model* is the median of the runs, with P10 to
P90; a point is inside when the median lies in its band, a case when all its points do. *Naive* is the best of the
forecasts of who has no model (a step to what was announced, or persistence). *Skill* is 1 - error / error of the best
naive forecast: 1 is right, 0 is no better than naive, below 0 worse. Errors are means in half-widths of bands; the
error of a case is that of all its points, its skill that of those for which there is a naive forecast. Cases
marked *by construction* rest on the same plants that the ramp prior was taken from; in those marked *no skill* the
naive forecast is already right.
"""


LEFT_OUT: Final = """*Fitted* is the median over the sets of parameters that lie nearest to all episodes, *without its
episode* the median over those that lie nearest to all but this one, chosen among the sets drawn from the priors: the
search for better sets knew every episode. Both rest on the few runs a set that the fit takes, and *model* above on
one set in 200 runs; so they differ, and a point close to a bound may lie on either side of it. Null cases take no part
in the fit."""


def as_figure(value: float, unit: str = "") -> str:
    """Return a figure with three digits, a year and a month as such; a dash where there is none."""
    if math.isnan(value):
        return "–"
    if math.isinf(value):
        return NEVER if value > 0 else "any"
    if unit == "month":
        whole = round(value)
        return f"{whole // 12}-{whole % 12 + 1:02d}"
    if unit == "year":
        return f"{value:.0f}"
    digits = max(0, 2 - math.floor(math.log10(abs(value)))) if value else 0
    return f"{value:,.{min(digits, 3)}f}"


def store(points: pd.DataFrame, path: Path) -> None:
    """Write a table of points, with figures of six digits."""
    numbers = list(points.select_dtypes("float").columns)
    rounded = points.copy()
    rounded[numbers] = points[numbers].map(lambda value: float(f"{value:.6g}"))
    write_table(rounded, path)


def stored(path: Path) -> pd.DataFrame:
    """Return a table of points as it was written."""
    texts = [name for name in pd.read_csv(path, nrows=0).columns if name not in NUMBERS]
    missing = {name: ["", "nan"] for name in NUMBERS}
    return pd.read_csv(path, dtype=dict.fromkeys(texts, "str"), keep_default_na=False, na_values=missing)


def page(points: pd.DataFrame, left_out: pd.DataFrame | None = None) -> str:
    """Return the whole page: the cases, and every point by case."""
    lines = [INTRODUCTION, cases_table(points), ""]
    for case, found in points.groupby("case", sort=False):
        lines += [f"## {case}", "", points_table(found), ""]
    if left_out is not None:
        lines += ["## Judged without its own points", "", LEFT_OUT, "", left_out_table(left_out), ""]
    return "\n".join(lines)


def cases_table(points: pd.DataFrame) -> str:
    """Return a row a case: points inside, error of model and naive forecast, skill."""
    lines = ["| case | points inside | error | naive | skill | |", "|---|--:|--:|--:|--:|---|"]
    for row in by_case(points).to_dict("records"):
        count = f"{row['inside_points']} of {row['points']}"
        told = count if row["inside"] else f"{count} **outside**"
        cells = (row["case"], told, *(as_figure(row[n]) for n in ("error", "naive_error", "skill")), row["mark"])
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def points_table(points: pd.DataFrame) -> str:
    """Return a row a point."""
    lines = [
        "| point | observed | band | model | P10 to P90 | naive | skill | source | |",
        "|---|--:|--:|--:|--:|--:|--:|---|---|",
    ]
    return "\n".join([*lines, *(_row(row) for row in points.to_dict("records"))])


def _row(row: dict[Any, Any]) -> str:
    def shown(name: str) -> str:
        return as_figure(row[name], row["unit"])

    model = shown("model") if row["inside"] else f"{shown('model')} **outside**"
    name = f"{row['point']}, {row['unit']}" if row["unit"] else row["point"]
    cells = (
        name, shown("observed"), f"{shown('low')} to {shown('high')}", model, f"{shown('p10')} to {shown('p90')}",
        shown("naive"), as_figure(row["skill"]), row["source"], row["grade"],
    )  # fmt: skip
    return f"| {' | '.join(str(cell) for cell in cells)} |"


def left_out_table(left_out: pd.DataFrame) -> str:
    """Return the points of each episode as told by parameters that were chosen without it."""
    lines = ["| case | point | observed | fitted | without its episode | |", "|---|---|--:|--:|--:|---|"]
    for row in left_out.to_dict("records"):
        seen, fitted, left = (as_figure(row[name], row["unit"]) for name in ("observed", "fitted", "left_out"))
        told = "" if row["inside"] else "**outside**"
        lines.append(f"| {row['case']} | {row['point']} | {seen} | {fitted} | {left} | {told} |")
    return "\n".join(lines)


def put_into(text: str, points: pd.DataFrame) -> str:
    """Return a text with the table of cases between its two markers. Raises ValueError if it lacks them."""
    if BEGIN not in text or END not in text:
        raise ValueError(f"the text has no '{BEGIN}' and '{END}'")
    before, after = text.split(BEGIN)[0], text.split(END)[1]
    return f"{before}{BEGIN}\n{cases_table(points)}\n{END}{after}"
