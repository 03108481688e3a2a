"""``sim corridors``: how likely goods are through a chain of roads and sea ways within so many days."""

import logging
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.days import From, To
from sim.cli.grid import grid
from sim.cli.options import AsJson, Out, Quiet, ScenarioName, Seed, Verbose, Workers, runs
from sim.cli.places import check_writable
from sim.cli.progress import progress
from sim.cli.screen import complain, listen, remark, say, say_json

if TYPE_CHECKING:
    import pandas as pd

log = logging.getLogger(__name__)
HEAD = ("corridor", "world")
LIMITS = (5, 10, 20, 30, 45, 60, 75, 90, 105, 120)
"""Days within which goods may arrive."""
NOTE = (
    "Part of the goods that arrive within so many days of being made ready, one lot a week, mean of {runs} runs\n"
    "(standard error up to {error:.1f} points). Undisturbed: the same world without its disruptions. Waiting for\n"
    "orders, stock and room is left out, and so are delays that are no closures."
)


def corridors_command(
    scenario: ScenarioName,
    chains: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[LANE,LANE...]...",
            help="Chains of lanes or routes; by default all ways through passages that the scenario closes.",
        ),
    ] = None,
    replications: Annotated[int, runs("Runs that differ by chance alone.")] = 20,
    seed: Seed = None,
    since: From = None,
    until: To = None,
    workers: Workers = None,
    out: Out = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = 0,
) -> None:
    """Say how likely goods arrive within 5 to 120 days, way by way."""
    from sim.explore.corridors import closed_passages, corridors_of, delivered_within
    from sim.run import write_table
    from sim.scenario import load

    listen(verbose, quiet)
    check_writable(out)
    world = load(scenario)
    ways = _named(chains) if chains else corridors_of(world, closed_passages(world, seed))
    if not ways:
        complain("no way leads through a passage that this scenario closes, or through a port: name lanes or routes")
        raise typer.Exit(2)
    log.info("running %s, %d corridors", world.name, len(ways))
    with progress(world.name, quiet) as tick:
        table = delivered_within(world, ways, replications, seed, workers, since, LIMITS, until, tick)
    if out is not None:
        write_table(table, out / "corridors.csv")
        remark(f"Written to {out}: corridors.csv", quiet)
    if as_json:
        lanes = {name: list(chain) for name, chain in ways.items()}
        say_json({"scenario": world.name, "replications": replications, "corridors": lanes,
                  "delivered_within": table.to_dict("records")})  # fmt: skip
        return
    say(corridor_table(table))
    say(NOTE.format(runs=replications, error=100 * table["standard_error"].fillna(0.0).max()))


def _named(chains: list[str]) -> dict[str, tuple[str, ...]]:
    """Return chains by name: ``NAME=LANE,LANE``, or named after their lanes."""
    found = {}
    for chain in chains:
        name, _, lanes = chain.rpartition("=")
        parts = tuple(part.strip() for part in lanes.split(",") if part.strip())
        found[name.strip() or " + ".join(parts)] = parts
    return found


def corridor_table(table: "pd.DataFrame") -> str:
    """Return a row a corridor and world, and a column for each number of days."""
    limits = sorted(table["days"].unique())
    rows = []
    for name in dict.fromkeys(table["corridor"]):
        for world in dict.fromkeys(table["world"]):
            mine = table[(table["corridor"] == name) & (table["world"] == world)].set_index("days")["share"]
            label = name if world == table["world"].iloc[0] else ""
            rows.append((label, world, *(f"{100 * mine[limit]:.0f} %" for limit in limits)))
    head = (*HEAD, *(f"{limit} d" for limit in limits))
    return grid(head, rows, frozenset(range(2, len(head))))
