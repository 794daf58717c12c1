"""How work runs and where it lies: side by side, in the files of a run, under a ledger, with remarks on the way."""
