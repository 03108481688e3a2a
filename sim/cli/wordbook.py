"""``sim words``: the vocabulary of the scenario language, straight from the declarations of the words."""

from typing import Annotated, Any

import typer

from sim.base.distributions import Distribution
from sim.base.errors import did_you_mean
from sim.base.words import SHELVES, Param, params_of, words
from sim.cli.grid import grid
from sim.cli.options import AsJson, Quiet, Verbose
from sim.cli.screen import complain, listen, say, say_json

UNITS = {
    "mass": "t", "rate": "t/yr", "series": "t/yr", "duration": "d", "distribution": "d",
    "share": "%", "factor": "x", "price": "USD/kg", "date": "ISO date", "flag": "true or false",
}  # fmt: skip
"""Canonical units of quantities; a quantity that is not here is its own unit (an id, a name, a count)."""


def words_command(
    name: Annotated[str | None, typer.Argument(help="A word, or a shelf: stage, disruption, policy, metric.")] = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = 0,
) -> None:
    """List the words of the scenario language, or explain one."""
    listen(verbose, quiet)
    book = {shelf: dict(words(shelf)) for shelf in SHELVES}
    if name is None or name in book:
        _list({shelf: entries for shelf, entries in book.items() if name in (None, shelf)}, as_json)
        return
    found = {shelf: entries[name] for shelf, entries in book.items() if name in entries}
    if not found:
        known = [*book, *(word for entries in book.values() for word in entries)]
        hint = did_you_mean(name, known)
        complain(f"no word '{name}'" + (f" ({hint})" if hint else ""))
        raise typer.Exit(2)
    if as_json:
        say_json([_entry(shelf, name, word) for shelf, word in found.items()])
        return
    for shelf, word in found.items():
        _explain(shelf, name, word, quiet)


def _list(book: dict[str, dict[str, type]], as_json: bool) -> None:
    if as_json:
        say_json([_entry(shelf, name, word) for shelf, entries in book.items() for name, word in entries.items()])
        return
    rows = [(shelf, name, _meaning(word)) for shelf, entries in book.items() for name, word in entries.items()]
    say(grid(("shelf", "word", "meaning"), rows))


def _explain(shelf: str, name: str, word: type, quiet: bool) -> None:
    if not quiet:
        say(f"{shelf} {name}: {_meaning(word)}\n")
    rows = [(p.name, _kind(p), _bounds(p), _default(p), p.meaning) for p in params_of(word)]
    say(grid(("parameter", "value", "bounds", "default", "meaning"), rows) + "\n")


def _meaning(word: type) -> str:
    return (word.__doc__ or "").strip().split("\n")[0]


def _kind(p: Param) -> str:
    kind = " | ".join(p.choices) if p.choices else p.quantity
    unit = f" ({UNITS[p.quantity]})" if p.quantity in UNITS and not p.choices else ""
    many = ", one or a list" if p.many else ""
    return f"by {p.keys}: {kind}{unit}" if p.keys else f"{kind}{unit}{many}"


def _bounds(p: Param) -> str:
    scale = 100.0 if p.quantity == "share" else 1.0
    unit = UNITS.get(p.quantity, "")
    low, high = (None if bound is None else f"{bound * scale:g} {unit}".rstrip() for bound in (p.low, p.high))
    if low is not None and high is not None:
        return f"{low} to {high}"
    return f"at least {low}" if low is not None else f"at most {high}" if high is not None else ""


def _default(p: Param) -> str:
    if p.required:
        return "required"
    if p.default is None or p.default == ():
        return "none"
    if isinstance(p.default, bool):
        return str(p.default).lower()
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


def _entry(shelf: str, name: str, word: type) -> dict[str, Any]:
    parameters = [
        {
            "name": p.name, "quantity": p.quantity, "unit": UNITS.get(p.quantity), "required": p.required,
            "default": None if p.required else _default(p), "low": p.low, "high": p.high,
            "choices": list(p.choices), "many": p.many, "keys": p.keys or None, "meaning": p.meaning,
        }
        for p in params_of(word)
    ]  # fmt: skip
    return {"shelf": shelf, "word": name, "meaning": _meaning(word), "parameters": parameters}
