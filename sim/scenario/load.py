"""From a name, a path or a text to one frozen, checked Scenario; or to all its mistakes at once."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from sim.base.errors import Problem, ScenarioError
from sim.scenario.actors import read_lanes, read_nodes, read_uses
from sim.scenario.assemble import Assembly
from sim.scenario.beginning import check_start
from sim.scenario.canonical import document_text, world_text
from sim.scenario.causes import check_causes
from sim.scenario.layers import Layers
from sim.scenario.library import EMPTY, WORLD, Library, read_bytes, scenarios_root
from sim.scenario.model import Scenario, Where
from sim.scenario.network import DocumentCatalogue, Network
from sim.scenario.sections import WORD_SECTIONS
from sim.scenario.selectors import Entities, check_uses
from sim.scenario.timing import COMMAND_LINE, check_times
from sim.scenario.tree import Entry, Findings, Listing, MeaningError, Table, Text
from sim.scenario.ways import read_desks, read_passages, read_routes
from sim.scenario.yaml_text import read

_PATH: Final = re.compile(r"[/\\.\0]")


def load(name_or_path: str | Path, overrides: Sequence[str] = ()) -> Scenario:
    """Return the scenario of that name in the scenarios root, or in a file of the user's.

    ``overrides`` are ``PATH=VALUE`` texts, done last. Raises ScenarioError with every mistake found.
    """
    root = scenarios_root()
    if isinstance(name_or_path, str) and not _PATH.search(name_or_path):
        return _load_name(Library(root), name_or_path, overrides)
    path = Path(name_or_path)
    library = Library(root, path.parent)
    return _load_file(library, path, library.label(path), overrides)


def loads(
    text: str | bytes, *, root: Path | None = None, name: str = "text", overrides: Sequence[str] = ()
) -> Scenario:
    """Return the scenario that a text holds; other scenarios and blocks are looked up in ``root``."""
    layers = Layers(Library(root or scenarios_root()), Findings())
    return _finish(layers, layers.document(text, f"{name}.yaml"), name, overrides)


def _load_name(library: Library, name: str, overrides: Sequence[str]) -> Scenario:
    if name in (EMPTY, WORLD):
        layers = Layers(library, Findings())
        return _finish(layers, layers.root(name), name, overrides, titled=False)
    try:
        path = library.scenario(name)
    except MeaningError as error:
        raise ScenarioError([Problem(name, 0, 0, str(error), error.suggestion)]) from None
    return _load_file(library, path, library.label(path), overrides)


def _load_file(library: Library, path: Path, label: str, overrides: Sequence[str]) -> Scenario:
    if not path.name.isprintable():  # the run is called after its file, in files that others must be able to read
        message = "the name of this file holds bytes or characters that cannot be printed"
        raise ScenarioError([Problem(label, 0, 0, message, "rename it")])
    layers = Layers(library, Findings())
    document = layers.document(read_bytes(path, label), label, path)
    return _finish(layers, document, path.stem, overrides)


def _finish(layers: Layers, document: Table, name: str, overrides: Sequence[str], titled: bool = True) -> Scenario:
    findings = layers.findings
    for override in _command_line(overrides, findings):
        document = layers.overrider.apply(document, override)
    if overrides:
        layers.facts.choose(document.value("claims"))
    document = _with_sources(layers.settle(document), layers.sources)
    assembly = Assembly(document, findings)
    assembly.check_keys()
    if titled:
        assembly.check_title()
    scenario = _scenario(assembly, name, layers.facts.claims)
    if layers.on_the_world:
        check_start(document, scenario.nodes.values(), scenario.horizon, findings)
    findings.stop_if_any()
    return replace(scenario, document=document_text(document, scenario.title), world_document=world_text(document))


def _scenario(assembly: Assembly, name: str, claims: Mapping[str, str]) -> Scenario:
    document, findings = assembly.document, assembly.findings
    deposits, recipes, nodes = assembly.deposits(), assembly.recipes(), read_nodes(assembly)
    network = Network(document, nodes, read_lanes(assembly), DocumentCatalogue(deposits, recipes), findings)
    lanes, desks = network.finished_lanes(), read_desks(assembly)
    uses = {section: read_uses(assembly, section) for section in WORD_SECTIONS}
    check_causes(document, uses, findings)
    before = len(findings.problems)
    horizon = assembly.horizon()
    if len(findings.problems) == before:
        check_times(document, uses, horizon, findings)
    if network.whole:
        for section in WORD_SECTIONS:
            check_uses(document.table(section), uses[section], Entities(nodes, lanes, deposits, desks), findings)
    return Scenario(
        name=name,
        title=document.text("title") or name,
        story=assembly.text("story"),
        horizon=horizon,
        nodes=nodes,
        lanes=lanes,
        routes=read_routes(assembly),
        passages=read_passages(assembly),
        desks=desks,
        deposits=deposits,
        recipes=recipes,
        buffers=assembly.buffers(),
        product_share=assembly.product_share(),
        disruptions=uses["disruptions"],
        policies=uses["policies"],
        sources=assembly.sources(),
        seed=assembly.seed(),
        claims=dict(sorted(claims.items())),
    )


def _with_sources(document: Table, sources: list[Text]) -> Table:
    """Return the document with the sources of all layers, if its own are a list as they should be."""
    own = document.value("sources")
    if not sources or not (own is None or isinstance(own, Listing)):
        return document
    entry = Entry("sources", document.where, Listing(tuple(sources), document.where))
    return Table(document.entries | {"sources": entry}, document.where)


def _command_line(overrides: Sequence[str], findings: Findings) -> list[Table]:
    """Return each ``PATH=VALUE`` as a mapping of one override; columns count from the start of the text."""
    tables = []
    for text in overrides:
        label = f"{COMMAND_LINE}{text}"
        where = Where(label, 1, 1)
        path, equals, value = text.partition("=")
        if not equals or not path.strip():
            findings.add(where, "an override is written PATH=VALUE", "nodes.mount_weld.capacity=1.2x")
            continue
        table = read(f"value: {value.strip()}\n", label, findings)
        if table is None:
            continue
        written = table.value("value")
        if written is None or len(table.entries) != 1:
            findings.add(where, "an override holds one value")
            continue
        if isinstance(written, Text):
            written = Text(written.value, Where(label, 1, len(path) + 2))
        tables.append(Table({path.strip(): Entry(path.strip(), where, written)}, where))
    return tables
