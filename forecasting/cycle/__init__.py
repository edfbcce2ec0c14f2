"""How long stories take from the first moment in work to Done."""
