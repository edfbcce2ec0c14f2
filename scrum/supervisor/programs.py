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


def rooms(environ: Mapping[str, str], web_socket: int) -> list[Program]:
    """The web server on the descriptor of a listening socket, and a worker with the clock.

    Threads instead of forked processes keep the worker small, and leave nobody behind when it is
    killed.
    """
    web = ("-m", "scrum.web", "--fd", str(web_socket))
    worker = ("-m", "celery", "--quiet", "-A", "scrum", "worker", "--with-clock", "--loglevel", "warning")
    alone = ("--pool", "threads", "--concurrency", "2", "--without-gossip", "--without-mingle", "--without-heartbeat")
    return [
        _python("web", web, environ, descriptors=(web_socket,)),
        _python("worker", (*worker, *alone), environ),
    ]


def _python(name: str, arguments: tuple[str, ...], environ: Mapping[str, str], **more) -> Program:
    return Program(name, (sys.executable, *arguments), dict(environ), env.BASE_DIR, **more)
