"""Agents: who acts in a world. Scripted policies with skills and voices, the scripted user, replay, the model's loop."""
