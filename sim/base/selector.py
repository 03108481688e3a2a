"""Which things of a world are meant."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Selector:
    """Which nodes, buyers or lanes are meant. An empty field does not restrict; fields restrict together.

    ``destination`` holds country or region codes of a node or of a lane's receiver, ``country`` country codes of a
    node or of a lane's sender.
    """

    node: tuple[str, ...] = ()
    lane: tuple[str, ...] = ()
    stage: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    region: tuple[str, ...] = ()
    sector: tuple[str, ...] = ()
    element: tuple[str, ...] = ()
    form: tuple[str, ...] = ()
    destination: tuple[str, ...] = ()
