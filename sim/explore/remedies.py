"""What would have helped: standard levers, each run paired with a scenario, and how late each still does."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from functools import partial
from itertools import repeat
from typing import Final

import numpy as np
import pandas as pd

from sim.base.calendar import date_after, minutes_between
from sim.base.errors import ScenarioError
from sim.base.weeks import NEVER, Ints, Weeks
from sim.run import Result, run, spread, twin_of
from sim.scenario import loads
from sim.scenario.library import remedy_names
from sim.scenario.model import Scenario, Use
from sim.world.template import warm_world

log = logging.getLogger(__name__)
Lever = Mapping[str, Use]
COLUMNS: Final = (
    "lever", "delivered_t", "saved_t", "saved_share", "days_saved", "first_stop", "last_day_that_helps", "given_up_t",
)  # fmt: skip
HOLD_D: Final = 90.0
"""A lever prevents a stop if those who would have stopped run on for so many days more."""
_TONNE: Final = 1e6


@dataclass(frozen=True)
class Look:
    """What is kept of one run since a shock: grams delivered, short, given up, buyer-days, and who ran dry when.

    ``shock`` is the minute of the run's own first disruption, None without one. The masses are counted from the shock
    of the run without a lever, so that both count the same weeks even if the lever keeps the first disruption away.
    """

    delivered: int
    short: int
    days: int
    given_up: int
    first: Ints
    shock: int | None


def remedies(
    scenario: Scenario,
    replications: int = 5,
    seed: int | None = None,
    workers: int | None = None,
    levers: Mapping[str, Lever] | None = None,
) -> pd.DataFrame:
    """Return what each lever would have saved if it was decided on the first day of each run's first disruption.

    Columns: ``lever``; ``delivered_t``, more delivered than without it (mean of the runs); ``saved_t`` and
    ``saved_share``, less shortfall; ``days_saved``, fewer buyer-days short (a day on which the buyers of a form in a
    region and sector lack 1 % and more); ``first_stop``, the median first day on which anybody stops all the same;
    ``last_day_that_helps``, the last day of decision on which those who stop first are spared for 90 days in
    at least half of the runs (found by bisection from the first day of the run on, so an early day is taken to help
    no less; None: never); ``given_up_t``, need that is given up instead. All masses are from the first disruption of
    the run without a lever to its end. What delivers most comes first: a lever that only lets buyers give up more
    saves shortfall and delivers nothing. What was short without a lever stands in ``attrs``: ``short_t``, ``days``
    and ``first_stop``.

    ``levers`` are policies by name; the blocks in ``scenarios/remedies`` that fit the scenario if None. Where
    none fits the frame has no rows.
    """
    chosen = scenario.seed if seed is None else seed
    found = offered(scenario) if levers is None else dict(levers)
    ask = partial(_look_at, scenario, seed=chosen, replications=replications, workers=workers)
    (plain,) = ask([repeat(scenario, replications)], since=None)
    look = partial(ask, since=[p.shock or 0 for p in plain])
    shocks = [date_after(scenario.horizon.start, p.shock or 0) for p in plain]
    names = sorted(found)
    helped = look([[_with(scenario, found[name], shock) for shock in shocks] for name in names])
    stop = _first_stop(scenario, plain)
    rows = [_row(scenario, name, plain, pulled) for name, pulled in zip(names, helped, strict=True)]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    last = {} if stop is None else _last_days(scenario, found, plain, stop, look)
    frame["last_day_that_helps"] = pd.Series([last.get(name) for name in names], dtype=object)
    frame = frame.sort_values(
        ["delivered_t", "saved_t", "lever"], ascending=[False, False, True], kind="stable", ignore_index=True
    )
    frame.attrs = {
        "short_t": float(np.mean([look.short for look in plain])) / _TONNE,
        "days": float(np.mean([look.days for look in plain])),
        "first_stop": stop,
    }
    return frame


def offered(scenario: Scenario) -> dict[str, dict[str, Use]]:
    """Return the levers in ``scenarios/remedies`` that fit a scenario, by name; none that names what it does not have.

    A word with a method ``fits`` is given all words of the scenario and says whether there is something that it
    helps against: a general licence needs a desk that licenses, guards need somebody who attacks.
    """
    levers = {name: _known(scenario, name) for name, _ in remedy_names()}
    return {name: lever for name, lever in levers.items() if lever is not None and fits(scenario, lever)}


def _known(scenario: Scenario, name: str) -> dict[str, Use] | None:
    """Return the policies of a lever; None, with a word in the log, where it names what this world does not have."""
    try:
        return lever_of(scenario, name)
    except ScenarioError as error:
        log.info("the lever %s does not fit this world: %s", name, error.problems[0])
        return None


def fits(scenario: Scenario, lever: Lever) -> bool:
    """Return whether every policy of a lever helps against something in a scenario, as far as they say so."""
    others = [use.word for use in (*scenario.disruptions.values(), *scenario.policies.values())]
    return all(use.word.fits(others) for use in lever.values() if hasattr(use.word, "fits"))


def lever_of(scenario: Scenario, name: str) -> dict[str, Use]:
    """Return the policies that the block of a lever adds to a scenario, checked against the scenario's world."""
    text = scenario.document.removesuffix("}") + f',"use":["{name}"]}}'
    together = loads(text, name=scenario.name)
    return {i: use for i, use in together.policies.items() if i not in scenario.policies}


