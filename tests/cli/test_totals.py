"""The tables of a run in the terminal: what is given up, by whom, and what comes later."""

import pandas as pd

from sim.cli.shortfall import bridge_table, saved_line
from sim.run.bridge import Bridge


def test_who_gives_up_most_and_of_what_is_told_where_it_is_much_beside_what_is_short():
    rows = [
        ("La", "JP", 1000.0, 0.0, 300.0),
        ("Ce", "JP", 1000.0, 0.0, 200.0),
        ("La", "EU", 9000.0, 100.0, 90.0),
        ("Y", "EU", 9000.0, 0.0, 1.0),
    ]
    summary = pd.DataFrame(rows, columns=["element", "region", "demand_t", "shortfall_t", "thrifted_t"])
    summary["delivered_t"] = summary["demand_t"] - summary["shortfall_t"] - summary["thrifted_t"]
    assert saved_line(summary, Bridge.of(summary)) == "Given up most: JP 500 t, EU 90.0 t; of La 390 t, Ce 200 t."
    summary["thrifted_t"] /= 100
    assert saved_line(summary, Bridge.of(summary)) == ""


def test_what_is_given_up_later_has_a_line_of_its_own_without_a_share():
    whole = {"demand_t": 1000.0, "delivered_t": 900.0, "shortfall_t": 100.0, "thrifted_t": 0.0}
    summary = pd.DataFrame([{"element": "La", "region": "JP"} | whole])
    lines = bridge_table(Bridge.of(summary, 25.0)).splitlines()
    assert lines[-1].split() == ["given", "up", "later,", "to", "the", "end", "of", "the", "run", "25.0"]
    assert "later" not in bridge_table(Bridge.of(summary, 5.0))


def test_the_undisturbed_world_is_named_only_where_the_run_was_read_beside_it():
    whole = {"demand_t": 1000.0, "delivered_t": 890.0, "shortfall_t": 100.0, "thrifted_t": 0.0}
    bridge = Bridge.of(pd.DataFrame([{"element": "La", "region": "JP"} | whole]))
    assert "undisturbed" in bridge_table(bridge, compared=True)
    assert "undisturbed" not in bridge_table(bridge) and "late, and traces" in bridge_table(bridge)
