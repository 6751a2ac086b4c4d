"""Leading a case to where it may be closed (domain/case/requirements.py), through the functions the pages call."""

from __future__ import annotations

from hinweisgeber.domain.dialogue.feedback import Feedback
from hinweisgeber.usecases.officer import casework, procedure
from hinweisgeber.usecases.officer.desk import Desk

FEEDBACK = Feedback("Wir haben geprüft.", "Nichts weiter.", "Es gab keinen Beleg.")


def feedback(desk: Desk, number: str, once: str = "") -> None:
    """The reporter gets the feedback."""
    procedure.give_feedback(desk, number, FEEDBACK, once=once)


def ready_to_close(desk: Desk, number: str, with_feedback: bool = True) -> None:
    """Everything a case that was acknowledged and taken over needs for its end."""
    procedure.check_scope(desk, number, "in", "Fällt unter das Gesetz.")
    casework.check_point(desk, number, "persons", "Niemand ist benannt.")
    casework.check_point(desk, number, "follow-up", "Keine nötig.")
    if with_feedback:
        feedback(desk, number)
