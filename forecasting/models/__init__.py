from forecasting.models.ballot import Ballot
from forecasting.models.record import KeptForecast
from forecasting.models.release import Decision, Release, SeenForecast, Stakeholder, Verdict
from forecasting.models.share import ShareLink

__all__ = ["Ballot", "Decision", "KeptForecast", "Release", "SeenForecast", "ShareLink", "Stakeholder", "Verdict"]
