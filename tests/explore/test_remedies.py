"""What would have helped: levers are ranked by what they save, and each has a last day on which it still does."""

from datetime import timedelta

import pytest

from sim.base.trigger import Trigger
from sim.explore.remedies import COLUMNS, lever_of, offered, remedies
from sim.run import run
from sim.scenario import load
from sim.scenario.library import remedy_names
from tests.small import day, first_dry, fixed, lane, node, per_week, play, route, two_ways, use, with_uses, world

COVER_D, WAY_D = 28.0, 20.5


def stopped():
    """A mine far from its only buyer stops for fifteen weeks; a stock of 200 t lies beside the buyer."""
    base = world(
        [
            node("mine", "mine", capacity=per_week(40), deposit="ore", form="oxide", stockyard=14.0),
            node("reserve", "stock", "US", form="oxide", replenishes=False, initial={"NdPr": 200.0}),
            node("cars", "buyer", "US", sector="ev", form="oxide", needs={"NdPr": per_week(10)}, buffers="b"),
        ],
        [lane("mine", "cars", "oxide")],
        [route("near", fixed(WAY_D))],
    )
    return with_uses(base, use("outage", "stop", node=("mine",), start=day(200), length=fixed(105)))


SCENARIO = stopped()
RELEASE = use(
    "stockpile_release", "release", stock="reserve", to=("cars",), element=("Nd",),
    when=Trigger("cover", "below", 21.0), until=30.0, rate=12 / 7 * 365.25,
)  # fmt: skip
USELESS = use("second_source", "useless", node=("reserve",), factor=2.0, start=day(0))
UNMOVED = use(
    "answer/stock_release", "unmoved", to="stop", stock="reserve", receivers=("cars",), element=("Nd",), rate=1
)


@pytest.fixture(scope="module")
def table():
    levers = {"release": {"release": RELEASE}, "useless": {"useless": USELESS}, "unmoved": {"unmoved": UNMOVED}}
    return remedies(SCENARIO, 2, workers=1, levers=levers)


def test_levers_are_ranked_by_what_they_deliver(table):
    assert tuple(table.columns) == COLUMNS
    assert list(table["delivered_t"]) == sorted(table["delivered_t"], reverse=True)
    assert table["delivered_t"][0] == pytest.approx(table["saved_t"][0]), "nothing is given up here"
    assert table["lever"][0] == "release"
    assert table["saved_share"][0] == pytest.approx(1.0)
    assert table["days_saved"][0] == pytest.approx(table.attrs["days"])
    assert table.attrs["short_t"] > 20


def test_a_lever_that_does_nothing_saves_nothing_and_never_helps(table):
    row = table.set_index("lever").loc["useless"]
    assert row["saved_t"] == row["days_saved"] == row["given_up_t"] == 0
    assert row["first_stop"] == table.attrs["first_stop"]
    assert row["last_day_that_helps"] is None


def test_a_lever_that_cannot_be_moved_has_no_last_day(table):
    row = table.set_index("lever").loc["unmoved"]
    assert row["saved_t"] > 0
    assert row["last_day_that_helps"] is None


def test_the_last_day_that_helps_is_the_last_on_which_nobody_stops(table):
    """Played by hand: a release from that day on prevents the stop, from the day after it does not."""
    last = table.set_index("lever").loc["release", "last_day_that_helps"]
    assert last <= table.attrs["first_stop"]
    (on_time,), (late,) = (
        remedies(
            SCENARIO.replace(disruptions={"stop": SCENARIO.disruptions["stop"]}),
            1, workers=1, levers={"x": {"x": use("stockpile_release", "x", **(vars(RELEASE.word) | {"start": d}))}},
        ).itertuples()
        for d in (last, last + timedelta(days=1))
    )  # fmt: skip
    assert on_time.last_day_that_helps == late.last_day_that_helps == last
    dry = [first_dry_with(d) for d in (last, last + timedelta(days=1))]
    assert dry[0] is None
    assert dry[1] is not None


