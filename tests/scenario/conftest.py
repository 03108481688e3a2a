from pathlib import Path

import pytest

WORLDS = Path(__file__).parent / "worlds"


@pytest.fixture(autouse=True)
def scenarios_root(monkeypatch):
    """Tests of this room never read the real world, which changes for reasons of its own."""
    monkeypatch.setenv("SIM_SCENARIOS", str(WORLDS))
    return WORLDS
