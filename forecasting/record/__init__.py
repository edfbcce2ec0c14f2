"""Were our forecasts right as often as they said? What was kept, against what came (VEL-6)."""
