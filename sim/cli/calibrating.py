"""``sim calibrate``: the free parameters of behaviour, fitted to the crises of the past."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.grid import grid
from sim.cli.options import AsJson, Out, Quiet, SeedOfAll, Verbose, Workers, runs
from sim.cli.places import check_writable
from sim.cli.progress import progress
from sim.cli.screen import listen, remark, say, say_json

if TYPE_CHECKING:
    from sim.explore.backtest.calibrate import Calibration

FOLDER = Path("results") / "calibration"
HEAD = ("parameter", "prior", "best", "P10 to P90 of the posterior")
LEFT_HEAD = ("case", "point", "observed", "fitted", "without its episode", "")


def calibrate_command(
    samples: Annotated[int, typer.Option(min=5, metavar="N", help="Sets of parameters drawn from the priors.")] = 300,
    generations: Annotated[
        int, typer.Option(min=0, metavar="N", help="Generations that descend from the best of them.")
    ] = 10,
    replications: Annotated[int, runs("Runs of each set and episode.")] = 4,
    seed: SeedOfAll = 0,
    keep: Annotated[
        bool, typer.Option("--keep", help="Keep the posterior with the project, in scenarios/history.")
    ] = False,
    workers: Workers = None,
    out: Out = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = 0,
) -> None:
    """Fit the free parameters of behaviour to past crises, one set for all."""
    from sim.explore.backtest.calibrate import calibrate

    listen(verbose, quiet)
    check_writable(out)
    with progress("calibrate", quiet) as tick:
        found = calibrate(samples, generations, replications, seed, workers, tick)
    folder = _write(found, out or FOLDER, keep)
    if as_json:
        tables = {"parameters": found.parameters(), "left_out": found.left_out(), "posterior": found.posterior}
        say_json({"folder": str(folder), **{name: table.to_dict("records") for name, table in tables.items()}})
    else:
        say(f"{parameters_text(found)}\n\n{left_out_text(found)}\n\n{_distances(found)}")
        remark(f"\nWritten to {folder}: samples.csv, posterior.csv, left_out.csv and posterior.json", quiet)


def _write(found: "Calibration", folder: Path, keep: bool) -> Path:
    from sim.explore.backtest import keeping
    from sim.explore.backtest.episodes import history_root
    from sim.run import write_table

    write_table(found.samples, folder / "samples.csv")
    for target in (folder, *([history_root()] if keep else [])):
        keeping.keep(found, target)
    return folder


def parameters_text(found: "Calibration") -> str:
    """Return a row a parameter: its prior, the best set's, and the middle four fifths of the posterior."""
    rows = [
        (row["path"], f"{row['low']:.3g} to {row['high']:.3g}", f"{row['best']:.3g}",
         f"{row['p10']:.3g} to {row['p90']:.3g}")
        for row in found.parameters().to_dict("records")
    ]  # fmt: skip
    return grid(HEAD, rows, frozenset({1, 2, 3}))


def left_out_text(found: "Calibration") -> str:
    """Return a row a point: observed, fitted, and as told by sets that were chosen without its episode."""
    from sim.explore.backtest.page import as_figure

    rows = [
        (row["case"], row["point"], *(as_figure(row[name], row["unit"]) for name in ("observed", "fitted", "left_out")),
         "" if row["inside"] else "outside")
        for row in found.left_out().to_dict("records")
    ]  # fmt: skip
    return grid(LEFT_HEAD, rows, frozenset({2, 3, 4}))


def _distances(found: "Calibration") -> str:
    from sim.explore.backtest.calibrate import DESIGN

    best = float(found.posterior["distance"].iloc[0])
    drawn = found.samples[found.samples["stage"] == DESIGN]["distance"]
    return (
        f"Mean squared miss in half-widths of the bands: {best:.3g} for the best of {len(found.samples)} sets,\n"
        f"{drawn.min():.3g} for the best and {drawn.median():.3g} for the middle one of those drawn from the priors."
    )
