"""The hall: where the rooms meet. Reads a file, runs a room, writes a file; knows what is done already.

Its own rooms stand on one another: ``running`` (how work runs, and where it lies), ``endpoints`` (what can be asked),
``gathering`` (rollouts), ``reading`` (what lies there finished), ``pairs`` beside ``judging``, and on top ``building``
beside ``telling``. Each uses those below it; two side by side do not know one another.
"""
