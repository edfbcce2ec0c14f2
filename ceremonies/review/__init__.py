"""The review: a room with phases on the meeting kernel."""
