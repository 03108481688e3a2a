"""``sim words``: the vocabulary of the scenario language, straight from the declarations of the words."""

import inspect
from pathlib import Path
from typing import Annotated, Any

import typer

from sim.base.distributions import Distribution
from sim.base.errors import did_you_mean
from sim.base.spans import ENDLESS
from sim.base.words import SHELVES, Param, params_of, words
from sim.cli.fitting import fitted, folded, width, wrapped
from sim.cli.options import AsJson, Quiet, Verbose
from sim.cli.screen import complain, listen, remark, say, say_json
from sim.cli.valuebook import explain_value, value_names

UNITS = {
    "mass": "t", "rate": "t/yr", "series": "t/yr", "duration": "d", "distribution": "d", "share": "%",
    "course": "%", "price_course": "USD/kg",
    "factor": "x", "price": "USD/kg", "date": "ISO date", "flag": "true or false",
}  # fmt: skip
"""Canonical units of quantities; a quantity that is not here is its own unit (an id, a name, a count)."""

NO_DEFAULT = "none"


def words_command(
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="NAME",
            help="What to explain: a word (outage), a shelf or family with an example of each word (stage, disruption, "
            "policy, metric; allocate, answer, market, order), a kind of value (trigger, distribution; value for "
            "all), or a parameter (when).",
        ),
    ] = None,
    pages: Annotated[
        Path | None,
        typer.Option(
            "--pages", metavar="DIR", help="Write a page of Markdown for every word into this folder instead."
        ),
    ] = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = 0,
) -> None:
    """List the words of the scenario language, or explain one.

    Stages are what nodes can be, disruptions and policies what can happen, metrics what a sweep can measure.
    """
    listen(verbose, quiet)
    book = {shelf: dict(words(shelf)) for shelf in SHELVES}
    if pages is not None:
        from sim.cli.wordpages import write_pages

        remark(f"{write_pages(pages)} pages written to {pages}", quiet)
        return
    if name is None:
        _list(book, as_json)
        remark("\nExplain one with: sim words NAME. What may stand for a value: sim words value", quiet or as_json)
        return
    if family := _family(book, name):
        _list(family, as_json, examples=True)
        return
    found = {shelf: entries[name] for shelf, entries in book.items() if name in entries}
    if as_json and found:
        say_json([_entry(shelf, name, word) for shelf, word in found.items()])
    for shelf, word in () if as_json else found.items():
        _explain(shelf, name, word, quiet)
    if not found and not explain_value(name, as_json):
        known = [*book, *(word for entries in book.values() for word in entries), *value_names()]
        complain(f"no word '{name}' ({did_you_mean(name, known) or 'for all of them see: sim words'})")
        raise typer.Exit(2)


def _family(book: dict[str, dict[str, type]], name: str) -> dict[str, dict[str, type]]:
    """Return a whole shelf, or the words of a family such as ``answer``; nothing if the name is neither."""
    if name in book:
        return {name: book[name]}
    opening = f"{name.rstrip('/')}/"
    found = {shelf: {k: w for k, w in entries.items() if k.startswith(opening)} for shelf, entries in book.items()}
    return {shelf: entries for shelf, entries in found.items() if entries}


def _list(book: dict[str, dict[str, type]], as_json: bool, examples: bool = False) -> None:
    if as_json:
        say_json([_entry(shelf, name, word) for shelf, entries in book.items() for name, word in entries.items()])
        return
    rows = [(shelf, name, _meaning(word)) for shelf, entries in book.items() for name, word in entries.items()]
    say(fitted(("shelf", "word", "meaning"), rows))
    if examples:
        say("\n" + "\n".join(folded(example_of(shelf, name)) for shelf, entries in book.items() for name in entries))


def _explain(shelf: str, name: str, word: type, quiet: bool) -> None:
    if not quiet:
        say("\n".join(wrapped(f"{shelf} {name}: {_meaning(word)}", width())) + "\n")
    say(f"{folded(example_of(shelf, name))}\n")
    if not quiet:
        for paragraph in (pasted_into(shelf), *_told(word)[1:]):
            say("\n".join(wrapped(paragraph, width())) + "\n")
    rows = []
    for p in params_of(word):
        about = "; ".join(part for part in (kind(p), bounds(p), _need(p)) if part)
        rows += [(p.name, about), ("", p.meaning)]
    if rows:
        say(fitted(("parameter", "value, bounds and default; meaning"), rows) + "\n")


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


def _meaning(word: type) -> str:
    return _told(word)[0].split("\n")[0]


def _told(word: type) -> list[str]:
    """Return the paragraphs of what a word says of itself."""
    return inspect.cleandoc(word.__doc__ or "").replace("``", "'").split("\n\n")


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
