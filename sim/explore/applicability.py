"""How far a scenario lies from what was replayed: in direction, size, length and elements; a score and a sentence."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import pandas as pd

from sim.base import hooks
from sim.explore.backtest.episodes import history_root
from sim.explore.reach import Reach, idle, reaches
from sim.run.headline import ELEMENTS
from sim.scenario import Scenario

TABLE: Final = "replayed.csv"
KINDS: Final = (
    (0.7, "Close to what was replayed"),
    (0.3, "Beyond what was replayed"),
    (0.0, "Nothing like this was replayed"),
)
"""What is said of a score, from what it is at least."""
MONTH_D: Final = 365.25 / 12
OTHER_WAY: Final = 0.1
"""What is left of the likeness to a disruption that worked in another way."""
SLIGHT: Final = 0.01
"""Disruptions of less than this part of the world's use of every element are not looked at beside larger ones."""


@dataclass(frozen=True)
class Applicability:
    """``score``: 1 for what was replayed, 0 for nothing like it; None where nothing is disturbed. ``says`` tells it."""

    score: float | None
    says: str


@dataclass(frozen=True)
class Replayed:
    """A disruption of an episode that was replayed."""

    episode: str
    reach: Reach


def applicability(scenario: Scenario, replayed: Sequence[Replayed] | None = None) -> Applicability:
    """Say how far a scenario lies from what was replayed (the episodes of the project if None).

    Of each disruption the nearest replayed one counts, and of the scenario its farthest; others that are close to a
    replay are named beside it. Likeness to one is the product
    of: the same direction (or a tenth), the roots of its size and its length over this one's where this is larger or
    longer, and the part of the elements that it had too.
    """
    known = kept() if replayed is None else tuple(replayed)
    found = reaches(scenario)
    large = [reach for reach in found if reach.size >= SLIGHT] or list(found)
    if not large:
        without_effect = " and ".join(idle(scenario))
        why = f"{without_effect}: nothing is made or goes by there that is held up. " if without_effect else ""
        return Applicability(None, f"{why}Nothing is disturbed here, so no past crisis says how well it is told.")
    if not known:
        return Applicability(0.0, "No past crisis has been replayed to compare it with.")
    nearest = sorted(((reach, _nearest(reach, known)) for reach in large), key=lambda p: likeness(p[0], p[1].reach))
    reach, past = nearest[0]
    score = round(likeness(reach, past.reach), 3)
    return Applicability(score, f"{_sentence(score, reach, past)}{_closer(nearest[1:], score)}")


def _nearest(reach: Reach, known: Sequence[Replayed]) -> Replayed:
    return max(known, key=lambda past: likeness(reach, past.reach))


def likeness(reach: Reach, past: Reach) -> float:
    """Return how much like a past disruption another one is, 0 to 1."""
    way = 1.0 if reach.direction == past.direction else OTHER_WAY
    size, days = min(past.size / reach.size, 1.0), min(past.days / reach.days, 1.0)
    return way * math.sqrt(size * days) * _shared(reach, past)


def _shared(reach: Reach, past: Reach) -> float:
    return sum(element in past.elements for element in reach.elements) / len(reach.elements)


def _sentence(score: float, reach: Reach, past: Replayed) -> str:
    kind = next(words for least, words in KINDS if score >= least)
    differs = _differences(reach, past.reach)
    how = f" was {' and '.join(differs)}" if differs else " was like it"
    return f"{kind}: {_told(reach)}. The nearest, {past.episode},{how}: {_told(past.reach)}."


def _closer(others: Sequence[tuple[Reach, Replayed]], score: float) -> str:
    """Name what else disturbs the scenario and is close to a replay, where the farthest disruption is not."""
    close = KINDS[0][0]
    if score >= close:
        return ""
    told = [f"{reach.name} ({past.episode})" for reach, past in others if likeness(reach, past.reach) >= close]
    return f" Close to what was replayed in it: {', '.join(told)}." if told else ""


def _told(reach: Reach) -> str:
    article = "an" if reach.direction[0] in "aeiou" else "a"
    share = "all" if reach.size >= 0.995 else f"{100 * reach.size:.2g} %"
    months = reach.days / MONTH_D
    length = f"{months:.0f} months" if months >= 3 else f"{reach.days:.0f} days"
    return f"{article} {reach.direction} over {share} of the world's {ELEMENTS[reach.worst]} for {length}"


def _differences(reach: Reach, past: Reach) -> list[str]:
    """Say in what a past disruption differs, from where the present one is."""
    told = []
    if reach.direction != past.direction:
        told.append("of another kind")
    if past.size < 0.8 * reach.size:
        told.append("smaller")
    if past.days < 0.8 * reach.days:
        told.append("shorter")
    if _shared(reach, past) < 1.0:
        told.append("of other elements")
    return told


def kept() -> tuple[Replayed, ...]:
    """Return what the episodes disturb, as it was kept."""
    return _read(history_root() / TABLE)


@cache
def _read(path: Path) -> tuple[Replayed, ...]:
    if not path.is_file():
        return ()
    return tuple(
        Replayed(
            str(row["episode"]),
            Reach(
                row["disruption"],
                row["direction"],
                row["worst"],
                row["size"],
                tuple(row["elements"].split("|")),
                row["days"],
            ),
        )
        for row in pd.read_csv(path).to_dict("records")
    )


hooks.register("applicability", applicability)
