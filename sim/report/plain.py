"""Plain words for what the event table says in the terms of the engine: kinds, levels, and who is meant."""

from typing import Any, Final

from sim.base.figures import tonnes
from sim.report.phrases import buyers, listed, month, region
from sim.report.spans import Span

INPUTS: Final = {"equipment": "machines", "reagents": "reagents", "technicians": "technicians"}
COUNTED: Final = {
    "lanes": ("supply line", "supply lines"),
    "nodes": ("plant or buyer", "plants and buyers"),
    "buyers": ("buyer", "buyers"),
    "order lines": ("line of orders", "lines of orders"),
}
"""What an event calls a number of things, and what a reader does."""
EVENTS: Final = {
    "hoard": "Stock that {who} order up to: {magnitude:.3g} times the usual",
    "hasten": "Freight on {who}: {share} of the usual time under way",
    "delay": "Freight on {who}: late by {magnitude:.3g} days",
    "surge": "Use by {who}: {magnitude:.3g} times the usual",
    "duty": "Import duty of {share} on {who}",
    "thrift": "Given up by decision: {share} of the need of {who}",
    "prefer": "Served in rank {rank}: {who}",
    "favour": "Choice among suppliers: {magnitude:.3g} times the usual weight on {who}",
    "bind": "Bound by contract: {share} of what is ordered goes to {who}, which are served before others",
    "exempt": "General licence of {who} for {share} of the normal flow",
    "protect": "Protected against attacks, which do up to {share} less harm: {who}",
    "close": "{who}: closed",
    "stop": "{who}: stopped",
}
FLAT: Final = 0.005
"""Levels that are no further apart are one."""


def said(span: Span, who: str, scenario: Any) -> str:
    """Say what one cause did to somebody, in words that do not need the manual."""
    use = _use(span.cause, scenario)
    if span.kind == "bar":
        return _refusal(use, who)
    if span.kind == "denial":
        return _denial(use, who)
    if span.kind in ("throttle", "stop") and use is not None and use.kind == "project":
        return f"{who}: {_building(span)}"
    if span.kind == "throttle":
        return f"{who}: {levels_in_words(span, 'capacity')}"
    if span.kind == "spoil":
        return f"{who}: {levels_in_words(span, 'its usual yield')}"
    if span.kind not in EVENTS:
        return f"{who}: {span.kind.replace('_', ' ')}"
    size = span.magnitude
    return EVENTS[span.kind].format(who=who, magnitude=size, share=_level(size), rank=f"{size + 1:.0f}")


def levels_in_words(span: Span, of: str) -> str:
    """Say how a level went: where it began, its lowest or highest on the way, and where it stood last."""
    levels = span.levels or (span.magnitude,)
    first, last, low, high = levels[0], levels[-1], min(levels), max(levels)
    if high - low <= FLAT:
        return f"at {_level(first)} of {of}"
    begins, ends = _level(first), _level(last)
    if low < min(first, last) - FLAT:
        return f"falls from {begins} to {_level(low)} of {of} ({_moment(span, low)}), then rises to {ends}"
    if high > max(first, last) + FLAT:
        return f"rises from {begins} to {_level(high)} of {of} ({_moment(span, high)}), then falls to {ends}"
    return f"{'rises' if last > first else 'falls'} from {_level(first)} to {_level(last)} of {of}"


def lost_freight(subject_t: float, times: int) -> str:
    """Say how much freight was lost on its way, in how many strikes."""
    return f"Freight lost on its way: {tonnes(subject_t)} t" + (f" in {times} strikes" if times > 1 else "")


def entry(name: str) -> str:
    """Return the id of an entry of the scenario as words."""
    return name.replace("_", " ")


def title_of(subject: str, scenario: Any) -> str:
    """Return what a subject of an event is called: a place, a plant, a desk, a country, or a number of things.

    Several places that one event names together are told one after another.
    """
    count, _, what = subject.partition(" ")
    if count.isdigit() and what in COUNTED:
        return f"{count} {COUNTED[what][count != '1']}"
    return ", ".join(_title(part, scenario) for part in subject.split("/"))


def _title(name: str, scenario: Any) -> str:
    """Return what one thing is called; who has no title of his own goes by his id."""
    for things in (scenario.passages, scenario.nodes, scenario.desks):
        if name in things:
            return str(things[name].title or entry(name))
    return entry(region(name))


def _use(cause: str, scenario: Any) -> Any:
    return scenario.disruptions.get(cause) or scenario.policies.get(cause)


def _refusal(use: Any, who: str) -> str:
    word = getattr(use, "word", None)
    if word is None or not hasattr(word, "content_from"):
        return f"{who}: nothing new is shipped"
    refusers = ", ".join(buyers(code) for code in word.destination) or "All buyers"
    return (
        f"{refusers}: goods with over {100 * word.share:.3g} % from {region(word.content_from)}, "
        f"{_PARTS[word.part]}, are refused ({who})"
    )


_PARTS: Final = {
    "matter": "by matter", "technology": "by machines and technicians", "either": "by matter or technology",
}  # fmt: skip


def _denial(use: Any, who: str) -> str:
    word = getattr(use, "word", None)
    denied = listed([INPUTS.get(name, name) for name in getattr(word, "inputs", ())], "or") or "technology"
    whom = [region(code) for code in (*getattr(word, "country", ()), *getattr(word, "region", ()))]
    return f"{who} lets out no {denied}{' for plants in ' + listed(whom) if whom else ''}"


def _building(span: Span) -> str:
    if span.kind == "stop":
        return "not built yet" if span.ended else "not built by the end of the run"
    return f"runs up: {levels_in_words(span, 'nameplate capacity')}"


def _moment(span: Span, level: float) -> str:
    times = (span.start, *span.turns)
    levels = span.levels or (span.magnitude,)
    return month(times[min(levels.index(level), len(times) - 1)].date())


def _level(share: float) -> str:
    value = 100 * share
    return f"{value:.0f} %" if value >= 9.5 else f"{value:.2g} %"
