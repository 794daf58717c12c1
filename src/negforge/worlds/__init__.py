"""Worlds: executable tool environments. State, clock, tools with JSON Schemas, faults, task grammar, outcome check."""
