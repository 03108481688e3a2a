"""Metrics: one word a file. Each turns the tables of a run into figures with a name, a subject and a unit."""
