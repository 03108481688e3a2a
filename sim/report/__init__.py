"""Frames in; figures and pages out. Draws what a run found and computes nothing of its own."""

from sim.base.hooks import register
from sim.report.differences import plot_comparison
from sim.report.figures import plot
from sim.report.page import fragment, write_report

__all__ = ["fragment", "write_report"]

register("plot", plot)
register("plot_comparison", plot_comparison)
register("html", fragment)
