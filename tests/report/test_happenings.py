"""Rows of the events table, folded to what a reader wants to know."""

import ast
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import get_args, get_type_hints

import pandas as pd
import pytest

from sim.base.distributions import Distribution
from sim.base.regime import Regime
from sim.disruptions.export_control import ExportControl
from sim.disruptions.origin_rule import OriginRule
from sim.disruptions.technology_denial import TechnologyDenial
from sim.report.happenings import happenings
from sim.report.spans import end_of, shaded, spans
from sim.run import run
from sim.scenario.model import Use
from tests.worlds import chain, use

ROOT = Path(__file__).resolve().parents[2]
END = pd.Timestamp("2030-01-01")
COLUMNS = ["time", "kind", "subject", "what", "cause", "magnitude"]


def events(*rows):
    return pd.DataFrame(rows, columns=COLUMNS)


def closures(count, subject="malacca", cause="raids"):
    rows = []
    for month in range(1, count + 1):
        rows.append((f"2025-{month:02}-01T00:00", "close", subject, "begins", cause, 1.0))
        rows.append((f"2025-{month:02}-03T12:00", "close", subject, "ends", cause, 1.0))
    return events(*rows)


@pytest.fixture(scope="module")
def eased():
    word = ExportControl(
        element=("Dy",), magnets_containing=("Dy",), start=date(2024, 3, 1), tight=Distribution.fixed(100), eased=210.0
    )
    return run(chain(years=1.5, disruptions=use("export_control", word, "licences")))


def test_the_steps_of_an_easing_are_one_row(eased):
    assert len(eased.events) > 10
    rows = happenings(eased.events, eased.scenario, end_of(eased.shortfall))
    assert len(rows) == 1
    assert rows[0].start == date(2024, 3, 1)
    assert rows[0].end == date(2025, 1, 5)
    assert rows[0].text.startswith("Exports from China need a licence: Dy and magnets that hold Dy; eased in ")
    assert rows[0].cause == "licences"


def test_a_measure_that_eases_is_one_stretch_of_shade(eased):
    assert len(shaded(eased.events, eased.scenario.disruptions, END)) == 1


def test_what_never_ends_lasts_to_the_end():
    found = spans(closures(1).head(1), END)
    assert [(span.end, span.ended) for span in found] == [(END, False)]
    assert happenings(closures(1).head(1), chain(), END)[0].end is None


def test_few_closures_are_told_one_by_one_and_many_are_counted():
    assert [row.text for row in happenings(closures(3), chain(), END)] == ["Malacca: closed"] * 3
    (row,) = happenings(closures(12), chain(), END)
    assert row.text == "Malacca: closed 12 times, 30 days in all"
    assert (row.start, row.end) == (date(2025, 1, 1), date(2025, 12, 3))


def test_overlapping_closures_of_one_cause_are_one():
    both = events(
        ("2025-01-01T00:00", "close", "malacca", "begins", "raids", 1.0),
        ("2025-01-05T00:00", "close", "malacca", "begins", "raids", 1.0),
        ("2025-01-07T00:00", "close", "malacca", "ends", "raids", 1.0),
        ("2025-01-09T00:00", "close", "malacca", "ends", "raids", 1.0),
    )
    assert [span.days for span in spans(both, END)] == [8.0]


def test_plants_that_stop_together_share_a_row():
    names = ["plant", "smelter", "magnets", "scrap", "mine", "mine_us"]
    rows = [("2025-01-01T00:00", "stop", name, "begins", "strike", 0.0) for name in names]
    (row,) = happenings(events(*rows), chain(), END)
    assert row.text == "magnets; mine; mine_us; plant; and 2 more: stopped"


def series(kind, name, cause, *levels):
    """A level that changes on the first of each month, as a ramp does: one use ends as the next begins."""
    rows = []
    for number, level in enumerate(levels, start=1):
        rows.append((f"2025-{number:02}-01T00:00", kind, name, "begins", cause, level))
        rows.append((f"2025-{number + 1:02}-01T00:00", kind, name, "ends", cause, level))
    return events(*rows)


