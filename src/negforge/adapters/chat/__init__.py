"""The one seam to models: nothing else in the house opens a connection to one."""
