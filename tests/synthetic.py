"""A result with the contract's columns but no simulator behind it, for the rooms that only show results."""

import json
import math
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pandas as pd

from sim.base.calendar import month_starts

START, END = date(2024, 1, 1), date(2034, 1, 1)
BAN, EASED = date(2026, 1, 1), date(2027, 7, 1)
CAUGHT = ("Sm", "Gd", "Tb", "Dy", "Y")
WEIGHT = {"La": 900.0, "Ce": 1200.0, "Pr": 300.0, "Nd": 1100.0, "Sm": 60.0, "Gd": 50.0, "Tb": 6.0, "Dy": 30.0, "Y": 150.0}
REGIONS = {"CN": 0.6, "US": 0.08, "JP": 0.15, "EU": 0.12, "KR": 0.05}
SECTORS = {"magnet": ("ev", "wind"), "oxide": ("electronics",)}


def shortfall_frame(replication: int | None = None, bad: bool = True) -> pd.DataFrame:
    rows = []
    for month in month_starts(START, END):
        years = (month - START).days / 365.25
        for element, weight in WEIGHT.items():
            for region, part in REGIONS.items():
                for form, sectors in SECTORS.items():
                    for sector in sectors:
                        demand = weight * part * 1.05**years * (0.9 + 0.05 * len(sector))
                        gap = _gap(element, region, month, replication or 0) if bad else 0.0
                        rows.append((month.isoformat(), element, form, region, sector, demand, demand * (1 - gap), demand * gap, 0.0, 0.0))
    columns = ["month", "element", "form", "region", "sector", "demand_t", "delivered_t", "shortfall_t", "thrifted_t", "backlog_t"]
    frame = pd.DataFrame(rows, columns=columns)
    if replication is not None:
        frame.insert(0, "replication", replication)
    return frame


def _gap(element: str, region: str, month: date, replication: int) -> float:
    if element not in CAUGHT or region == "CN" or not BAN <= month < date(2028, 1, 1):
        return 0.0
    age = (month - BAN).days / 730
    return min(0.95, max(0.0, 0.75 * math.sin(math.pi * age) + 0.03 * replication))


def events_frame() -> pd.DataFrame:
    rows = [
        ("2026-01-01T00:00", "control", "desk_cn", "begins", "april_list", 0.25),
        ("2027-07-01T00:00", "control", "desk_cn", "ends", "april_list", 0.25),
        ("2028-03-01T00:00", "close", "malacca", "begins", "malacca", None),
        ("2028-05-01T00:00", "close", "malacca", "ends", "malacca", None),
    ]
    return pd.DataFrame(rows, columns=["time", "kind", "subject", "what", "cause", "magnitude"])


class SyntheticResult:
    """Stands in for a Result, or for Replications if there is more than one."""

    def __init__(self, replications: int = 1, bad: bool = True, title: str = "China licenses seven rare earths", **texts):
        many = [shortfall_frame(r if replications > 1 else None, bad) for r in range(replications)]
        self.shortfall = pd.concat(many, ignore_index=True)
        self.events = events_frame() if bad else events_frame().head(0)
        self.scenario = SimpleNamespace(
            name=texts.get("name", "china_export_controls"),
            title=title,
            story=texts.get("story", "The list of April 2025, licensed tightly for eighteen months, then eased."),
            sources=texts.get("sources", ("MOFCOM Announcement 18 of 2025", "USGS MCS 2026")),
            horizon=SimpleNamespace(start=START, years=10.0),
            disruptions={"april_list": None, "malacca": None},
        )
        self.manifest = {
            "input_hash": "3f9a2c" * 8, "seed": 0, "replications": replications, "version": "0.1.0",
            "fingerprint": "b1946ac92492d234", "baseline": "baseline", "grades": {"A": 211, "B": 164, "C": 97, "D": 83},
        }  # fmt: skip

    def summary(self) -> pd.DataFrame:
        rows = self.shortfall[self.shortfall["month"] >= BAN.isoformat()]
        runs = rows["replication"].nunique() if "replication" in rows else 1
        keys = ["element", "form", "region", "sector"]
        out = (rows.groupby(keys)[["demand_t", "delivered_t", "shortfall_t"]].sum() / runs).reset_index()
        out["shortfall_share"] = out["shortfall_t"] / out["demand_t"]
        hit = out["shortfall_t"] > 0
        out["first_day_short"] = [date(2026, 2, 14) if h else None for h in hit]
        out["recovery"] = [date(2028, 1, 17) if h else None for h in hit]
        return out

    def headline(self) -> str:
        worst = self.summary().sort_values("shortfall_t").iloc[-1]
        if worst["shortfall_t"] == 0:
            return "Nobody runs short of anything."
        return (
            f"Japan's electronics makers lack {worst['shortfall_t']:,.0f} t of yttrium oxide "
            f"({worst['shortfall_share']:.0%} of what they need) from 14 February 2026 to 17 January 2028."
        )

    def save(self, folder: Path) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        self.summary().to_csv(folder / "summary.csv", index=False)
        (folder / "manifest.json").write_text(json.dumps(self.manifest), encoding="utf-8")
        return folder
