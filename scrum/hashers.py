"""How passwords are kept."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2Hasher(Argon2PasswordHasher):
    """Argon2id with OWASP's parameters (19 MiB, two passes, one lane).

    Django's own default of 100 MiB and eight lanes takes several times as long on a small server
    and lets a few sign-ins at once exhaust its memory.
    """

    time_cost = 2
    memory_cost = 19456
    parallelism = 1
