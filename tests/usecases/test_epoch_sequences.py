"""Whatever people write, get cases, go, are late and put back: exactly the entitled open exactly what they may.

The model is written from SPEC §§ 23, 30-38 and knows no key; who opens what is tried by a burglar with other means than
the program's, who has each person's identity and every key they could ever reach, and each code there ever was with
what its mailbox kept."""

from __future__ import annotations

import contextlib
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.crypto.keystore import Identity, RootKey
from hinweisgeber.crypto.ring import Officer, Ring
from hinweisgeber.domain.dialogue import asking
from hinweisgeber.domain.dialogue.meetings import Slot
from hinweisgeber.domain.dialogue.questions import Report
from hinweisgeber.domain.dialogue.report import ANSWER, Said
from hinweisgeber.domain.errors.case import NotAllowed
from hinweisgeber.store.blobs import blob_store
from hinweisgeber.store.cabinet import cabinet_store
from hinweisgeber.store.letterbox import letterbox_store
from hinweisgeber.usecases.keeper import verifying
from hinweisgeber.usecases.keeper.erase import destroy
from hinweisgeber.usecases.officer import casework, oral, recusal, rekey
from hinweisgeber.usecases.officer.bound import Bound
from hinweisgeber.usecases.officer.collect import collect, deliver, refresh
from hinweisgeber.usecases.officer.desk import Desk
from hinweisgeber.usecases.officer.errors import FileNotFound, NobodyElse
from hinweisgeber.usecases.reporter import mailbox
from hinweisgeber.usecases.reporter.box import Booth
from hinweisgeber.usecases.reporter.errors import NobodyLeft, NobodyMayRead, OnlyTheyRead
from hinweisgeber.usecases.reporter.submit import submit
from tests.agreed import agreed
from tests.burglar import Burglar
from tests.founded import TODAY, Founded, copy_database
from tests.usecases.sql import execute

ONE = "HM-2026-0001"
NAMES = ("lead", "anna", "bernd", "dora")  # dora's key ends after ten days
DAYS = 10
WHO = st.sampled_from(NAMES)
STEPS = st.one_of(
    st.tuples(st.just("note"), WHO),
    st.tuples(st.just("note"), WHO),
    st.tuples(st.just("reply"), WHO),
    st.tuples(st.just("write")),
    st.tuples(st.just("write")),
    st.tuples(st.just("offer"), WHO),
    st.tuples(st.just("answer")),
    st.tuples(st.just("renew")),
    st.tuples(st.just("collect"), WHO),
    st.tuples(st.just("assign"), WHO, WHO),
    st.tuples(st.just("recuse"), WHO),
    st.tuples(st.just("exclude"), WHO),
    st.tuples(st.just("revoke"), WHO),
    st.tuples(st.just("wait")),
    st.tuples(st.just("rekey"), WHO),
    st.tuples(st.just("restart")),
    st.tuples(st.just("back_up")),
    st.tuples(st.just("put_back")),
)


Key = int | str  # an epoch by a number that is never used again, or a letter


@dataclass(frozen=True)
class Written:
    """What the reporter has said and nobody has taken in: a word, or (no text) that the code was renewed."""

    text: str = ""
    letter: frozenset[str] | None = None  # to whom
    code: int = 0  # the next
    out: frozenset[str] = frozenset()  # who is to read nothing more


