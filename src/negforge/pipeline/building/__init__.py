"""The main job, and what it ends in: builds with their stages and gate, previews, releases."""
