"""Whatever bytes are handed in: a Scenario or a ScenarioError with places, never anything else."""

import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.base.errors import ScenarioError
from sim.scenario import loads

HERE = Path(__file__).parent
ROOT = HERE / "worlds"
TINY = (ROOT / "tiny.yaml").read_text(encoding="utf-8")
SEEDS = [TINY, *(path.read_text(encoding="utf-8") for path in sorted((HERE / "bad").glob("*.yaml")))]
PIECES = [
    "\n", " ", "  ", "- ", ": ", ":", "{", "}", "[", "]", ",", "&a ", "*a", "!!str ", "<<: ", "null", "~",
    "---\n", "...", "#", "'", '"', "|", ">", "%", "\t", "\0", "\ufeff", "\u2028", "NO", "1e6", "12:30", "0o7",
    "nan", "-1", "1.2x", "-30 %", "fact mine_capacity", "blank", "world", "extends", "use", "overrides",
    "nodes", "lanes", "2026-02-30", "Nd", "é", "𝄞",
]  # fmt: skip
calm = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def digest(data):
    start = time.perf_counter()
    try:
        loads(data, root=ROOT)
    except ScenarioError as error:
        assert error.problems
        for problem in error.problems:
            assert problem.file
            assert problem.message
            assert problem.line >= 0
            assert "\n" not in problem.file
    assert time.perf_counter() - start < 60.0, "reading never runs away"


@calm
@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda t: t.encode("utf-8", "surrogatepass")))
def test_random_bytes(data):
    digest(data)


@calm
@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
def test_random_pieces_of_yaml(text):
    digest(text)


@calm
@given(st.data())
def test_mutated_scenarios(data):
    text = data.draw(st.sampled_from(SEEDS))
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(text)))
        cut = data.draw(st.integers(0, 12))
        text = text[:at] + data.draw(st.sampled_from(["", *PIECES])) + text[at + cut :]
    digest(text.encode("utf-8", "surrogatepass"))


@calm
@given(st.data())
def test_lines_exchanged_and_indented_otherwise(data):
    lines = data.draw(st.sampled_from(SEEDS)).splitlines()
    for _ in range(data.draw(st.integers(1, 6))):
        i, j = (data.draw(st.integers(0, len(lines) - 1)) for _ in range(2))
        lines[i], lines[j] = lines[j], data.draw(st.sampled_from(["", " ", "  "])) + lines[i]
    digest("\n".join(lines))


values = st.recursive(
    st.sampled_from(["null", "x", "45 d", "hill", "mine", "1.2x", "{}", "[]", "fact mine_capacity", "2026", '""']),
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda v: "[" + ", ".join(v) + "]")
        | st.dictionaries(st.sampled_from(["a", "La", "2026", "kind", "share"]), inner, max_size=3).map(
            lambda v: "{" + ", ".join(f"{k}: {x}" for k, x in v.items()) + "}"
        )
    ),
    max_leaves=6,
)
PATHS = [
    "title", "story", "sources", "use", "horizon", "seed", "deposits.hill", "recipes.ev.shares", "forms.metal",
    "buffers.lean", "passages.strait", "routes.sea.lead", "routes.sea.passages", "nodes", "nodes.mine",
    "nodes.mine.stage", "nodes.mine.place", "nodes.mine.capacity", "nodes.plant.separates",
    "nodes.plant.recoveries", "buyers.jp_ev.needs", "buyers.jp_ev.form", "lanes.mine_plant",
    "lanes.mine_plant.from", "lanes.plant_smelter.classes", "desks.my", "disruptions.a", "policies.a",
    "policies.a.kind", "overrides",
]  # fmt: skip


@calm
@given(st.sampled_from(PATHS), values)
def test_any_value_in_any_place(path, value):
    steps = path.split(".")
    lines = [f"{'  ' * i}{step}:" for i, step in enumerate(steps)]
    digest("extends: tiny\n" + ("" if path == "title" else "title: x\n") + "\n".join(lines) + f" {value}\n")


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        "{" * 100_000,
        "a: " * 50_000,
        "- " * 50_000,
        "? " * 50_000,
        "a: &a [x]\n" + "".join(f"b{i}: &b{i} [*a, *a]\n" for i in range(5000)),
        "title: " + "9" * 100_000,
        "x" * 100_000 + ": 1",
        "title: x\nseed: " + "9" * 5000,
        "title: x\nhorizon: {years: " + "1," * 5000 + "000}",
        "\n".join(f"k{i}: v" for i in range(20_000)),
        "title: x\nextends: " + "a" * 100_000,
        "#" * 1_000_000,
        "title: x\nuse: [" + "a, " * 5000 + "a]",
        "title: x\noverrides: {" + "nodes." * 5000 + "x: 1}",
        "title: x\noverrides:\n" + "".join(f"  nodes.mine.a{i}: 1x\n" for i in range(500)),
    ],
    ids=lambda text: f"{text[:12]!r}",
)
def test_texts_made_to_hurt(text):
    digest(text)
