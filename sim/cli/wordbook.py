"""``sim words``: the vocabulary of the scenario language, straight from the declarations of the words."""

import inspect
from pathlib import Path
from typing import Annotated, Any

import typer

from sim.base.errors import did_you_mean
from sim.base.words import SHELVES, Param, params_of, words
from sim.cli.declared import NO_DEFAULT, UNITS, bounds, default_of, example_of, kind, pasted_into
from sim.cli.fitting import fitted, folded, width, wrapped
from sim.cli.options import AsJson, Quiet, Verbose
from sim.cli.screen import complain, listen, remark, say, say_json
from sim.cli.valuebook import explain_value, value_names


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


def _meaning(word: type) -> str:
    return _told(word)[0].split("\n")[0]


def _told(word: type) -> list[str]:
    """Return the paragraphs of what a word says of itself."""
    return inspect.cleandoc(word.__doc__ or "").replace("``", "'").split("\n\n")


def _need(p: Param) -> str:
    """Say whether a parameter must be written, and what holds where it is not."""
    default = default_of(p)
    return {"required": "required", NO_DEFAULT: "optional"}.get(default, f"default {default}")


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
