"""``sim sweep``: many runs of a design of experiments into one tidy table."""

from pathlib import Path
from typing import Annotated

import typer

from sim.cli.grid import grid
from sim.cli.options import AsJson, Out, Quiet, Verbose, Workers
from sim.cli.screen import complain, listen, progress, remark, say, say_json

ROWS = 10


def sweep_command(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A sweep file.")],
    workers: Workers = None,
    out: Out = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = 0,
) -> None:
    """Run a design of experiments and write one table."""
    from sim.explore import sweep

    listen(verbose)
    with progress(file.stem, quiet or as_json) as tick:
        done = sweep(file, workers=workers, progress=tick)
    folder = done.save(out or Path("results") / "sweeps" / file.stem)
    table = done.table
    if as_json:
        say_json({"out": str(folder), "failures": done.failures, "table": table.to_dict("records")})
    else:
        rows = [[f"{v:.4g}" if isinstance(v, float) else str(v) for v in row] for row in table.head(ROWS).to_numpy()]
        say(grid([str(column) for column in table.columns], rows))
        if len(table) > ROWS:
            say(f"… and {len(table) - ROWS} more rows in table.csv")
        remark(f"\nWritten to {folder}", quiet)
    if done.failures:
        complain(f"{done.failures} of the runs failed; table.csv says which and why")
        raise typer.Exit(1)
