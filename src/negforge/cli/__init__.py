"""The door: a file per verb that parses, calls the hall and prints. Nothing heavy is imported before a verb runs."""
