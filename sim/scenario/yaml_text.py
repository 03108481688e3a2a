"""YAML text becomes a tree with places. Only plain mappings, lists and values are let in.

The text is read as a stream of parser events and never handed to a YAML constructor: no aliases (which can
blow up when walked), no tags (which name code), no guessing that ``NO`` is false or ``12:30`` a number.
"""

import re
from collections.abc import Iterator
from typing import Any, Final

import yaml

from sim.scenario.model import Where
from sim.scenario.tree import Entry, Findings, Listing, Nothing, Table, Text, Unreadable, Value

MAX_BYTES: Final = 4_000_000
MAX_DEPTH: Final = 16
_NULLS: Final = frozenset({"null", "Null", "NULL", "~"})
_BAD_CHARACTER: Final = re.compile("[^\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_HALF: Final = re.compile("[\ud800-\udfff]")
_BAD_ESCAPE: Final = "found invalid Unicode character escape code"
"""What the compiled parser says of an escape such as ``\\ud800``, and then stops; the other one lets it through."""
_HOW_TO_REMOVE: Final = "write null to remove what stood here"
_LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read(data: bytes | str, file: str, findings: Findings) -> Table | None:
    """Return the mapping that a document holds, or None; what is wrong with the text goes to ``findings``."""
    text = _decode(data, file, findings)
    if text is None:
        return None
    return _read(text, file, findings, _LOADER)


def _read(text: str, file: str, findings: Findings, loader: Any) -> Table | None:
    before = len(findings.problems)
    try:
        return _Builder(file, findings).document(events(text, loader))
    except yaml.MarkedYAMLError as error:
        if error.problem == _BAD_ESCAPE and loader is not yaml.SafeLoader:
            del findings.problems[before:]  # the other parser goes on to the end, and finds them again
            return _read(text, file, findings, yaml.SafeLoader)
        mark = error.problem_mark or error.context_mark
        where = Where(file, mark.line + 1, mark.column + 1) if mark else Where(file, 1, 1)
        findings.add(where, f"this is not YAML: {error.problem or error.context or 'cannot be read'}")
    except yaml.YAMLError as error:
        findings.add(Where(file, 1, 1), f"this is not YAML: {str(error).splitlines()[0]}")
    except _TooDeepError as error:
        findings.add(error.where, f"nested more than {MAX_DEPTH} levels deep")
    except (ValueError, OverflowError):
        findings.add(Where(file, 1, 1), r"somewhere an escape stands for no character: the last is \U0010ffff")
    return None


def events(text: str, loader: Any = _LOADER) -> Iterator[Any]:
    """Return the parser events of a text, one by one."""
    iterator: Iterator[Any] = yaml.parse(text, Loader=loader)
    return iterator


def _is_blank(event: Any) -> bool:
    """Say whether a value was simply not written."""
    return (
        isinstance(event, yaml.ScalarEvent)
        and not event.style
        and event.value == ""
        and event.anchor is None
        and event.tag is None
    )


class _TooDeepError(Exception):
    def __init__(self, where: Where) -> None:
        self.where = where
        super().__init__()


def _decode(data: bytes | str, file: str, findings: Findings) -> str | None:
    if len(data) > MAX_BYTES:
        findings.add(Where(file, 0, 0), f"larger than {MAX_BYTES // 1_000_000} MB")
        return None
    text = data if isinstance(data, str) else _utf8(data, file, findings)
    if text is None:
        return None
    text = text.removeprefix("\ufeff")
    bad = _BAD_CHARACTER.search(text)
    if bad is None:
        return text
    if bad[0] == "\t":
        findings.add(_end_of(text[: bad.start()], file), "a tab character", "indent with spaces")
    else:
        findings.add(_end_of(text[: bad.start()], file), f"the character U+{ord(bad[0]):04X} is not allowed")
    return None


def _utf8(data: bytes, file: str, findings: Findings) -> str | None:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        findings.add(_end_of(data[: error.start].decode("utf-8"), file), "not UTF-8 text")
        return None


def _end_of(text: str, file: str) -> Where:
    return Where(file, text.count("\n") + 1, len(text.rpartition("\n")[2]) + 1)


class _Builder:
    """Turns events into a tree, noting what the language leaves out of YAML."""

    def __init__(self, file: str, findings: Findings) -> None:
        self.file = file
        self.findings = findings

    def document(self, stream: Iterator[Any]) -> Table | None:
        """Return the only document of a stream."""
        next(stream)
        start = next(stream)
        if isinstance(start, yaml.StreamEndEvent):
            self.findings.add(Where(self.file, 1, 1), "an empty file")
            return None
        root = self.value(next(stream), stream, 0)
        next(stream)
        after = next(stream)
        if not isinstance(after, yaml.StreamEndEvent):
            self.findings.add(self.where(after), "a second document; a file holds one")
            return None
        if isinstance(root, Table):
            return root
        if not isinstance(root, (Nothing, Unreadable)):
            self.findings.add(root.where, "a scenario is a mapping of keys such as 'title' and 'extends'")
        elif not self.findings.problems:
            self.findings.add(Where(self.file, 1, 1), "an empty file")
        return None

    def where(self, event: Any) -> Where:
        """Return where an event begins."""
        return Where(self.file, event.start_mark.line + 1, event.start_mark.column + 1)

    def value(self, event: Any, stream: Iterator[Any], depth: int) -> Value:
        """Return the value that begins with ``event``, taking from the stream what belongs to it."""
        where = self.where(event)
        if depth > MAX_DEPTH:
            raise _TooDeepError(where)
        if isinstance(event, yaml.AliasEvent):
            self.findings.add(where, f"an alias (*{event.anchor}); write the value out")
            return Unreadable(where)
        if event.anchor is not None:
            self.findings.add(where, f"an anchor (&{event.anchor}); write the value out where it is needed")
        if event.tag is not None:
            self.findings.add(where, f"a tag ({event.tag}); values are plain text")
            self.untagged(event, where, stream, depth)
            return Unreadable(where)
        return self.untagged(event, where, stream, depth)

    def untagged(self, event: Any, where: Where, stream: Iterator[Any], depth: int) -> Value:
        """Return the value that begins with ``event``, whatever is attached to it."""
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(event, where)
        if isinstance(event, yaml.SequenceStartEvent):
            return self.listing(where, stream, depth)
        return self.table(where, stream, depth)

    def scalar(self, event: Any, where: Where) -> Text | Nothing | Unreadable:
        """Return a plain value, or a null where it is written."""
        if not event.style and event.value in _NULLS:
            return Nothing(where)
        if _is_blank(event):
            self.findings.add(where, "nothing is written here", _HOW_TO_REMOVE)
            return Unreadable(where)
        return Text(event.value, where) if self.whole(event) else Unreadable(where)

    def whole(self, event: Any) -> bool:
        """Say whether a text can be written down again; half a character would end the run that saves it."""
        half = _HALF.search(event.value)
        if half:
            message = f"\\u{ord(half[0]):04x} is half a character and stands for nothing by itself"
            self.findings.add(self.where(event), message, "write the character itself")
        return half is None

    def listing(self, where: Where, stream: Iterator[Any], depth: int) -> Listing:
        """Return a list."""
        items = []
        for event in stream:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            items.append(self.value(event, stream, depth + 1))
        return Listing(tuple(items), where)

    def table(self, where: Where, stream: Iterator[Any], depth: int) -> Table:
        """Return a mapping; a key written twice keeps its first value."""
        entries: dict[str, Entry] = {}
        for event in stream:
            if isinstance(event, yaml.MappingEndEvent):
                break
            key = self.key(event, stream, depth)
            after = next(stream)
            if _is_blank(after) and key is not None:
                self.blank(key, event, entries)
                continue
            value = self.value(after, stream, depth + 1)
            if key in entries:
                first = entries[key].where.line
                self.findings.add(self.where(event), f"the key '{key}' is written twice (first in line {first})")
            elif key is not None:
                entries[key] = Entry(key, self.where(event), value)
        return Table(entries, where)

    def blank(self, key: str, event: Any, entries: dict[str, Entry]) -> None:
        """Note a key with nothing behind it; ``{capacity: 3,000 t}`` is one, as a comma ends a value there."""
        last = next(reversed(entries.values()), None)
        if last and isinstance(last.value, Text) and last.value.value[-1:].isdigit() and key[:3].isdigit():
            whole, place = f"{last.value.value}{key}", last.value.where
            self.findings.add(place, "inside braces a comma ends a value", f"write '{whole}' or quote the number")
            entries[last.key] = Entry(last.key, last.where, Unreadable(place))
            return
        place = self.where(event)
        self.findings.add(place, f"nothing is written behind '{key}'", _HOW_TO_REMOVE)
        entries.setdefault(key, Entry(key, place, Unreadable(place)))

    def key(self, event: Any, stream: Iterator[Any], depth: int) -> str | None:
        """Return a key as text, or None if it cannot be one."""
        if not isinstance(event, yaml.ScalarEvent):
            before = len(self.findings.problems)
            self.value(event, stream, depth + 1)
            if len(self.findings.problems) == before:
                self.findings.add(self.where(event), "a key must be a single word")
            return None
        if event.anchor is not None or event.tag is not None:
            self.value(event, stream, depth)
            return None
        if event.value == "<<" and not event.style:
            self.findings.add(self.where(event), "a merge key (<<); use 'extends' or 'use' instead")
            return None
        if event.value == "":
            self.findings.add(self.where(event), "an empty key")
            return None
        return str(event.value) if self.whole(event) else None
