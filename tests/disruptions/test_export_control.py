"""What an export control catches, how it eases and how it ends."""

import pytest

from sim.world.kernel import layout as k
from tests.small import (
    DAY,
    chain,
    day,
    events,
    first_dry,
    fixed,
    lane,
    line_of,
    lost,
    node,
    per_week,
    play,
    shipped,
    use,
    weeks,
)

WORLD = chain(years=3.0)


def control(**fields):
    return use(
        "export_control", "it", **({"start": day(300), "magnets_containing": ("Dy",), "element": ("Dy",)} | fields)
    )


def test_a_ban_on_dysprosium_stops_what_holds_it_and_nothing_else():
    running = play(WORLD, control(regime="ban", tight=fixed(300)))
    cerium = shipped(running, "market__glass_us__oxide")[12:19, 1]
    dysprosium = shipped(running, "market__glass_us__oxide")[12:19, 8]
    assert cerium.all()
    assert not dysprosium.any()
    assert not shipped(running, "magnet__ev_us__magnet")[12:19].any()
    assert shipped(running, "magnet__ev_cn__magnet")[12:19].any()
    assert lost(running, "ev_us") > 0
    assert lost(running, "ev_cn") == lost(running, "glass_us", "Ce") == 0


def test_magnets_are_caught_where_they_are_meant():
    def caught(**fields):
        rows = events(play(WORLD, control(regime="ban", tight=fixed(7), magnets_containing=(), **fields)), "it")
        return int(rows[0].magnitude)

    assert caught() == 1  # dysprosium oxide to the glass makers
    assert caught(element=()) == 3  # both oxides, and magnets
    assert caught(element=(), form=("magnet",)) == 1
    assert caught(form=("magnet", "oxide")) == 2
    assert caught(element=(), form=("oxide",)) == 2


def test_an_embargo_catches_its_destination_only():
    other = node("glass_jp", "buyer", "JP", "glass", form="oxide", needs={"Dy": per_week(0.2)}, buffers="b")
    scenario = chain(years=3.0, more=[other])
    to_japan = lane("market", "glass_jp", "oxide", "far")
    scenario = scenario.replace(lanes={**scenario.lanes, to_japan.id: to_japan})
    running = play(scenario, control(regime="ban", destination=("JP",), tight=fixed(300), magnets_containing=()))
    assert lost(running, "glass_jp", "Dy") > 0
    assert lost(running, "glass_us", "Dy") == lost(running, "ev_us") == 0


def test_easing_shortens_the_lag_and_raises_approvals_month_by_month_and_never_lets_the_control_lapse():
    lags, approvals, regimes = [], [], []

    def look(running):
        yield running.doors.until(day(300))
        line = line_of(running, "market__glass_us__oxide", "Dy")
        for _ in range(24):
            yield running.doors.wait(10.1)
            table = running.state["quantiles"][int(line["lag_table"])]
            lags.append(float((table[:-1] + table[1:]).mean() / 2 / DAY))
            approvals.append(int(line["approved"]) / 1e9)
            regimes.append(int(line["regime"]))

    eased = control(
        tight=fixed(60), eased=365.25 / 2, lag=fixed(60), eased_lag=fixed(15), approved=0.4, eased_approved=1.0
    )
    play(WORLD, eased, beside=[look])
    steps = sorted(set(lags[:23]), reverse=True)
    assert steps == pytest.approx([60, 52.5, 45, 37.5, 30, 22.5, 15], abs=0.01)
    assert sorted(set(approvals[:23])) == pytest.approx([0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0])
    assert regimes[:23] == [1] * 23


def test_a_control_that_stays_is_in_force_on_the_last_day():
    running = play(WORLD, control(tight=fixed(60), eased=60, stays=True))
    assert line_of(running, "market__glass_us__oxide", "Dy")["regime"] == 1


def test_the_queue_at_the_desk_is_released_when_the_control_ends():
    running = play(WORLD, control(tight=fixed(200), lag=fixed(500)))
    assert lost(running, "glass_us", "Dy") > 0
    assert not weeks(running, "glass_us", "Dy").short[-52:].any()
    assert first_dry(running, "glass_us", "Dy") is not None


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"regime": "ban", "eased": 30.0}, "eased terms"),
        ({"regime": "quota"}, "amount"),
        ({"regime": "ban", "stays": True}, "eased"),
    ],
)
def test_terms_that_contradict_each_other_are_refused(fields, message):
    with pytest.raises(ValueError, match=message):
        control(**fields)


def test_what_goes_outside_a_quota_of_all_together_is_no_part_of_the_quota():
    scenario = chain(years=3.0)
    quota = {"regime": "quota", "element": ("Ce",), "magnets_containing": (), "quota": 30.0, "tight": fixed(600)}
    within, beyond = (play(scenario, control(outside_quota=share, **quota)) for share in (0.0, 0.2))
    months = slice(12, 28)
    lane = "market__glass_us__oxide"
    official = [int(shipped(running, lane)[months, 1].sum()) for running in (within, beyond)]
    outside = int(shipped(beyond, lane, channel=k.OUTSIDE_QUOTA)[months, 1].sum())
    assert outside > 0.1 * official[0]
    assert official[1] == pytest.approx(official[0], rel=0.02)
