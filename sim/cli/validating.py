"""``sim validate``: every mistake of every file in one pass, each with its line."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import typer

from sim.base.errors import Problem, ScenarioError
from sim.cli.mistakes import in_words
from sim.cli.options import AsJson, Quiet, Verbose
from sim.cli.screen import complain, listen, remark, say, say_json


@dataclass(frozen=True)
class _Check:
    """What a look at one scenario found: mistakes, or how large it is and what in it can never act."""

    problems: tuple[Problem, ...] = ()
    remarks: tuple[Problem, ...] = ()
    size: str = ""


def validate_command(
    files: Annotated[
        list[str], typer.Argument(metavar="FILE", help="Paths of scenario files, or names of scenarios (sim list).")
    ],
    as_json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = 0,
) -> None:
    """Check scenario files without running them.

    Every mistake is told with its line, and what may have been meant. What is no mistake but can never act in
    this run, or is hardly meant, is told as a remark. Exits with 2 if there is a mistake.
    """
    listen(verbose, quiet)
    found = {}
    for file in dict.fromkeys(files):
        found[file] = check = _check(file)
        if not (as_json or quiet or check.problems):
            say(f"{file}: ok ({check.size})")
    if as_json:
        say_json([_entry(file, check) for file, check in found.items()])
    else:
        for problem in dict.fromkeys(p for check in found.values() for p in check.problems):
            complain(in_words(problem))
        for problem in dict.fromkeys(p for check in found.values() for p in check.remarks):
            remark(f"remark: {in_words(problem)}", quiet)
    if any(check.problems for check in found.values()):
        raise typer.Exit(2)


def _check(file: str) -> _Check:
    from sim.scenario import load
    from sim.scenario.doubts import remarks

    try:
        scenario = load(file)
    except ScenarioError as error:
        return _Check(problems=error.problems)
    size = f"{len(scenario.nodes)} nodes, {len(scenario.lanes)} lanes"
    return _Check(remarks=remarks(scenario), size=size)


def _entry(file: str, check: _Check) -> dict[str, object]:
    ok = not check.problems
    return {"file": file, "ok": ok, "problems": _rows(check.problems), "remarks": _rows(check.remarks)}


def _rows(problems: Sequence[Problem]) -> list[dict[str, str | int]]:
    return [
        {"file": p.file, "line": p.line, "column": p.column, "message": p.message, "suggestion": p.suggestion}
        for p in problems
    ]
