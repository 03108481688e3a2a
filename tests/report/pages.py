"""Pages for tests: small scenarios, written, and read again as a browser would."""

import base64
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

from sim.base.distributions import Distribution
from sim.disruptions.export_control import ExportControl
from sim.report import write_report
from sim.run import paired, run
from tests.worlds import chain, use


class Page(HTMLParser):
    """Collects tags, attributes and text of a page."""

    def __init__(self, html):
        super().__init__()
        self.html = html
        self.tags, self.attributes, self.texts = [], [], []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_data(self, data):
        if self.tags[-1:] != ["style"]:
            self.texts.append(data)

    @property
    def text(self):
        return " ".join(" ".join(self.texts).split())

    @property
    def skeleton(self):
        """The page without its texts: what a text must not be able to change."""
        return self.tags, [(tag, name) for tag, name, _ in self.attributes]

    @property
    def images(self):
        head = "data:image/svg+xml;base64,"
        found = [value for tag, name, value in self.attributes if (tag, name) == ("img", "src")]
        return [base64.b64decode(value.removeprefix(head)).decode() for value in found if value.startswith(head)]


def page_of(result, folder, name="report.html"):
    return Page(write_report(result, folder / name).read_text(encoding="utf-8"))


def banned(title="a ban", story="", years=2.5, start=date(2025, 1, 15), days=200, cause="shock", **parts):
    ban = ExportControl(
        regime="ban", element=("Dy",), magnets_containing=("Dy",), start=start, tight=Distribution.fixed(days)
    )
    return replace(chain(years=years, disruptions=use("export_control", ban, cause), **parts), title=title, story=story)


def beside(scenario):
    return run(scenario, baseline=paired(scenario))
