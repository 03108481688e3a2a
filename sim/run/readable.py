"""Tables that read well when a script prints them: their first rows, whole rows, with as many digits as matter."""

from typing import Any, Final

import pandas as pd

ROWS: Final = 20


class Table(pd.DataFrame):
    """A frame as any other, but for its text. What is computed from it is a plain frame."""

    @property
    def _constructor(self) -> Any:
        return pd.DataFrame

    def __repr__(self) -> str:
        return as_text(self, ROWS)

    __str__ = __repr__


def as_text(frame: pd.DataFrame, rows: int) -> str:
    """Return the first rows of a summary as text, t with one decimal or more and shares in %, and how many follow."""
    if frame.empty:
        return f"no rows of {', '.join(map(str, frame.columns))}"
    shown = pd.DataFrame({name: [_cell(str(name), value) for value in frame[name].head(rows)] for name in frame})
    text = shown.to_string(index=False)
    more = len(frame) - len(shown)
    return f"{text}\n… and {more} more rows" if more > 0 else text


def _cell(name: str, value: Any) -> str:
    if value is None or value != value:  # NaN and NaT are not equal to themselves
        return "–"
    if name.endswith("_share"):
        return f"{100 * value:.1f} %"
    if isinstance(value, float):
        return f"{value:,.1f}" if abs(value) >= 9.95 or value == 0 else f"{value:.3g}"
    return str(value)
