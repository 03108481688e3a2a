"""What happened, in plain words: the rows of the events table folded to what a reader wants to know."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import pandas as pd

from sim.base.figures import tonnes
from sim.report.phrases import buyers, day, form, moment
from sim.report.plain import lost_freight, said, title_of
from sim.report.spans import Span, first_run, spans

MEASURES: Final = {"licence": "need a licence", "ban": "are banned", "quota": "are under a quota"}
TOLD_BY_GOODS: Final = ("move", "destroy", "release", "purchase")
"""Rows of goods that moved or were lost, told by their tonnes; and when such handing over began and ended."""
FEW: Final = 3
"""So many spans of one thing have rows of their own; more make one row that counts them."""
NAMED: Final = 4
"""So many plants or places of one event are named."""


@dataclass(frozen=True)
class Happening:
    """One row: from when to when, what, and which entry of the scenario brought it about."""

    start: date
    end: date | None
    text: str
    cause: str


def happenings(events: pd.DataFrame, scenario: Any, end: pd.Timestamp) -> list[Happening]:
    """Return what disruptions and policies of one run (the first of many) did, in order of time."""
    if events.empty:
        return []
    events = first_run(events)
    rows = [*_moves(events[events["kind"] == "move"], scenario), *_losses(events[events["kind"] == "destroy"])]
    lasting = events[~events["kind"].isin(TOLD_BY_GOODS)]
    groups: dict[tuple[str, str, str], list[Span]] = {}
    for span in spans(lasting, end):
        groups.setdefault((span.cause, span.kind, span.subject), []).append(span)
    few = [span for group in groups.values() if len(group) <= FEW for span in group]
    rows += [_often(group, scenario) for group in groups.values() if len(group) > FEW]
    rows += [_once(alike, scenario) for alike in _alike(few)]
    return sorted(rows, key=lambda row: (row.start, row.end or date.max, row.cause, row.text))


def _alike(few: Iterable[Span]) -> list[list[Span]]:
    """Bring together what one cause did to several subjects at the same time."""
    found: dict[Any, list[Span]] = {}
    for span in few:
        key = (span.cause, span.kind, span.start, span.end, span.turns, span.levels, span.magnitude)
        found.setdefault(key, []).append(span)
    return list(found.values())


def _once(alike: Sequence[Span], scenario: Any) -> Happening:
    span = alike[0]
    text = _measure(span, scenario) if span.kind in MEASURES else _stated(alike, scenario)
    return Happening(span.start.date(), span.end.date() if span.ended else None, text, span.cause)


def _often(group: Sequence[Span], scenario: Any) -> Happening:
    days = sum(span.days for span in group)
    until = group[-1].end.date() if group[-1].ended else None
    return Happening(
        group[0].start.date(), until, f"{_stated(group[:1], scenario)} {len(group)} times, {days:,.0f} days in all",
        group[0].cause,
    )  # fmt: skip


def _measure(span: Span, scenario: Any) -> str:
    """Say what a measure of an export desk asks for, and how its terms changed."""
    desk = scenario.desks.get(span.subject)
    use = scenario.disruptions.get(span.cause)
    whose = f"from {buyers(desk.country)}" if desk else f"at {title_of(span.subject, scenario)}"
    text = f"Exports {whose} {MEASURES[span.kind]}{_goods(use.word) if use else ''}"
    if span.turns:
        verb = "eased" if getattr(getattr(use, "word", None), "eased", 0) else "its terms changed"
        count = len(span.turns)
        first, last = day(span.turns[0].date()), day(span.turns[-1].date())
        text += f"; {verb} in {count} steps, {first} to {last}" if count > 1 else f"; {verb} on {first}"
    return text


def _goods(word: Any) -> str:
    elements, forms = getattr(word, "element", ()), getattr(word, "form", ())
    magnets, to = getattr(word, "magnets_containing", ()), getattr(word, "destination", ())
    named = ", ".join(form(code) for code in forms)
    goods = [", ".join(elements)] if elements else []
    goods += [f"as {named}" if elements else named] if forms else []
    goods += [f"{'and ' if goods else ''}magnets that hold {', '.join(magnets)}"] if magnets else []
    text = f": {' '.join(goods)}" if goods else ""
    return f"{text}, to {', '.join(buyers(code) for code in to)}" if to else text


def _stated(alike: Sequence[Span], scenario: Any) -> str:
    """Say what one cause did to some subjects."""
    span = alike[0]
    told = said(span, _names([span.subject for span in alike], scenario), scenario)
    return f"{told} ({span.remark})" if span.remark else told


def _names(subjects: Sequence[str], scenario: Any) -> str:
    names = [title_of(subject, scenario) for subject in dict.fromkeys(subjects)]
    rest = len(names) - NAMED
    return "; ".join(names) if rest <= 1 else f"{'; '.join(names[:NAMED])}; and {rest} more"


def _moves(rows: pd.DataFrame, scenario: Any) -> Iterable[Happening]:
    """Say how much a stock handed out to whom, all lots together."""
    for (cause, source, what), lots in rows.groupby(["cause", "subject", "what"], sort=False):
        target = title_of(str(what).removeprefix("to "), scenario)
        count = f" in {len(lots)} lots" if len(lots) > 1 else ""
        text = f"{title_of(str(source), scenario)} hands {tonnes(float(lots['magnitude'].sum()))} t to {target}{count}"
        yield Happening(moment(str(lots["time"].iloc[0])), moment(str(lots["time"].iloc[-1])), text, str(cause))


def _losses(rows: pd.DataFrame) -> Iterable[Happening]:
    """Say how much freight a cause destroyed on its way, all strikes together."""
    for cause, strikes in rows.groupby("cause", sort=False):
        text = lost_freight(float(strikes["magnitude"].sum()), len(strikes))
        yield Happening(moment(str(strikes["time"].iloc[0])), moment(str(strikes["time"].iloc[-1])), text, str(cause))
