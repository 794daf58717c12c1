"""Models and judges as they can be asked: by name, over an endpoint or here, with tape, budget and batch files."""
