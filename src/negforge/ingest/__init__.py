"""Ingest: records of real logs in, rollouts out, a file a format. Decoded JSON comes in; no file is opened here."""
