"""One offline page about a run: a file to read, print or send on. It fetches nothing and runs nothing."""

import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
from jinja2 import Environment, PackageLoader, StrictUndefined

from sim.base.figures import tonnes
from sim.report import phrases
from sim.report.content import content
from sim.report.plain import entry
from sim.report.rows import worst

if TYPE_CHECKING:
    from sim.run import Replications, Result

    Answer = Result | Replications

FRAGMENT_ROWS = 12


def write_report(
    result: "Answer", path: Path | str, removal: pd.DataFrame | None = None, remedies: pd.DataFrame | None = None
) -> Path:
    """Write the page about a run to ``path``, all at once or not at all, and return the path.

    ``removal`` is the frame of :func:`sim.explore.removal.paired_effects`, ``remedies`` that of what would help; each
    has a section if it is given.
    """
    target = Path(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    page = _environment().get_template("page.html.jinja").render(content(result, removal, remedies))
    try:
        # Half a surrogate pair in somebody's text is no reason to lose the page.
        with draft.open("w", encoding="utf-8", errors="replace") as file:
            file.write(page)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    return target


def fragment(result: "Answer") -> str:
    """Return a short piece of HTML for a notebook: the headline and the worst rows."""
    short, more = worst(result.summary(), FRAGMENT_ROWS)
    template = _environment().get_template("fragment.html.jinja")
    return template.render(headline=result.headline(), rows=short, more=more)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("sim.report", "."),
        autoescape=True,  # every text of a scenario may be somebody else's
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    says = (
        tonnes, phrases.percent, phrases.day, phrases.long_day, phrases.month, phrases.region, phrases.sector,
        phrases.form, phrases.element, phrases.buyers, phrases.unbroken, phrases.money, phrases.chance,
        entry,
    )  # fmt: skip
    environment.filters.update({say.__name__: say for say in says})
    return environment
