"""The hall: where the rooms meet. Reads a file, runs a room, writes a file; knows what is done already."""