@dataclass
class Model:
    """Who could ever reach which key; epoch 0 is the report's. `code-1`, … are the reporter's codes."""

    holders: set[str]
    active: set[str]
    late: set[str] = field(default_factory=set)
    held: set[str] = field(default_factory=set)  # the newest key, since its epoch began
    recused: set[str] = field(default_factory=set)
    excluded: set[str] = field(default_factory=set)  # as the mailbox remembers
    barred: set[str] = field(default_factory=set)  # of these whom the office has heard of
    assigned: str = ""
    chain: list[Key] = field(default_factory=lambda: [0, 1])
    reached: dict[Key, set[str]] = field(default_factory=dict)
    texts: dict[str, set[Key]] = field(default_factory=dict)  # what stands in the stores now, and under which keys
    talk: set[str] = field(default_factory=set)  # of these what is of the dialogue
    last: int = 1
    # what the mailbox was shown: how long the chain was, who reads, to which code
    shown: tuple[int, frozenset[str], int] = (2, frozenset({"lead", "anna"}), 1)
    code: int = 1
    codes: int = 1  # there ever were
    known: int = 1  # the code the office writes to
    written: list[Written] = field(default_factory=list)
    waiting: set[str] = field(default_factory=set)  # what the office has said and not posted yet

    def may(self, who: str) -> bool:
        """Whether they can act on the case."""
        return who in self.holders & self.active

    def begin(self, anyhow: bool = False) -> None:
        """What comes before anything is sealed. What has not left the house is sealed anew."""
        if anyhow or not self.held <= self.holders & self.active:
            self.holders &= self.active
            self.held = {*self.holders}
            self.last += 1
            self.chain.append(self.last)
            self.texts |= {text: {self.last} for text in self.waiting}
            self.copy()

    def seal(self, text: str, dialogue: bool = False) -> None:
        self.texts[text] = {self.chain[-1]}
        self.talk |= {text} if dialogue else set()
        self.waiting |= {text} if dialogue else set()
        self.copy()

    def settle(self, who: str) -> None:
        """Who has acted takes in what lies there, and shows the mailbox how it stands, if nothing lies there any more.
        Who has left can neither."""
        if who not in self.holders and self.written:
            return
        while self.written and self._takes_in(self.written[0], who):
            self.written.pop(0)
        if not self.written:
            self.shown = len(self.chain), frozenset({*self.holders, who}), self.known
            self.waiting = set()
            self.copy()

    def _takes_in(self, word: Written, who: str) -> bool:
        may = self.active - self.recused - self.barred
        if word.letter is not None and who not in word.letter and word.letter & may:
            return False  # one of them does
        self.begin()
        if word.letter is not None and who not in word.letter:
            return True  # nobody is left who could open it
        if word.out:
            self.holders -= word.out
            self.barred |= word.out
            self.assigned = "" if self.assigned in word.out else self.assigned
            self.begin(anyhow=True)
        elif not word.text:
            self.known = word.code
            self.begin(anyhow=True)
        elif word.letter is not None:
            self.texts[word.text] = self.texts[word.text] | {self.chain[-1]}  # sealed anew, for who reads the case
            self.copy()
        return True

    def write(self, text: str) -> bool:
        """Under the newest key that is shown, if nobody has it who may not read; else for who may alone."""
        length, readers, to = self.shown
        if not (may := self.readers()):
            return False
        letter = None
        if not readers <= may & self.active or to != self.code:
            letter, key = may, f"letter to {text}"
            self.reached[key] = {*letter, f"code-{self.code}"}
            self.texts[text] = {key}
        else:
            self.texts[text] = {self.chain[length - 1]}
        self.talk.add(text)
        self.written.append(Written(text, None if letter is None else frozenset(letter)))
        self.copy()
        return True

    def readers(self, *without: str) -> set[str]:
        """Of those the mailbox was shown who may read what is written now; where nobody is active, who is only late."""
        ids = {*self.shown[1]} - self.excluded - {*without}
        return ids & self.active or {*ids & self.late}

    def exclude(self, who: str) -> bool:
        """In a letter, always, to those who may still read."""
        if not (may := self.readers(who)):
            return False
        self.excluded.add(who)
        self.written.append(Written(letter=frozenset(may), out=frozenset(self.excluded)))
        return True

    def renew(self) -> None:
        """Says so in epoch 0, whoever reads: it tells nothing else. Takes its letters along."""
        old, self.codes = f"code-{self.code}", self.codes + 1
        self.code = self.codes
        self.written.append(Written(code=self.code))
        for key, who in self.reached.items():
            if isinstance(key, str) and old in who:
                who.add(f"code-{self.code}")
        self.copy()

    def copy(self) -> None:
        """Everybody who holds the newest key takes it and all it leads to; so does who has the code."""
        self.held |= self.holders
        for epoch in self.chain:
            self.reached.setdefault(epoch, set()).update(self.holders)
        for epoch in self.chain[: self.shown[0]]:
            self.reached[epoch].add(f"code-{self.code}")

    def opens(self, who: str) -> set[str]:
        return {text for text, keys in self.texts.items() if any(who in self.reached[key] for key in keys)
                and (text in self.talk or not who.startswith("code-"))}  # fmt: skip


