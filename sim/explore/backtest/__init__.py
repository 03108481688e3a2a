"""The crises of the past played again: what happened, what the model says, and what who knows no model would say."""

from sim.explore.backtest.replay import backtest

__all__ = ["backtest"]