@pytest.mark.parametrize(
    ("levels", "said"),
    [
        ((0.5,), "mine: at 50 % of capacity"),
        ((0.008, 0.2, 0.6, 0.88), "mine: rises from 0.8 % to 88 % of capacity"),
        ((0.98, 0.9, 0.7), "mine: falls from 98 % to 70 % of capacity"),
        ((0.98, 0.4, 0.7, 0.95), "mine: falls from 98 % to 40 % of capacity (February 2025), then rises to 95 %"),
        ((0.1, 0.9, 0.3), "mine: rises from 10 % to 90 % of capacity (February 2025), then falls to 30 %"),
        ((0.5, 0.501, 0.5), "mine: at 50 % of capacity"),
    ],
)
def test_a_level_is_told_from_its_first_step_to_its_last(levels, said):
    (row,) = happenings(series("throttle", "mine", "ramp", *levels), chain(), END)
    assert row.text == said


def test_a_plant_that_is_being_built_is_not_called_stopped():
    world = replace(chain(), policies={"new_mine": Use("new_mine", "project", object())})
    both = pd.concat([series("stop", "mine", "new_mine", 0.0), series("throttle", "mine_us", "new_mine", 0.1, 0.9)])
    told = sorted(row.text for row in happenings(both, world, END))
    assert told == ["mine: not built yet", "mine_us: runs up: rises from 10 % to 90 % of nameplate capacity"]
    (never,) = happenings(series("stop", "mine", "new_mine", 0.0).head(1), world, END)
    assert never.text == "mine: not built by the end of the run"


@pytest.mark.parametrize(
    ("kind", "subject", "size", "said"),
    [
        ("spoil", "mine", 0.9, "mine: at 90 % of its usual yield"),
        ("bar", "2 lanes", 1.0, "2 supply lines: nothing new is shipped"),
        ("hoard", "12 nodes", 1.5, "Stock that 12 plants and buyers order up to: 1.5 times the usual"),
        ("thrift", "1 buyers", 0.1, "Given up by decision: 10 % of the need of 1 buyer"),
        ("surge", "3 buyers", 1.2, "Use by 3 buyers: 1.2 times the usual"),
        ("denial", "CN", 3.0, "China lets out no technology"),
        ("favour", "10 order lines", 0.64, "Choice among suppliers: 0.64 times the usual weight on 10 lines of orders"),
        (
            "bind",
            "2 order lines",
            0.3,
            "Bound by contract: 30 % of what is ordered goes to 2 lines of orders, which are served before others",
        ),
        ("exempt", "mofcom", 0.5, "General licence of mofcom for 50 % of the normal flow"),
        (
            "protect",
            "malacca/mine/mine_to_plant",
            0.6,
            "Protected against attacks, which do up to 60 % less harm: Malacca, mine, mine to plant",
        ),
    ],
)
def test_no_word_of_the_engine_reaches_the_reader(kind, subject, size, said):
    row = ("2025-01-01T00:00", kind, subject, "begins", "somebody", size)
    assert happenings(events(row), chain(), END)[0].text == said


def kinds_in_force() -> set[str]:
    """Return the kinds of what the doors of the world note as beginning and ending, as their sources write them."""
    found: set[str] = set()
    for path in (ROOT / "sim" / "world").rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        calls = [n for n in ast.walk(tree) if isinstance(n, ast.Call) and ast.unparse(n.func).endswith(".note")]
        for kind, _, what, *_ in (call.args for call in calls):
            if ast.unparse(what) in ("TURNS[step]", "what"):
                found |= texts_of(kind, tree)
    return found


def texts_of(kind: ast.expr, tree: ast.Module) -> set[str]:
    """Return the texts that an argument may be: its own, or those its name is set to; a regime's are its kinds."""
    if ast.unparse(kind) == "regime.kind":
        return set(get_args(get_type_hints(Regime)["kind"]))
    named = [n.value for n in ast.walk(tree) if isinstance(n, ast.Assign) and ast.unparse(n.targets[0]) == "kind"]
    values = named if isinstance(kind, ast.Name) else [kind]
    nodes = (part for value in values for part in branches(value))
    return {node.value for node in nodes if isinstance(node, ast.Constant)}


def branches(value: ast.expr) -> list[ast.expr]:
    return [value.body, value.orelse] if isinstance(value, ast.IfExp) else [value]


