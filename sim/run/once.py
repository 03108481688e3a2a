"""One run of a scenario."""

from sim.run.laws import hold
from sim.run.recording import Recording
from sim.run.result import Result
from sim.run.summary import Window
from sim.run.windows import check_window
from sim.scenario.model import Scenario
from sim.world.grid import Grid
from sim.world.template import warm_world
from sim.world.world import World


def run(
    scenario: Scenario, seed: int | None = None, replication: int = 0, baseline: Scenario | None = None,
    causes: bool = False, window: Window | None = None,
) -> Result:  # fmt: skip
    """Run a scenario once and return what came of it, beside the run of a ``baseline`` if one is given.

    ``seed`` is the scenario's own if None. ``replication`` numbers runs that differ by chance alone: the same
    number meets the same chances in every scenario, so a scenario and its baseline are paired. With ``causes``
    the ledger is kept of who is to blame for each missing gram, which takes longer and changes nothing. Raises
    LawError if a conservation law broke, RunError or SelectorError if the scenario cannot be played.

    The summary counts from the first disruption until all who were hit are well again, or the days of ``window``: its
    first, and the first that no longer counts. Raises AskedError, before anything runs, for days outside of the run.
    """
    if window is not None:
        check_window(window, scenario.horizon.start, scenario.horizon.end)
    chosen = scenario.seed if seed is None else seed
    grid, recording = play(scenario, chosen, replication, causes)
    other = None if baseline is None else run(baseline, chosen, replication)
    return Result(scenario, grid, recording, chosen, replication, other, window)


def play(scenario: Scenario, seed: int, replication: int, causes: bool = False) -> tuple[Grid, Recording]:
    """Play one run to its end, hold the laws, and return the network and what was recorded."""
    template = warm_world(scenario)
    world = World(scenario, template, seed, replication, causes)
    world.play()
    opening = template.state.rows["backlog"].copy()
    recording = Recording(world, opening)
    hold(world.grid, world.state, world.initial, recording)
    recording.pack()
    world.state.release()
    return world.grid, recording
