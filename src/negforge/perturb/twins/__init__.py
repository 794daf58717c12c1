"""Twins: the same pair after a change that must not matter, its label unchanged."""
