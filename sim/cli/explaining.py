"""The tables that a run prints when asked why, how likely, and what would help."""

from typing import TYPE_CHECKING, Any

from sim.base.figures import tonnes
from sim.cli.grid import day, grid, percent

if TYPE_CHECKING:
    import pandas as pd

CAUSES, PLACES = 8, 12
"""So many causes, and elements and regions, are shown; the rest are summed up or counted."""
NEVER = "–"
LEDGER_APART = 1e-3
"""By less than this part the total of the ledger and that of the sentence agree."""
CAUSE_HEAD = ("cause", "kind", "shortfall t", "share", "most of it")
REMOVAL_HEAD = ("without", "kind", "less short by t", "share", "in the ledger t", "share", "")
REMEDY_HEAD = (
    "lever", "delivered more t", "short less t", "share", "given up t", "days saved", "first stop",
    "last day for the first",
)  # fmt: skip
PRODUCT_HEAD = ("not built", "sector", "if all were lost", "from", "to", "by the other claim", "claim")
PRODUCT_NOTE = (
    "Each row by itself: all that a sector lacks in magnets, as if it were lacking in that product alone.\n"
    "The range is that of what one product holds; of one run, what is given up for its price not counted."
)
MONEY_HEAD = ("at risk", "million USD", "low", "high")
REMEDY_NOTE = (
    "Each by itself, decided on the first day of the first disruption; what delivers most comes first. Tonnes are\n"
    "those to the end of the run, days saved those of all buyers together. Decided by the last day for the first, a\n"
    "lever spares those who stop first; a dash: for them it comes too late on any day, though it may help others."
)
OTHER_KINDS = {
    "supply below demand": "nobody",
    "hoarding": "fear",
    "breakdowns": "chance",
    "other causes": "several",
}
"""What stands as the kind of a cause that no disruption answers for."""


def cause_table(by_cause: "pd.DataFrame", short_t: float | None = None) -> str:
    """Return who is to blame for what is short as text, the largest first and the rest as one row.

    ``short_t`` is what the sentence above the tables calls short; a bridge leads there if it is another total.
    """
    rows = [
        (row["cause"], _kind(row), tonnes(row["shortfall_t"]), percent(row["share"]),
         f"{row['most']} {tonnes(row['most_t'])} t")
        for row in by_cause.head(CAUSES).to_dict("records")
    ]  # fmt: skip
    rest = by_cause.iloc[CAUSES:]
    if len(rest):
        rows.append((f"{len(rest)} more", "", tonnes(rest["shortfall_t"].sum()), percent(rest["share"].sum()), ""))
    whole = float(by_cause["shortfall_t"].sum())
    text = grid(CAUSE_HEAD, rows, frozenset({2, 3}))
    return f"{text}\nTogether {tonnes(whole)} t.{_to_the_sentence(whole, short_t)}"


def _to_the_sentence(whole: float, short_t: float | None) -> str:
    """Say how the total of the ledger leads to the tonnes short that the sentence names; nothing if they agree."""
    if short_t is None or abs(whole - short_t) < max(0.5, LEDGER_APART * short_t):
        return ""
    rest = whole - short_t
    return (
        f" {tonnes(short_t)} t are called short above; "
        f"the ledger has {tonnes(abs(rest))} t {'more' if rest > 0 else 'less'}: it counts whole months, traces of "
        "less than 0.1 % of a need, and what is short in the undisturbed world, too."
    )


def removal_table(effects: "pd.DataFrame") -> str:
    """Return what is gone without each disruption, beside what the ledger lays to its charge."""
    rows = [
        (row["cause"], row["kind"], tonnes(row["removed_t"]), percent(round(row["removed_share"], 3) + 0.0),
         tonnes(row["ledger_t"]), percent(row["ledger_share"]), "differs by over 10 %" if row["differs"] else "")
        for row in effects.to_dict("records")
    ]  # fmt: skip
    return grid(REMOVAL_HEAD, rows, frozenset({2, 3, 4, 5}))


def odds_table(odds: "pd.DataFrame") -> str:
    """Return how likely shortages over some shares of need are by some months; the likeliest and largest first."""
    from sim.run.odds import likeliest

    wide = likeliest(odds)
    head = ["element", "region"]
    columns: list[Any] = wide.columns.tolist()
    for (over, months), before in zip(columns, [(0.0, 0), *columns], strict=False):
        head.append(f"+{months}" if over == before[0] else f">{100 * over:g} % +{months}")
    shown = wide.head(PLACES)
    rows = [
        (*map(str, place), *map(_chance, chances))
        for place, chances in zip(shown.index.tolist(), shown.to_numpy().tolist(), strict=True)
    ]
    runs = int(odds["runs"].max()) if len(odds) else 0
    last = f"Part of {runs} runs in which more than that part of need was short so many months after the shock."
    more = len(wide) - len(rows)
    if not rows:
        return f"Odds: in none of {runs} runs does a region lack over 1 % of its need of an element."
    text = grid(head, rows, frozenset(range(2, len(head))))
    return "\n".join([text, *([f"… and {more} more rows in odds.csv"] if more > 0 else []), last])


def remedy_table(remedies: "pd.DataFrame") -> str:
    """Return what each lever saves as text, in the order of the frame; below, what some of them move and not save.

    Where no lever fits the world, that is said instead.
    """
    from sim.report.levers import NO_LEVER, moving

    if remedies.empty:
        return NO_LEVER
    rows = [
        (str(row["lever"]), tonnes(row["delivered_t"]), tonnes(row["saved_t"]), percent(row["saved_share"]),
         tonnes(row["given_up_t"]), _days(row["days_saved"]), day(row["first_stop"]), day(row["last_day_that_helps"]))
        for row in remedies.to_dict("records")
    ]  # fmt: skip
    return "\n".join([grid(REMEDY_HEAD, rows, frozenset({1, 2, 3, 4, 5})), REMEDY_NOTE, *moving(remedies)])


def product_table(products: "pd.DataFrame") -> str:
    """Return what is not built as text, in the order of the frame; what nobody lacks is left out."""
    rows = [
        (f"{row['product']} ({row['unit']})", str(row["sector"]), *(f"{row[c]:,.0f}" for c in ("lost", "low", "high")),
         NEVER if row["rival_lost"] != row["rival_lost"] else f"{row['rival_lost']:,.0f}", str(row["claim"]))
        for row in products.to_dict("records") if row["lost"] > 0
    ]  # fmt: skip
    if not rows:
        return "Nothing is left unbuilt for want of magnets."
    return f"{grid(PRODUCT_HEAD, rows, frozenset({2, 3, 4, 5}))}\n{PRODUCT_NOTE}"


def money_table(money: "pd.DataFrame") -> str:
    """Return what the shortage is worth, with its range."""
    rows = [
        (str(row["what"]), *(f"{row[c]:,.0f}" for c in ("musd", "low", "high"))) for row in money.to_dict("records")
    ]
    return grid(MONEY_HEAD, rows, frozenset({1, 2, 3}))


def _kind(row: dict[Any, Any]) -> str:
    return str(row["kind"]) or OTHER_KINDS.get(row["cause"], "")


def _chance(probability: float) -> str:
    """Return a probability in whole per cent; a dash for none."""
    return f"{100 * probability:.0f} %" if probability > 0 else NEVER


def _days(value: Any) -> str:
    return NEVER if value is None or value != value else f"{value:,.0f}"
