"""Another program reads the formats: `tests/reader`, in JavaScript, which shares no code with ours, in a browser from
the disk, without network. It opens every good vector and refuses every bad one, with the failure the vector names.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

TESTS = Path(__file__).resolve().parent.parent
READER, VECTORS = TESTS / "reader", sorted((TESTS / "vectors").glob("*.json"))
#: Files with which nothing is opened or refused.
NO_FORMAT = {"deadlines.json": "days of the law"}
Results = list[dict[str, Any]]


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """The reader's page; whatever it asks for must lie on the disk."""
    with chromium.new_context(offline=True) as context:
        page, asked = context.new_page(), list[str]()
        page.on("request", lambda request: asked.append(request.url))
        page.goto((READER / "index.html").as_uri())
        yield page
        assert {url.split(":")[0] for url in asked} == {"file"}


def read(page: Page, files: Sequence[Path]) -> Results:
    """What the page makes of these files, chosen as a person chooses them."""
    page.set_input_files("#files", files)
    results: Results = page.evaluate("done")
    return results


def test_it_opens_every_good_vector_and_refuses_every_bad_one(page: Page) -> None:
    files = [path for path in VECTORS if path.name not in NO_FORMAT]
    results = read(page, files)
    assert not [problem for result in results for problem in result["wrong"]]
    run = {result["name"]: (result["opened"], result["refused"]) for result in results}
    kept = {path.stem: [vector["error"] for vector in json.loads(path.read_text())["vectors"]] for path in files}
    assert run == {name: (errors.count(None), len(errors) - errors.count(None)) for name, errors in kept.items()}
    assert "0 not as they say" in page.inner_text("#summary")


def test_it_says_so_when_a_vector_is_not_as_it_says(page: Page, tmp_path: Path) -> None:
    source = next(path for path in VECTORS if path.name == "own_wrap.json")
    content = json.loads(source.read_text())
    good, *bad = content["vectors"]
    lies = {
        "opens otherwise": good | {"opened": "00" * 32},
        "a good one, said to be bad": good | {"error": "SealBroken"},
        "a bad one, said to be good": bad[0] | good | {"edit": bad[0]["edit"]},
        "refused for another reason": bad[0] | {"error": "FormatBroken"},
    }
    vectors = [good, *({**vector, "name": name} for name, vector in lies.items())]
    (tmp_path / source.name).write_text(json.dumps(content | {"vectors": vectors}))
    (tmp_path / "unheard-of.json").write_text(json.dumps({"vectors": [{"name": "any", "error": None}]}))
    results = read(page, [tmp_path / source.name, tmp_path / "unheard-of.json"])
    told = [problem.split(": ")[1] for result in results for problem in result["wrong"]]
    assert told == [*lies, "unknown to this reader"]
    assert page.locator("#wrong li").count() == len(told)
