"""kill -9 while people send reports with files: what was confirmed is there, nothing is there twice, nothing lies in
clear (promise 4).

`HINWEISGEBER_CRASH_ROUNDS=200` kills that often; a killed process, not a machine without power: what reaches the
disk before the confirmation is `synchronous=FULL`'s part and tested with the stores.
"""

from __future__ import annotations

import http.client
import os
import random
import re
import signal
import sqlite3
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.browser.demo import Demo, answers, demo_in, descendants, running, until
from tests.browser.planted import findings
from tests.browser.wire import Wire, WireReporter
from tests.patience import PATIENT
from tests.ports import free_port

ROUNDS = int(os.environ.get("HINWEISGEBER_CRASH_ROUNDS", "8"))
CLIENTS = 3
MOST = 12  # reports confirmed between start and kill
PAUSE = 0.05  # seconds until a client knocks again
SEED = random.SystemRandom().randrange(2**32)
PLANTED = "Quittenmus"
AWAY = (OSError, http.client.HTTPException)

pytestmark = pytest.mark.crash


@dataclass
class Client:
    """Sends one report after the other; after a broken connection the same one again, until it is confirmed."""

    url: str
    name: str
    stop: threading.Event = field(default_factory=threading.Event)  # send no further report
    give_up: threading.Event = field(default_factory=threading.Event)  # not even the one that is not confirmed yet
    confirmed: dict[str, str] = field(default_factory=dict)  # code → text
    broken: int = 0  # sendings that got no answer
    strange: list[str] = field(default_factory=list)  # answers that are neither a confirmation nor a broken line

    def run(self) -> None:
        while not self.stop.is_set():
            reporter = WireReporter(Wire(self.url))
            with suppress(*AWAY):
                reporter.code = reporter.wire.post("/melden", {"description": "Noch nichts.", "to": "review"}).code
            if reporter.code:
                self._until_confirmed(reporter, f"{PLANTED} {self.name} {len(self.confirmed)}.")
            else:
                self.stop.wait(PAUSE)  # the server is away

    def _until_confirmed(self, reporter: WireReporter, text: str) -> None:
        while reporter.code not in self.confirmed and not self.strange and not self.give_up.is_set():
            try:
                answer = reporter.with_file(text, file_of(text))
            except ConnectionRefusedError:  # nobody listens
                self.give_up.wait(PAUSE)
                continue
            except AWAY:
                self.broken += 1
                continue
            if (
                answer.status == 200
                and 'id="confirmed"' in answer.text
                and "1 Datei ist mit angekommen." in answer.text
            ):
                self.confirmed[reporter.code] = text
            else:
                self.strange.append(f"{answer.status}: {answer.text[:2000]}")


@contextmanager
def intake_on(demo: Demo, port: int) -> Iterator[int]:
    """The intake alone; yields its process group when it answers."""
    address = {"HINWEISGEBER_INTAKE_BIND": f"127.0.0.1:{port}", "HINWEISGEBER_INTAKE_URL": f"http://127.0.0.1:{port}"}
    with running(["intake", "--home", str(demo.home)], demo.folder, address) as process:
        until(lambda: answers(port), process, demo.log, pause=0.01)
        yield process.pid


def kill_at_random(demo: Demo, port: int, clients: list[Client], chance: random.Random) -> None:
    """One round: start, let them send, kill master and workers at once in the middle of it."""
    before, more = count(clients), chance.randint(0, MOST)
    with intake_on(demo, port) as group:
        workers = descendants(group)
        end = time.monotonic() + PATIENT
        while count(clients) < before + more and time.monotonic() < end and not strange(clients):
            time.sleep(0.001)
        time.sleep(chance.uniform(0, 0.05))  # anywhere within a request
        os.killpg(group, signal.SIGKILL)
        assert workers, "the intake has workers"


def count(clients: list[Client]) -> int:
    """How many reports are confirmed."""
    return sum(len(client.confirmed) for client in clients)


def strange(clients: list[Client]) -> list[str]:
    """Answers nobody should get."""
    return [answer for client in clients for answer in client.strange]


@pytest.fixture
def founded_demo(tmp_path: Path) -> Demo:
    """An installation whose faces have been stopped."""
    with demo_in(tmp_path) as demo:
        return demo


def test_no_confirmed_report_is_lost_and_none_is_doubled(founded_demo: Demo) -> None:
    print(f"seed {SEED}, {ROUNDS} rounds")
    demo, port, chance = founded_demo, free_port(), random.Random(SEED)
    clients = [Client(f"http://127.0.0.1:{port}", f"Person-{n}") for n in range(CLIENTS)]
    with ThreadPoolExecutor(CLIENTS) as pool:
        sending = [pool.submit(client.run) for client in clients]
        try:
            for _ in range(ROUNDS):
                if strange(clients):
                    break
                kill_at_random(demo, port, clients, chance)
        finally:
            for client in clients:
                client.stop.set()
            with intake_on(demo, port):
                late = wait(sending, PATIENT).not_done
                for client in clients:
                    client.give_up.set()
                confirmed = {code: text for client in clients for code, text in client.confirmed.items()}
                wrong = [problem for code, text in confirmed.items() if (problem := mailbox_problem(port, code, text))]
    for ended in sending:
        ended.result()  # a client that fell over leaves a report that nobody counts
    broken = sum(client.broken for client in clients)
    print(f"{len(confirmed)} reports confirmed, {broken} sendings cut off, {len(wrong)} lost or doubled")
    assert not late, "a client waits for its answer"
    assert strange(clients) == []
    assert wrong == []
    assert len(confirmed) >= ROUNDS, "the clients hardly came to send"
    assert stored(demo) == {"report": len(confirmed), "mailbox": len(confirmed), "reporter messages": len(confirmed)}
    assert demo.verify().returncode == 0
    assert findings([PLANTED], [demo.folder]) == []


def mailbox_problem(port: int, code: str, text: str) -> str:
    """What is wrong with this mailbox; empty when it shows the report, once."""
    reporter = WireReporter(Wire(f"http://127.0.0.1:{port}"), code)
    page = reporter.open()
    said = [message for message in page.messages if re.search(rf"{re.escape(text)}(?!\d)", message)]
    if page.status != 200 or len(said) != 1:
        return f"{text} is there {len(said)} times, {page.status}"
    return "" if reporter.downloads(page) == [file_of(text).decode()] else f"the file of {text} is not as it was sent"


def file_of(text: str) -> bytes:
    """What comes with a report: some 100 kB, so that a process may die in the middle of it."""
    return f"{text}\n".encode() * 4000


def stored(demo: Demo) -> dict[str, int]:
    """How many rows the letterbox holds."""
    queries = {
        "report": "SELECT count(*) FROM report",
        "mailbox": "SELECT count(*) FROM mailbox",
        "reporter messages": "SELECT count(*) FROM message WHERE author = 'reporter'",
    }
    connection = sqlite3.connect(demo.home / "letterbox.sqlite")
    try:
        return {name: connection.execute(query).fetchone()[0] for name, query in queries.items()}
    finally:
        connection.close()
