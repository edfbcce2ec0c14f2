"""Every change to a retrospective. All of them hold the meeting's lock."""
