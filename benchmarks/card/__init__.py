"""The data card of the published benchmark: its tables, written from the published files and from reports."""
