"""The retrospective: a room with phases on the meeting kernel."""
