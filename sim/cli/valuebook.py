"""``sim words`` for kinds of value and for parameters: what may stand behind the keys of a word."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Final

from sim.base.words import SHELVES, Param, params_of, words
from sim.cli.fitting import fitted, width, wrapped
from sim.cli.screen import say, say_json

if TYPE_CHECKING:
    from sim.scenario.kinds import Kind

ALL: Final = "value"
"""What to ask for to see all kinds of value."""


def value_names() -> list[str]:
    """Return what :func:`explain_value` can explain beside parameters."""
    from sim.scenario.kinds import kinds

    return [ALL, *kinds()]


def explain_value(name: str, as_json: bool) -> bool:
    """Explain a kind of value, all of them, or the parameters of that name; return False if it is none of these."""
    from sim.scenario.kinds import kinds

    known = kinds()
    if name == ALL:
        _list(known, as_json)
        return True
    taken = _taken_by(name)
    found = [known[name]] if name in known else [known[q] for q in dict.fromkeys(p.quantity for _, p in taken)]
    if as_json and found:
        say_json([asdict(kind) | {"taken_by": [{"word": w, "parameter": p.name} for w, p in taken]} for kind in found])
        return True
    if name not in known and found:
        say(f"{name} is a parameter:\n")
        say(fitted(("word", "kind of value", "meaning"), [(w, p.quantity, p.meaning) for w, p in taken]) + "\n")
    for kind in found:
        _explain(kind, [] if name not in known else taken)
    return bool(found)


def _list(known: "dict[str, Kind]", as_json: bool) -> None:
    if as_json:
        say_json([asdict(kind) for kind in known.values()])
    else:
        say(fitted(("value", "meaning"), [(name, _meaning(kind)) for name, kind in known.items()]))


def _taken_by(name: str) -> list[tuple[str, Param]]:
    """Return the parameters of all words that take a kind of value, or that have this name."""
    found = [(word, p) for shelf in SHELVES for word, its in words(shelf).items() for p in params_of(its)]
    of_kind = [(word, p) for word, p in found if name in (p.quantity, p.keys)]
    return of_kind or [(word, p) for word, p in found if p.name == name]


def _meaning(kind: "Kind") -> str:
    example = f" For example {kind.examples[0]}." if kind.examples else ""
    return f"{kind.meaning}{example}"


def _explain(kind: "Kind", taken: list[tuple[str, Param]]) -> None:
    say("\n".join(wrapped(f"value {kind.name}: {kind.meaning}", width())) + "\n")
    for example in kind.examples:
        say(f"  {example}")
    facts = {
        "units": ", ".join(kind.units),
        "names": ", ".join(kind.names),
        "all ids": f"sim list {kind.listed}" if kind.listed else "",
        "taken by": ", ".join(f"{word}\u00a0{p.name}" for word, p in taken),
    }
    for what, told in facts.items():
        if told:
            say("\n".join(wrapped(f"{what}: {told}", width(), "  ")).replace("\u00a0", " "))
