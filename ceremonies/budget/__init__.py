"""The meeting-time budget (FAC-1): what ceremonies take, and what they leave for work with one's hands."""
