"""Chance alone, without a world: what the random words draw from, and what they draw."""

from itertools import takewhile

from sim.base.streams import run_key, stream_key, uniform
from sim.base.words import words


class Chance:
    """Stands for the doors where only ``draw`` is asked."""

    def __init__(self, replication=0, seed=0):
        self._key = run_key(seed, replication)

    def draw(self, entity, purpose, slot):
        low, high = stream_key(entity, purpose)
        return uniform((low ^ self._key[0], high ^ self._key[1]), slot)


def disruption(kind, **fields):
    return words("disruption")[kind](**fields)


def blows(campaign, replication=0):
    """Everything that gets through, in order of time."""
    chance = Chance(replication)
    lists = (*campaign.weekly_blows(chance, "war"), *campaign.mass_blows(chance, "war"))
    return sorted(blow for together in lists for blow in together)


def weeks(campaign, replication=0):
    found = campaign.weeks(Chance(replication), "war")
    return list(takewhile(lambda week: week.day < campaign.length, found))
