"""Policies that answer what somebody else does."""
