"""The page as a person sees it: loaded by a real browser, offline, at the width of a desk and of a telephone."""

import re
import shutil
import subprocess
from dataclasses import replace

import pytest

from sim.report import write_report
from sim.run import run
from tests.report.pages import Page, banned, beside
from tests.worlds import chain

BROWSER = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
)
QUIET = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-extensions",
]  # fmt: skip
ALARM = "<img src=x onerror=\"document.title='broken'\"><script>document.title='broken'</script>"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(BROWSER is None, reason="NO BROWSER: install chromium to load the page as a person would"),
]


def browse(page, folder, *options):
    profile = f"--user-data-dir={folder / 'profile'}"
    shown = subprocess.run([BROWSER, *QUIET, profile, *options, page.as_uri()], capture_output=True, timeout=90)
    assert shown.returncode == 0, shown.stderr[-500:]
    return shown.stdout.decode()


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    scenario = replace(banned(title=ALARM, story=ALARM), name=ALARM)
    return write_report(beside(scenario), tmp_path_factory.mktemp("page") / "report.html")


def test_a_browser_shows_every_section_and_every_figure(page, tmp_path):
    shown = browse(page, tmp_path, "--dump-dom")
    for heading in (
        "Which elements", "Who runs short", "Element by region", "What the exporter lets out", "Month by month",
        "What happened", "How far to trust this", "How to get it again",
    ):  # fmt: skip
        assert f"<h2>{heading}</h2>" in shown
    assert shown.count('<img src="data:image/svg+xml;base64,') >= 5


def test_a_browser_runs_nothing_that_a_scenario_says(page, tmp_path):
    shown = Page(browse(page, tmp_path, "--dump-dom"))
    assert "<title>broken</title>" not in shown.html
    assert "script" not in shown.tags
    assert not [name for _, name, _ in shown.attributes if name.startswith("on")]


def asked(page, folder):
    """Return the hosts that were asked for something while the page was loaded, less the browser's own errands."""
    log = folder / "net.json"
    browse(page, folder, f"--log-net-log={log}", "--dump-dom")
    hosts = re.findall(r'"url":"(?:https?|wss?|ftp)://([^/"]*)', log.read_text(encoding="utf-8", errors="replace"))
    return [host for host in hosts if not host.endswith((".google.com", ".googleapis.com", ".gstatic.com"))]


def test_a_browser_asks_nobody_for_anything(page, tmp_path):
    assert asked(page, tmp_path) == []


def test_a_page_that_asked_would_be_seen(tmp_path):
    page = tmp_path / "asks.html"
    page.write_text("<img src='http://127.0.0.1:9/x.png'>", encoding="utf-8")
    assert asked(page, tmp_path) != []


@pytest.mark.parametrize("width", [400, 1200])
def test_a_browser_can_paint_the_page(page, tmp_path, width):
    picture = tmp_path / "page.png"
    browse(page, tmp_path, f"--screenshot={picture}", f"--window-size={width},1500")
    assert picture.read_bytes()[:4] == b"\x89PNG"
    assert picture.stat().st_size > 20_000


def test_a_page_on_which_nothing_happens_has_no_empty_sections(tmp_path):
    page = write_report(run(chain(years=1)), tmp_path / "report.html")
    shown = browse(page, tmp_path, "--dump-dom")
    assert "Nobody: all" in shown
    assert "<h2>Element by region</h2>" not in shown
    assert "<h2>What the exporter lets out</h2>" not in shown
