"""By element: what is short, where it is worst, who stops first, and what is hit only along with others."""

from datetime import date
from types import SimpleNamespace

import pandas as pd
import pytest

from sim.disruptions.export_control import ExportControl
from sim.run import replicate, run
from sim.run.elements import COLUMNS, by_element, controlled
from sim.scenario.model import Use
from tests.worlds import chain, use

EARLY, LATE = date(2026, 2, 1), date(2026, 4, 1)
RECOVERED = date(2027, 5, 1)


def rows(*wanted):
    columns = ("element", "form", "region", "sector", "demand_t", "shortfall_t", "first_day_short", "recovery")
    frame = pd.DataFrame([dict(zip(columns, row, strict=True)) for row in wanted])
    return frame.assign(shortfall_share=frame["shortfall_t"] / frame["demand_t"], thrifted_t=0.0, short_again=None)


SHORT = rows(
    ("Dy", "metal", "EU", "ev", 100.0, 10.0, LATE, RECOVERED),
    ("Dy", "oxide", "US", "ict", 50.0, 20.0, EARLY, date(2026, 9, 1)),
    ("Dy", "oxide", "PK", "ict", 0.1, 0.09, date(2026, 1, 2), None),
    ("Dy", "magnet", "EU", "ev", 100.0, 30.0, EARLY, None),
    ("Nd", "magnet", "EU", "ev", 1000.0, 300.0, EARLY, RECOVERED),
    ("La", "oxide", "EU", "glass", 1000.0, 0.0, None, None),
    ("Ce", "magnet", "EU", "ev", 1000.0, 0.01, LATE, None),
)


def scenario(**words):
    control = ExportControl(start=date(2026, 1, 1), **words)
    return SimpleNamespace(disruptions={"ban": Use("ban", "export_control", control)})


def found(element, form, named=("Dy",)):
    return by_element(SHORT, scenario(element=named), {"ban"}).set_index(["element", "form"]).loc[(element, form)]


def test_there_is_one_row_for_each_element_and_group_of_forms_in_order():
    frame = by_element(SHORT, scenario(element=("Dy",)), {"ban"})
    assert tuple(frame.columns) == COLUMNS
    assert list(zip(frame["element"], frame["form"], strict=True)) == [
        ("La", "compounds_metals"), ("Ce", "magnet"), ("Nd", "magnet"), ("Dy", "compounds_metals"), ("Dy", "magnet"),
    ]  # fmt: skip


def test_tonnes_add_up_and_the_share_is_of_all_demand():
    row = found("Dy", "compounds_metals")
    assert (row["demand_t"], row["shortfall_t"]) == pytest.approx((150.1, 30.09))
    assert row["shortfall_share"] == pytest.approx(30.09 / 150.1)


def test_the_worst_hit_lacks_the_largest_share_among_those_whose_tonnes_count():
    row = found("Dy", "compounds_metals")
    assert (row["worst_hit"], row["worst_share"]) == ("US/ict", pytest.approx(0.4))


def test_the_first_to_stop_and_the_last_to_recover_are_named():
    row = found("Nd", "magnet")
    assert (row["first_day_short"], row["first_hit"], row["recovery"]) == (EARLY, "EU/ev", RECOVERED)
    assert found("Dy", "compounds_metals")["first_hit"] == "PK/ict"


def test_there_is_no_recovery_while_one_has_not_recovered():
    assert found("Dy", "compounds_metals")["recovery"] is None


def test_a_trace_names_nobody():
    row = found("Ce", "magnet")
    assert (row["worst_hit"], row["first_day_short"], row["first_hit"]) == ("", None, "")


def test_what_a_control_names_is_controlled_and_what_magnets_take_along_is_collateral():
    assert found("Dy", "compounds_metals")["role"] == "controlled"
    assert found("Dy", "magnet")["role"] == "controlled"
    assert found("Nd", "magnet")["role"] == "collateral"
    assert found("La", "compounds_metals")["role"] == found("Ce", "magnet")["role"] == ""


def test_nothing_is_collateral_of_a_control_that_holds_up_no_magnets():
    assert found("Nd", "magnet", named=("La",))["role"] == ""


def test_a_control_of_a_form_or_of_all_goods_singles_no_element_out():
    assert controlled(scenario(form=("magnet",)), {"ban"}) == frozenset()
    assert controlled(scenario(), {"ban"}) == frozenset()
    assert controlled(SimpleNamespace(disruptions={}), {"ban"}) == frozenset()
    both = scenario(element=("Dy",))
    both.disruptions["testing"] = scenario(form=("magnet",)).disruptions["ban"]
    roles = by_element(SHORT, both, {"ban", "testing"}).set_index(["element", "form"])["role"]
    assert (roles["Dy", "magnet"], roles["Nd", "magnet"], roles["La", "compounds_metals"]) == (
        "controlled", "collateral", "",
    )  # fmt: skip


def test_an_element_that_makes_a_magnet_caught_is_controlled():
    assert controlled(scenario(element=("Sm",), magnets_containing=("Dy",)), {"ban"}) == {"Sm", "Dy"}


def test_a_control_that_never_began_controls_nothing():
    assert controlled(scenario(element=("Dy",)), ()) == frozenset()


def test_the_share_of_those_hit_and_of_the_worst_region_stand_beside_that_of_the_world():
    """Of 150.1 t of Dy, the US lacks 20 of 50 and the EU 10 of 100; with another 50 t well supplied in each."""
    more = rows(
        ("Dy", "oxide", "US", "glass", 50.0, 0.0, None, None), ("Dy", "oxide", "EU", "glass", 50.0, 0.0, None, None)
    )
    together = pd.concat([SHORT, more], ignore_index=True)
    row = by_element(together, scenario(element=("Dy",)), {"ban"}).set_index(["element", "form"])
    row = row.loc[("Dy", "compounds_metals")]
    assert row["shortfall_share"] == pytest.approx(30.09 / 250.1)
    assert row["hit_share"] == pytest.approx(30.09 / 150.1)
    assert (row["worst_hit"], row["region_share"]) == ("US/ict", pytest.approx(20 / 100))


def test_of_equal_shares_the_one_with_more_tonnes_is_the_worst_hit():
    tied = rows(
        ("Y", "oxide", "US", "ict", 10.0, 5.0001, EARLY, None), ("Y", "oxide", "JP", "ict", 100.0, 50.0, EARLY, None)
    )
    assert by_element(tied, scenario(), ())["worst_hit"].tolist() == ["JP/ict"]


def test_a_relapse_of_one_of_those_hit_is_told():
    relapsed = SHORT.assign(short_again=[LATE, EARLY, None, None, None, None, None])
    found = by_element(relapsed, scenario(element=("Dy",)), {"ban"}).set_index(["element", "form"])["short_again"]
    assert found["Dy", "compounds_metals"] == EARLY
    assert found["Nd", "magnet"] is None


def test_one_run_and_many_tell_it_alike():
    control = ExportControl(
        element=("Dy",), magnets_containing=("Dy",), regime="ban", start=date(2024, 6, 1), desk="mofcom"
    )
    banned = chain(2, disruptions=use("export_control", control), world_document="elements")
    one, many = run(banned).by_element(), replicate(banned, 2, workers=1).by_element()
    assert list(one.columns) == list(many.columns) == list(COLUMNS)
    roles = one.set_index(["element", "form"])["role"].to_dict()
    assert (roles["Dy", "magnet"], roles["Nd", "magnet"], roles["Ce", "compounds_metals"]) == (
        "controlled", "collateral", "",
    )  # fmt: skip
    assert many["role"].tolist() == one["role"].tolist()
