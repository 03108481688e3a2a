"""``sim claims``: what the founding articles claim, and what became of each claim in the model."""

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.claimpage import markdown, read_outcomes
from sim.cli.fitting import fitted, width, wrapped
from sim.cli.options import AsJson, Quiet, Verbose
from sim.cli.screen import complain, listen, remark, say, say_json

if TYPE_CHECKING:
    from sim.scenario.claims import Claim

Page = Annotated[
    Path | None, typer.Option("--page", metavar="FILE", help="Write all claims as a page of Markdown instead.")
]

Outcomes = Annotated[
    Path | None,
    typer.Option("--outcomes", metavar="TABLE", help="Table of headlines, to tell on the page what scenarios came to."),
]


def claims_command(
    name: Annotated[
        str | None,
        typer.Argument(metavar="ID", help="A claim to tell in full (b3), or all of a section (b); see sim claims."),
    ] = None,
    page: Page = None,
    outcomes: Outcomes = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = 0,
) -> None:
    """Show what the founding articles claim, and what came of it.

    The project began with five opinion pieces; each of their claims is carried by something in the model.
    Used: the claim's figure or idea is used. Rival used: a better source says otherwise, and both figures are kept.
    Context only: nothing in the model moves by it.
    """
    from sim.scenario.claims import read_claims

    listen(verbose, quiet)
    if page is None and outcomes is not None:
        complain("--outcomes belongs to a page: name the file with --page FILE")
        raise typer.Exit(2)
    if page is not None and name is not None:
        complain(f"a page holds all claims: leave out '{name}' or --page")
        raise typer.Exit(2)
    claims = read_claims()
    if page is not None:
        told = None if outcomes is None else read_outcomes(outcomes)
        page.write_text(markdown(claims, told), encoding="utf-8")
        remark(f"Written to {page}", quiet)
        return
    chosen = {key: claim for key, claim in numbered(claims).items() if name in (None, key, key[0])}
    if not chosen:
        complain(f"there is no claim '{name}' (for all of them see: sim claims)")
        raise typer.Exit(2)
    if as_json:
        say_json([{"id": key} | _entry(claim) for key, claim in chosen.items()])
    elif name is not None:
        say("\n\n".join(_in_full(key, claim) for key, claim in chosen.items()))
    else:
        say(_overview(chosen))
        remark("\nOne in full, with its reason: sim claims ID. The same as a page: docs/claims.md", quiet)


def numbered(claims: "tuple[Claim, ...]") -> "dict[str, Claim]":
    """Return the claims by the letter of their section and their place in it: a1, a2, ..."""
    found: dict[str, Claim] = {}
    for claim in claims:
        letter = claim.section[0]
        found[f"{letter}{sum(key[0] == letter for key in found) + 1}"] = claim
    return found


def _overview(claims: "Mapping[str, Claim]") -> str:
    """Return all claims, a table a section: what is claimed, what is used, and what the model says."""
    parts = []
    for section in dict.fromkeys(claim.section for claim in claims.values()):
        rows: list[tuple[str, str, str]] = []
        for key, claim in claims.items():
            if claim.section == section:
                number = f": {claim.number}" if claim.number else ""
                told = [f"{claim.claim}{number}"]
                told += [f"used: {claim.figure}"] if claim.figure else []
                told += [f"the model: {claim.says}"] if claim.says else []
                rows += [(key, claim.verdict, told[0]), *(("", "", more) for more in told[1:])]
        parts.append(f"{section}\n\n{fitted(('id', 'verdict', 'claim'), rows)}")
    return "\n\n".join(parts)


def _in_full(key: str, claim: "Claim") -> str:
    """Return all that is known of one claim, a line or more for each part."""
    told = {
        "section": claim.section,
        "number": claim.number,
        "articles": "; ".join(claim.articles),
        "verdict": f"{claim.verdict}: {claim.reason}",
        "figure used": claim.figure,
        "rival": claim.rival,
        "carried by": ", ".join(f"{kind} {home}" for kind, home in claim.homes),
        "the model": claim.says,
    }
    lines = wrapped(f"{key}  {claim.claim}", width(), "    ")
    for what, text in told.items():
        lines += wrapped(f"    {what + ':':<13}{text}", width(), " " * 17) if text else []
    return "\n".join(lines)


def _entry(claim: "Claim") -> dict[str, object]:
    return asdict(claim) | {"homes": [{"kind": kind, "name": name} for kind, name in claim.homes]}
