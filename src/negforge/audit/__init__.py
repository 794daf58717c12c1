"""What a judge that never reads the task can guess of a pair: single cues, learned judges, and how sure that is."""
