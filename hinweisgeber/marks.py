"""The mark of a message that is translated later, where it is shown (`make messages` finds it)."""


def N_(message: str) -> str:  # named as in gettext
    """The message itself."""
    return message
