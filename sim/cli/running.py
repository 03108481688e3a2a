"""``sim run``: one scenario, once or many times; the shortfall tables, and files to go on with."""

import logging
import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from sim.cli.days import From, To
from sim.cli.ending import ending
from sim.cli.further import Further, further
from sim.cli.interrupts import interrupts
from sim.cli.mistakes import in_words
from sim.cli.options import (
    AsJson,
    Brief,
    Causes,
    Changes,
    Out,
    Paired,
    Products,
    Quiet,
    Remedies,
    ScenarioName,
    Seed,
    Verbose,
    Workers,
    Years,
    runs,
)
from sim.cli.places import check_writable
from sim.cli.progress import progress
from sim.cli.screen import listen, remark, say, say_json
from sim.cli.shortfall import bridge_table, element_table, saved_line, short_rows, shortfall_table

if TYPE_CHECKING:
    from datetime import date

    from sim.run import Replications, Result
    from sim.run.summary import Window
    from sim.scenario.model import Scenario

    Answer = Result | Replications

log = logging.getLogger(__name__)


def run_command(
    scenario: ScenarioName,
    changes: Changes = None,
    seed: Seed = None,
    replications: Annotated[int, runs("How many runs, each with other chances: means, ranges and odds.")] = 1,
    years: Years = None,
    since: From = None,
    until: To = None,
    causes: Causes = False,
    paired: Paired = False,
    remedies: Remedies = False,
    products: Products = False,
    brief: Brief = False,
    workers: Workers = None,
    out: Out = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = 0,
) -> None:
    """Run a scenario and print who runs short.

    A scenario that disturbs the world is read against the same world undisturbed, and only what is short because of
    it is counted. Tables, a manifest and the page report.html go to a folder under results/.
    """
    from sim.run import twin_of
    from sim.scenario import load
    from sim.scenario.doubts import doubts

    listen(verbose, quiet)
    asked = [*(changes or ()), *([] if years is None else [f"horizon.years={years:g}"])]
    chosen = load(scenario, asked)
    for doubt in doubts(chosen):
        remark(f"remark: {in_words(doubt)}", quiet)
    check_writable(out)
    twin = twin_of(chosen)
    began = time.monotonic()
    window = _window(chosen, since, until)
    result = _answer(chosen, twin, seed, replications, workers, quiet, causes or paired or brief, window)
    interrupts.check()
    asked_for = further(result, paired, remedies, products, workers)
    folder = _write(result, asked_for, out, time.monotonic() - began)
    if as_json:
        _say_as_json(result, asked_for, folder)
    elif brief:
        _say_briefly(result, asked_for)
        remark(f"\nWritten to {folder}: tables, manifest.json and report.html", quiet)
    else:
        _say_in_words(result, asked_for, folder, compared=twin is not None, quiet=quiet)


def _window(scenario: "Scenario", since: "date | None", until: "date | None") -> "Window | None":
    """Return the days that were asked for, from the start or to the end of the run where one side is open."""
    if since is None and until is None:
        return None
    return since or scenario.horizon.start, until or scenario.horizon.end


def _answer(
    scenario: "Scenario", twin: "Scenario | None", seed: int | None, replications: int, workers: int | None,
    quiet: bool, causes: bool, window: "Window | None",
) -> "Answer":  # fmt: skip
    from sim.run import replicate, run

    log.info("running %s, %s", scenario.name, "beside its undisturbed twin" if twin else "by itself")
    if replications == 1:
        return run(scenario, seed=seed, baseline=twin, causes=causes, window=window)
    with progress(scenario.name, quiet) as tick:
        return replicate(
            scenario, replications, seed=seed, workers=workers, progress=tick, baseline=twin, causes=causes,
            window=window,
        )  # fmt: skip


def _write(result: "Answer", asked_for: Further, out: Path | None, wall_seconds: float) -> Path:
    from sim.report import write_report
    from sim.run import write_table

    folder = result.save(out, wall_seconds)
    for name, frame in asked_for.frames.items():
        write_table(frame, folder / f"{name}.csv")
    write_report(result, folder / "report.html", **asked_for.on_page())
    return folder


def _say_as_json(result: "Answer", asked_for: Further, folder: Path) -> None:
    begin, end = result.window
    say_json(
        {
            "headline": result.headline(),
            "nearest": result.nearest(),
            "window": {"start": begin, "end": end},
            "bridge": result.bridge().entries(),
            "applicability": asdict(result.applicability()),
            "by_element": result.by_element().to_dict("records"),
            "summary": result.summary().to_dict("records"),
            **{name: frame.to_dict("records") for name, frame in (asked_for.of_runs | asked_for.frames).items()},
            "manifest": result.manifest,
            "folder": str(folder),
        }
    )


def _say_briefly(result: "Answer", asked_for: Further) -> None:
    from sim.report.brief import brief

    for name, line in brief(result, asked_for.frames.get("remedies")).items():
        say(f"{name}: {line}")


def _say_in_words(result: "Answer", asked_for: Further, folder: Path, compared: bool, quiet: bool) -> None:
    summary = result.summary()
    say(f"{result.headline()}\n")
    bridge = result.bridge()
    if bridge.not_delivered_t > 0:
        say(f"{bridge_table(bridge, compared)}\n")
    if saved := saved_line(summary, bridge):
        say(f"{saved}\n")
    if not short_rows(summary).empty:
        say(f"{element_table(result.by_element())}\n")
        say(f"{shortfall_table(summary)}\n")
    elif near := result.nearest():
        say(f"{near}\n")
    for text in asked_for.texts():
        say(f"{text}\n")
    say(ending(result, compared))
    remark(f"\nWritten to {folder}: tables, manifest.json and report.html", quiet)
