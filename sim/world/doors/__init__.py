"""The doors of a running world, by what they lead to; see :mod:`sim.base.doors` for what each promises."""
