"""Many runs of one scenario that differ by chance alone."""

from collections.abc import Callable
from typing import Final

from sim.base.errors import RunError
from sim.run.once import run
from sim.run.pool import spread
from sim.run.replications import Replications
from sim.run.stacked import Outcome
from sim.run.summary import Window
from sim.run.windows import check_window
from sim.scenario.model import Scenario
from sim.world.template import warm_world

Progress = Callable[[int, int], None]
"""Is told how many runs are done, and of how many."""

KEPT_WHOLE: Final = 32
"""So many replications keep their recordings, for tables; of the others shortages, metrics and events are kept."""


def replicate(
    scenario: Scenario,
    replications: int = 20,
    seed: int | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
    baseline: Scenario | None = None,
    causes: bool = False,
    window: Window | None = None,
) -> Replications:
    """Run a scenario many times. The answer does not depend on the number of workers.

    ``seed`` is the scenario's own if None; ``workers`` is the number of processors if None, and 1 stays in this
    process. With a ``baseline`` each run is read against the baseline's run of the same replication. With ``causes``
    every run keeps the ledger of who is to blame for each missing gram, of which the first 32 are kept. ``window``
    fixes the days that the summary counts; see :func:`sim.run.once.run`.
    """
    if replications < 1:
        raise RunError("at least one replication is needed")
    if window is not None:
        check_window(window, scenario.horizon.start, scenario.horizon.end)
    chosen = scenario.seed if seed is None else seed
    for world in (scenario, baseline):
        if world is not None:
            warm_world(world)  # compiles the kernel too, so that no worker has to
    outcomes: dict[int, Outcome] = {}
    for number, outcome in spread(
        outcome_of, (scenario, baseline, chosen, causes, window), range(replications), workers
    ):
        outcomes[number] = outcome
        if progress:
            progress(len(outcomes), replications)
    return Replications(scenario, chosen, [outcomes[i] for i in sorted(outcomes)], baseline)


def outcome_of(
    scenario: Scenario, baseline: Scenario | None, seed: int, causes: bool, window: Window | None, replication: int
) -> Outcome:
    """Run one replication, beside its baseline if there is one, and return what is kept of it."""
    # the ledger is told of the runs whose recordings are kept, so the others need none
    result = run(scenario, seed, replication, baseline, causes and replication < KEPT_WHOLE, window)
    return Outcome(
        replication=replication,
        fingerprint=result.recording.fingerprint,
        unchanged=result.unchanged,
        shortages=result.shortages,
        metrics=result.metrics,
        events=result.events,
        recording=result.recording if replication < KEPT_WHOLE else None,
        nearest=result.came_nearest,
    )
