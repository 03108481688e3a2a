"""``sim backtest``: the crises of the past played again, beside what happened."""

import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.grid import grid
from sim.cli.options import AsJson, Out, Quiet, SeedOfAll, Verbose, Workers, runs
from sim.cli.places import check_writable
from sim.cli.progress import progress
from sim.cli.screen import listen, remark, say, say_json

if TYPE_CHECKING:
    import pandas as pd

FOLDER = Path("results") / "backtest"
HEAD = ("case", "point", "observed", "band", "model", "P10 to P90", "naive", "skill", "")
CASE_HEAD = ("case", "inside", "error", "naive error", "skill", "")
MEANING = (
    "Model: the median of the runs. Skill: 1 is right, 0 no better than the best naive forecast. Errors of a case are\n"
    "means in half-widths of the bands, in which a model counts as right."
)


def backtest_command(
    cases: Annotated[
        list[str] | None,
        typer.Argument(metavar="CASE...", help="Cases, episodes, or files of episodes of your own; without, all."),
    ] = None,
    replications: Annotated[int, runs("Runs of each episode.")] = 200,
    seed: SeedOfAll = 0,
    workers: Workers = None,
    out: Out = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = 0,
) -> None:
    """Replay past crises, and print what happened beside what the model says."""
    from sim.explore.backtest import backtest
    from sim.explore.backtest.scores import by_case

    listen(verbose, quiet)
    check_writable(out)
    with progress("backtest", quiet) as tick:
        points = backtest(cases or None, replications, seed, workers, tick)
    scored = by_case(points)
    folder = _write(points, scored, out or FOLDER)
    if as_json:
        say_json({"folder": str(folder), "points": points.to_dict("records"), "cases": scored.to_dict("records")})
    else:
        say(f"{points_text(points)}\n\n{cases_text(scored)}\n{MEANING}")
        remark(f"\nWritten to {folder}: points.csv, cases.csv and a figure a case", quiet)


def _write(points: "pd.DataFrame", scored: "pd.DataFrame", folder: Path) -> Path:
    from sim.report.replayed import case_svg
    from sim.run import write_table

    write_table(points, folder / "points.csv")
    write_table(scored, folder / "cases.csv")
    for case, found in points.groupby("case", sort=False):
        (folder / f"{case}.svg").write_bytes(case_svg(str(case), found))
    return folder


def points_text(points: "pd.DataFrame") -> str:
    """Return a row a point as text."""
    rows = [_row(row) for row in points.to_dict("records")]
    return grid(HEAD, rows, frozenset(range(2, 8)))


def _row(row: dict[Any, Any]) -> tuple[str, ...]:
    def shown(name: str) -> str:
        return figure(row[name], row["unit"])

    verdict = "" if row["inside"] else "outside"
    return (
        row["case"], row["point"], shown("observed"), f"{shown('low')} to {shown('high')}", shown("model"),
        f"{shown('p10')} to {shown('p90')}", shown("naive"), figure(row["skill"]),
        ", ".join(part for part in (verdict, row["mark"]) if part),
    )  # fmt: skip


def cases_text(scored: "pd.DataFrame") -> str:
    """Return a row a case as text."""
    rows = [
        (row["case"], f"{row['inside_points']} of {row['points']}", figure(row["error"]), figure(row["naive_error"]),
         figure(row["skill"]), row["mark"])
        for row in scored.to_dict("records")
    ]  # fmt: skip
    return grid(CASE_HEAD, rows, frozenset(range(1, 5)))


def figure(value: float, unit: str = "") -> str:
    """Return a figure with three digits; a month as such, and a dash where there is none."""
    from sim.explore.backtest.page import as_figure

    return "–" if math.isnan(value) else as_figure(value, unit)
