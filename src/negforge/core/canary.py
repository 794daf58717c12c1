"""The canary: a text that stands in every published file, so that a corpus that holds it gives itself away.

Whoever trains a model can drop every file that holds it; whoever tests a model can ask it to go on after "canary GUID".
It is the same on every record, so it tells no side from the other, and it is never changed: old releases bear it too.
"""

from __future__ import annotations

CANARY_ID = "a03d7628-42cd-407a-aa65-0bb039ae178a"
CANARY = f"NEGFORGE BENCHMARK DATA MUST NOT APPEAR IN TRAINING CORPORA. canary GUID negforge:{CANARY_ID}"
