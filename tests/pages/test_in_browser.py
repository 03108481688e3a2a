"""The page as a person sees it: loaded by a real browser, offline."""

import shutil
import subprocess

import pytest

from sim.report import write_report
from sim.run import run
from tests.worlds import chain

BROWSER = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
)
QUIET = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-extensions",
]  # fmt: skip


@pytest.mark.browser
@pytest.mark.skipif(BROWSER is None, reason="NO BROWSER: install chromium to load the page as a person would")
def test_a_browser_shows_every_section_and_every_figure(tmp_path):
    page = write_report(run(chain(years=1)), tmp_path / "report.html")
    profile = f"--user-data-dir={tmp_path / 'profile'}"
    shown = subprocess.run(
        [BROWSER, *QUIET, profile, "--dump-dom", page.as_uri()], capture_output=True, text=True, timeout=90
    )
    assert shown.returncode == 0, shown.stderr[-500:]
    for heading in (
        "Who runs short",
        "Month by month",
        "What happened",
        "How far to trust this",
        "How to get it again",
    ):
        assert f"<h2>{heading}</h2>" in shown.stdout
    assert shown.stdout.count("<img") > 3