class House:
    """The program, and what each person has copied of it."""

    def __init__(self, founded: Founded, root: RootKey, folder: Path, dora: Identity) -> None:
        self.folder, self.root, self.n = folder, root, 0
        self.kept: Model | None = None
        identities = {name: person.identity for name, person in founded.people.items()} | {"dora": dora}
        ids = {name: person.officer_id for name, person in founded.people.items()} | {"dora": "d" * 16}
        self.people = {name: (ids[name], identities[name]) for name in NAMES}
        end = TODAY + timedelta(days=DAYS)
        member = Officer("d" * 16, "Aushilfe", "officer", dora.public, dora.sign_public, TODAY, end)
        self.ring, self.today = founded.ring.admit(root, member), TODAY
        self.open(copy_database(founded.cabinet_file, folder / "c.sqlite"),
                  copy_database(founded.letterbox_file, folder / "l.sqlite"))  # fmt: skip
        self.codes = [AccessCode.generate()]
        two = tuple(founded.ring.get(ids[name]) for name in ("lead", "anna"))
        with mock.patch.object(Ring, "receivers", return_value=two):  # the others join by acts alone
            submit(self.booth, self.codes[0], Report("Bericht."))
        collect(self.at("lead"))
        deliver(self.cabinet, self.letterbox, TODAY)
        self.model = Model({"lead", "anna"}, set(NAMES))
        self.model.texts["Bericht."] = {0}
        self.model.talk.add("Bericht.")
        self.model.copy()
        self.copied: dict[str, set[bytes]] = defaultdict(set)
        self.rows: dict[str, set[bytes]] = defaultdict(set)

    def open(self, cabinet: str, letterbox: str) -> None:
        self.cabinet, self.letterbox = cabinet_store(cabinet), letterbox_store(letterbox)
        self.blobs = blob_store(f"file://{self.folder}/blobs")

    @property
    def booth(self) -> Booth:
        return Booth(self.letterbox, self.ring, self.today)

    def at(self, name: str) -> Desk:
        officer_id, identity = self.people[name]
        return Desk(self.cabinet, self.letterbox, self.ring, officer_id, identity, self.today)

    def burglar(self, name: str) -> Burglar:
        officer_id, identity = self.people[name]
        return Burglar(self.cabinet, self.letterbox, self.copied[name], {officer_id: identity.to_bytes()})

    def finder(self, number: int) -> Burglar:
        """Somebody with one of the reporter's codes."""
        name = f"code-{number}"
        return Burglar(self.cabinet, self.letterbox, self.copied[name], {}, [self.codes[number - 1]], self.rows[name])

    @property
    def file_id(self) -> bytes:
        return bytes(execute(self.cabinet, "SELECT id FROM file")[0][0])

    # -- steps

    def note(self, who: str) -> None:
        if self.model.may(who):
            text = self.word()
            casework.note(self.at(who), ONE, text)
            self.model.begin()
            self.model.seal(text)
            self.model.settle(who)

    def reply(self, who: str) -> None:
        if self.model.may(who):
            text = self.word()
            casework.reply(self.at(who), ONE, text)
            self.model.begin()
            self.model.seal(text, dialogue=True)
            self.model.settle(who)

    def write(self) -> None:
        text = self.word()
        refused = contextlib.nullcontext() if self.model.write(text) else pytest.raises(NobodyMayRead)
        with refused:
            assert mailbox.write_on(self.booth, mailbox.open_mailbox(self.booth, self.code), text, text)

    def offer(self, who: str) -> None:
        """Something the reporter can answer."""
        if self.model.may(who):
            text, words = self.word(), oral.SlotWords("heute", "im Haus", "heute im Haus")
            oral.offer_meeting(self.at(who), ONE, [Slot(self.today, "14:00", "office")], lambda _: words, text)
            self.model.begin()
            self.model.seal(text, dialogue=True)
            self.model.settle(who)

    def answer(self) -> None:
        capability = mailbox.open_mailbox(self.booth, self.code)
        asked = mailbox.read(self.booth, capability).questions(self.today)
        for place in [at for at, question in asked.items() if "none" in question.choices][:1]:
            text = self.word()
            refused = contextlib.nullcontext() if self.model.write(text) else pytest.raises(NobodyMayRead)
            said = Said(ANSWER, text, data={"to": place, "choice": "none"})  # with words that can be looked for
            with refused, mock.patch.object(asking, "answer", return_value=said):
                assert mailbox.answer(self.booth, capability, place, "none", text)

    def exclude(self, who: str) -> None:
        if who not in self.model.active:
            return
        refused = contextlib.nullcontext() if self.model.exclude(who) else pytest.raises((NobodyLeft, OnlyTheyRead))
        with refused:
            capability = mailbox.open_mailbox(self.booth, self.code)
            mailbox.exclude(self.booth, capability, [self.people[who][0]], self.word())

    def renew(self) -> None:
        new = AccessCode.generate()
        mailbox.renew_code(self.booth, mailbox.open_mailbox(self.booth, self.code), new)
        self.model.renew()
        self.codes.append(new)

    @property
    def code(self) -> AccessCode:
        return self.codes[self.model.code - 1]

    def collect(self, who: str) -> None:
        if self.model.may(who) and who != "dora":
            collect(self.at(who))
            if self.model.written:
                self.model.settle(who)

    def assign(self, who: str, to: str) -> None:
        may = self.model.may(who) and to in self.model.active
        if may and to in self.model.recused | self.model.barred | {self.model.assigned}:
            with pytest.raises(NotAllowed):
                agreed(casework.assign, self.at(who), ONE, self.people[to][0], "Grund.")
        elif may and to != who:
            text = self.word()
            agreed(casework.assign, self.at(who), ONE, self.people[to][0], text)
            self.model.begin()
            self.model.holders.add(to)
            self.model.assigned = to
            self.model.seal(text)
            self.model.settle(who)

    def recuse(self, who: str) -> None:
        """Who leaves seals why and what the reporter is told: of that they have the key."""
        if not self.model.may(who):
            return
        if self.model.written:  # it is taken in before: it may be for nobody else, or put somebody out
            refresh(self.at(who), ONE)
            self.model.settle(who)
            self.try_all()
        if not self.model.may(who):
            with pytest.raises(FileNotFound):
                recusal.recuse(self.at(who), ONE, "Grund.", "Es ist geschehen.")
            return
        if not self.model.holders & self.model.active - {who} - {"dora"}:  # she has no account
            with pytest.raises(NobodyElse):
                recusal.recuse(self.at(who), ONE, "Grund.", "Es ist geschehen.")
            return
        reason, told = self.word(), self.word()
        recusal.recuse(self.at(who), ONE, reason, told)
        self.model.begin()
        self.model.seal(reason)
        self.model.seal(told, dialogue=True)
        self.model.holders.discard(who)
        self.model.recused.add(who)
        self.model.settle(who)
        self.model.assigned = "" if self.model.assigned == who else self.model.assigned

    def revoke(self, who: str) -> None:
        if who in self.model.active and self.model.holders & self.model.active - {who} - {"dora"}:
            self.ring = self.ring.revoke(self.root, self.people[who][0], self.today)
            self.model.active.discard(who)

    def wait(self) -> None:
        if self.model.holders & self.model.active - {"dora"}:
            self.today += timedelta(days=DAYS + 1)
            self.model.late |= self.model.active & {"dora"}
            self.model.active.discard("dora")

    def rekey(self, who: str) -> None:
        if self.model.may(who):
            due = not self.model.held <= self.model.holders & self.model.active
            assert rekey.renew_some(self.at(who), Bound()).done == due
            self.model.begin()
            if due and not self.model.written:
                self.model.settle(who)

    def restart(self) -> None:
        self.cabinet.dispose()
        self.letterbox.dispose()

    def back_up(self) -> None:
        self.restart()
        copy_database(self.folder / "c.sqlite", self.folder / "c-kept.sqlite")
        copy_database(self.folder / "l.sqlite", self.folder / "l-kept.sqlite")
        m = self.model
        self.kept = replace(m, holders={*m.holders}, held={*m.held}, recused={*m.recused}, chain=[*m.chain],
                            excluded={*m.excluded}, barred={*m.barred},
                            texts={**m.texts}, talk={*m.talk}, written=[*m.written], waiting={*m.waiting})  # fmt: skip

    def put_back(self) -> None:
        if self.kept is None or not self.kept.holders & self.model.active - {"dora"}:
            return
        self.restart()
        for name in ("c", "l"):
            for path in self.folder.glob(f"{name}.sqlite*"):
                path.unlink()
            copy_database(self.folder / f"{name}-kept.sqlite", self.folder / f"{name}.sqlite")
        before, now = self.kept, self.model
        self.model = replace(before, holders={*before.holders}, held={*before.held}, recused={*before.recused},
                             excluded={*before.excluded}, barred={*before.barred}, late=now.late,
                             chain=[*before.chain], texts={**before.texts}, active=now.active,
                             talk={*before.talk}, written=[*before.written], waiting={*before.waiting},
                             reached=now.reached, last=now.last, codes=now.codes)  # fmt: skip
        self.model.copy()

    def word(self) -> str:
        self.n += 1
        return f"Wort-{self.n}."

    # -- what is tried

    def try_all(self) -> None:
        words = {f"Wort-{n}." for n in range(1, self.n + 1)} | {"Bericht."}
        for name in NAMES:
            burglar = self.burglar(name)
            self.copied[name] |= burglar.case_keys(self.file_id) | {*burglar.letter_keys(self.file_id)}
            assert self.read(self.burglar(name), words) == self.model.opens(name), name
        for number in range(1, len(self.codes) + 1):
            name, burglar = f"code-{number}", self.finder(number)
            self.rows[name] |= burglar.mailbox_rows(self.file_id)
            self.copied[name] |= burglar.talk_keys(self.file_id) | {*burglar.letter_keys(self.file_id)}
            assert self.read(self.finder(number), words) == self.model.opens(name), name
        verifying.verify(self.cabinet, self.ring, today=self.today + timedelta(days=9999))
        signed = execute(self.cabinet, "SELECT open FROM journal WHERE open LIKE '%holders%' ORDER BY seq DESC LIMIT 1")
        holders = json.loads(signed[0][0])["holders"]
        assert {name for name, (officer_id, _) in self.people.items() if officer_id in holders} == self.model.holders

    def read(self, burglar: Burglar, words: set[str]) -> set[str]:
        text = " ".join(text.decode() for some in burglar.opens().values() for text in some)
        return {word for word in words if word in text}

    def end(self) -> None:
        """Erased: whoever has whatever, nothing is left."""
        destroy(self.letterbox, self.cabinet, self.blobs, self.file_id)
        for burglar in (*map(self.burglar, NAMES), *map(self.finder, range(1, len(self.codes) + 1))):
            assert burglar.opens() == {}
        left = {(store.name, table) for store in (self.cabinet, self.letterbox) for table in self.speaking_of_it(store)}
        assert left == {("cabinet", "journal"), ("cabinet", "erased")}

    def speaking_of_it(self, store: Any) -> Iterator[str]:
        """The tables, whichever there are, that have a row of this case."""
        for (table,) in execute(store, "SELECT name FROM sqlite_master WHERE type = 'table'"):
            names = {column[1] for column in execute(store, f"PRAGMA table_info({table})")}
            for name in names & {"file_id", "report_id"}:
                if execute(store, f"SELECT 1 FROM {table} WHERE {name} = :f", f=self.file_id):
                    yield table


