"""The rules language: text to tree (`parsing`), tree to truth over event time (`evaluation`). Pure."""
