"""How the totals of a run hang together: what is needed is delivered, short, given up, or a small rest."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, Final

import pandas as pd

from sim.run.short import is_short

LEAST_REST: Final = 1e-6
BESIDE: Final = 0.1
"""What is given up is told beside what is short, and what comes later beside both, if it is more than this part."""


@dataclass(frozen=True)
class Bridge:
    """Tonnes REO of all buyers together; ``needed_t`` is the sum of the other four, to the gram.

    ``short_t`` is what those lack who run short, and ``given_up_t`` what those do without who give up, for its price
    or by decision; both are the totals that the sentence names. Not delivered is short and given up. ``rest_t`` is
    what is neither: needs that are only late, traces of less than 0.1 % of a buyer's need, and what the undisturbed
    world lacks or gives up as well, where the run is read beside it. It falls below 0 where that world lacks more.
    ``given_up_later_t`` is no part of the sum: it is given up after the days that are counted, to the end of the run,
    for whoever had to stop is well again long before designs are changed back.
    """

    needed_t: float
    delivered_t: float
    short_t: float
    given_up_t: float
    rest_t: float
    given_up_later_t: float = 0.0

    @classmethod
    def of(cls, summary: pd.DataFrame, later_t: float = 0.0) -> "Bridge":
        """Draw the totals from a summary, and from what is given up after it."""
        needed, delivered = (float(summary[name].sum()) for name in ("demand_t", "delivered_t"))
        short, given_up = (
            float(summary.loc[is_short(summary[name], summary["demand_t"]), name].sum())
            for name in ("shortfall_t", "thrifted_t")
        )
        return cls(needed, delivered, short, given_up, needed - delivered - short - given_up, later_t)

    @property
    def not_delivered_t(self) -> float:
        """Return what is short and what is given up together."""
        return self.short_t + self.given_up_t

    def whole(self, write: Callable[[float], str]) -> str:
        """Return what is not delivered as ``write`` writes it: the sum of its parts as they are written."""
        return write(sum(float(write(part).replace(",", "")) for part in (self.short_t, self.given_up_t)))

    @property
    def has_rest(self) -> bool:
        """Return whether the rest is worth a line: more than a millionth of what is needed."""
        return abs(self.rest_t) > LEAST_REST * self.needed_t

    @property
    def saves_much(self) -> bool:
        """Return whether what is given up is worth a word beside what is short."""
        return self.given_up_t > BESIDE * self.short_t and self.given_up_t > LEAST_REST * self.needed_t

    @property
    def has_later(self) -> bool:
        """Return whether what is given up later is worth a line beside what is not delivered in the days counted."""
        return self.given_up_later_t > BESIDE * self.not_delivered_t

    def entries(self) -> dict[str, Any]:
        """Return the totals by name, what is not delivered among them."""
        return asdict(self) | {"not_delivered_t": self.not_delivered_t}
