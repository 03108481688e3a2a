"""Where every gram of a run came from and went, element by element, stage by stage."""

from typing import Final

import numpy as np
import pandas as pd

from sim.base.elements import ELEMENTS
from sim.explore.ledger import OXIDE_MAKERS, Ledger
from sim.scenario.model import Scenario
from sim.world.kernel import layout as k
from sim.world.template import warm_world
from sim.world.world import World

SOURCES: Final = {
    "chinese_rock": ("bayan_obo", "sichuan_mines", "weishan"),
    "southern_clays": ("jiangxi_clays", "guangdong_clays", "guangxi_clays"),
    "unreported_light": ("china_unreported_light",),
    "myanmar": ("kachin_pangwa", "kachin_momauk"),
    "laos": ("laos_clays",),
    "mountain_pass": ("mountain_pass",),
    "mount_weld": ("mount_weld",),
}
"""Groups of mines; all others are ``other_mines``."""
Mass = dict[str, k.Ints]
GRAMS_PER_TONNE: Final = 1e6


def balance(scenario: Scenario, seed: int = 0, replication: int = 0) -> pd.DataFrame:
    """Play a run and return its balance: one row per element, all in t REO.

    Two identities hold to the gram; ``raw_residual`` and ``residual`` are what is left of them::

        mined = primary oxide + losses and residue of separation + growth of raw stocks
        gross = net + losses + recovered scrap - end of life + swarf heaps + growth of stocks

    ``gross`` is all oxide that was made: by separators and oxide mines (``primary_oxide``) and by recyclers
    (``recovered_scrap``, of swarf and old magnets together). ``net`` is what buyers used up. ``losses`` are those of
    metal makers, magnet lines and recyclers; those of separation take in what was lost on the way to it.
    ``end_of_life`` is old scrap collected: it comes in from outside, so it
    is taken off. ``swarf_heaps`` is the growth of swarf that no recycler has taken. Raw stocks are concentrate and
    carbonate, at hand and under way, and what separators have in process; all other stocks are in the second identity.
    """
    template = warm_world(scenario)
    world = World(scenario, template, seed, replication)
    world.play()
    ledger = Ledger(world, template.state)
    masses = _upstream(ledger) | _downstream(ledger)
    table = pd.DataFrame(masses, index=pd.Index(ELEMENTS, name="element")) / GRAMS_PER_TONNE
    return table.reset_index()


def _upstream(ledger: Ledger) -> Mass:
    """Return the first identity: from the ground to oxide."""
    mines, separators = ledger.stage("mine"), ledger.stage(*OXIDE_MAKERS)
    number = {node.id: i for i, node in enumerate(ledger.nodes)}
    found = {
        name: ledger.made(np.array([number[m] for m in members if m in number], dtype=np.int64))
        for name, members in SOURCES.items()
    }
    mined = ledger.made(mines)
    found |= {
        "other_mines": mined - sum(found.values()),
        "mined": mined,
        "separation_losses": ledger.grown("lost", ledger.raw_hands()),
        "separation_residue": ledger.grown("residue", separators),
        "raw_stock_growth": ledger.raw() + ledger.under_way(raw=True),
        "primary_oxide": ledger.made(separators) + ledger.made(_oxide_mines(ledger)),
    }
    spent = ("separation_losses", "separation_residue", "raw_stock_growth", "primary_oxide")
    return found | {"raw_residual": mined - sum(found[name] for name in spent)}


def _downstream(ledger: Ledger) -> Mass:
    """Return the second identity: from oxide to what buyers used up."""
    plants = ledger.stage("recycling")
    collectors = np.array([i for i in plants if ledger.recipes[i].mode == "source"], dtype=np.int64)
    recyclers = np.setdiff1d(plants, collectors)
    separators = ledger.stage(*OXIDE_MAKERS)
    gross = ledger.made(separators) + ledger.made(_oxide_mines(ledger)) + ledger.made(recyclers)
    heaps = ledger.grown("byproduct", ledger.stage("magnet"))
    residue = ledger.grown("residue") - ledger.grown("residue", separators)
    found = {
        "recovered_scrap": ledger.made(recyclers),
        "end_of_life": ledger.made(collectors),
        "gross": gross,
        "net": ledger.grown("used"),
        "losses": ledger.grown("lost") - ledger.grown("lost", ledger.raw_hands()),
        "swarf_heaps": heaps,
        "stock_growth": ledger.stocks() - ledger.raw() - heaps + residue + ledger.under_way(raw=False),
    }
    out = sum(found[name] for name in ("net", "losses", "recovered_scrap", "swarf_heaps", "stock_growth"))
    return found | {"residual": gross - (out - found["end_of_life"])}


def _oxide_mines(ledger: Ledger) -> k.Ints:
    mines = ledger.stage("mine")
    return np.array([i for i in mines if ledger.recipes[i].product_form == "oxide"], dtype=np.int64)
