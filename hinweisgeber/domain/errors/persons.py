"""What the list of a case's persons refuses."""

from __future__ import annotations

from ...errors import Refused


class NameTooShort(Refused):
    """A spelling that would hit other words, too: `name`, `least`."""


class NameTaken(Refused):
    """A spelling that is another person's: `name`, `who`."""


class NameReserved(Refused):
    """A spelling that looks like a pseudonym: `name`."""


class KnownDayWrong(Refused):
    """The data cannot have been here since that day."""

    field = "since"


class NamesConcerned(Refused):
    """Who is to see to something, or to be told, is whom the report is about, or was kept from the case."""


class InformedDayWrong(Refused):
    """The person cannot have been informed on that day."""

    field = "informed_on"


class DeferralWrong(Refused):
    """Informing is put off to no day, or for too long."""

    field = "deferred_until"
