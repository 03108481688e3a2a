"""Stages of the chain: one file a stage, each a recipe for the one compiled plant."""
