"""The foundation: what the words mean. Standard library only; every other floor stands on it."""
