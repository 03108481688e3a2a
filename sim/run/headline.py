"""What a run says in one sentence."""

from datetime import date
from typing import Any, Final

import pandas as pd

from sim.base.calendar import DAYS_PER_YEAR
from sim.run.bridge import BESIDE
from sim.run.nearest import Nearest
from sim.run.short import is_short
from sim.run.summary import Window

NAMED_T: Final = 1.0
NAMED_SHARE: Final = 0.05
"""Who lacks less than so many tonnes, and less than this share of a year's need, is not named as the first."""

GIVEN_UP: Final = 0.01
"""What buyers do without is told if it is more than this part of their need."""

REGIONS: Final = {
    "CN": "China", "US": "the United States", "JP": "Japan", "KR": "Korea", "EU": "Europe", "IN": "India",
    "SEA": "Southeast Asia", "TW": "Taiwan", "PK": "Pakistan", "RoW": "the rest of the world",
}  # fmt: skip
SECTORS: Final = {"ev": "EV", "wind": "wind power", "ict": "ICT"}
MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
ELEMENTS: Final = {
    "La": "lanthanum", "Ce": "cerium", "Pr": "praseodymium", "Nd": "neodymium", "Sm": "samarium", "Eu": "europium",
    "Gd": "gadolinium", "Tb": "terbium", "Dy": "dysprosium", "Ho": "holmium", "Er": "erbium", "Tm": "thulium",
    "Yb": "ytterbium", "Lu": "lutetium", "Y": "yttrium", "Sc": "scandium",
}  # fmt: skip


def headline(
    title: str, summary: pd.DataFrame, undisturbed: bool | None, window: Window, over: bool | None,
    decided: bool = False, later: float = 0.0,
) -> str:  # fmt: skip
    """Return one sentence about who runs short first, and how much is not delivered: what is short, what is given up.

    ``undisturbed`` says that nothing differs from the run without the disruptions, None that nobody compared.
    ``window`` is the span that the summary counts; ``over`` says that all have recovered by its end, None that these
    days were asked for; ``decided`` that some use is given up by decision, and not for its price alone; ``later`` is
    what is given up after the window, t, if it is worth a word.
    """
    if undisturbed:
        return f"“{title}” changes nothing: all goes as it would without it."
    short = summary[is_short(summary["shortfall_t"], summary["demand_t"])]
    missing = float(short["shortfall_t"].sum())
    saved, share = _saved(summary, missing)
    if short.empty:
        alone = f"; not delivered are {_given_up(saved, share, decided)}" if share else ""
        return f"Under “{title}”, nobody runs short of any rare earth{alone}."
    total = f"in all {_tonnes(missing)} are short"
    if share:
        whole = _tonnes(_as_shown(missing) + _as_shown(saved))
        parts = f"{_tonnes(missing)} short and {_given_up(saved, share, decided)}"
        total = f"in all {whole} are not delivered ({parts})"
    between = f"between {_day(window[0])} and {_day(window[1])}"
    until = _until(short, over) + (f" ({_tonnes(later)} more are given up after that)" if later else "")
    return f"Under “{title}”, {_first(short, window)}; {total} {between}, {until}; {_most(short)}."


def _saved(summary: pd.DataFrame, missing: float) -> tuple[float, float]:
    """Return what buyers do without themselves, t, and its share of the need of those who save or run short.

    The share is 0 if it is not worth a word, beside the need and beside the ``missing`` tonnes that are short.
    """
    saving = is_short(summary["thrifted_t"], summary["demand_t"])
    saved = float(summary.loc[saving, "thrifted_t"].sum())
    need = float(summary.loc[saving | is_short(summary["shortfall_t"], summary["demand_t"]), "demand_t"].sum())
    much = saved > GIVEN_UP * need or saved > BESIDE * missing > 0
    return saved, saved / need if much else 0.0


def _given_up(saved: float, share: float, decided: bool) -> str:
    why = "because of price or by decision" if decided else "because of price"
    return f"{_tonnes(saved)} given up {why}, {_percent(share)} of the need of those concerned"


def _first(short: pd.DataFrame, window: Window) -> str:
    dated = short[short["first_day_short"].notna()]
    if dated.empty:
        return f"{buyers(short.iloc[0])} lack {good(short.iloc[0])} without any line standing still"
    dated = worth_naming(dated, window)
    row = dated.iloc[dated["first_day_short"].to_numpy().argmin()]
    return f"{buyers(row)} run short first, of {good(row)}, on {_day(row['first_day_short'])}"


def _most(short: pd.DataFrame) -> str:
    of = short.groupby("element", sort=False)[["shortfall_t", "demand_t"]].sum()
    most = of.sort_values("shortfall_t", ascending=False, kind="stable").reset_index().iloc[0]
    element = ELEMENTS.get(most["element"], most["element"])
    share = most["shortfall_t"] / most["demand_t"]
    return (
        f"most of what is short is {element} "
        f"({_tonnes(most['shortfall_t'])}, {_percent(share)} of what those who lack it need)"
    )


def nearest_line(found: Nearest) -> str:
    """Return in one sentence who came nearest to running short, and how near."""
    month = f"{MONTHS[found.month.month - 1]} {found.month.year}"
    return (
        f"Nearest to it came {buyers(vars(found))}: at the end of {month} their stock of {good(vars(found))} would "
        f"have lasted {found.cover_d:.0f} days, against {found.usual_d:.0f} in the undisturbed world."
    )


def worth_naming(short: pd.DataFrame, window: Window) -> pd.DataFrame:
    """Return the rows that lack a tonne, or a twentieth of what they need in a year; all, if none lacks so much.

    Ten years are long enough for a few hundred kilograms that one firm once waited for to come first.
    """
    years = (window[1] - window[0]).days / DAYS_PER_YEAR
    much = short[(short["shortfall_t"] >= NAMED_T) | (short["shortfall_t"] * years >= NAMED_SHARE * short["demand_t"])]
    return short if much.empty else much


def _until(short: pd.DataFrame, over: bool | None) -> str:
    if over is None:
        return "the days asked for"
    if short["first_day_short"].isna().all():
        return "and no buyer has to stop"
    relapsed = bool(short["short_again"].notna().any())
    if over:
        return "when the last recover for good, after relapses" if relapsed else "when the last recover"
    return f"and {'after relapses ' if relapsed else ''}not all have recovered by then"


def buyers(row: Any) -> str:
    """Return who the buyers of a row of the summary are: Korea's industrial buyers."""
    region = REGIONS.get(row["region"], row["region"])
    whose = f"{region}'" if region.endswith("s") else f"{region}'s"
    sector = SECTORS.get(row["sector"], str(row["sector"]).replace("_", " "))
    return f"{whose} {sector} buyers"


def good(row: Any) -> str:
    """Return what a row of the summary is about: magnets, or yttrium oxide."""
    return "magnets" if row["form"] == "magnet" else f"{ELEMENTS.get(row['element'], row['element'])} {row['form']}"


def _day(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _tonnes(mass: float) -> str:
    return f"{mass:,.0f} t" if mass >= 10 else f"{mass:.2g} t"


def _as_shown(mass: float) -> float:
    """Return a mass as it is written, so that the parts of a sentence add up to its whole."""
    return float(_tonnes(mass).removesuffix(" t").replace(",", ""))


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %" if share >= 0.1 else f"{100 * share:.1f} %"
