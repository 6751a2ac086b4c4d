"""What the office cannot be without in the cabinet, and where its own row goes (probing.py)."""

from __future__ import annotations

import secrets

from ..needs import Needs
from ..probing import LONG_AGO, Probe
from .tables import form_once

CABINET_OF_OFFICE: Needs = {
    "alembic_version": "SELECT",
    "file": "SELECT INSERT UPDATE(revision,sheet,remind_on,epoch,restored)",
    "file_wrap": "SELECT INSERT UPDATE(own,wrap) DELETE",
    "epoch": "SELECT INSERT",
    "removed": "SELECT INSERT",
    "message": "SELECT INSERT UPDATE(sealed,tag,delivered,epoch,before)",
    "status": "SELECT INSERT UPDATE(revision,sealed,delivered,epoch,taken_in,posted)",
    "mailbox_wrap": "SELECT INSERT DELETE",
    "blob": "SELECT INSERT DELETE",
    "copy": "SELECT INSERT DELETE",
    "journal": "SELECT INSERT",
    "journal_text": "SELECT INSERT DELETE",
    "officer": "SELECT UPDATE(keystore,report_seq,message_seq,mail,told)",
    "session": "SELECT INSERT UPDATE(seen,device) DELETE",
    "half_login": "SELECT INSERT UPDATE(wrong) DELETE",
    "factor": "SELECT INSERT UPDATE(counter) DELETE",
    "recovery_code": "SELECT INSERT DELETE",
    "login_attempt": "SELECT INSERT DELETE",
    "seen": "SELECT INSERT UPDATE(place)",
    "draft": "SELECT INSERT DELETE",
    "abstract": "SELECT INSERT UPDATE(sealed) DELETE",
    "line": "SELECT INSERT DELETE",
    "form_once": "SELECT INSERT DELETE",
    "uncollected": "SELECT INSERT UPDATE(why,mark,turn) DELETE",
    "pulled": "SELECT INSERT UPDATE(number,digest,body) DELETE",
    "pulled_message": "SELECT INSERT DELETE",
    "pulled_wrap": "SELECT INSERT DELETE",
    "pull": "SELECT INSERT UPDATE(reports,messages,since_reports,since_messages,at,round_on,day)",
    "alarm": "SELECT INSERT UPDATE(day,over_on,known_on)",
    "outbox": "SELECT INSERT UPDATE(state,attempts,next_try,trouble) DELETE",
    "erased": "SELECT",
}
BY_OFFICE = Probe(form_once, lambda: {"token_hash": secrets.token_bytes(48), "day": LONG_AGO}, CABINET_OF_OFFICE)
