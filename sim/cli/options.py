"""The options that commands share, so that they read and behave alike, and those that ask a run for more."""

from pathlib import Path
from typing import Annotated, Any

import typer

ScenarioName = Annotated[
    str, typer.Argument(metavar="SCENARIO", help="Name of a scenario (see sim list), or path of a scenario file.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
Quiet = Annotated[bool, typer.Option("-q", "--quiet", help="Print the result alone, without progress and remarks.")]
Verbose = Annotated[
    int,
    typer.Option(
        "-v", "--verbose", count=True, show_default=False, help="Say what is being done; given twice, everything."
    ),
]
Workers = Annotated[
    int | None, typer.Option("--workers", min=1, metavar="N", help="Processes at once; by default one for each core.")
]
Out = Annotated[
    Path | None,
    typer.Option("--out", metavar="DIR", help="Folder to write results to, instead of one under results/."),
]
Causes = Annotated[
    bool,
    typer.Option(
        "--causes",
        help="Say who is to blame for each missing tonne. A run then takes about half as long again.",
    ),
]
Paired = Annotated[
    bool,
    typer.Option(
        "--paired",
        help="--causes, and what would be gone without each disruption by itself: the two differ where causes "
        "overlap. Takes one more run for each disruption.",
    ),
]
Remedies = Annotated[
    bool,
    typer.Option(
        "--remedies",
        help="Try one lever after another (air freight, stocks, thrift, ...), and say what each would have saved.",
    ),
]
Brief = Annotated[
    bool,
    typer.Option("--brief", help="Five lines instead of tables: what, who, when, how much, why (and so the causes)."),
]
Products = Annotated[
    bool,
    typer.Option(
        "--products",
        help="Say what is not built for want of magnets, and the money at risk, each with its range. Of many runs, "
        "the first is asked.",
    ),
]
Changes = Annotated[
    list[str] | None,
    typer.Option(
        "-s",
        "--set",
        metavar="PATH=VALUE",
        help="Change one value, for example nodes.mount_weld.capacity=1.2x; may be given again.",
    ),
]
Seed = Annotated[
    int | None,
    typer.Option("--seed", min=0, metavar="N", help="Seed of all chances, instead of the (first) scenario's."),
]
SeedOfAll = Annotated[int, typer.Option("--seed", min=0, metavar="N", help="Seed of all chances.")]
"""Where many scenarios are run, and none of them has the say."""
Years = Annotated[
    float | None,
    typer.Option("--years", min=0.1, max=29, metavar="N", help="Years that the run lasts, instead of the scenario's."),
]


def runs(what: str) -> Any:
    """Return the option of how many runs there are to be; ``what`` says of what, and what for."""
    return typer.Option("--replications", min=1, metavar="N", help=what)
