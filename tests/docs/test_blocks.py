from __future__ import annotations

from typing import TYPE_CHECKING

import psutil
import pytest

from .blocks import Block, blocks
from .running import ROOT, Folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PAGES = [page for page in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))) if blocks(page)]


@pytest.mark.usefixtures("wiremock_installed")
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_commands_of_a_page_do_what_the_page_says(page: Path, tmp_path: Path) -> None:
    with Folder(tmp_path) as folder:
        for block in blocks(page):
            folder.do(block)
    assert [
        one
        for one in psutil.process_iter(["cmdline"])
        if str(tmp_path) in " ".join(one.info["cmdline"] or [])
    ] == []


def test_the_readme_and_the_tutorial_are_among_the_pages() -> None:
    assert {"README.md", "tutorial.md", "pytest.md"} <= {page.name for page in PAGES}


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Folder]:
    with Folder(tmp_path) as made:
        yield made


def test_a_command_that_fails_fails_with_its_line_and_its_words(folder: Folder) -> None:
    with pytest.raises(AssertionError, match="line 7: exit code 3\nso it is"):
        folder.do(Block("run", "", "echo so it is; exit 3\necho never", 7))


def test_other_output_than_the_page_shows_fails(folder: Folder) -> None:
    folder.do(Block("run", "", "echo one two; echo three", 1))
    folder.do(Block("prints", "", "one ...\nthree\n", 2))
    with pytest.raises(AssertionError, match="line 3: expected\nthree two"):
        folder.do(Block("prints", "", "three two\n", 3))


def test_a_command_that_goes_on_is_waited_for_and_stopped(tmp_path: Path) -> None:
    with Folder(tmp_path) as folder:
        folder.do(Block("run", "ready", "sh -c 'echo ready; exec sleep 1000'", 1))
        process = psutil.Process(folder._going_on[0].pid)
    assert not process.is_running()


def test_a_command_that_ends_before_it_is_ready_fails(folder: Folder) -> None:
    with pytest.raises(AssertionError, match="line 1: it ended"):
        folder.do(Block("run", "ready", "echo nothing", 1))


def test_a_comment_without_a_block_is_an_error(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("<!-- run -->\n\nNo block.\n")
    with pytest.raises(ValueError, match="line 3: expected a fenced block after <!-- run -->"):
        blocks(page)


PAGE = """
<!-- run, until http:// -->
```sh
wxc up
```

```sh
not run
```
<!-- write x.py -->
```python
x = 1
```
"""


def test_blocks_are_found_with_their_lines(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(PAGE)
    assert blocks(page) == [Block("run", "http://", "wxc up\n", 3), Block("write", "x.py", "x = 1\n", 11)]
