"""The kinds of fields: what each may hold, how it is called, how what was sent is read.

Forms are declared of them (`forms.py`); `templates/office/_form.html` shows them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar, Generic, Self, TypeVar, overload

from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString
from werkzeug.datastructures import MultiDict

from ..config import gaps
from ..domain.dialogue.texts import LINE_LIMIT, TEXT_LIMIT, check_text, optional_text
from ..domain.errors.fields import ChoiceMissing, DateMissing, ReasonMissing, TextMissing
from ..errors import Refused
from .errors import GapLeft

T = TypeVar("T", covariant=True)
Sent = MultiDict[str, str]
Words = LazyString | str
REASON = lazy_gettext("Begründung")


class FormField(Generic[T]):
    """One field of a form; on a form that was read, what was sent in it."""

    kind: ClassVar[str]
    name = ""

    def __init__(
        self,
        label: Words = "",
        hint: Words = "",
        *,
        optional: bool = False,
        called: Words = "",
        default: Words = "",
        choices: Mapping[str, LazyString] | None = None,
        **looks: Any,
    ) -> None:
        """`called`: how a sentence above the form speaks of it, if not by its label; `default`: what stands in it;
        `choices`: what each choice means; `looks`: what its macro takes beside that."""
        self.label, self.hint, self.required, self.default = label, hint, not optional, default
        self.called, self.choices, self.looks = called or label, choices or {}, looks

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = self.name or name

    @overload
    def __get__(self, form: None, owner: type) -> Self: ...
    @overload
    def __get__(self, form: Any, owner: type) -> T: ...
    def __get__(self, form: Any, owner: type) -> Self | T:
        return self if form is None else form.values[self.name]

    def read(self, sent: Sent) -> T:
        """What was sent. Raises what the kind refuses."""
        raise NotImplementedError

    def told(self, text: str, people: Mapping[str, str]) -> Words | None:
        """The words for what was sent in a field that is not written in; None for one that is."""
        return None


class TextField(FormField[str]):
    """As long as one likes."""

    kind = "text"
    limit = TEXT_LIMIT
    missing: type[Refused] = TextMissing

    def __init__(
        self,
        *words: Words,
        limit: int | None = None,
        missing: type[Refused] | None = None,
        counted: bool = False,
        **more: Any,
    ) -> None:
        """`missing`: what is said of nothing; `counted`: the page says how much may be written."""
        super().__init__(*words, **more)
        self.limit, self.missing = limit or self.limit, missing or self.missing
        if counted:
            self.looks["limit"] = self.limit

    def read(self, sent: Sent) -> str:
        """Raises TextMissing or ReasonMissing, TextTooLong."""
        text = sent.get(self.name, "")
        try:
            return check_text(text, self.limit) if self.required else optional_text(text, self.limit)
        except TextMissing:
            raise self.missing() from None


class ReasonField(TextField):
    """Why something is done."""

    missing = ReasonMissing

    def __init__(self, label: Words = REASON, hint: Words = "", **more: Any) -> None:
        super().__init__(label, hint, **{"rows": 3, **more})


class WrittenField(TextField):
    """What somebody outside will read."""

    def read(self, sent: Sent) -> str:
        """Raises GapLeft too, for a gap of a text block that nobody has filled."""
        text = super().read(sent)
        if left := gaps(text):
            raise GapLeft(gap=left[0])
        return text


class LineField(TextField):
    """One line."""

    kind, limit = "line", LINE_LIMIT


class TimeField(FormField[str]):
    """A time of day."""

    kind = "time"

    def read(self, sent: Sent) -> str:
        """As typed."""
        return sent.get(self.name, "").strip()


class DayField(FormField[date]):
    """A day."""

    kind = "day"

    def read(self, sent: Sent) -> date:
        """Raises DateMissing."""
        try:
            return date.fromisoformat(sent.get(self.name, ""))
        except ValueError:
            raise DateMissing() from None


class OpenDayField(FormField[date | None]):
    """A day that may be left out."""

    kind = "day"

    def __init__(self, *words: Words, **more: Any) -> None:
        super().__init__(*words, **{"optional": True, **more})

    def read(self, sent: Sent) -> date | None:
        """Raises DateMissing for what is no day."""
        if not sent.get(self.name, "").strip():
            return None
        return DayField.read(self, sent)  # type: ignore[arg-type]


class ChoiceField(FormField[str]):
    """One of several in a list."""

    kind = "choice"

    def read(self, sent: Sent) -> str:
        """Raises ChoiceMissing. That it is one of those that are possible now, is the act's to say."""
        choice = sent.get(self.name, "")
        if self.required and not choice:
            raise ChoiceMissing()
        return choice

    def told(self, text: str, people: Mapping[str, str]) -> Words:
        """Its words; people are called by their function."""
        return self.choices.get(text) or people.get(text, "–")


