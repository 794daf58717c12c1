"""The judge ladder: programs of rising ability as judges; what one rung cannot see is what the next one looks for."""
