"""A mapping of the document is filled into the shape that was declared for it, noting every mistake."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from sim.base.course import Course
from sim.base.elements import CLASS_INDEX
from sim.base.series import Series
from sim.base.units import UnitError
from sim.base.words import Param
from sim.scenario.model import Where
from sim.scenario.phrases import COURSES, read_course, read_series, read_trigger
from sim.scenario.sections import Shape
from sim.scenario.tree import (
    Entry,
    Findings,
    Listing,
    MeaningError,
    Nothing,
    Table,
    Text,
    Unreadable,
    Value,
    kind_of,
    misspelt,
    suggest,
)
from sim.scenario.values import REFERENCES, Names, read_key, read_value, within


class _SpoiltError(Exception):
    """A value was wrong and the mistake has been noted."""


def fill(shape: Shape, entry: Entry, names: Names, findings: Findings) -> dict[str, Any] | None:
    """Return all values of an entry by key, defaults included, or None if something in it is wrong."""
    table = entry.value
    if not isinstance(table, Table):
        expect_table(entry, findings)
        return None
    params = {p.name: p for p in shape.params}
    values: dict[str, Any] = {}
    sound = True
    for item in table:
        if item.key not in params:
            sound = False
            hint = suggest(item.key, params)
            findings.add(item.where, f"'{item.key}' is not a key of {shape.what}", hint)
            continue
        try:
            values[item.key] = _value(params[item.key], item, table, names, findings)
            _check_whole(shape, item, values[item.key])
        except (MeaningError, UnitError) as error:
            sound = False
            _note(item.value, error, findings)
        except _SpoiltError:
            sound = False
    meant = misspelt(table, params)
    for param in shape.params:
        if param.name in table.entries or param.name in meant:
            continue
        if param.required:
            sound = False
            findings.miss(entry.where, f"'{entry.key}' lacks '{param.name}', which {shape.what} must have")
        elif param.quantity in REFERENCES and isinstance(param.default, str) and param.default:
            sound = _check_default(param, entry, names, findings) and sound
        values[param.name] = param.default
    return values if sound else None


def _check_default(param: Param, entry: Entry, names: Names, findings: Findings) -> bool:
    """Say whether the thing that a word means by default exists in this scenario."""
    try:
        read_value(param, param.default, names)
    except MeaningError:
        message = (
            f"'{entry.key}' does not say which {param.quantity}, and the usual one, '{param.default}', is not here"
        )
        if not findings.partial:
            findings.add(entry.where, message, f"add '{param.name}'")
        return False
    return True


def expect_table(entry: Entry, findings: Findings) -> Table | None:
    """Return the mapping behind an entry; note a mistake if there is none."""
    if isinstance(entry.value, Table):
        return entry.value
    if not isinstance(entry.value, (Unreadable, Nothing)):
        findings.add(entry.value.where, f"{kind_of(entry.value)} stands behind '{entry.key}' where a mapping is due")
    return None


def _note(value: Value, error: MeaningError | UnitError, findings: Findings) -> None:
    origin = value.origin if isinstance(value, (Text, Table)) else ""
    place = error.where if isinstance(error, MeaningError) and error.where else value.where
    if origin:
        findings.add(place, f"{error} (from {origin})", error.suggestion)
    else:
        findings.refuse(place, error)


def _check_whole(shape: Shape, item: Entry, value: Any) -> None:
    if item.key in shape.whole and isinstance(value, float) and not value.is_integer():
        raise MeaningError(f"'{value:g}' is not a whole number")


def _value(param: Param, item: Entry, table: Table, names: Names, findings: Findings) -> Any:
    value = item.value
    if isinstance(value, (Unreadable, Nothing)):
        raise _SpoiltError
    if param.keys:
        return _rows(param, value, table, names, findings)
    if param.many:
        items = value.items if isinstance(value, Listing) else (value,)
        return _list(param, items, names, findings)
    return _single(param, value, names, findings)


def _single(param: Param, value: Value, names: Names, findings: Findings) -> Any:
    if param.quantity == "series" and isinstance(value, (Text, Table)):
        return _series(param, value, findings)
    if param.quantity in COURSES and isinstance(value, (Text, Table)):
        return _course(param, value, findings)
    if param.quantity == "trigger":
        if isinstance(value, Table):
            return read_trigger(value)
        raise MeaningError(f"{kind_of(value)} stands where a trigger is due", "for example {cover_below: 45 d}")
    if isinstance(value, Text):
        read = read_value(param, value.value, names)
        return int(read) if param.quantity == "count" and read.is_integer() else read
    if isinstance(value, Table) and value.origin:
        raise MeaningError("several years where one number is due", f"write '{value.origin} {min(value.entries)}'")
    raise MeaningError(f"{kind_of(value)} stands where one value is due ({param.name})")


def _series(param: Param, value: Text | Table, findings: Findings) -> Series:
    series = read_series(value, partial(within, param), findings)
    if series is None:
        raise _SpoiltError
    return series


def _course(param: Param, value: Text | Table, findings: Findings) -> Course:
    course = read_course(value, COURSES[param.quantity], partial(within, param), findings)
    if course is None:
        raise _SpoiltError
    return course


def _list(param: Param, items: Iterable[Value], names: Names, findings: Findings) -> tuple[Any, ...]:
    read, sound = [], True
    for item in items:
        if isinstance(item, (Unreadable, Nothing)):
            sound = False
            continue
        try:
            one = _single(param, item, names, findings)
            if one in read and param.quantity != "text":
                raise MeaningError(f"'{one}' stands twice in the list")
            read.append(one)
        except (MeaningError, UnitError) as error:
            sound = False
            _note(item, error, findings)
    if not sound:
        raise _SpoiltError
    return tuple(read)


def _rows(param: Param, value: Value, table: Table, names: Names, findings: Findings) -> dict[str, Any]:
    if not isinstance(value, Table):
        raise MeaningError(f"{kind_of(value)} stands where a mapping is due ({param.name})")
    quantity = _key_quantity(param, table)
    rows: dict[str, Any] = {}
    for row in value:
        where: Where = row.where
        try:
            key = read_key(quantity, row.key, names)
            where = row.value.where
            if isinstance(row.value, (Unreadable, Nothing)):
                raise _SpoiltError
            rows[key] = _single(param, row.value, names, findings)
        except (MeaningError, UnitError) as error:
            findings.refuse(where, error)
        except _SpoiltError:
            pass
    if len(rows) < len(value.entries):
        raise _SpoiltError
    return rows


def _key_quantity(param: Param, table: Table) -> str:
    """Say what names the rows; a buyer's needs are named by recipe if magnets are bought, else by class."""
    if param.keys != "need":
        return param.keys
    first = next(iter(table.table(param.name)), None)
    form = table.text("form")
    if form not in ("oxide", "metal", "magnet") and first is not None:
        return "order_class" if first.key in CLASS_INDEX else "recipe"
    return "recipe" if form == "magnet" else "order_class"
