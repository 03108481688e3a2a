"""What stands behind a figure, and what a run does not know: said on every page."""

from typing import Final

GRADES: Final = (
    ("A", "primary statistic or company filing"),
    ("B", "good secondary source, or well-known value with a cross-check"),
    ("C", "derived, or a single weak source"),
    ("D", "judgement, or still to be checked"),
)

UNKNOWN: Final = (
    "Prices do not move here: nobody pays more to be served first, thrifts, substitutes, or restarts a mine because "
    "of a price.",
    "Buyers are one per region and sector. How many days of stock their firms keep is a judgement, and the first day "
    "short depends on it more than on anything else.",
    "What a government will do next is an assumption of the scenario, not a finding of the run.",
    "What leaks past a control is a fixed share of the former flow; smugglers do not learn.",
    "Stocks that nobody reports (traders, state reserves) are estimates or are left out.",
    "Goods that contain rare earths without being bought as such, like finished motors, are not modelled.",
    "One run is one course of chance events. Use several replications before quoting a figure.",
)
