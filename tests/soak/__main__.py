"""``python -m tests.soak [DAY] [REPLICATIONS]``: run the full counts and keep their tables in docs/soak and README.

``python -m tests.soak history [REPLICATIONS]`` does the past crises alone, with the page docs/history.md.
"""

import sys
from datetime import date
from pathlib import Path

import pandas as pd

from sim.cli.claimpage import markdown, read_outcomes
from sim.explore.backtest import backtest, page, tested
from sim.explore.backtest.episodes import episode_names
from sim.explore.backtest.keeping import LEFT_OUT, inputs_of, kept
from sim.explore.scoreboard import BEGIN, put_into
from sim.explore.soak import write_soak
from sim.run import paired, replicate, write_table
from sim.scenario import load
from sim.scenario.claims import read_claims

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "soak"
FIGURES = ROOT / "docs" / "figures"
README = ROOT / "README.md"


def main(day: str, replications: int) -> None:
    write_soak(FOLDER, day, replications, step=_tell)
    text = README.read_text(encoding="utf-8")
    if BEGIN in text:
        README.write_text(put_into(text, pd.read_csv(FOLDER / "scoreboard.csv")), encoding="utf-8")
    else:
        _tell("README.md has no place for the scoreboard")
    claims()
    picture(replications)
    history()


def claims() -> None:
    """Write the page of claims anew, with what came of the scenarios that carry them."""
    told = markdown(read_claims(), read_outcomes(FOLDER / "headlines.csv"))
    (ROOT / "docs" / "claims.md").write_text(told, encoding="utf-8")


def picture(replications: int) -> None:
    """Draw the first answer of the README: the headline scenario, as often as in the table above it."""
    _tell("picture")
    scenario = load("china_export_controls")
    figure = replicate(scenario, replications, baseline=paired(scenario)).plot()
    FIGURES.mkdir(exist_ok=True)
    figure.savefig(FIGURES / "first_answer.svg", metadata={"Date": None, "Creator": None})


def history(replications: int = 200) -> None:
    """Replay past crises and keep the points, what they were made from, and the page."""
    _tell("history")
    tested.keep()
    path = FOLDER / "history.csv"
    page.store(backtest(replications=replications), path)
    points, left = page.stored(path), kept(LEFT_OUT)
    inputs = pd.DataFrame(inputs_of(episode_names()).items(), columns=["file", "hash"])
    write_table(inputs, FOLDER / "history_inputs.csv")
    (ROOT / "docs" / "history.md").write_text(page.page(points, None if left.empty else left), encoding="utf-8")
    text = README.read_text(encoding="utf-8")
    if page.BEGIN in text:
        README.write_text(page.put_into(text, points), encoding="utf-8")
    else:
        _tell("README.md has no place for the scoreboard of the past")


def _tell(what: str) -> None:
    sys.stderr.write(f"soak: {what}\n")


if __name__ == "__main__":
    asked = sys.argv[1:]
    if asked[:1] == ["history"]:
        history(*map(int, asked[1:2]))
    else:
        main(asked[0] if asked else date.today().isoformat(), int(asked[1]) if len(asked) > 1 else 100)
