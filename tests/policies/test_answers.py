"""Actors that answer: after a lag, with odds, and only to what they were told to answer."""

import pytest

from sim.base.distributions import Distribution
from tests.small import DAY, chain, day, events, fingerprint, fixed, play, template, use

WORLD = chain(years=3.0)
SHOCK = use("outage", "shock", node=("mine_us",), start=day(200), length=fixed(100))


def retaliation(**fields):
    standard = {"to": "shock", "element": ("Ce",), "regime": "ban", "lag": fixed(30), "length": fixed(50)}
    return use("answer/export_control", "answer", **(standard | fields))


def turns(running, kind="ban"):
    return [(row.minute / DAY, row.what) for row in events(running, "answer") if row.kind == kind]


def test_a_measure_is_answered_after_the_lag_and_the_answer_ends():
    assert turns(play(WORLD, SHOCK, retaliation())) == [(230, "begins"), (280, "ends")]


def test_its_end_can_be_answered_as_well():
    assert turns(play(WORLD, SHOCK, retaliation(what="ends"))) == [(330, "begins"), (380, "ends")]


def test_nobody_answers_what_never_happens():
    assert fingerprint(play(WORLD, retaliation())) == fingerprint(play(WORLD))


def test_odds_decide_and_are_drawn_from_a_stream_of_their_own():
    answered = [bool(turns(play(WORLD, SHOCK, retaliation(odds=0.5), replication=r))) for r in range(8)]
    assert {True, False} == set(answered)
    assert answered == [bool(turns(play(WORLD, SHOCK, retaliation(odds=0.5), replication=r))) for r in range(8)]
    assert not turns(play(WORLD, SHOCK, retaliation(odds=0.0)))


def test_only_the_first_occasion_is_answered_unless_told_otherwise():
    winters = use("seasonal_closure", "shock", passage=("gate",), closes="12-01", opens="02-01", start=day(100))
    once, always = (turns(play(WORLD, winters, retaliation(again=a, lag=fixed(5)))) for a in (False, True))
    assert [what for _, what in once] == ["begins", "ends"]
    assert len(always) > 2


def test_a_random_lag_is_the_same_in_every_run_of_a_replication():
    slow = retaliation(lag=Distribution("uniform", (10.0, 90.0)))
    begun = [turns(play(WORLD, SHOCK, slow, replication=r))[0][0] for r in (0, 0, 1)]
    assert begun[0] == begun[1] != begun[2]


def test_a_stock_answers_the_news_whatever_cover_there_is():
    release = use(
        "answer/stock_release", "answer", to="shock", stock="reserve", receivers=("glass_us", "market"),
        element=("Dy",), rate=52.1786, length=fixed(28),
    )  # fmt: skip
    moves = play(WORLD, SHOCK, release).moves
    assert [row.minute / DAY for row in moves] == [d for d in (200, 207, 214, 221) for _ in range(2)]
    assert len(moves) == 8


def flood(**fields):
    standard = {
        "element": ("Dy",), "regime": "ban", "start": day(200), "length": fixed(300), "relents_to": "rival",
        "lag": fixed(20), "plant": ("mine", "sep"), "flood": 1.3, "flood_length": fixed(120),
    }  # fmt: skip
    return use("relenting_control", "answer", **(standard | fields))


def rival(start):
    return use("second_source", "rival", node=("mine_us",), factor=2.0, start=day(start), ramp=0)


def test_a_desk_relents_when_a_rival_begins_and_floods():
    running = play(WORLD, flood(), rival(250))
    assert turns(running) == [(200, "begins"), (270, "ends")]
    assert turns(running, "throttle") == [(270, "begins"), (270, "begins"), (390, "ends"), (390, "ends")]
    fresh = template(WORLD).state
    kept = [i for i, n in enumerate(running.grid.nodes) if n.id != "mine_us"]
    assert (running.state.nodes["factor"][kept] == fresh.nodes["factor"][kept]).all()


def test_without_a_rival_it_lasts_to_its_end():
    assert turns(play(WORLD, flood())) == [(200, "begins"), (500, "ends")]
    assert turns(play(WORLD, flood(), rival(900)))[1] == (500, "ends")


