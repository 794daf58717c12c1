"""Agents: who acts in a world. Scripted policies with skills and voices, the user, replay, the model's loop."""
