"""``sim list``: the scenarios there are, those of the past, and the blocks that a scenario can ``use``."""

from sim.cli.grid import grid
from sim.cli.options import AsJson, Quiet, Verbose
from sim.cli.screen import listen, remark, say, say_json

UNTITLED = "(no title that can be read; try sim validate)"


def list_command(as_json: AsJson = False, quiet: Quiet = False, verbose: Verbose = 0) -> None:
    """List the scenarios there are, those that replay the past, and the blocks."""
    from sim.scenario import block_names, history_names, scenario_names, scenarios_root

    listen(verbose, quiet)
    named = {"scenario": [*scenario_names(), *history_names()], "block": block_names()}
    entries = [(kind, name, title) for kind, names in named.items() for name, title in names]
    if as_json:
        say_json([{"kind": kind, "name": name, "title": title} for kind, name, title in entries])
        return
    if not entries:
        remark(f"There are no scenarios in {scenarios_root()}.", quiet)
        return
    say(grid(("kind", "name", "title"), [(kind, name, title or UNTITLED) for kind, name, title in entries]))
    remark("\nRun one with: sim run NAME", quiet)
