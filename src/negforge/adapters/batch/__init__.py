"""Models without an endpoint at hand: questions into batch files, replies out of them, round by round."""
