"""The agents' desk: routing that runs, what agents do with conversations, and telling their screens."""
