from forecasting.models.record import KeptForecast

__all__ = ["KeptForecast"]
