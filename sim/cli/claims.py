"""``sim claims``: what the founding articles claim, and what became of each claim in the model."""

import textwrap
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.grid import grid
from sim.cli.options import AsJson, Quiet, Verbose
from sim.cli.screen import listen, remark, say, say_json

if TYPE_CHECKING:
    from sim.scenario.claims import Claim

Page = Annotated[
    Path | None, typer.Option("--page", metavar="FILE", help="Write the table as a page of Markdown instead.")
]

INTRODUCTION = """# What the founding articles claim

Made from `scenarios/claims.csv` by `sim claims --page`; change it there. The project began with five opinion
pieces. Each of their claims is a row here, in our words, with what carries it in the model: a word of the language,
a scenario, a fact, a node. *Used*: the claim's figure or idea is used. *Rival used*: a better source says
otherwise, and the claim's figure is kept beside it. *Context only*: no gram of rare earth moves by it. "Deduced"
rows are what an engine needs to play the claims.
"""


def claims_command(page: Page = None, as_json: AsJson = False, quiet: Quiet = False, verbose: Verbose = 0) -> None:
    """Show the claims of the founding articles, and what became of each."""
    from sim.scenario.claims import read_claims

    listen(verbose, quiet)
    claims = read_claims()
    if page is not None:
        page.write_text(markdown(claims), encoding="utf-8")
        remark(f"Written to {page}", quiet)
    elif as_json:
        say_json([_entry(claim) for claim in claims])
    else:
        rows = [(_cut(c.claim), _cut(c.number, 24), c.verdict, _cut(c.figure, 40), _homes(c)) for c in claims]
        say(grid(("claim", "number", "verdict", "figure used", "carried by"), rows))
        remark("\nThe reasons stand in docs/claims.md, and in: sim claims --json", quiet)


def markdown(claims: "tuple[Claim, ...]") -> str:
    """Return the table as a page, a section after the other."""
    lines = [INTRODUCTION]
    for section in dict.fromkeys(claim.section for claim in claims):
        lines += [
            f"## {section}\n",
            "| claim | number | article | carried by | figure used | rival | verdict | the model |",
        ]
        lines.append("|---|---|---|---|---|---|---|---|")
        lines += [_row(claim) for claim in claims if claim.section == section]
        lines.append("")
    return "\n".join(lines)


def _row(claim: "Claim") -> str:
    verdict = f"**{claim.verdict}**: {claim.reason}"
    homes = ", ".join(f"{kind} `{name}`" for kind, name in claim.homes)
    cells = (
        claim.claim,
        claim.number,
        "; ".join(claim.articles),
        homes,
        claim.figure,
        claim.rival,
        verdict,
        claim.says,
    )
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _cut(text: str, width: int = 60) -> str:
    return textwrap.shorten(text, width, placeholder=" …")


def _homes(claim: "Claim") -> str:
    return ", ".join(name for _, name in claim.homes)


def _entry(claim: "Claim") -> dict[str, object]:
    return asdict(claim) | {"homes": [{"kind": kind, "name": name} for kind, name in claim.homes]}
