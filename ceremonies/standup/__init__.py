"""The standup: a live room with a speaking order, or three answers in writing."""
