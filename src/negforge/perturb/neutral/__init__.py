"""Neutral differences: what both sides may differ in beside the defect, so that a lone difference points at nothing."""