def _with(scenario: Scenario, lever: Lever, start: date) -> Scenario:
    """Return the scenario with a lever decided on a day; policies that know no start are taken as they are."""
    moved = {i: replace(use, word=replace(use.word, start=start)) if _movable(use) else use for i, use in lever.items()}
    return scenario.replace(policies={**scenario.policies, **moved})


def _movable(use: Use) -> bool:
    return any(f.name == "start" for f in fields(use.word))


def _look_at(
    scenario: Scenario,
    variants: Sequence[Iterable[Scenario]],
    since: Sequence[int] | None,
    seed: int,
    replications: int,
    workers: int | None,
) -> list[list[Look]]:
    """Return what is kept of each variant, given as the scenario of every replication, from that minute of it on.

    The undisturbed world of a replication is run once for all.
    """
    baseline = twin_of(scenario)
    warm_world(scenario)
    turns = list(zip(*variants, strict=True))
    done = dict(spread(_looks, (turns, baseline, since, seed), range(replications), workers)) if turns else {}
    return [[done[r][i] for r in range(replications)] for i in range(len(variants))]


def _looks(
    turns: Sequence[tuple[Scenario, ...]],
    baseline: Scenario | None,
    since: Sequence[int] | None,
    seed: int,
    replication: int,
) -> list[Look]:
    there = None if baseline is None else run(baseline, seed, replication).weeks
    results = (run(variant, seed, replication) for variant in turns[replication])
    return [_look(result, there, None if since is None else since[replication]) for result in results]


def _look(result: Result, there: Weeks | None, since: int | None) -> Look:
    """Return what is kept of a run, less what the undisturbed world lacks too; from its own shock on if not told."""
    weeks = result.weeks if there is None else result.weeks.beyond(there)
    weeks = weeks.since((result.shock_minute or 0) if since is None else since)
    return Look(
        delivered=int(weeks.delivered.sum()),
        short=int(weeks.shortfall.sum()),
        days=7 * _bad_buyer_weeks(weeks),
        given_up=int(weeks.thrifted.sum()),
        first=weeks.first_short,
        shock=result.shock_minute,
    )


def _bad_buyer_weeks(weeks: Weeks) -> int:
    """Return the weeks in which the buyers of a form, in a region and sector, lack 1 % of any element, in all."""
    whole = weeks.summed(lambda need: need._replace(element="all"))
    short = (whole.shortfall > 0) & (whole.shortfall * 100 >= whole.demand)
    return int(short.sum())


def _first_stop(scenario: Scenario, looks: Sequence[Look]) -> date | None:
    """Return the median day on which the first stops; None if nobody does in half of the runs."""
    first = sorted(int(look.first.min(initial=NEVER)) for look in looks)
    middle = first[(len(first) - 1) // 2]
    return None if middle >= NEVER else date_after(scenario.horizon.start, middle)


def _row(scenario: Scenario, name: str, plain: Sequence[Look], helped: Sequence[Look]) -> dict[str, object]:
    saved = np.mean([p.short - h.short for p, h in zip(plain, helped, strict=True)])
    delivered = np.mean([h.delivered - p.delivered for p, h in zip(plain, helped, strict=True)])
    short = np.mean([p.short for p in plain])
    return {
        "lever": name,
        "delivered_t": float(delivered) / _TONNE,
        "saved_t": float(saved) / _TONNE,
        "saved_share": float(saved / short) if short > 0 else 0.0,
        "days_saved": float(np.mean([p.days - h.days for p, h in zip(plain, helped, strict=True)])),
        "first_stop": _first_stop(scenario, helped),
        "last_day_that_helps": None,
        "given_up_t": float(np.mean([h.given_up - p.given_up for p, h in zip(plain, helped, strict=True)])) / _TONNE,
    }


def _last_days(
    scenario: Scenario,
    levers: Mapping[str, Lever],
    plain: Sequence[Look],
    stop: date,
    look: "partial[list[list[Look]]]",
) -> dict[str, date]:
    """Return the last day of decision on which each lever prevents the first stop, for those that ever do.

    All levers are halved together, so that one run of the undisturbed world serves them all.
    """
    begin = scenario.horizon.start
    names = sorted(name for name, lever in levers.items() if all(_movable(use) for use in lever.values()))

    def prevents(days: Mapping[str, int]) -> dict[str, bool]:
        moved = (_with(scenario, levers[name], begin + timedelta(days=day)) for name, day in days.items())
        looks = look([repeat(variant, len(plain)) for variant in moved])
        return {name: _prevented(plain, helped) for name, helped in zip(days, looks, strict=True)}

    early = prevents(dict.fromkeys(names, 0))
    least = {name: 0 for name in names if early[name]}
    most = dict.fromkeys(least, minutes_between(begin, stop) // 1440 + 1)
    while open_ := {n: (least[n] + most[n]) // 2 for n in least if most[n] - least[n] > 1}:
        for name, good in prevents(open_).items():
            (least if good else most)[name] = open_[name]
    return {name: begin + timedelta(days=day) for name, day in least.items()}


def _prevented(plain: Sequence[Look], helped: Sequence[Look]) -> bool:
    """Return whether those who stopped first are spared for the days to hold, in at least half of the runs."""
    spared = 0
    for before, after in zip(plain, helped, strict=True):
        i = int(before.first.argmin())
        spared += bool(after.first[i] - before.first[i] >= HOLD_D * 1440)
    return 2 * spared >= len(plain)
