"""Frames in; figures and pages out. Draws what a run found and computes nothing of its own."""

from sim.base.hooks import register
from sim.report.figures import plot
from sim.report.page import fragment, write_report

__all__ = ["fragment", "plot", "write_report"]

register("plot", plot)
register("html", fragment)
