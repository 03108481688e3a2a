"""The options that commands share, so that they read and behave alike, and those that ask a run for more."""

from pathlib import Path
from typing import Annotated

import typer

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
Quiet = Annotated[bool, typer.Option("-q", "--quiet", help="Print the result only: no progress, no remarks.")]
Verbose = Annotated[
    int, typer.Option("-v", "--verbose", count=True, show_default=False, help="Say more; twice: everything.")
]
Workers = Annotated[
    int | None, typer.Option("--workers", min=1, metavar="N", help="Processes to use; by default one a core.")
]
Out = Annotated[
    Path | None,
    typer.Option("--out", metavar="DIR", help="Folder to write to, instead of one under results/."),
]
Causes = Annotated[
    bool,
    typer.Option(
        "--causes",
        help="Say who is to blame for each missing tonne. The ledger makes a run about half as long again and most "
        "questions do not need it, so it must be asked for; make run does.",
    ),
]
Paired = Annotated[
    bool,
    typer.Option(
        "--paired",
        help="The causes, and what is gone without each disruption, one run more for each: see where causes overlap.",
    ),
]
Remedies = Annotated[
    bool, typer.Option("--remedies", help="Try one remedy after another, and say what each would have saved.")
]
Brief = Annotated[
    bool,
    typer.Option("--brief", help="Five lines instead of tables: what, who, when, how much, why (and so the causes)."),
]
Products = Annotated[
    bool,
    typer.Option(
        "--products",
        help="Say what is not built for want of magnets, and the money at risk, each with its range (of one run).",
    ),
]
