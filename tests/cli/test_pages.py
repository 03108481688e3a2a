"""The reference pages are up to date, and say all that a word declares."""

from pathlib import Path

import pytest

from sim.base.words import SHELVES, params_of, words
from sim.cli.wordpages import INDEX, pages

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "words"
EVERY = [(shelf, name) for shelf in SHELVES for name in words(shelf)]


def test_the_committed_pages_are_up_to_date():
    there = {p.relative_to(FOLDER).as_posix(): p.read_text(encoding="utf-8") for p in FOLDER.rglob("*.md")}
    made = pages()
    assert sorted(there) == sorted(made), "make them anew: make docs"
    old = [name for name, text in made.items() if there[name] != text]
    assert not old, f"make them anew: make docs: {old}"


@pytest.mark.parametrize(("shelf", "name"), EVERY)
def test_a_page_tells_all_parameters_and_shows_an_example(shelf: str, name: str):
    page = pages()[f"{shelf}/{name}.md"]
    for parameter in params_of(words(shelf)[name]):
        assert f"| `{parameter.name}` |" in page
        assert parameter.meaning.split("``")[0].replace("|", "\\|") in page
    assert "```yaml\n" in page
    assert "Distribution(" not in page


def test_the_index_leads_to_every_page():
    index = pages()[INDEX]
    assert all(f"]({shelf}/{name}.md)" in index for shelf, name in EVERY)


def test_the_command_writes_all_pages_and_takes_away_those_of_words_that_are_gone(sim, tmp_path: Path):
    old = tmp_path / "pages" / "metric" / "gone.md"
    old.parent.mkdir(parents=True)
    old.write_text(pages()[INDEX])
    own = old.with_name("own.md")
    own.write_text("not made by the command")
    ended = sim("words", "--pages", str(tmp_path / "pages"))
    assert (ended.exit_code, ended.stdout) == (0, "")
    assert not old.exists()
    assert own.exists(), "what others wrote stays"
    assert len(list((tmp_path / "pages").rglob("*.md"))) == len(pages()) + 1
