"""Every change to a poker room. All of them hold the meeting's lock, so that a vote and a reveal never overlap."""
