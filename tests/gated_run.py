"""A build so small that a gate beside it takes seconds; what the gate holds is said by who builds it."""

from __future__ import annotations

RECIPE = """
name: gated
input: worlds
rng_seed: 3
collect:
  tasks: {tool_irrelevance: 4}
  reference: 1
  careful: 1.0
perturb: {per_rollout: 1, natural: 0}
assemble: {per_defect: 1.0, sizes: {tool_irrelevance: 2}}
evaluate: {judges: [shorter]}
"""
