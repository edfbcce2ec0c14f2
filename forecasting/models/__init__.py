from forecasting.models.record import KeptForecast
from forecasting.models.release import Decision, Release, SeenForecast, Stakeholder, Verdict

__all__ = ["Decision", "KeptForecast", "Release", "SeenForecast", "Stakeholder", "Verdict"]
