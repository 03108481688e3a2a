"""``sim sweep``: many runs of a design of experiments into one tidy table."""

import logging
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.grid import grid
from sim.cli.options import AsJson, Out, Quiet, Verbose, Workers
from sim.cli.places import check_writable
from sim.cli.progress import progress
from sim.cli.screen import complain, listen, remark, say, say_json

if TYPE_CHECKING:
    import pandas as pd

log = logging.getLogger(__name__)
ROWS = 10


def sweep_command(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A sweep file, as in scenarios/sweeps.")],
    workers: Workers = None,
    out: Out = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = 0,
) -> None:
    """Run a design of experiments and write one table."""
    from sim.explore import sweep

    listen(verbose, quiet)
    check_writable(out)
    name = Path(file).stem
    log.info("running %s, every point", name)
    with progress(name, quiet) as tick:
        done = sweep(file, workers=workers, progress=tick)
    folder = done.save(out or Path("results") / "sweeps" / name)
    if as_json:
        say_json({"folder": str(folder), "failures": done.failures, "table": done.table.to_dict("records")})
    else:
        say(_first_rows(done.table))
        remark(f"\nWritten to {folder / 'table.csv'}", quiet)
    if done.failures:
        complain(f"{done.failures} of the runs failed; table.csv says which and why")
        raise typer.Exit(1)


def _first_rows(table: "pd.DataFrame") -> str:
    shown = table.drop(columns="error", errors="ignore").head(ROWS)
    rows = [[f"{value:.4g}" if isinstance(value, float) else str(value) for value in row] for row in shown.to_numpy()]
    text = grid([str(column) for column in shown.columns], rows)
    more = len(table) - len(rows)
    return f"{text}\n… and {more} more rows in table.csv" if more > 0 else text
