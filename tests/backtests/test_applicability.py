"""How far a scenario lies from what was replayed."""

import pytest

from sim.base.words import words
from sim.explore.applicability import Replayed, applicability, likeness
from sim.explore.reach import CONTROL, DEMAND, DUTY, ORIGIN, ROUTE, SUPPLY, TECHNOLOGY, Reach, direction_of, reaches
from sim.scenario import load, loads
from sim.scenario.examples import example

PAST = Replayed("past_crisis", Reach("licences", CONTROL, "Dy", 0.4, ("Dy", "Tb", "Nd"), 250.0))
DIRECTIONS = {
    "delay": ROUTE,
    "demand_surge": DEMAND,
    "export_control": CONTROL,
    "export_quota": CONTROL,
    "insurgency": ROUTE,
    "landslides": ROUTE,
    "origin_rule": ORIGIN,
    "outage": SUPPLY,
    "port_strike": ROUTE,
    "relenting_control": CONTROL,
    "resource_cap": SUPPLY,
    "route_closure": ROUTE,
    "seasonal_closure": ROUTE,
    "tariff": DUTY,
    "technology_denial": TECHNOLOGY,
    "unrest": ROUTE,
}
"""Which way each disruption of the library works, as its example uses it."""


def reach_of(name: str, *changes: str) -> dict[str, Reach]:
    return {reach.name: reach for reach in reaches(load(name, changes))}


@pytest.mark.parametrize(
    ("scenario", "direction"),
    [
        ("china_export_controls", CONTROL),
        ("kuantan_outage", SUPPLY),
        ("malacca_closure", ROUTE),
        ("ev_boom", DEMAND),
        ("china_technology_ban", TECHNOLOGY),
        ("export_quotas_and_back_doors", CONTROL),
    ],
)
def test_what_a_disruption_stops_is_read_from_what_its_word_declares(scenario: str, direction: str):
    found = reach_of(scenario)
    assert found and all(0 < reach.size <= 1 and reach.days > 0 and reach.elements for reach in found.values())
    assert direction in {reach.direction for reach in found.values()}


def test_every_disruption_of_the_library_has_a_direction_that_somebody_chose():
    named = [name for name, word in words("disruption").items() if word.__module__.startswith("sim.disruptions.")]
    told = [example("disruption", name).removeprefix("disruptions: {").removesuffix("}") for name in named]
    used = loads("title: All of them\nextends: baseline\ndisruptions:\n  " + "\n  ".join(told)).disruptions
    assert {use.kind: direction_of(use.word) for use in used.values()} == DIRECTIONS


def test_a_duty_reaches_what_it_is_laid_on_by_its_rate():
    rate, form, origin = (f"disruptions.magnet_duty.{name}=" for name in ("rate", "form", "origin"))
    name = "american_magnet_tariff"
    (duty,) = reach_of(name).values()
    assert duty.direction == DUTY and "La" not in duty.elements and 0 < duty.size < 0.05
    (twice,) = reach_of(name, f"{rate}50 %").values()
    (whole, most) = (next(iter(reach_of(name, f"{rate}{share} %").values())) for share in (100, 400))
    assert twice.size == pytest.approx(2 * duty.size)
    assert whole.size == most.size == pytest.approx(4 * duty.size)
    (all_goods,) = reach_of(name, f"{form}[magnet, oxide, metal]", f"{rate}100 %").values()
    assert all_goods.size > whole.size
    (others,) = reach_of(name, f"{origin}JP").values()
    assert others.size != duty.size


def test_size_length_and_elements_are_those_of_the_disruption():
    (stop,) = reach_of("kuantan_outage").values()
    assert stop.days == 120 and 0.03 < stop.size < 0.3
    assert {"Nd", "Pr"} <= set(stop.elements) and "Y" not in stop.elements
    (half,) = reach_of("kuantan_outage", "disruptions.kuantan_stop.factor=50 %").values()
    assert half.size == pytest.approx(stop.size / 2)


def test_what_leaves_all_the_same_is_not_stopped():
    path = "disruptions.china_licences.smuggled"
    tight, leaky = (reach_of("china_export_controls", f"{path}={share} %")["china_licences"] for share in (0, 50))
    assert leaky.size == pytest.approx(tight.size / 2)


def test_what_never_comes_into_force_is_left_out():
    assert reach_of("china_october_package_suspended") == {}
    assert reach_of("baseline") == {}


def test_what_was_replayed_is_wholly_like_itself_and_less_is_so_too():
    assert likeness(PAST.reach, PAST.reach) == 1.0
    assert likeness(Reach("x", CONTROL, "Dy", 0.1, ("Dy",), 30.0), PAST.reach) == 1.0


