"""The planning page: the plan itself, its stories and its people."""