def test_every_kind_that_the_world_notes_is_told_in_words():
    kinds = kinds_in_force()
    assert {"ban", "quota", "licence", "stop", "throttle", "close", "favour", "bind", "exempt"} <= kinds
    for kind in sorted(kinds):
        (row,) = happenings(events(("2025-01-01T00:00", kind, "mofcom", "begins", "somebody", 0.5)), chain(), END)
        assert row.text != f"mofcom: {kind.replace('_', ' ')}", f"'{kind}' has no words of its own"


def test_what_is_denied_and_refused_is_named():
    denial = TechnologyDenial(country=("PK",), inputs=("equipment", "technicians"), start=date(2025, 1, 1))
    rule = OriginRule(destination=("US",), start=date(2025, 1, 1))
    uses = {"denies": Use("denies", "technology_denial", denial), "refuses": Use("refuses", "origin_rule", rule)}
    rows = [
        ("2025-01-01T00:00", "denial", "CN", "begins", "denies", 2.0),
        ("2025-01-02T00:00", "bar", "2 lanes", "begins", "refuses", 1.0),
    ]
    told = [row.text for row in happenings(events(*rows), replace(chain(), disruptions=uses), END)]
    assert told == [
        "China lets out no machines or technicians for plants in Pakistan",
        "United States: goods with over 25 % from China, by matter or technology, are refused (2 supply lines)",
    ]


def test_freight_that_is_lost_is_added_up():
    rows = [(f"2025-01-{day:02}T00:00", "destroy", "freight", "lost under way", "raids", 2.5) for day in (1, 8)]
    (row,) = happenings(events(*rows), chain(), END)
    assert row.text == "Freight lost on its way: 5.00 t in 2 strikes"


def test_when_a_stock_gives_is_told_once_with_its_goods():
    rows = [
        ("2025-01-01T00:00", "move", "trader", "to glass_us", "help", 1.5),
        ("2025-01-01T00:00", "release", "trader", "begins", "help", 18.0),
        ("2025-01-29T00:00", "release", "trader", "ends", "help", 18.0),
    ]
    (row,) = happenings(events(*rows), chain(), END)
    assert "hands 1.50 t to" in row.text


def test_lots_from_a_stock_are_added_up():
    rows = [(f"2025-01-{day:02}T00:00", "move", "trader", "to glass_us", "release", 1.5) for day in (1, 8, 15)]
    (row,) = happenings(events(*rows), chain(), END)
    assert row.text == "trader hands 4.50 t to glass_us in 3 lots"


def test_a_closure_that_touches_no_trade_says_so():
    row = ("2025-01-01T00:00", "close", "malacca", "begins, no lane runs through it", "raids", 1.0)
    assert happenings(events(row), chain(), END)[0].text == "Malacca: closed (no lane runs through it)"


def test_of_many_runs_the_first_is_told():
    one = closures(2).assign(replication=0)
    two = closures(3).assign(replication=1)
    assert len(happenings(pd.concat([two, one]), chain(), END)) == 2


def test_many_stretches_of_one_cause_are_shaded_as_one():
    assert len(shaded(closures(5), ["raids"], END)) == 5
    assert len(shaded(closures(12), ["raids"], END)) == 1


def test_an_unknown_cause_and_an_unknown_kind_are_shown_as_they_are():
    row = ("2025-01-01T00:00", "levy", "somewhere", "begins", "new", 1.0)
    assert happenings(events(row), chain(), END)[0].text == "somewhere: levy"
    quota = ExportControl(regime="quota", quota=10.0, start=date(2025, 1, 1))
    world = replace(chain(), disruptions={"cap": Use("cap", "export_control", quota)})
    capped = ("2025-01-01T00:00", "quota", "mofcom", "begins", "cap", 3.0)
    assert happenings(events(capped), world, END)[0].text == "Exports from China are under a quota"


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        ({"form": ("magnet",)}, ": magnets"),
        ({"element": ("Dy", "Tb"), "form": ("oxide", "metal")}, ": Dy, Tb as oxide, metal"),
        ({"element": ("Dy",), "destination": ("US",)}, ": Dy, to United States"),
    ],
)
def test_a_measure_says_what_it_is_about(terms, said):
    word = ExportControl(regime="ban", start=date(2025, 1, 1), **terms)
    world = replace(chain(), disruptions={"ban": Use("ban", "export_control", word)})
    row = ("2025-01-01T00:00", "ban", "mofcom", "begins", "ban", 3.0)
    assert happenings(events(row), world, END)[0].text == f"Exports from China are banned{said}"
