"""``sim validate``: every mistake of every file in one pass, each with its line."""

from collections.abc import Sequence
from typing import Annotated

import typer

from sim.base.errors import Problem, ScenarioError
from sim.cli.mistakes import in_words
from sim.cli.options import AsJson, Quiet, Verbose
from sim.cli.screen import complain, listen, say, say_json


def validate_command(
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="Scenario files, or names of scenarios.")],
    as_json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = 0,
) -> None:
    """Check scenario files without running them."""
    listen(verbose, quiet)
    found = {file: _problems(file, quiet or as_json) for file in dict.fromkeys(files)}
    if as_json:
        say_json([{"file": file, "ok": not problems, "problems": _rows(problems)} for file, problems in found.items()])
    else:
        for problem in dict.fromkeys(p for problems in found.values() for p in problems):
            complain(in_words(problem))
    if any(found.values()):
        raise typer.Exit(2)


def _problems(file: str, quiet: bool) -> tuple[Problem, ...]:
    """Return what is wrong with a scenario; where nothing is, say so at once."""
    from sim.scenario import load

    try:
        scenario = load(file)
    except ScenarioError as error:
        return error.problems
    if not quiet:
        say(f"{file}: ok ({len(scenario.nodes)} nodes, {len(scenario.lanes)} lanes)")
    return ()


def _rows(problems: Sequence[Problem]) -> list[dict[str, str | int]]:
    return [
        {"file": p.file, "line": p.line, "column": p.column, "message": p.message, "suggestion": p.suggestion}
        for p in problems
    ]
