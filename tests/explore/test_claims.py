"""Disputed figures of the real world: each rival can be believed, and believing one changes what it should."""

import pytest

from sim.scenario import load, loads
from sim.scenario.facts import FactBook
from sim.scenario.library import Library, scenarios_root
from sim.scenario.tree import Findings
from tests.explore.played import played, short


def book():
    return FactBook(Library(scenarios_root()), Findings())


def rivals():
    return [(row.id, row.rival) for rows in book().rows().values() for row in rows if row.rival]


def test_every_rival_in_the_tables_can_be_believed():
    assert len(rivals()) >= 20
    for fact, rival in rivals():
        scenario = loads(f"extends: baseline\ntitle: Believed\nclaims: {{{fact}: {rival}}}")
        assert scenario.claims == {fact: rival}


@pytest.mark.parametrize(
    ("fact", "rival", "plain", "claimed"),
    [
        ("ev_magnet_kg", "article", "2 kg", "85 kg"),
        ("ev_ree_kg", "article", "0.55 kg", "85 kg"),
        ("f35_ree_kg", "crs", "15 kg", "418 kg"),
        ("wind_direct_drive_kg_per_mw", "article", "620 kg", "250 kg"),
        ("reserves_vietnam", "article", "3.5 Mt", "22 Mt"),
        ("china_share_of_mining", "magnet_basis", "70 %", "60 %"),
    ],
)
def test_what_is_disputed_reads_as_its_sources_have_it(fact, rival, plain, claimed):
    facts = book()
    assert [row.text for row in facts.believed(fact)] == [plain]
    facts.claims = {fact: rival}
    assert [row.text for row in facts.believed(fact)] == [claimed]


def test_a_claim_about_contents_of_products_leaves_the_world_alone():
    believed = loads("extends: baseline\ntitle: Believed\nclaims: {ev_magnet_kg: article}")
    assert believed.world_document == load("baseline").world_document


def given_up_or_missing(name):
    """The part of the need of neodymium in magnets that is short or, because of its price, given up."""
    table = played(name).shortfall
    rows = table[(table["element"] == "Nd") & (table["form"] == "magnet")]
    return (rows["shortfall_t"].sum() + rows["thrifted_t"].sum()) / rows["demand_t"].sum()


def test_demand_that_triples_cannot_be_met_and_stated_policies_starve_nobody():
    assert given_up_or_missing("demand_triples_2035") > 0.1
    assert given_up_or_missing("iea_stated_policies") < 0.001
    assert short(played("demand_triples_2035"), "form", "element")["share"]["oxide"]["Y"] < 0.001