class RadioField(ChoiceField):
    """One of several, all of which are seen."""

    kind = "radios"


class BoxesField(FormField[list[str]]):
    """Any number of several."""

    kind = "boxes"

    def __init__(self, *words: Words, missing: type[Refused] = ChoiceMissing, **more: Any) -> None:
        """`missing`: what is said where one has to be ticked and none is."""
        super().__init__(*words, **more)
        self.missing = missing

    def read(self, sent: Sent) -> list[str]:
        """All that are ticked. Raises what is said where one has to be."""
        ticked = sent.getlist(self.name)
        if self.required and not any(ticked):
            raise self.missing()
        return ticked

    def told(self, text: str, people: Mapping[str, str]) -> Words:
        """The words of one."""
        return self.choices.get(text) or people.get(text, "–")


class OnlyField(ChoiceField):
    """A choice of one, which is made already."""

    kind = "hidden"


class TickField(FormField[bool]):
    """Yes or nothing."""

    kind = "tick"

    def __init__(self, *words: Words, ticked: bool = False, missing: type[Refused] | None = None, **more: Any) -> None:
        """`missing`: what is said where it has to be ticked and is not."""
        super().__init__(*words, **{"optional": missing is None, "default": "1" if ticked else "", **more})
        self.missing = missing

    def read(self, sent: Sent) -> bool:
        """Whether it is ticked. Raises what is said where it has to be."""
        ticked = bool(sent.get(self.name, ""))
        if self.missing and not ticked:
            raise self.missing()
        return ticked

    def told(self, text: str, people: Mapping[str, str]) -> Words:
        """Yes."""
        return lazy_gettext("ja")


class HiddenField(FormField[str]):
    """What the page lets the form say."""

    kind = "hidden"

    def read(self, sent: Sent) -> str:
        """As it stands."""
        return sent.get(self.name, "")

    def told(self, text: str, people: Mapping[str, str]) -> Words:
        """Nothing that has to be told."""
        return ""


#: Names under which something is sent that opens something: never kept, never shown again.
SECRET = frozenset({"password", "passphrase", "new_passphrase", "again_passphrase"})


class PasswordField(HiddenField):
    """A password or passphrase of something that is opened with it: neither kept nor shown again."""

    kind = "password"

    def __set_name__(self, owner: type, name: str) -> None:
        """Raises ValueError for one that is not known as such where forms are kept."""
        super().__set_name__(owner, name)
        if self.name not in SECRET:
            raise ValueError(f"{self.name} must be one of {sorted(SECRET)}")

    def read(self, sent: Sent) -> str:
        """As typed. Raises TextMissing."""
        if self.required and not sent.get(self.name, ""):
            raise TextMissing()
        return sent.get(self.name, "")


class NumberField(FormField[int]):
    """A number that the page lets the form say."""

    kind = "hidden"

    def read(self, sent: Sent) -> int:
        """-1, which nothing has, for nonsense."""
        text = sent.get(self.name, "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else -1

    def told(self, text: str, people: Mapping[str, str]) -> Words:
        """Nothing that has to be told."""
        return ""
