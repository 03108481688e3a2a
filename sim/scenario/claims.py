"""The claims of the five founding articles, each with the word, fact or scenario that carries it and what came of it.

``scenarios/claims.csv`` holds one claim or mechanism a row. Articles are opinion; where they conflict with each other
or with a better source, both figures stand side by side.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sim.scenario.facts import read_rows
from sim.scenario.library import Library, read_bytes, scenarios_root
from sim.scenario.tree import Findings

FILE: Final = "claims.csv"
COLUMNS: Final = (
    "section", "claim", "number", "articles", "homes", "figure", "rival", "verdict", "reason", "says",
)  # fmt: skip
VERDICTS: Final = ("used", "rival used", "context only")
"""The claim's own figure or idea is used; a better figure is used and the claim's is the rival; nothing moves by it."""
KINDS: Final = ("word", "scenario", "block", "fact", "node", "passage")


@dataclass(frozen=True)
class Claim:
    """One claim in the project's own words.

    ``number`` is the articles' figure, ``figure`` the one used, ``rival`` the other one; ``homes`` are pairs of kind
    and name of what carries it; ``says`` is what the model answers, where it was asked.
    """

    section: str
    claim: str
    number: str
    articles: tuple[str, ...]
    homes: tuple[tuple[str, str], ...]
    figure: str
    rival: str
    verdict: str
    reason: str
    says: str
    line: int


def read_claims(root: Path | None = None) -> tuple[Claim, ...]:
    """Return the claims in the order of the file. Raises ScenarioError with file and row of every mistake."""
    library, findings = Library(root or scenarios_root()), Findings()
    path = library.root / FILE
    label = library.label(path)
    rows = read_rows(label, read_bytes(path, label), COLUMNS, findings)
    for where, cells in rows:
        for mistake in _mistakes(cells):
            findings.add(where, mistake)
    findings.stop_if_any()
    return tuple(_claim(cells, where.line) for where, cells in rows)


def _mistakes(cells: dict[str, str]) -> list[str]:
    found = [f"'{name}' is empty" for name in ("section", "claim", "articles", "reason") if not cells[name]]
    if cells["verdict"] not in VERDICTS:
        found.append(f"verdict '{cells['verdict']}' is none of {', '.join(VERDICTS)}")
    elif not cells["homes"] and cells["verdict"] != "context only":
        found.append("a claim that is used has a home")
    if cells["verdict"] == "rival used" and not (cells["figure"] and cells["rival"]):
        found.append("where a rival is used, both figures are named")
    for home in cells["homes"].split():
        kind, colon, name = home.partition(":")
        if kind not in KINDS or not colon or not name:
            found.append(f"home '{home}' is not written KIND:NAME, with a kind of {', '.join(KINDS)}")
    return found


def _claim(cells: dict[str, str], line: int) -> Claim:
    pairs = [home.split(":", 1) for home in cells["homes"].split()]
    plain = {name: cells[name] for name in COLUMNS if name not in ("articles", "homes")}
    articles = tuple(article.strip() for article in cells["articles"].split(";"))
    return Claim(**plain, articles=articles, homes=tuple((kind, name) for kind, name in pairs), line=line)
