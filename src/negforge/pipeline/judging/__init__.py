"""Pairs judged, wherever they lie: by judges of every kind, by ladders, step judges and audits, and what gates say."""
