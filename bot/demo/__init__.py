"""A sample municipality to try things in: its history, and a conversation with a clock that can be moved."""
