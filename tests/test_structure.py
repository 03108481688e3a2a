"""The shape of the house, held by its syntax trees: who may know whom, and what one file may be.

A failure here names the file and line. If the rule is wrong, change the rule and DESIGN.md together.
"""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "sim"
FLOORS = ("base", "scenario", "world", "run", "explore", "report", "cli")
SHELVES = ("stages", "disruptions", "policies", "metrics")

HOMES = {
    "typer": {"cli"},
    "rich": {"cli"},
    "matplotlib": {"report"},
    "jinja2": {"report"},
    "scipy": {"explore"},
    "pandas": {"run", "metrics", "explore", "report"},
    "pyarrow": {"run", "explore"},
    "distributed": {"run"},
    "dask": {"run"},
    "sqlite3": {"run"},
    "concurrent": {"run"},
    "multiprocessing": {"run"},
    "simpy": {"world"},
    "numba": {"world"},
    "llvmlite": {"world"},
    "pydantic": {"scenario"},
    "pydantic_core": {"scenario"},
    "yaml": {"scenario"},
    "numpy": {*FLOORS, *SHELVES} - {"scenario"},
}
FORBIDDEN_IMPORTS = {"random", "pickle", "cPickle", "dill", "shelve", "marshal"}
FORBIDDEN_NAMES = {"util", "utils", "helper", "helpers", "common", "manager", "managers", "factory", "misc"}
FORBIDDEN_CALLS = {"print", "hash", "id", "eval", "exec", "compile", "__import__"}
WALL_CLOCK = {"time.time", "time.time_ns", "datetime.now", "datetime.utcnow", "datetime.today", "date.today"}
MAX_FILE, MAX_FUNCTION, MAX_METHODS = 350, 50, 12


@cache
def sources() -> tuple[Path, ...]:
    return tuple(sorted(PACKAGE.rglob("*.py")))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def room(path: Path) -> str:
    parts = path.relative_to(PACKAGE).parts
    return parts[0] if len(parts) > 1 else ""


def place(path: Path, node: ast.AST) -> str:
    return f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 1)}"


def dotted(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else "?"


def for_types_only(module: ast.Module) -> set[ast.AST]:
    """All nodes below an ``if TYPE_CHECKING:``."""
    guards = [n for n in ast.walk(module) if isinstance(n, ast.If) and dotted(n.test).endswith("TYPE_CHECKING")]
    return {inner for guard in guards for statement in guard.body for inner in ast.walk(statement)}


def imports(path: Path, types: bool = False) -> Iterator[tuple[str, ast.AST]]:
    """Dotted names of the modules that a file imports, anywhere in it."""
    skip = set() if types else for_types_only(tree(path))
    for node in ast.walk(tree(path)):
        if node in skip:
            continue
        if isinstance(node, ast.Import):
            yield from ((alias.name, node) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{place(path, node)}: relative import"
            yield from ((f"{node.module}.{alias.name}", node) for alias in node.names)


def may_import(importer: str, imported: str) -> bool:
    if importer in ("", imported):  # the package's own front door opens every room, lazily
        return True
    if imported == "base":
        return importer != "base"
    if importer in SHELVES or imported in SHELVES:
        return False
    return FLOORS.index(imported) < FLOORS.index(importer)


def test_every_folder_is_a_room_or_a_shelf():
    folders = {p.name for p in PACKAGE.iterdir() if p.is_dir() and p.name != "__pycache__"}
    assert folders <= {*FLOORS, *SHELVES}


def test_rooms_know_only_lower_floors_and_shelves_only_base():
    wrong = []
    for path in sources():
        for name, node in imports(path, types=True):
            parts = name.split(".")
            if parts[0] == "sim" and len(parts) > 1 and parts[1] in {*FLOORS, *SHELVES}:
                if not may_import(room(path), parts[1]):
                    wrong.append(f"{place(path, node)}: {room(path)} may not know {parts[1]}")
            elif parts[0] == "sim" and room(path) and name != "sim.__version__":
                wrong.append(f"{place(path, node)}: rooms import each other, not the front door")
    assert not wrong, "\n".join(wrong)


def test_outside_packages_stay_at_home():
    wrong = [
        f"{place(path, node)}: {name} is at home in {', '.join(sorted(HOMES[top]))}"
        for path in sources()
        for name, node in imports(path)
        if (top := name.split(".")[0]) in HOMES and room(path) not in HOMES[top]
    ]
    assert not wrong, "\n".join(wrong)


def test_nothing_outside_the_table_is_imported():
    known = {*HOMES, "sim", *sys.stdlib_module_names}
    wrong = [
        f"{place(path, node)}: {name} has no home"
        for path in sources()
        for name, node in imports(path, types=True)
        if name.split(".")[0] not in known
    ]
    assert not wrong, "\n".join(wrong)


def words_in(path: Path) -> list[tuple[str, str]]:
    """(shelf, name) of every class in a file that is registered as a word."""
    return [
        tuple(argument.value for argument in decorator.args)  # type: ignore[misc]
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ClassDef)
        for decorator in node.decorator_list
        if isinstance(decorator, ast.Call) and dotted(decorator.func) == "word"
    ]


@pytest.mark.parametrize("shelf", SHELVES)
def test_a_word_is_a_file_is_one_class(shelf: str):
    wrong = []
    for path in (p for p in sources() if room(p) == shelf and p.name != "__init__.py"):
        name = path.relative_to(PACKAGE / shelf).with_suffix("").as_posix()
        classes = [n for n in ast.walk(tree(path)) if isinstance(n, ast.ClassDef)]
        found = words_in(path)
        if len(classes) != 1 or [w for _, w in found] != [name]:
            wrong.append(f"{place(path, tree(path))}: wants one class, the word '{name}'; has {found}")
    assert not wrong, "\n".join(wrong)


def test_words_are_registered_on_shelves_only():
    strays = [str(p) for p in sources() if room(p) not in SHELVES and words_in(p)]
    assert not strays


def test_files_functions_and_classes_stay_small():
    wrong = []
    for path in sources():
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if lines > MAX_FILE:
            wrong.append(f"{place(path, tree(path))}: {lines} lines")
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or 0) - node.lineno + 1
                if length > MAX_FUNCTION:
                    wrong.append(f"{place(path, node)}: {node.name} has {length} lines")
            elif isinstance(node, ast.ClassDef) and not is_protocol(node):
                public = [n for n in node.body if isinstance(n, ast.FunctionDef) and not n.name.startswith("_")]
                if len(public) > MAX_METHODS:
                    wrong.append(f"{place(path, node)}: {node.name} has {len(public)} public methods")
    assert not wrong, "\n".join(wrong)


