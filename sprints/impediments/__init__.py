"""How long impediments take, sprint by sprint."""
