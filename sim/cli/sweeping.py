"""``sim sweep``: many runs of a design of experiments into one tidy table."""

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.base.figures import tonnes
from sim.cli.grid import day, grid, percent
from sim.cli.options import AsJson, Out, Quiet, Verbose, Workers
from sim.cli.places import check_writable
from sim.cli.progress import progress
from sim.cli.screen import complain, listen, remark, say, say_json

if TYPE_CHECKING:
    import pandas as pd

log = logging.getLogger(__name__)
ROWS = 20
HEAD = ("runs", "short t, P10", "P50", "P90", "worst hit", "first day short", "all well from")
"""What stands behind the parameters of a point."""


def sweep_command(
    file: Annotated[
        str,
        typer.Argument(metavar="FILE", help="Path of a sweep file, for example scenarios/sweeps/licence_terms.yaml."),
    ],
    workers: Workers = None,
    out: Out = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = 0,
) -> None:
    """Run many variants of a scenario and write one table.

    A sweep file says which values of a scenario vary, over which range, in which design, and what is measured (see
    sim words metric). Prints a row for each point of the design.
    """
    from sim.explore import sweep

    listen(verbose, quiet)
    check_writable(out)
    name = Path(file).stem
    log.info("running %s, every point", name)
    with progress(name, quiet) as tick:
        done = sweep(file, workers=workers, progress=tick)
    folder = done.save(out or Path("results") / "sweeps" / name)
    paths = [factor.path for factor in done.plan.factors]
    if as_json:
        points, table = (frame.to_dict("records") for frame in (done.points, done.table))
        say_json({"folder": str(folder), "failures": done.failures, "points": points, "table": table})
    else:
        say(points_text(done.points, paths))
        remark(f"\nWritten to {folder}: points.csv, a row a point, and table.csv, every metric of every run", quiet)
    if done.failures:
        complain(f"{done.failures} of the runs failed; {folder / 'table.csv'} says which and why")
        raise typer.Exit(1)


def points_text(points: "pd.DataFrame", paths: Sequence[str]) -> str:
    """Return a row a point in order of the design; of too many, those that are short of most tonnes, the worst first.

    Tonnes are quantiles over the replications, days their medians.
    """
    shown = points
    if len(points) > ROWS:
        shown = points.sort_values("shortfall_t_p50", ascending=False, kind="stable").head(ROWS)
    rows = [_row(row, paths) for row in shown.to_dict("records")]
    last = len(paths) + len(HEAD)
    text = grid(["point", *_names(paths), *HEAD], rows, frozenset({0, *range(last - 6, last - 2)}))
    more = len(points) - len(shown)
    return f"{text}\n… and {more} more points, which lack less, in points.csv" if more > 0 else text


def _row(row: dict[Any, Any], paths: Sequence[str]) -> list[str]:
    masses = [tonnes(row[f"shortfall_t_p{percent}"]) if row["runs"] else "failed" for percent in (10, 50, 90)]
    worst = f"{row['worst_hit']} {percent(row['worst_share'])}" if row["worst_hit"] else "–"
    well = (
        "not by the end" if day(row["recovery"]) == day(None) != day(row["first_day_short"]) else day(row["recovery"])
    )
    return [
        str(row["point"]), *(str(row[path]) for path in paths), str(row["runs"]),
        *masses, worst, day(row["first_day_short"]), well,
    ]  # fmt: skip


def _names(paths: Sequence[str]) -> list[str]:
    """Return the paths by as many of their last parts as tell them apart."""
    parts = [path.split(".") for path in paths]
    length = 1
    while len({tuple(part[-length:]) for part in parts}) < len(set(paths)):
        length += 1
    return [".".join(part[-length:]) for part in parts]
