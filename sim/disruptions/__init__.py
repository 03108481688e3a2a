"""Disruptions: one file an event that can befall the world; each opens doors and closes them again."""
