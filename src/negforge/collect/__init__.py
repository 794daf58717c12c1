"""The room that collects: tasks go in, rollouts come out, screened."""
