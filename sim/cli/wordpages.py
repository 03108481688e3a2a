"""Reference pages: one page of Markdown for every word of the scenario language, from what the word declares."""

import inspect
import re
from pathlib import Path
from typing import Final

from sim.base.words import SHELVES, Param, params_of, words
from sim.cli.declared import bounds, default_of, example_of, kind, pasted_into

INDEX: Final = "README.md"
VALUES: Final = "values.md"
ABOUT: Final = {
    "stage": "Stages: what a node is",
    "disruption": "Disruptions: what happens to the world",
    "policy": "Policies: rules of the world, and what governments and firms do",
    "metric": "Metrics: what is measured",
}
_MADE: Final = "*Made from the declaration of the word by `sim words --pages`; change it there.*"
_ROLE: Final = re.compile(r":[a-z]+:`~?([^`]+)`")


def pages() -> dict[str, str]:
    """Return every page by its path under the folder of the reference, the index among them."""
    found = {f"{shelf}/{name}.md": _page(shelf, name, word) for shelf in SHELVES for name, word in words(shelf).items()}
    return found | {INDEX: _index(), VALUES: _values()}


def write_pages(folder: Path) -> int:
    """Write all pages, take away those of words that are gone, and return how many there are.

    Only what was made here is taken away: a folder named by mistake loses nothing of its own.
    """
    written = pages()
    for path in sorted(folder.rglob("*.md")):
        if path.relative_to(folder).as_posix() not in written and _MADE in path.read_text(encoding="utf-8"):
            path.unlink()
    for name, text in written.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    return len(written)


def _page(shelf: str, name: str, word: type) -> str:
    parameters = params_of(word)
    lines = [
        f"# {name}",
        "",
        f"A {shelf}. {_MADE}",
        "",
        _told(word),
        "",
        "```yaml",
        example_of(shelf, name),
        "```",
        "",
        pasted_into(shelf),
        "",
    ]
    if parameters:
        lines += ["| parameter | value | bounds | default | meaning |", "|---|---|---|---|---|"]
        lines += [_row(p) for p in parameters]
    else:
        lines.append("It has no parameters.")
    return "\n".join(lines) + "\n"


def _told(word: type) -> str:
    """Return the docstring of a word as Markdown."""
    return _ROLE.sub(r"`\1`", inspect.cleandoc(word.__doc__ or "")).replace("``", "`")


def _row(p: Param) -> str:
    default = default_of(p)
    cells = (f"`{p.name}`", kind(p), bounds(p), "" if default == "none" else default, p.meaning.replace("``", "`"))
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _index() -> str:
    lines = ["# The words of the scenario language", "", _MADE, ""]
    for shelf in SHELVES:
        lines += [f"## {ABOUT[shelf]}", "", "| word | what it does |", "|---|---|"]
        lines += [f"| [{n}]({shelf}/{n}.md) | {_told(w).splitlines()[0]} |" for n, w in words(shelf).items()]
        lines.append("")
    lines += ["## Values", "", f"What may stand behind the keys of a word: [kinds of value]({VALUES})."]
    return "\n".join(lines) + "\n"


def _values() -> str:
    """Return the page of what may stand for a value."""
    from sim.scenario.kinds import kinds

    lines = ["# Kinds of value", "", _MADE, "", "| value | meaning | written | units or names |", "|---|---|---|---|"]
    for name, its in kinds().items():
        written = ", ".join(f"`{example}`" for example in its.examples)
        listed = f"see `sim list {its.listed}`" if its.listed else ""
        lines.append(f"| `{name}` | {its.meaning} | {written} | {', '.join((*its.units, *its.names)) or listed} |")
    return "\n".join(lines) + "\n"