def first_dry_with(start):
    release = use("stockpile_release", "x", **(vars(RELEASE.word) | {"start": start}))
    return first_dry(play(SCENARIO, SCENARIO.disruptions["stop"], release), "cars")


def test_a_lever_that_only_gives_up_saves_shortfall_and_delivers_nothing():
    thrift = use("thrift", "x", sector=("ev",), share=0.2, start=day(200))
    row = remedies(SCENARIO, 1, workers=1, levers={"x": {"x": thrift}}).iloc[0]
    assert row["saved_t"] > 1
    assert row["delivered_t"] < 0
    given_up_g = run(SCENARIO.replace(policies={"x": thrift})).since_shock.thrifted.sum()
    assert row["saved_t"] - row["delivered_t"] == pytest.approx(given_up_g / 1e6), "what is not short is given up"


HITS = {"start": day(200), "attacks": 300.0, "road_share": 0.05, "road_closure": fixed(40)}
ATTACKS = with_uses(two_ways(), use("insurgency", road=("gate",), **HITS))
GUARDS = use("road_security", guards=1.0, start=day(0))


def test_a_lever_that_keeps_the_first_disruption_away_is_measured_over_the_same_weeks():
    """Guarded, no attack ever hits: such a run has no shock of its own to count from."""
    row = remedies(ATTACKS, 2, workers=1, levers={"guards": {"guards": GUARDS}}).iloc[0]
    plain = [run(ATTACKS, replication=r) for r in range(2)]
    assert all(p.shock >= day(200) for p in plain)
    guarded = ATTACKS.replace(policies={"guards": use("road_security", guards=1.0, start=plain[0].shock)})
    assert run(guarded).shock is None
    assert row["saved_share"] == pytest.approx(1.0)
    assert row["delivered_t"] < sum(p.since_shock.demand.sum() for p in plain) / 2e6, "no more than was needed"
    assert row["delivered_t"] == pytest.approx(row["saved_t"], abs=20), "but for what is late at the end"


def test_a_lever_is_decided_on_the_first_disruption_of_each_run():
    days = [run(ATTACKS, replication=r).shock for r in range(2)]
    assert days[0] != days[1]
    thrift = {"buyer": ("by_road",), "share": 0.2}
    row = remedies(ATTACKS, 2, workers=1, levers={"x": {"x": use("thrift", **thrift, start=day(0))}}).iloc[0]
    played = [run(ATTACKS.replace(policies={"x": use("thrift", **thrift, start=d)}), replication=r)
              for r, d in enumerate(days)]  # fmt: skip
    given_up = sum(result.since_shock.thrifted.sum() for result in played) / 2e6
    assert row["given_up_t"] == pytest.approx(given_up)


def test_levers_are_offered_only_where_there_is_something_they_help_against():
    licences, attacks, strike = (load(n) for n in ("china_export_controls", "balochistan_disruption", "kuantan_outage"))
    assert "general_licence" in offered(licences)
    assert "general_licence" not in offered(attacks)
    assert "road_security" in offered(attacks)
    assert "road_security" not in offered(licences)
    assert not {"general_licence", "road_security"} & set(offered(strike))
    assert "general_licence" not in offered(load("china_full_embargo")), "a ban knows no licences"


def test_a_scenario_in_which_nobody_stops_needs_no_lever():
    calm = SCENARIO.replace(disruptions={}, policies={})
    table = remedies(calm, 1, workers=1, levers={"release": {"release": RELEASE}})
    assert table["saved_t"][0] == table["saved_share"][0] == 0
    assert table["last_day_that_helps"][0] is None
    assert table.attrs["first_stop"] is None


def test_every_lever_of_the_project_fits_the_world_and_can_be_moved():
    scenario = load("kuantan_outage")
    names = [name for name, _ in remedy_names()]
    assert len(names) >= 8
    for name in names:
        lever = lever_of(scenario, name)
        assert lever
        assert all(hasattr(use.word, "start") for use in lever.values()), name
