"""The stocks table: who holds what at the end of each month, and how many days it lasts."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.base.elements import DIDYMIUM, class_range
from sim.run.frame import ELEMENT_NAMES, month_names, names, tonnes
from sim.run.outflow import daily, outflow
from sim.run.recording import Recording
from sim.scenario.model import Lane
from sim.world.grid import Grid
from sim.world.kernel import layout as k

IN_PROCESS: Final = "in_process"
RESIDUE: Final = "residue"


@dataclass(frozen=True)
class Holdings:
    """Grams held by month (0 is the start) and place, and grams a day that leave; a place is a node and a form."""

    places: tuple[tuple[int, str], ...]
    mass: k.Ints
    out_per_day: npt.NDArray[np.float64]


def holdings(grid: Grid, recording: Recording) -> Holdings:
    """Return the stocks of a run. Feed and product of a trader are one stock, as they are one form.

    Nd and Pr leave as one good, so they share one outflow in proportion to what is held.
    """
    held = recording.stocks.dense()
    leaving = daily(grid, recording, outflow(grid, recording))
    forms = [(i, form, kind) for i, five in enumerate(_forms(grid)) for kind, form in enumerate(five)]
    places = tuple(sorted({(i, form) for i, form, _ in forms}))
    number = {place: n for n, place in enumerate(places)}
    mass = np.zeros((len(held), len(places), k.N_ELEMENTS), dtype=np.int64)
    out = np.zeros((len(leaving), len(places), k.N_ELEMENTS))
    for i, form, kind in forms:
        n = number[i, form]
        mass[:, n] += held[:, i, kind]
        np.maximum(out[:, n], leaving[:, i, kind], out=out[:, n])
    return Holdings(places, mass, _pooled(mass[1:], out))


def _pooled(mass: k.Ints, out: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Spread the outflow of didymium over Nd and Pr as they are held, so that both last equally long."""
    pair = slice(*class_range(DIDYMIUM))
    held = mass[..., pair]
    whole = held.sum(axis=2, keepdims=True)
    share = np.divide(held, whole, out=np.zeros(held.shape), where=whole > 0)
    spread = out.copy()
    spread[..., pair] = np.where(whole > 0, share * out[..., pair].sum(axis=2, keepdims=True), out[..., pair])
    return spread


def _forms(grid: Grid) -> Iterator[tuple[str, str, str, str, str]]:
    """Return for each node the forms of its feed, product, by-product, goods in process and residue."""
    inbound: dict[str, Lane] = {}
    for lane in sorted(grid.lanes, key=lambda lane: (lane.share, lane.id)):
        inbound[lane.target] = lane
    for node, recipe in zip(grid.nodes, grid.recipes, strict=True):
        product = recipe.product_form or str(getattr(node.stage, "form", ""))
        feed = inbound[node.id].form if node.id in inbound else product
        yield feed, product, recipe.byproduct_form or product, IN_PROCESS, RESIDUE


def stocks_frame(grid: Grid, recording: Recording, held: Holdings) -> pd.DataFrame:
    """Return stocks at the end of each month. ``cover_d`` is empty where nothing has left for three months.

    A plant that buys more than one form shows its feed under the form that it buys most of.
    """
    month, place, element = np.nonzero(held.mass[1:])
    mass = held.mass[1:][month, place, element]
    leaves = held.out_per_day[month, place, element]
    cover = np.divide(mass, leaves, out=np.full(len(mass), np.nan), where=leaves > 0)
    labels = {"month": month_names(grid, recording)[month]} | _labels(grid, held, place, element)
    return pd.DataFrame(labels | {"stock_t": tonnes(mass), "cover_d": np.round(cover, 3)})


def opening_frame(grid: Grid, held: Holdings) -> pd.DataFrame:
    """Return stocks at the start of the horizon."""
    place, element = np.nonzero(held.mass[0])
    return pd.DataFrame(_labels(grid, held, place, element) | {"stock_t": tonnes(held.mass[0][place, element])})


def _labels(grid: Grid, held: Holdings, place: k.Ints, element: k.Ints) -> dict[str, npt.NDArray[np.object_]]:
    nodes = [grid.nodes[i] for i, _ in held.places]
    return {
        "node": names([n.id for n in nodes])[place],
        "owner": names([n.owner for n in nodes])[place],
        "form": names([form for _, form in held.places])[place],
        "element": ELEMENT_NAMES[element],
    }
