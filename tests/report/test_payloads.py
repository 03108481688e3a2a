"""Texts of a scenario are somebody else's: they stay texts, wherever the page shows them."""

from dataclasses import replace
from datetime import date

import pytest

from sim.base.distributions import Distribution
from sim.disruptions.route_closure import RouteClosure
from sim.report import fragment
from sim.run import run
from sim.scenario.model import Passage, Use
from tests.report.pages import Page, banned, page_of

PAYLOADS = (
    "<script>alert(1)</script>", "<SCRIPT SRC=//evil/x.js></SCRIPT>", "<img src=x onerror=alert(1)>",
    '"><script>alert(1)</script>', "'><script>alert(1)</script>", '"><svg onload=alert(1)>', "<svg/onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>", "<iframe src=javascript:alert(1)>", "<iframe srcdoc='<script>1</script>'>",
    "<body onload=alert(1)>", "<input autofocus onfocus=alert(1)>", "<select autofocus onfocus=alert(1)>",
    "<textarea autofocus onfocus=alert(1)>", "<video><source onerror=alert(1)>", "<audio src=x onerror=alert(1)>",
    "<details open ontoggle=alert(1)>", "<marquee onstart=alert(1)>", "<object data=javascript:alert(1)>",
    "<embed src=javascript:alert(1)>", "<a href=javascript:alert(1)>x</a>", "<a href='http://evil'>x</a>",
    "<math><mtext><script>1</script></mtext></math>", "<math href=javascript:alert(1)>x", "<base href=//evil/>",
    "<link rel=stylesheet href=//evil/x.css>", "<meta http-equiv=refresh content='0;url=//evil'>",
    "<form action=//evil><button>x</button></form>", "<isindex type=image src=1 onerror=alert(1)>",
    "</style><script>alert(1)</script>", "</title><script>alert(1)</script>", "</td></tr></table><script>1</script>",
    "</main></body></html><script>1</script>", "--><script>alert(1)</script>", "<!--<img src='--><img src=x onerror=1>",
    "]]><script>alert(1)</script>", "<![CDATA[<script>1</script>]]>", "<?xml version='1.0'?><x/>",
    '" onmouseover="alert(1)', "' onmouseover='alert(1)", "` onmouseover=`alert(1)", "x; background: url(//evil/x)",
    "javascript:alert(1)", "&lt;script&gt;alert(1)&lt;/script&gt;", "&#60;script&#62;alert(1)&#60;/script&#62;",
    "{{ 7*7 }}", "{% raw %}{{ config }}", "{{ ''.__class__.__mro__ }}", "<scr\x00ipt>alert(1)</scr\x00ipt>",
    "\ufeff<script>alert(1)</script>", "\u202egpj.<script>", "＜script＞alert(1)＜/script＞", "$\\frac{1}{0}$",
)  # fmt: skip


@pytest.fixture(autouse=True)
def unpainted(monkeypatch):
    """Leave out the figures: their bytes hold no texts of the scenario, and painting takes most of the time."""
    monkeypatch.setattr("sim.report.content.timeline_image", lambda *_: "data:,")
    monkeypatch.setattr("sim.report.content.exports_image", lambda *_: "data:,")
    monkeypatch.setattr("sim.report.reasons.waterfall_image", lambda *_: "data:,")


def scenario_of(text):
    """A scenario that says ``text`` wherever a scenario may say something."""
    scenario = banned(title=text, story=text, years=1.5, start=date(2024, 3, 1), cause=text)
    closure = RouteClosure(passage=("malacca",), start=date(2024, 5, 1), length=Distribution.fixed(20))
    shocks = {**scenario.disruptions, f"{text} again": Use(f"{text} again", "route_closure", closure)}
    nodes = {
        name: replace(node, title=text, owner=text, region=text if node.region == "US" else node.region,
                      sector=f"{text} {node.sector}" if node.sector else "")
        for name, node in scenario.nodes.items()
    }  # fmt: skip
    passages = {"malacca": Passage("malacca", text)}
    names = ", ".join(f"{key}" for key in shocks)
    return replace(
        scenario, name=text, sources=(text, names), nodes=nodes, disruptions=shocks, passages=passages,
        desks={"mofcom": replace(scenario.desks["mofcom"], title=text)},
    )  # fmt: skip


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    return page_of(run(scenario_of("plain words"), causes=True), tmp_path_factory.mktemp("plain"))


def test_there_are_enough_payloads():
    assert len(set(PAYLOADS)) >= 50


def test_the_plain_page_shows_the_text_in_every_place(plain):
    assert plain.text.count("plain words") >= 20
    assert "plain words again" in plain.text


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_payload_stays_text_on_the_page(payload, plain, tmp_path):
    page = page_of(run(scenario_of(payload), causes=True), tmp_path)
    assert "<h2>Why</h2>" in page.html
    assert page.skeleton == plain.skeleton
    assert not [
        value for _, name, value in page.attributes if name in ("href", "src") and not value.startswith("data:")
    ]
    if payload.isprintable():
        assert " ".join(payload.split()) in page.text


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_payload_stays_text_in_a_notebook(payload):
    tags = set(Page(fragment(run(scenario_of(payload)))).tags)
    assert tags <= {"div", "p", "strong", "table", "thead", "tbody", "tr", "th", "td", "code"}


def test_half_a_character_is_no_reason_to_lose_the_page(tmp_path):
    page = page_of(run(banned(title="half of \ud83d a sign", years=1)), tmp_path)
    assert "half of ? a sign" in page.text