def test_traders_abroad_fill_up_on_a_flood():
    plain, dumped = (
        play(WORLD, flood(trader=("glass_us",) if dump else (), dump=2.0), rival(250), beside=())
        for dump in (False, True)
    )
    assert fingerprint(plain) != fingerprint(dumped)


def gone_ahead(**fields):
    """A project of the American mine whose gates are sure: first product 100 days after its start."""
    gates = ("survey", "permit", "finance", "build")
    sure = {f"{gate}_odds": 1.0 for gate in gates} | {gate: fixed(25) for gate in gates}
    return use("project", "shock", **({"node": ("mine_us",), "start": day(300), "ramp": (1.0,)} | sure | fields))


def first_product(running):
    """Return the first day on which the shock holds its mine at more than nothing."""
    return next(r.minute / DAY for r in events(running, "shock") if r.kind == "throttle" and r.what == "begins")


def test_a_project_is_answered_from_its_first_product_on_and_not_because_it_stands_still():
    running = play(WORLD, gone_ahead(), retaliation())
    assert first_product(running) == pytest.approx(400, abs=1)
    assert turns(running)[0] == (pytest.approx(first_product(running) + 30), "begins")


def test_a_project_that_is_given_up_before_its_first_product_is_never_answered():
    for what in ("begins", "ends"):
        assert not turns(play(WORLD, gone_ahead(permit_odds=0.0), retaliation(what=what)))


def test_talks_about_a_project_begin_with_its_first_product():
    truce = use("settlement", "truce", ends="shock", talks=fixed(40))
    running = play(WORLD, gone_ahead(), truce)
    assert events(running, "truce")[0].minute / DAY == pytest.approx(first_product(running) + 40)


def built(**fields):
    """Dysprosium bought from the trader once a week from day 210 on, up to and with day 250."""
    plain = {"stock": "reserve", "source": ("market",), "element": ("Dy",), "rate": 5.0, "target": 100.0}
    return use("stockpile_build", "shock", **(plain | {"start": day(210), "end": day(250)} | fields))


def moved(running, cause="shock"):
    return [row.minute / DAY for row in events(running, cause) if row.kind == "move"]


def test_buying_for_a_stock_is_answered_from_the_first_purchase_to_the_day_after_the_last_day():
    for what, on in (("begins", 210), ("ends", 251)):
        running = play(WORLD, built(), retaliation(what=what))
        assert moved(running) == [210, 217, 224, 231, 238, 245]
        assert turns(running)[0] == (on + 30, "begins")


def test_who_never_finds_anything_to_buy_is_never_answered():
    for what in ("begins", "ends"):
        assert not turns(play(WORLD, built(target=1.0), retaliation(what=what))), "the reserve holds 6 t already"


def test_talks_begin_with_the_first_purchase_and_end_the_buying():
    truce = use("settlement", "truce", ends="shock", talks=fixed(20))
    running = play(WORLD, built(end=None), truce)
    assert moved(running) == [210, 217, 224]
    assert [(r.minute / DAY, r.what) for r in events(running, "shock") if r.kind == "purchase"] == [
        (210, "begins"), (230, "ends"),
    ]  # fmt: skip


def test_an_answer_out_of_a_stock_is_itself_answered_when_it_begins_and_when_its_time_is_over():
    release = use(
        "answer/stock_release", "helper", to="shock", stock="reserve", receivers=("market",), element=("Dy",),
        rate=5.0, length=fixed(30),
    )  # fmt: skip
    for what, on in (("begins", 200), ("ends", 230)):
        running = play(WORLD, SHOCK, release, retaliation(to="helper", what=what))
        assert moved(running, "helper") == [200, 207, 214, 221, 228]
        assert turns(running)[0] == (on + 30, "begins")


def test_answers_move_no_goods_of_those_who_are_answered():
    heard = play(WORLD, built(), retaliation(odds=0.0))
    assert fingerprint(heard) == fingerprint(play(WORLD, built()))
