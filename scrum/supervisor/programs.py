"""What a house consists of."""

import sys
from collections.abc import Mapping

from scrum import env
from scrum.supervisor import redis
from scrum.supervisor.child import Program


def foundations(house: env.House, environ: Mapping[str, str]) -> list[Program]:
    """What must answer before anything else starts: a Redis, unless the environment names one."""
    if environ.get("REDIS_URL", "").strip():
        return []
    return [redis.program(env.embedded_redis_socket(house.data_dir))]


def preparation(environ: Mapping[str, str]) -> Program:
    """What must have succeeded before the house opens."""
    return _python("prepare", ("manage.py", "prepare"), environ)


def web(environ: Mapping[str, str], listener: int, gate: int) -> Program:
    """The web server: it loads at once, and serves on `listener` when the pipe `gate` is closed."""
    command = ("-m", "scrum.web", "--fd", str(listener), "--gate", str(gate))
    return _python("web", command, environ, descriptors=(listener, gate))


def worker(environ: Mapping[str, str]) -> Program:
    """A worker with the clock. Threads instead of forked processes keep it small, and leave nobody
    behind when it is killed."""
    celery = ("-m", "celery", "--quiet", "-A", "scrum", "worker", "--with-clock", "--loglevel", "warning")
    alone = ("--pool", "threads", "--concurrency", "2", "--without-gossip", "--without-mingle", "--without-heartbeat")
    return _python("worker", (*celery, *alone), environ)


def telemetry(environ: Mapping[str, str]) -> Program:
    """The telemetry pipeline, a process of its own: what it computes makes no page wait."""
    return _python("telemetry", ("manage.py", "telemetry_serve"), environ)


def _python(name: str, arguments: tuple[str, ...], environ: Mapping[str, str], **more) -> Program:
    return Program(name, (sys.executable, *arguments), dict(environ), env.BASE_DIR, **more)
