"""What a word declares of its parameters, as text: for the terminal and for the reference pages alike."""

from sim.base.distributions import Distribution
from sim.base.spans import ENDLESS
from sim.base.words import Param

UNITS = {
    "mass": "t", "rate": "t/yr", "series": "t/yr", "duration": "d", "distribution": "d", "share": "%",
    "course": "%", "price_course": "USD/kg",
    "factor": "x", "price": "USD/kg", "date": "ISO date", "flag": "true or false",
}  # fmt: skip
"""Canonical units of quantities; a quantity that is not here is its own unit (an id, a name, a count)."""

NO_DEFAULT = "none"


def example_of(shelf: str, name: str) -> str:
    """Return a line of YAML that uses a word."""
    from sim.scenario.examples import example  # only here, because the help of all commands must come at once

    return example(shelf, name)


def pasted_into(shelf: str) -> str:
    """Return a sentence on where the example of a word can stand."""
    from sim.scenario.examples import setting

    if shelf == "metric":
        return "The line can be pasted into a sweep file."
    return f"The line can be pasted into a scenario that extends {setting(shelf)}."


def kind(p: Param) -> str:
    """Return what kind of value a parameter takes, with its unit."""
    what = " | ".join(p.choices) if p.choices else p.quantity
    unit = f" ({UNITS[p.quantity]})" if p.quantity in UNITS and not p.choices else ""
    many = ", one or a list" if p.many else ""
    return f"by {p.keys}: {what}{unit}" if p.keys else f"{what}{unit}{many}"


def bounds(p: Param) -> str:
    """Return the bounds of a number in its unit; nothing where there are none."""
    scale = 100.0 if p.quantity == "share" else 1.0
    unit = UNITS.get(p.quantity, "")
    low, high = (None if bound is None else f"{bound * scale:g} {unit}".rstrip() for bound in (p.low, p.high))
    if low is not None and high is not None:
        return f"{low} to {high}"
    return f"at least {low}" if low is not None else f"at most {high}" if high is not None else ""


def default_of(p: Param) -> str:
    """Return the default as text: ``required`` where there is none, ``none`` where it may be left out."""
    if p.required:
        return "required"
    if p.default is None or p.default == ():
        return NO_DEFAULT
    if isinstance(p.default, bool):
        return str(p.default).lower()
    if p.default == ENDLESS or (p.quantity == "duration" and p.default >= ENDLESS.mean()):
        return "no limit"
    if isinstance(p.default, Distribution):
        return f"{p.default.kind} {'/'.join(f'{value:g}' for value in p.default.parameters)} d"
    if isinstance(p.default, int | float):
        if p.default == float("inf"):
            return "no limit"
        scale = 100.0 if p.quantity == "share" else 1.0
        return f"{p.default * scale:g} {UNITS.get(p.quantity, '')}".rstrip()
    if isinstance(p.default, tuple):
        return ", ".join(str(value) for value in p.default)
    return str(p.default)
