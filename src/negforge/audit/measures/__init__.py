"""What is measured of each side, a file a kind."""
