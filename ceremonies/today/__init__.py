"""What Today says of ceremonies: which one is next, what is ready for it and what is missing (FAC-4)."""
