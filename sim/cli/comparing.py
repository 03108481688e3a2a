"""``sim compare``: two scenarios with the same chances, what differs between them and how sure that is."""

import logging
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.days import From, To
from sim.cli.differences import export_table, place_table, stop_table, total_table
from sim.cli.options import AsJson, Out, Quiet, ScenarioName, Seed, Verbose, Workers, runs
from sim.cli.places import check_writable
from sim.cli.progress import progress
from sim.cli.screen import listen, remark, say, say_json

if TYPE_CHECKING:
    from sim.explore import Comparison

log = logging.getLogger(__name__)

NOTE = (
    "Not delivered is short and given up. Both scenarios are counted whole over these days: what an undisturbed\n"
    "world lacks is not taken off, as it is in sim run. The intervals (95 %) tell chance and no other doubt."
)


def compare_command(
    a: ScenarioName,
    b: ScenarioName,
    changes: Annotated[
        list[str] | None,
        typer.Option("-s", "--set", metavar="PATH=VALUE", help="Change one value in the second scenario."),
    ] = None,
    replications: Annotated[int, runs("Pairs of runs.")] = 20,
    seed: Seed = None,
    since: From = None,
    until: To = None,
    workers: Workers = None,
    out: Out = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = 0,
) -> None:
    """Run two scenarios pair by pair and print what differs: the second against the first."""
    from sim.explore import compare
    from sim.scenario import load

    listen(verbose, quiet)
    check_writable(out)
    first, second = load(a), load(b, list(changes or ()))
    log.info("running %s and %s", first.name, second.name)
    with progress(f"{first.name}, {second.name}", quiet) as tick:
        found = compare(first, second, replications, seed, workers, since, until, progress=tick)
    folder = _write(found, out)
    if as_json:
        say_json(_answer(found, folder))
        return
    say(f"{found.headline()}\n")
    for text in (total_table(found), place_table(found), stop_table(found), export_table(found)):
        if text:
            say(f"{text}\n")
    say(NOTE)
    remark(f"\nWritten to {folder}: comparison.csv and comparison.svg", quiet)


def _write(found: "Comparison", out: Path | None) -> Path:
    from sim.report.differences import save_comparison

    name = re.sub(r"[^A-Za-z0-9_.-]", "_", f"{found.a.name}-{found.b.name}").lstrip(".")
    folder = found.save(out or Path("results") / "comparisons" / name / found.id)
    save_comparison(found, folder / "comparison.svg")
    return folder


def _answer(found: "Comparison", folder: Path) -> dict[str, Any]:
    return {
        "headline": found.headline(),
        "a": found.a.name,
        "b": found.b.name,
        "window": {"start": found.window[0], "end": found.window[1]},
        "seed": found.seed,
        "replications": found.replications,
        "differences": found.table.to_dict("records"),
        "folder": str(folder),
    }
