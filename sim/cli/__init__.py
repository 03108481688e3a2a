"""The command line: the only room that talks to a terminal. Data goes to stdout, everything else to stderr."""

from sim.cli.app import app, main

__all__ = ["app", "main"]
