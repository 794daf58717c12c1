"""Where counts are divided: rates with honest intervals. A rate never leaves without one."""
