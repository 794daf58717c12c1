"""The plant room: everything that reaches outside. Only the pipeline has its key; it knows core and nothing above."""
