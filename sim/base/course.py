"""The way a figure went over the years: points in time with straight lines between."""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Course:
    """Points ``(day, value)`` in order of date; straight lines between, level before the first and after the last."""

    points: tuple[tuple[date, float], ...]

    @classmethod
    def constant(cls, value: float) -> "Course":
        """Return a course that never changes."""
        return cls(((date.min, value),))

    @property
    def end(self) -> date:
        """The last day on which the course says anything new."""
        return self.points[-1][0]

    def at(self, day: date) -> float:
        """Return the value on a day."""
        after = bisect_right(self.points, day, key=lambda point: point[0])
        if after == 0 or after == len(self.points):
            return self.points[max(after - 1, 0)][1]
        (since, was), (until, will_be) = self.points[after - 1], self.points[after]
        return was + (will_be - was) * ((day - since).days / (until - since).days)
