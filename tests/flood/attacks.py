"""What attackers do, each on its own. They run in a process of their own (`crowd`)."""

from __future__ import annotations

import asyncio
import os
import random
from contextlib import suppress
from functools import cache

from tests.flood import forms
from tests.flood.crowd import Where, asked, connect
from tests.flood.forms import status

MB = 1_000_000
PAUSE = 1.0  # seconds between the bytes of who dawdles
FILES = 20  # of one message


async def quotes(where: Where, number: int) -> str:
    """A text that would be shown again, escaped, at five times its length."""
    return status(await asked(where, number, forms.quotes()))


async def escaped(where: Where, number: int) -> str:
    """The same where each sign is three bytes on its way."""
    return status(await asked(where, number, forms.escaped()))


async def read_slowly(where: Where, number: int, fields: dict[str, str]) -> str:
    """A file out of one's own mailbox, 4 kB a second."""
    talk = await connect(where, number, buffer=4096)
    try:
        await talk.say(forms.post("/postfach", fields))
        first = await talk.hear(4096)
        while await talk.hear(4096):
            await asyncio.sleep(PAUSE)
        return status(first)
    finally:
        talk.close()


async def upload_slowly(where: Where, number: int) -> str:
    """A file of 12 MB, 2 kB a second."""
    start = (forms.FILE % "a.bin").encode()
    return await _dawdle(where, number, forms.head("/melden", 12 * MB, forms.MULTIPART) + start, b"x" * 2000)


async def dawdle_body(where: Where, number: int) -> str:
    """Nearly all of a body that nginx keeps in memory, and then a byte a second; half of them where no forms live."""
    path = "/melden" if number % 2 else "/"
    text = forms.head(path, 9_900_000, forms.URLENCODED) + b"description=" + b"a" * 9_300_000
    return await _dawdle(where, number, text, b"a")


async def dawdle_head(where: Where, number: int) -> str:
    """A head that never ends."""
    return await _dawdle(where, number, b"GET /melden HTTP/1.1\r\nHost: 127.0.0.1\r\n", b"X-A: b\r\n", 5.0)


async def dawdle_idle(where: Where, number: int) -> str:
    """A connection over which nothing is said."""
    return await _dawdle(where, number, b"", b"", 5.0)


async def _dawdle(where: Where, number: int, first: bytes, more: bytes, pause: float = PAUSE) -> str:
    talk = await connect(where, number)
    listening = asyncio.ensure_future(talk.listen())
    try:
        await talk.say(first)
        while not (await asyncio.wait([listening], timeout=pause))[0]:
            with suppress(ConnectionError):
                await talk.say(more)
        return status(await listening)
    finally:
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)
        talk.close()


async def log_in(where: Where, number: int) -> str:
    """Somebody who does not exist."""
    return await _log_in(where, number, f"wer{random.random()}", "falsch")


async def log_in_with_marks(where: Where, number: int) -> str:
    """A passphrase of 150,000 marks that have to be put in order."""
    return await _log_in(where, number, "a", "a" + "\u0315\u0300" * 75_000)


async def _log_in(where: Where, number: int, username: str, passphrase: str) -> str:
    page = await asked(where, number, forms.get("/anmelden"))
    if status(page) != "200":
        return status(page)
    fields = {"csrf_token": forms.value(page, "csrf_token"), "username": username, "passphrase": passphrase}
    return status(await asked(where, number, forms.post("/anmelden", fields, f"Cookie: {forms.cookies(page)}")))


# -- reports -------------------------------------------------------------------------------------------------------


async def send_small(where: Where, number: int) -> str:
    """A report of a few lines."""
    return status(await asked(where, number, forms.post("/melden", forms.sending())))


async def send_10_kb(where: Where, number: int) -> str:
    """A report of some pages."""
    return status(await asked(where, number, forms.post("/melden", forms.sending("x" * 10_000))))


async def send_50_kb(where: Where, number: int) -> str:
    """A report of many pages."""
    return status(await asked(where, number, forms.post("/melden", forms.sending("x" * 50_000))))


async def send_maximal(where: Where, number: int) -> str:
    """A report as long as it may be."""
    return status(await asked(where, number, forms.multipart("/melden", forms.sending() | forms.maximal())))


async def send_files(where: Where, number: int) -> str:
    """A report with as many files as it may have, 40 kB each."""
    files = [_noise()] * FILES
    return status(await asked(where, number, forms.multipart("/melden", forms.sending(), files)))


async def send_empty_files(where: Where, number: int) -> str:
    """The same with files without a byte."""
    return status(await asked(where, number, forms.multipart("/melden", forms.sending(), [b""] * FILES)))


async def send_mixed(where: Where, number: int) -> str:
    """As many of each."""
    kinds = (send_small, send_10_kb, send_50_kb, send_maximal, send_files, send_empty_files)
    return await kinds[number % len(kinds)](where, number)


@cache
def _noise() -> bytes:
    return os.urandom(40_000)
