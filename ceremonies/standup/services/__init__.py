"""Every change to a standup. What happens in a room holds the meeting's lock."""
