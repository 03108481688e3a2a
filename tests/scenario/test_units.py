"""Numbers with units, dates, distributions and triggers, as people write them."""

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sim.base.distributions import Distribution
from sim.base.trigger import Trigger
from sim.base.units import CANONICAL, UNITS, UnitError, measure
from sim.scenario.model import Where
from sim.scenario.overrides import relative
from sim.scenario.phrases import read_date, read_distribution, read_trigger, scaled
from sim.scenario.tree import Entry, MeaningError, Table, Text

HERE = Where("here", 1, 1)


@pytest.mark.parametrize(
    ("text", "quantity", "value"),
    [
        ("43 kt/yr", "rate", 43_000.0),
        ("27,000 t/yr", "rate", 27_000.0),
        ("20 t/month", "rate", 240.0),
        ("7 t/week", "rate", 365.25),
        ("1 t/d", "rate", 365.25),
        ("5 kt REO/yr", "rate", 5000.0),
        ("100 t", "mass", 100.0),
        ("1.5 Mt", "mass", 1.5e6),
        ("250 kg", "mass", 0.25),
        ("45 d", "duration", 45.0),
        ("6 weeks", "duration", 42.0),
        ("1 month", "duration", 30.4375),
        ("2 yr", "duration", 730.5),
        ("12 %", "share", 0.12),
        ("29.5%", "share", 0.295),
        ("0.5", "share", 0.5),
        ("1.2x", "factor", 1.2),
        ("-30 %", "factor", 0.7),
        ("+30 %", "factor", 1.3),
        ("70 %", "factor", 0.7),
        ("110 USD/kg", "price", 110.0),
        ("120 USD/t", "price", 0.12),
        ("1e6", "count", 1e6),
    ],
)
def test_measures(text, quantity, value):
    assert measure(text, quantity) == pytest.approx(value, rel=1e-15)


@pytest.mark.parametrize(
    ("text", "quantity", "suggestion"),
    [
        ("43", "rate", "43 kt/yr"),
        ("43 tpa", "rate", "did you mean 't/yr'?"),
        ("43 t/years", "rate", "did you mean 't/yr'?"),
        ("43 tonnes", "mass", "did you mean 't'?"),
        ("43 kT", "mass", "did you mean 'kt'?"),
        ("5 dyas", "duration", "did you mean 'days'?"),
        ("5 $/kg", "price", "did you mean 'USD/kg'?"),
        ("5 percent", "share", "did you mean '%'?"),
        ("1,5 %", "share", ""),
        ("1_000 t", "mass", ""),
        ("12:30", "count", ""),
        ("nan", "share", ""),
        ("inf d", "duration", ""),
        ("1e999 t", "mass", ""),
        ("", "mass", ""),
        ("٣ t", "mass", ""),
    ],
)
def test_what_is_no_measure_is_refused_and_put_right(text, quantity, suggestion):
    with pytest.raises(UnitError) as raised:
        measure(text, quantity)
    assert suggestion in raised.value.suggestion


@given(st.sampled_from(sorted(UNITS)), st.integers(0, 99), st.data())
def test_every_unit_leads_to_one_canonical_unit(quantity, number, data):
    unit = data.draw(st.sampled_from(sorted(UNITS[quantity])))
    try:
        once = measure(f"{number} {unit}", quantity)
    except UnitError:
        assume(False)
    assert measure(f"{once!r} {CANONICAL[quantity]}", quantity) == once


@given(st.text(), st.sampled_from(sorted(UNITS)))
def test_any_text_is_a_measure_or_a_unit_error(text, quantity):
    try:
        measure(text, quantity)
    except UnitError as error:
        assert str(error)


@given(st.text() | st.from_regex(r"(uniform|lognormal|triangular|fixed) [0-9/., -]{0,12}( d| t)?( sigma [0-9.]*)?"))
def test_any_text_is_a_distribution_or_a_readable_error(text):
    try:
        read_distribution(text)
    except (MeaningError, UnitError) as error:
        assert str(error)


@pytest.mark.parametrize(
    ("text", "kind", "parameters"),
    [
        ("45 d", "fixed", (45.0,)),
        ("fixed 2 weeks", "fixed", (14.0,)),
        ("uniform 10-20 d", "uniform", (10.0, 20.0)),
        ("uniform 10–20 d", "uniform", (10.0, 20.0)),
        ("triangular 15/45/110 d", "triangular", (15.0, 45.0, 110.0)),
        ("lognormal 11.6 d sigma 1.09", "lognormal", (11.6, 1.09)),
        ("exponential 3 months", "exponential", (91.3125,)),
    ],
)
def test_distributions(text, kind, parameters):
    assert read_distribution(text) == Distribution(kind, parameters)


@pytest.mark.parametrize(
    "text", ["uniform 10 d", "-5 d", "fixed -5 d", "lognormal 5 d sigma -1", "normal 5 d", "5", "fixed"]
)
def test_what_is_no_distribution(text):
    with pytest.raises((MeaningError, UnitError)):
        read_distribution(text)


def test_dates():
    assert read_date("2026-01-31") == date(2026, 1, 31)
    assert read_date("2026", year_alone=True) == date(2026, 1, 1)
    for text in ("2026-02-30", "2026-13-01", "26-01-01", "tomorrow", "9999-01-01", "0000", "2026-01-01T00:00"):
        with pytest.raises(MeaningError):
            read_date(text, year_alone=True)


def test_triggers():
    def table(**items):
        return Table({k: Entry(k, HERE, Text(v, HERE)) for k, v in items.items()}, HERE)

    assert read_trigger(table(cover_below="45 d")) == Trigger("cover", "below", 45.0)
    assert read_trigger(table(stock_above="2 kt")) == Trigger("stock", "above", 2000.0)
    for wrong in (table(), table(cover_below="45 t"), table(cover_bellow="45 d"), table(cover_below="-1 d")):
        with pytest.raises((MeaningError, UnitError)):
            read_trigger(wrong)
    with pytest.raises(MeaningError):
        read_trigger(table(cover_below="45 d", stock_below="3 t"))


def test_relative_values():
    assert relative("1.2x") == 1.2
    assert relative("-30 %") == pytest.approx(0.7)
    assert relative("+ 5%") == pytest.approx(1.05)
    assert [relative(t) for t in ("30 %", "20 kt/yr", "x", "Dy", "fact 2x")] == [None] * 5


def test_scaling_texts():
    assert scaled("45 kt/yr", 2.0) == "90.0 kt/yr"
    assert scaled("lognormal 10 d sigma 0.8", 2.0) == "lognormal 20.0 d sigma 0.8"
    for text in ("Dy", "2026-01-01", "plant_2", "3 doors"):
        with pytest.raises(MeaningError):
            scaled(text, 2.0)
