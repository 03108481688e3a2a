"""YAML becomes one frozen, checked Scenario."""
