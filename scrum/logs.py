"""Structured log lines on standard output: JSON for machines, key=value for people."""

import logging.config
import re

import structlog

SECRET_NAMES = re.compile(r"passw|secret|token|cookie|authorization|api_?key|session", re.I)
URL_PASSWORD = re.compile(r"(\w+://[^\s/:@]*):[^\s/@]+@")
# Addresses that open something by themselves: what follows is never written down, whoever logs it.
SECRET_ADDRESSES = ("r", "decide", "join", "calendar", "accounts/confirm-email", "accounts/password/reset/key")
_SECRET_PATH = re.compile(rf"(?<![\w/-])((?:\w+://[^\s/]+)?/(?:{'|'.join(SECRET_ADDRESSES)})/)[^\s/?\"']+")
HIDDEN = "***"


def hide_secrets(_logger: object, _method: str, event: dict) -> dict:
    """Blank the values of names that hold secrets, passwords inside URLs, and addresses that open something."""
    for name, value in event.items():
        if name != "event" and SECRET_NAMES.search(name):
            event[name] = HIDDEN
        elif isinstance(value, str) and "/" in value:
            value = URL_PASSWORD.sub(rf"\1:{HIDDEN}@", value)
            event[name] = _SECRET_PATH.sub(rf"\1{HIDDEN}", value)
    return event


def _shared_processors() -> list:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]


def _renderers(json: bool) -> list:
    """The last steps, common to our own lines and those of libraries."""
    tail = [structlog.processors.format_exc_info, hide_secrets]
    if json:
        return [*tail, structlog.processors.JSONRenderer()]
    order = ["timestamp", "level", "logger", "event"]
    return [*tail, structlog.processors.LogfmtRenderer(key_order=order)]


def logging_settings(*, level: str, json: bool) -> None:
    """Send every line of the process, ours and the libraries', through one formatter."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_shared_processors(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    logging.config.dictConfig(_dict_config(level, json))


def _dict_config(level: str, json: bool) -> dict:
    remove_meta = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": _shared_processors(),
                "processors": [remove_meta, *_renderers(json)],
            }
        },
        "handlers": {
            "stdout": {
                "class": "logging.StreamHandler",
                "stream": "ext://sys.stdout",
                "formatter": "line",
            }
        },
        "root": {"handlers": ["stdout"], "level": level},
        "loggers": {
            # Its warnings repeat, with a query string, what the request line already says.
            "django.request": {"level": "ERROR"},
            "celery": {"level": "WARNING"},
            "kombu": {"level": "WARNING"},
            "uvicorn": {"level": "WARNING"},
        },
    }
