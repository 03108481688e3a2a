"""One busy history of a small world, printed as the digest of all that it recorded; run in processes of its own."""

import sys

from sim.base.distributions import Distribution
from sim.base.trigger import Trigger
from tests.small import chain, day, fingerprint, fixed, play, use


def busy(seed=0, replication=0, years=2.0):
    """Play a history in which every word has something to do."""
    uses = [
        use("outage", node=("mine_us",), start=day(100), length=Distribution("uniform", (20.0, 60.0))),
        use("insurgency", road=("gate",), start=day(50), road_share=0.05, lane=("sep__market__oxide",)),
        use("unrest", passage=("strait",), start=day(50), rate=5.0, closure=Distribution("lognormal", (5.0, 1.0))),
        use("landslides", passage=("gate",), start=day(50)),
        use("seasonal_closure", passage=("gate",), closes="12-01", opens="02-01"),
        use("route_closure", passage=("strait",), start=day(200), length=fixed(40)),
        use("delay", destination=("US",), start=day(260), length=fixed(60), days=9),
        use("demand_surge", sector=("ev",), start=day(150), length=fixed(100), factor=1.2),
        use("export_control", element=("Dy",), magnets_containing=("Dy",), start=day(120), tight=fixed(120), eased=60.0,
            approved=0.6, officers=1, work=fixed(2.5), smuggled=0.1),
        use("stockpile_release", stock="reserve", to=("glass_us",), element=("Dy",), rate=60.0,
            when=Trigger("cover", "below", 40.0)),
    ]  # fmt: skip
    return play(chain(years=years), *uses, seed=seed, replication=replication)


def main(argv):
    running = busy(seed=int(argv[1]), years=float(argv[2]))
    sys.stdout.write(f"{fingerprint(running)} {len(running.log)} {len(running.moves)}\n")


if __name__ == "__main__":
    main(sys.argv)
