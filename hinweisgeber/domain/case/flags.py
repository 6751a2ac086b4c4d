"""Flags on a case and the result of the scope check: what kind of matter it is, and what follows from that."""

from __future__ import annotations

from enum import StrEnum


class Flag(StrEnum):
    """Each has its effect: see the sets below and the pages that ask for them."""

    URGENT = "urgent"  # stands first in every list
    SMALL_CIRCLE = "small-circle"  # § 8: details could point to the reporter; nothing word for word leaves the office
    SOCIAL_SECRECY = "social-secrecy"  # § 6 HinSchG, § 35 SGB I
    TAX_SECRECY = "tax-secrecy"  # § 6 HinSchG, § 30 AO
    TRADE_SECRECY = "trade-secrecy"  # § 6 HinSchG, GeschGehG
    ENVIRONMENT = "environment"  # § 4 Abs. 2 HinSchG: environmental information may have to be given


#: A disclosure out of such a case must name the rule that allows it (HinSchG § 6 Abs. 3).
SECRECY = frozenset({Flag.SOCIAL_SECRECY, Flag.TAX_SECRECY, Flag.TRADE_SECRECY})


class Scope(StrEnum):
    """The result of the scope check (HinSchG § 17 Abs. 1 Nr. 2, §§ 2–5)."""

    OPEN = ""
    IN = "in"  # §§ 2, 3
    OUT = "out"
    SPECIAL = "special"  # § 4: a special law goes first
    BARRED = "barred"  # § 5: security matters, professional secrets
    UNCLEAR = "unclear"
