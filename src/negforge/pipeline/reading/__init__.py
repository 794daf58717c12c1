"""Pairs and runs read back from wherever they lie: files, folders, releases; and what says what they were made from."""
