"""The operator takes away somebody's second factor, who has lost it with all recovery codes: an entry says so."""

from __future__ import annotations

from .acts import Data, Kind
from .ending.readable import harmless
from .record import Record

#: Its entry speaks of the installation and of no file: it says openly whose factor it was, and nothing else.
FACTOR_REMOVED: Record[object, Data] = Record(Kind.FACTOR_REMOVED, Data, readable=harmless)
