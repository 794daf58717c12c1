"""Where rollouts come from: logs, recordings, earlier builds, worlds played by agents, models and people."""
