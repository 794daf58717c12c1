"""The room that breaks things: a chosen trajectory goes in, edits with exactly one declared defect come out."""