@pytest.fixture(scope="module")
def root(founded: Founded) -> RootKey:
    return founded.root()


@pytest.fixture(scope="module")
def dora() -> Identity:
    return Identity.generate()


@pytest.fixture
def folders(tmp_path: Path) -> Iterator[Path]:
    return (tmp_path / str(n) for n in range(10**6))


@given(steps=st.lists(STEPS, max_size=8))
@example(steps=[("exclude", "anna"), ("recuse", "lead")])
@example(steps=[("exclude", "lead"), ("recuse", "lead")])
@example(steps=[("note", "anna"), ("recuse", "anna"), ("note", "lead"), ("assign", "lead", "anna"), ("recuse", "lead")])
@example(steps=[("write",), ("renew",), ("write",), ("reply", "lead"), ("revoke", "anna"), ("write",), ("note", "lead"),
                ("write",)])  # fmt: skip
@example(steps=[("revoke", "anna"), ("write",), ("renew",), ("reply", "lead"), ("recuse", "lead"), ("write",)])
@example(steps=[("exclude", "anna"), ("note", "anna"), ("write",), ("reply", "lead"), ("write",), ("note", "lead")])
@example(steps=[("assign", "lead", "bernd"), ("exclude", "anna"), ("renew",), ("write",), ("collect", "anna"),
                ("collect", "bernd"), ("assign", "lead", "anna"), ("reply", "lead")])  # fmt: skip
@example(steps=[("exclude", "lead"), ("collect", "lead")])  # what they could not take in is remembered for them
@example(steps=[("offer", "lead"), ("answer",), ("revoke", "anna"), ("offer", "lead"), ("answer",), ("note", "lead")])
@example(steps=[("back_up",), ("exclude", "anna"), ("collect", "lead"), ("put_back",), ("write",), ("note", "anna")])
@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_exactly_the_entitled_open_exactly_what_they_may(
    steps: list[tuple[Any, ...]], founded: Founded, root: RootKey, dora: Identity, folders: Iterator[Path]
) -> None:
    folder = next(folders)
    folder.mkdir()
    house = House(founded, root, folder, dora)
    house.try_all()
    for step, *values in steps:
        getattr(house, step)(*values)
        house.try_all()
    house.end()
    house.restart()
