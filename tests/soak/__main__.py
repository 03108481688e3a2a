"""``python -m tests.soak [DAY] [REPLICATIONS]``: run the full counts and keep their tables in docs/soak and README."""

import sys
from datetime import date
from pathlib import Path

import pandas as pd

from sim.explore.scoreboard import BEGIN, put_into
from sim.explore.soak import write_soak

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "soak"


def main(day: str, replications: int) -> None:
    write_soak(FOLDER, day, replications, step=lambda what: sys.stderr.write(f"soak: {what}\n"))
    readme = ROOT / "README.md"
    text = readme.read_text(encoding="utf-8")
    if BEGIN in text:
        readme.write_text(put_into(text, pd.read_csv(FOLDER / "scoreboard.csv")), encoding="utf-8")
    else:
        sys.stderr.write("soak: README.md has no place for the scoreboard\n")


if __name__ == "__main__":
    asked = sys.argv[1:]
    main(asked[0] if asked else date.today().isoformat(), int(asked[1]) if len(asked) > 1 else 20)
