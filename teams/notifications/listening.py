"""Who hears that there is something new: the person alone."""


def may_hear_own(user, key: str) -> bool:
    """`key` is the person's id."""
    return user.is_active and user.pk == int(key)
