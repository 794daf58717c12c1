"""A server that speaks the chat completions API, to test against: replies that repeat, faults that are seeded."""