def test_larger_longer_other_elements_and_another_kind_are_less_like_it():
    assert likeness(Reach("x", CONTROL, "Dy", 0.8, ("Dy",), 250.0), PAST.reach) == pytest.approx(0.5**0.5)
    assert likeness(Reach("x", CONTROL, "Dy", 0.4, ("Dy",), 1000.0), PAST.reach) == pytest.approx(0.5)
    assert likeness(Reach("x", CONTROL, "La", 0.4, ("La", "Nd"), 250.0), PAST.reach) == pytest.approx(0.5)
    assert likeness(Reach("x", ROUTE, "Dy", 0.4, ("Dy",), 250.0), PAST.reach) == pytest.approx(0.1)


def test_the_sentence_says_what_and_beside_what():
    embargo = applicability(load("china_full_embargo"), [PAST])
    assert embargo.score is not None and 0 < embargo.score < 1
    assert "an export control over" in embargo.says and "past_crisis" in embargo.says
    closure = applicability(load("malacca_closure"), [PAST])
    assert closure.says.startswith("Nothing like this was replayed: a closed or slower route over")
    assert "of another kind" in closure.says


def test_where_nothing_is_disturbed_there_is_no_score():
    quiet = applicability(load("baseline"), [PAST])
    assert quiet.score is None and quiet.says.startswith("Nothing is disturbed")


def test_without_a_past_nothing_is_like_it():
    assert applicability(load("malacca_closure"), []).score == 0.0


def test_ore_is_held_against_what_is_mined_for_much_of_it_nobody_uses():
    """Of the world's dysprosium half was mined behind this border in 2019; of its erbium, too, and not all of it."""
    closed = loads(
        "title: The border is closed\nextends: past\nhorizon: {start: 2018-07-01, years: 2}\ndisruptions:\n"
        "  gates: {kind: route_closure, passage: kachin_border, start: 2019-05-15, length: 150 d}\n"
    )
    (gates,) = reaches(closed)
    assert 0.3 < gates.size < 0.7
    assert "Dy" in gates.elements


def test_how_much_a_disruption_stops_is_read_on_its_first_day():
    """Mountain Pass has no capacity in 2016, and stands for a seventh of what is mined in 2024."""
    text = (
        "title: A mine stops\nextends: past\nhorizon: {start: 2015-07-01, years: 10}\ndisruptions:\n"
        "  stop: {kind: outage, node: mountain_pass, start: %s, length: 90 d}\n"
    )
    assert reaches(loads(text % "2016-06-01")) == ()
    assert reaches(loads(text % "2024-06-01"))[0].size > 0.1


def test_what_finds_nothing_to_stop_is_named():
    """Kalgoorlie stands ready in this world, but takes no part in it."""
    idle = loads(
        "title: A plant without power\nextends: baseline\ndisruptions:\n"
        "  dark: {kind: outage, node: kalgoorlie, start: 2026-11-01, length: 30 d}\n"
    )
    says = applicability(idle).says
    assert says.startswith("dark: nothing is made or goes by there that is held up. Nothing is disturbed here")


def test_what_is_suspended_before_it_bites_is_not_said_to_find_nothing():
    assert applicability(load("china_october_package_suspended")).says.startswith("Nothing is disturbed here")


CONTROLLED = (
    "title: x\nextends: baseline\nhorizon: {start: 2024-01-01, years: 4}\n"
    "disruptions:\n  it: {kind: export_control, %s}\n"
)


def controlled(terms: str) -> tuple[Reach, ...]:
    return reaches(loads(CONTROLLED % terms))


def test_a_quota_of_magnets_is_held_against_magnets_and_not_against_what_they_hold():
    """This world's China sells 58 kt of magnets a year abroad, which hold less than 20 kt."""
    magnets = "form: magnet, regime: quota, start: 2025-01-01, period: 365 d"
    (half,) = controlled(f"{magnets}, quota: 30 kt")
    (none,) = controlled("form: magnet, regime: ban, start: 2025-01-01")
    assert half.size / none.size == pytest.approx(1 - 30 / 58.2, abs=0.02)
    assert controlled(f"{magnets}, quota: 300 kt") == ()


def test_a_control_that_stays_lasts_to_the_end_of_the_run_from_the_end_of_its_grace_on():
    terms = "element: Dy, start: 2025-01-01, tight: 100 d, eased: 50 d"
    (ends,), (stays,), (late,) = (
        controlled(terms + more) for more in ("", ", stays: yes", ", stays: yes, grace: 95 d")
    )
    assert (ends.days, stays.days, late.days) == (150, 1095, 1000)
    assert controlled("element: Dy, start: 2027-12-01, grace: 60 d, tight: 100 d") == ()


def test_what_began_before_the_run_lasts_for_what_is_left_of_it():
    (control,) = controlled("element: Dy, start: 2023-12-02, tight: 100 d")
    assert control.days == 70