def is_protocol(node: ast.ClassDef) -> bool:
    """The doors are one protocol on purpose: the list of all that a word may do to the world."""
    return any(dotted(base).endswith("Protocol") for base in node.bases)


def test_no_file_is_a_drawer_for_everything():
    named = [p for p in sources() for part in p.with_suffix("").parts if set(part.split("_")) & FORBIDDEN_NAMES]
    assert not named
    classes = [
        f"{place(path, node)}: {node.name}"
        for path in sources()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ClassDef) and node.name.lower().endswith(("utils", "helper", "manager", "factory"))
    ]
    assert not classes


def test_every_file_says_what_it_is():
    silent = [str(p.relative_to(ROOT)) for p in sources() if not ast.get_docstring(tree(p))]
    assert not silent


def is_unordered(node: ast.expr) -> bool:
    if isinstance(node, ast.Set | ast.SetComp):
        return True
    return isinstance(node, ast.Call) and dotted(node.func) in ("set", "frozenset")


def faults(path: Path) -> Iterator[tuple[ast.AST, str]]:
    """What would make a run depend on anything but its inputs, or run code out of data."""
    for name, node in imports(path, types=True):
        if name.split(".")[0] in FORBIDDEN_IMPORTS:
            yield node, f"import of {name}"
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            yield from call_faults(path, node)
        elif isinstance(node, ast.Attribute) and re.match(r"(np|numpy)\.random\.[a-z]", dotted(node)):
            yield node, "numpy's global or unnamed random numbers"
        elif isinstance(node, ast.Global):
            yield node, "global state"
        iterated = getattr(node, "iter", None) if isinstance(node, ast.For | ast.comprehension) else None
        if iterated is not None and is_unordered(iterated):
            yield iterated, "iteration over a set"


def call_faults(path: Path, node: ast.Call) -> Iterator[tuple[ast.AST, str]]:
    called = dotted(node.func)
    talks = room(path) == "cli"
    if called in FORBIDDEN_CALLS:
        yield node, f"{called}()"
    if ".".join(called.split(".")[-2:]) in WALL_CLOCK and not talks:
        yield node, "the wall clock"
    if called.startswith("yaml.") and "load" in called:
        yield node, "PyYAML's own construction of objects"
    if called in ("os.system", "os.popen") or any(k.arg == "shell" for k in node.keywords):
        yield node, "a shell"
    if called in ("list", "tuple", "enumerate") and node.args and is_unordered(node.args[0]):
        yield node, "order taken from a set"


def test_a_run_depends_on_its_inputs_only():
    wrong = [f"{place(path, node)}: {what}" for path in sources() for node, what in faults(path)]
    assert not wrong, "\n".join(wrong)


HEAVY = ("pandas", "scipy", "matplotlib", "numba", "simpy", "pydantic", "jinja2")


@pytest.mark.parametrize(
    "code",
    [
        "import sim",
        "import sim; dir(sim); sim.__version__",
        "from typer.testing import CliRunner; from sim.cli import app; CliRunner().invoke(app, ['--help'])",
    ],
)
def test_the_front_door_is_light(code: str):
    check = f"{code}\nimport sys\nloaded = [m for m in {HEAVY!r} if m in sys.modules]\nassert not loaded, loaded"
    ended = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, cwd=ROOT)
    assert ended.returncode == 0, ended.stderr


def tracked() -> list[Path]:
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    ended = subprocess.run(listing, capture_output=True, text=True, cwd=ROOT)
    if ended.returncode != 0:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in ended.stdout.split("\0") if name and (ROOT / name).is_file()]


# Written in pieces, so that this file does not find itself.
PRIVATE = re.compile(
    "|".join(
        [
            r"(?<![\w.:/-])/" + r"(home|root|Users|work)/\w",
            r"\b[A-Z]:\\" + r"Users\\",
            "pypi" + r"\.(org|python\.org)",
            "python" + r"hosted\.org",
            "--(extra-)?index" + "-url",
            "ana" + "conda" + r"\.(org|com)",
        ]
    )
)


def test_no_machine_paths_or_package_index_in_tracked_files():
    wrong = []
    for path in tracked():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        wrong += [
            f"{path.relative_to(ROOT)}:{number}: {found.group(0)}"
            for number, line in enumerate(text.splitlines(), start=1)
            if (found := PRIVATE.search(line))
        ]
    assert not wrong, "\n".join(wrong)


def test_floors_are_in_order():
    assert all(may_import(upper, lower) and not may_import(lower, upper) for lower, upper in pairwise(FLOORS))
    assert not may_import("stages", "scenario")
    assert not may_import("world", "stages")
