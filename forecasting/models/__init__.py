from forecasting.models.record import KeptForecast
from forecasting.models.release import Decision, Release, SeenForecast, Stakeholder, Verdict
from forecasting.models.share import ShareLink

__all__ = ["Decision", "KeptForecast", "Release", "SeenForecast", "ShareLink", "Stakeholder", "Verdict"]
