"""What a lower room asks of a higher one without knowing it: a result is drawn by the room that draws.

The higher room registers a function under a name; the lower one calls the name. The module that provides a
name is imported at the first call, and only then.
"""

import importlib
from collections.abc import Callable
from typing import Any, Final

PROVIDERS: Final = {
    "plot": "sim.report",
    "plot_comparison": "sim.report",
    "html": "sim.report",
    "applicability": "sim.explore.applicability",
}
"""Which module registers which hook when it is imported."""

_registered: dict[str, Callable[..., Any]] = {}


def register(name: str, function: Callable[..., Any]) -> None:
    """Offer ``function`` under ``name``. Raises ValueError if the name is unknown or taken by another."""
    if name not in PROVIDERS:
        raise ValueError(f"unknown hook '{name}'")
    if _registered.setdefault(name, function) is not function:
        raise ValueError(f"hook '{name}' is registered twice")


def call(name: str, *args: Any, **kwargs: Any) -> Any:
    """Call the function registered under ``name``, importing its provider first if need be."""
    if name not in _registered:
        importlib.import_module(PROVIDERS[name])
    return _registered[name](*args, **kwargs)
