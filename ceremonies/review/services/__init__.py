"""Every change to a review. All of them hold the meeting's lock."""
