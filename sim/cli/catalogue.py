"""``sim list``: the scenarios there are, those of the past, the blocks to ``use``, and the ids one may name."""

from typing import Annotated

import typer

from sim.base.errors import did_you_mean
from sim.cli.fitting import fitted
from sim.cli.grid import grid
from sim.cli.options import AsJson, Quiet, Verbose
from sim.cli.screen import complain, listen, remark, say, say_json

UNTITLED = "(no title that can be read; try sim validate)"


def list_command(
    what: Annotated[
        str | None,
        typer.Argument(
            metavar="WHAT",
            help="List these ids instead: nodes, buyers, sectors, lanes, passages, routes, desks, elements, forms, "
            "recipes, deposits or buffers.",
        ),
    ] = None,
    scenario: Annotated[
        str, typer.Option("--of", metavar="SCENARIO", help="The scenario whose ids are listed, by name or path.")
    ] = "world",
    as_json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = 0,
) -> None:
    """List scenarios, those that replay the past, and blocks, or the ids that a scenario may name.

    A scenario can be run; a block is a part that scenarios take up with 'use'.
    """
    listen(verbose, quiet)
    if what is not None:
        _list_ids(what, scenario, as_json, quiet)
        return
    from sim.scenario import block_names, history_names, scenario_names, scenarios_root

    named = {"scenario": [*scenario_names(), *history_names()], "block": block_names()}
    entries = [(kind, name, title) for kind, names in named.items() for name, title in names]
    if as_json:
        say_json([{"kind": kind, "name": name, "title": title} for kind, name, title in entries])
        return
    if not entries:
        remark(f"There are no scenarios in {scenarios_root()}.", quiet)
        return
    say(grid(("kind", "name", "title"), [(kind, name, title or UNTITLED) for kind, name, title in entries]))
    remark("\nRun one with: sim run NAME. The ids that a scenario may name: sim list nodes, buyers, ...", quiet)


def _list_ids(what: str, name: str, as_json: bool, quiet: bool) -> None:
    from sim.scenario import load
    from sim.scenario.names import NAMED, named

    if what not in NAMED:
        complain(f"'{what}' cannot be listed ({did_you_mean(what, NAMED) or 'one of ' + ', '.join(NAMED)})")
        raise typer.Exit(2)
    rows = named(load(name), what)
    if as_json:
        say_json(rows)
    elif rows:
        say(fitted(tuple(rows[0]), [tuple(row.values()) for row in rows]))
    else:
        remark(f"There are no {what} in {name}.", quiet)
