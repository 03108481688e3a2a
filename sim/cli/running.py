"""``sim run``: one scenario, once or many times; the shortfall table, and files to go on with."""

import logging
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.options import AsJson, Out, Quiet, Verbose, Workers
from sim.cli.screen import listen, progress, remark, say, say_json
from sim.cli.shortfall import shortfall_table

if TYPE_CHECKING:
    from sim.run import Replications, Result
    from sim.scenario.model import Scenario

log = logging.getLogger(__name__)


def run_command(
    scenario: Annotated[str, typer.Argument(metavar="SCENARIO", help="Name of a scenario (see sim list), or path of a scenario file.")],
    changes: Annotated[
        list[str] | None,
        typer.Option("-s", "--set", metavar="PATH=VALUE", help="Change one value: nodes.mount_weld.capacity=1.2x"),
    ] = None,
    seed: Annotated[int | None, typer.Option(min=0, metavar="N", help="Another seed than the scenario's.")] = None,
    replications: Annotated[int, typer.Option(min=1, metavar="N", help="Runs with other chance events.")] = 1,
    years: Annotated[float | None, typer.Option(min=0.1, max=100, metavar="N", help="Length of the run.")] = None,
    workers: Workers = None,
    out: Out = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = 0,
) -> None:
    """Run a scenario and print who runs short."""
    from sim.scenario import load

    listen(verbose)
    asked = [*(changes or ()), *([] if years is None else [f"horizon.years={years:g}"])]
    chosen = load(scenario, asked)
    result = _answer(chosen, seed, replications, workers, quiet or as_json)
    folder = _write(result, out)
    if as_json:
        rows = result.summary().to_dict("records")
        say_json({"headline": result.headline(), "out": str(folder), "manifest": result.manifest, "summary": rows})
        return
    if not quiet:
        say(f"{result.headline()}\n")
    say(shortfall_table(result.summary()))
    remark(f"\n{_ending(result, replications)}\nWritten to {folder}", quiet)


def _answer(
    scenario: "Scenario", seed: int | None, replications: int, workers: int | None, quiet: bool
) -> "Result | Replications":
    from sim.run import replicate, run

    log.info("running %s", scenario.name)
    if replications == 1:
        return run(scenario, seed=seed)
    with progress(scenario.name, quiet) as tick:
        return replicate(scenario, replications=replications, seed=seed, workers=workers, progress=tick)


def _write(result: "Result | Replications", out: Path | None) -> Path:
    from sim.report import write_report

    folder = result.save(out if out is not None else Path("results") / result.scenario.name / _run_id(result.manifest))
    write_report(result, folder / "report.html")
    return folder


def _run_id(manifest: dict[str, Any]) -> str:
    """Name a run by its question, so that the same question has the same folder."""
    parts = f"{manifest['input_hash']}"[:12], f"s{manifest['seed']}", f"n{manifest.get('replications', 1)}"
    return "-".join(parts)


def _ending(result: "Result | Replications", replications: int) -> str:
    baseline = result.manifest.get("baseline")
    whom = f"'{baseline}'" if baseline else "the same world without its disruptions and policies"
    many = f" Mean (days: median) of {replications} runs." if replications > 1 else " One run; see --replications."
    return f"Compared with {whom}: shortfall is demand there that is not delivered here, from the first shock on.{many}"
