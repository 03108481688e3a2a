"""The page of all claims: a table for each section, with what came of the scenarios that carry a claim."""

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sim.base.errors import AskedError
from sim.base.figures import tonnes

if TYPE_CHECKING:
    from sim.scenario.claims import Claim

INTRODUCTION: Final = """# What the founding articles claim

Made from `scenarios/claims.csv` by `sim claims --page`; change it there. The project began with five opinion
pieces. Each of their claims is a row here, in our words, with what carries it in the model: a word of the language,
a scenario, a fact, a node. *Used*: the claim's figure or idea is used. *Rival used*: a better source says
otherwise, and the claim's figure is kept beside it. *Context only*: no gram of rare earth moves by it. "Deduced"
rows are what an engine needs to play the claims.
"""
OUTCOMES_TOLD: Final = """
Behind the name of a scenario stands what it leaves undelivered beside the same world without its disruptions and
policies: short (the median of the runs of [the full counts](soak/README.md), and P10 to P90), and given up for its
price (mean). Where a scenario only describes another world there is nothing to hold it against, and all that its
buyers lack in all its years is *counted whole*, what the baseline's buyers would lack in the same years included.
"""
_NEEDED: Final = ("scenario", "beside", "short_t_p10", "short_t_p50", "short_t_p90", "thrifted_t")
_NOTHING_T: Final = 1.0


def read_outcomes(path: Path) -> dict[str, str]:
    """Return what each scenario of a table of headlines came to, in words. Raises AskedError for another table."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    if not rows or any(name not in rows[0] for name in _NEEDED):
        raise AskedError(f"{path} is no table of headlines: it needs the columns {', '.join(_NEEDED)}")
    return {row["scenario"]: _outcome(row["beside"] != "", *(float(row[name]) for name in _NEEDED[2:])) for row in rows}


def _outcome(compared: bool, low_t: float, middle_t: float, high_t: float, given_up_t: float) -> str:
    told = []
    if high_t >= _NOTHING_T:
        told.append(f"{tonnes(middle_t)} t short ({tonnes(low_t)} to {tonnes(high_t)})")
    if given_up_t >= _NOTHING_T:
        told.append(f"{tonnes(given_up_t)} t given up")
    if told and not compared:
        told.append("counted whole")
    return ", ".join(told) or "nothing is short"


def markdown(claims: "tuple[Claim, ...]", outcomes: Mapping[str, str] | None = None) -> str:
    """Return the page, a section after the other; ``outcomes`` are told of the scenarios that carry a claim."""
    lines = [INTRODUCTION + (OUTCOMES_TOLD if outcomes else "")]
    for section in dict.fromkeys(claim.section for claim in claims):
        lines += [
            f"## {section}\n",
            "| claim | number | article | carried by | figure used | rival | verdict | the model |",
            "|---|---|---|---|---|---|---|---|",
        ]
        lines += [_row(claim, outcomes or {}) for claim in claims if claim.section == section]
        lines.append("")
    return "\n".join(lines)


def _row(claim: "Claim", outcomes: Mapping[str, str]) -> str:
    verdict = f"**{claim.verdict}**: {claim.reason}"
    homes = ", ".join(f"{kind} `{name}`" for kind, name in claim.homes)
    scenarios = [name for kind, name in claim.homes if kind == "scenario"]
    told = [claim.says] if claim.says else []
    told += [f"`{name}`: {outcomes[name]}" for name in scenarios if name in outcomes]
    cells = (
        claim.claim, claim.number, "; ".join(claim.articles), homes, claim.figure, claim.rival, verdict,
        "; ".join(told),
    )  # fmt: skip
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
