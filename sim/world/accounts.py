"""What each customer has left of a quota that customers use up when they want."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.base.regime import Regime
from sim.world.kernel import layout as k


@dataclass
class Account:
    """A customer's part of a quota: his lines, his normal weekly flow and what he has left, in grams of product.

    ``kept_on`` is the line whose record keeps what is left while the quota rules any of his lines.
    """

    lines: list[int]
    flow: float
    left: int = 0
    kept_on: int | None = None


class Accounts:
    """The accounts of one measure, by customer.

    The kernel finds an account in the record of a line. There it can only stay while the measure rules that line, so
    it is read back whenever the ruling measure of a line changes, and laid on the lines that the measure rules then.
    """

    def __init__(self, records: Any, lines: list[int]) -> None:
        self._records = records
        product = records["rate"][lines].astype(float) * records["product_factor"][lines] / k.WHOLE
        targets = records["target"][lines]
        self._flow = float(product.sum())
        self._of: dict[int, Account] = {}
        for target in np.unique(targets):
            own = targets == target
            theirs = [line for line, is_own in zip(lines, own, strict=True) if is_own]
            self._of[int(target)] = Account(theirs, float(product[own].sum()))

    def fill(self, regime: Regime, before: "Accounts | None") -> None:
        """Share a quota out by normal flow beside what is carried over from the one before, or go on with that one."""
        if before is not None:
            before.read_back()
        for target, account in self._of.items():
            was = before._of[target].left if before is not None and target in before._of else 0
            if regime.continues and before is not None:
                account.left = was
            else:
                part = account.flow / max(self._flow, 1.0)
                carried = max(was, 0) if regime.carry_over else 0
                account.left = carried + round(regime.quota_t * 1e6 * part)

    def read_back(self) -> None:
        """Take over what the lines say is left."""
        for account in self._of.values():
            if account.kept_on is not None:
                account.left = int(self._records[account.kept_on]["quota_left"])

    def lay_on(self, ruled: Collection[int]) -> None:
        """Put each account on the first of its lines that the measure rules, and point the others to it."""
        for account in self._of.values():
            lines = [line for line in account.lines if line in ruled]
            account.kept_on = lines[0] if lines else None
            if lines:
                self._records["account"][lines] = lines[0]
                self._records["quota_left"][lines[0]] = account.left
                self._records["quota_flow"][lines[0]] = round(account.flow)

    @property
    def left(self) -> int:
        """Grams of product that all customers have left, less what they took outside the quota beyond it."""
        self.read_back()
        return sum(account.left for account in self._of.values())
