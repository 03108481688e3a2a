"""Policies: rules of ordering and allocation, and what governments and firms do when a line is crossed."""
