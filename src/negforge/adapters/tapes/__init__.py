"""Tapes: every model reply under the hash of what was asked. Cache, resume and test fixture in one."""
