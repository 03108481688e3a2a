"""``sim list``: the scenarios there are, and the blocks that a scenario can ``use``."""

from sim.cli.grid import grid
from sim.cli.options import AsJson, Quiet, Verbose
from sim.cli.screen import listen, remark, say, say_json


def list_command(as_json: AsJson = False, quiet: Quiet = False, verbose: Verbose = 0) -> None:
    """List the scenarios and blocks that there are."""
    from sim.scenario import catalogue

    listen(verbose)
    entries = catalogue()
    if as_json:
        say_json([{"kind": e.kind, "name": e.name, "title": e.title} for e in entries])
        return
    say(grid(("kind", "name", "title"), [(e.kind, e.name, e.title) for e in entries]))
    remark("\nRun one with: sim run NAME", quiet)
