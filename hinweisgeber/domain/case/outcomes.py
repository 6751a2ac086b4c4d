"""How a procedure can end: the follow-up measures of HinSchG § 18, exactly these."""

from __future__ import annotations

from enum import StrEnum


class Outcome(StrEnum):
    """The outcome of a case; every one needs a reason."""

    INVESTIGATED = "INVESTIGATED"  # § 18 Nr. 1: internal investigation carried out
    REFERRED = "REFERRED"  # § 18 Nr. 2: reporter referred to other competent bodies
    NO_EVIDENCE = "NO_EVIDENCE"  # § 18 Nr. 3: closed for lack of evidence
    OTHER_REASONS = "OTHER_REASONS"  # § 18 Nr. 3: closed for other reasons
    HANDED_INTERNAL = "HANDED_INTERNAL"  # § 18 Nr. 4 lit. a: handed over to an internal unit
    HANDED_AUTHORITY = "HANDED_AUTHORITY"  # § 18 Nr. 4 lit. b: handed over to a competent authority
