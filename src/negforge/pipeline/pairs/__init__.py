"""What makes pairs of rollouts, and which of them stay: candidates, duplicates, twins, selection, bars."""
