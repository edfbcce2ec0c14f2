"""Alert rules: their language, their versions, what they find."""
