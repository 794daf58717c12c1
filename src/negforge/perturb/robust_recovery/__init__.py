"""Robust recovery: rules about setbacks."""
