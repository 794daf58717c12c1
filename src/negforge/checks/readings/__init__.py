"""Readings: what checks and rules see in text and messages (values, records, kinds of tools and errors, phrases)."""
