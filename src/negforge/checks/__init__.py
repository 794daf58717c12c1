"""What can be proved about a trajectory from what a judge is shown: readings first, then one file a check.

A check is a function (task, trajectory) -> findings. It never reads rule names, edits or certificates.
"""
