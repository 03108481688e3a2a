"""``sim words``: the vocabulary of the scenario language, straight from the declarations of the words."""

import shutil
import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from sim.base.distributions import Distribution
from sim.base.errors import did_you_mean
from sim.base.spans import ENDLESS
from sim.base.words import SHELVES, Param, params_of, words
from sim.cli.grid import GAP, grid
from sim.cli.options import AsJson, Quiet, Verbose
from sim.cli.screen import complain, listen, remark, say, say_json

UNITS = {
    "mass": "t", "rate": "t/yr", "series": "t/yr", "duration": "d", "distribution": "d", "share": "%",
    "course": "%", "price_course": "USD/kg",
    "factor": "x", "price": "USD/kg", "date": "ISO date", "flag": "true or false",
}  # fmt: skip
"""Canonical units of quantities; a quantity that is not here is its own unit (an id, a name, a count)."""

BOUND = "\u00a0"
"""A blank at which no line is broken."""

NO_DEFAULT = "none"

NARROWEST = 20
"""Columns that the last column of a table has at least, however narrow the terminal."""


def words_command(
    name: Annotated[
        str | None, typer.Argument(help="A word, or a shelf: stage, disruption, policy, metric; with examples.")
    ] = None,
    pages: Annotated[
        Path | None, typer.Option("--pages", metavar="DIR", help="Write a page of Markdown for every word instead.")
    ] = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = 0,
) -> None:
    """List the words of the scenario language, or explain one."""
    listen(verbose, quiet)
    book = {shelf: dict(words(shelf)) for shelf in SHELVES}
    if pages is not None:
        from sim.cli.wordpages import write_pages

        remark(f"{write_pages(pages)} pages written to {pages}", quiet)
        return
    if name is None or name in book:
        _list({shelf: entries for shelf, entries in book.items() if name in (None, shelf)}, as_json)
        return
    found = {shelf: entries[name] for shelf, entries in book.items() if name in entries}
    if not found:
        known = [*book, *(word for entries in book.values() for word in entries)]
        complain(f"no word '{name}' ({did_you_mean(name, known) or 'for all of them see: sim words'})")
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
    say(_fitted(("shelf", "word", "meaning"), rows))
    if len(book) == 1:
        say("\n" + "\n".join(_folded(example_of(shelf, name)) for shelf, entries in book.items() for name in entries))


def _explain(shelf: str, name: str, word: type, quiet: bool) -> None:
    if not quiet:
        say("\n".join(_wrapped(f"{shelf} {name}: {_meaning(word)}", _width())) + "\n")
    say(f"{_folded(example_of(shelf, name))}\n")
    rows = []
    for p in params_of(word):
        about = "; ".join(part for part in (kind(p), bounds(p), _need(p)) if part)
        rows += [(p.name, about), ("", p.meaning)]
    if rows:
        say(_fitted(("parameter", "value, bounds and default; meaning"), rows) + "\n")


def example_of(shelf: str, name: str) -> str:
    """Return a line of YAML that uses a word."""
    from sim.scenario.examples import example  # only here, because the help of all commands must come at once

    return example(shelf, name)


def _width() -> int:
    """Return the columns of the terminal, 80 where there is none."""
    return shutil.get_terminal_size((80, 24)).columns


def _fitted(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table whose last column is wrapped at the width of the terminal."""
    before = sum(max(len(row[i]) for row in (head, *rows)) + len(GAP) for i in range(len(head) - 1))
    lines = []
    for *first, last in rows:
        parts = _wrapped(last, max(_width() - before, NARROWEST)) or [""]
        lines += [(*first, parts[0]), *((*("" for _ in first), part) for part in parts[1:])]
    return grid(head, lines)


def _wrapped(text: str, width: int, indent: str = "") -> list[str]:
    return textwrap.wrap(text, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


def _folded(yaml_line: str) -> str:
    """Return a line of YAML in lines that fit the terminal. They read the same, since a break is a blank there."""
    whole = yaml_line.replace(" ", BOUND).replace(f",{BOUND}", ", ").replace(f":{BOUND}{{", ": {")
    return "\n".join(_wrapped(whole, _width(), "    ")).replace(BOUND, " ")


def _meaning(word: type) -> str:
    return (word.__doc__ or "").strip().split("\n")[0].replace("``", "'")


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


def _need(p: Param) -> str:
    """Say whether a parameter must be written, and what holds where it is not."""
    default = default_of(p)
    return {"required": "required", NO_DEFAULT: "optional"}.get(default, f"default {default}")


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


def _entry(shelf: str, name: str, word: type) -> dict[str, Any]:
    parameters = [
        {
            "name": p.name, "quantity": p.quantity, "unit": UNITS.get(p.quantity), "required": p.required,
            "default": None if p.required else default_of(p), "low": p.low, "high": p.high,
            "choices": list(p.choices), "many": p.many, "keys": p.keys or None, "meaning": p.meaning,
        }
        for p in params_of(word)
    ]  # fmt: skip
    return {
        "shelf": shelf,
        "word": name,
        "meaning": _meaning(word),
        "example": example_of(shelf, name),
        "parameters": parameters,
    }
