"""The house as a whole: rooms, the direction of imports, house rules on the source, the face, and what is shipped.

Every rule is checked on the package that is imported, be it the checkout or an installed wheel.
"""

from __future__ import annotations

import ast
import doctest
import importlib
import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from importlib import metadata, resources
from pathlib import Path

import pytest
from architecture import circle, imports, wings

import critscale

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = Path(critscale.__file__).resolve().parent
CONFIG = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LISTED = set(CONFIG["tool"]["setuptools"]["packages"])

ORDER = ("theory", "numerics", "proofs", "claims", "measure", "audit", "pictures", "handbook", "face", "critscale", "cli", "__main__")
"""Who may import whom: a room, or a module of the root, imports itself and what stands before it."""
NOT_ROOMS = {"tests", "build", "dist", "docs", "examples", "benchmarks", "tools"}
THROUGHOUT = {"markupsafe": "handbook"}
"""Extras that every page of a room needs."""
EXTRAS = {"torch", "yaml", "transformers", "safetensors", "huggingface_hub", "matplotlib", "distributed", "ival", "jinja2", "latex2mathml", "markupsafe"}


def _modules() -> dict[str, Path]:
    """Return the package's modules by dotted name, whether or not they are listed anywhere."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        if parts[0] in NOT_ROOMS or parts[0].startswith(".") or (len(parts) > 1 and not _is_room(parts[0])):
            continue
        found[".".join(("critscale", *parts)).removesuffix(".__init__")] = path
    return found


def _is_room(name: str) -> bool:
    return (PACKAGE / name / "__init__.py").is_file()


MODULES = _modules()
TREES = {name: ast.parse(path.read_text(encoding="utf-8"), str(path)) for name, path in MODULES.items()}
NODES = {name: tuple(ast.walk(tree)) for name, tree in TREES.items()}


def _imports(name: str) -> Iterator[str]:
    """Yield the dotted name of everything a module imports, relative ones resolved, wherever the line stands."""
    yield from _resolved(name, NODES[name])


def _top_imports(name: str) -> Iterator[str]:
    """Yield the dotted name of everything that is imported along with a module."""
    yield from _resolved(name, TREES[name].body)


def _resolved(name: str, nodes: Iterable[ast.AST]) -> Iterator[str]:
    base = name.split(".")
    if MODULES[name].name != "__init__.py":
        base = base[:-1]
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            anchor = base[: len(base) - node.level + 1] if node.level else []
            target = [*anchor, *(node.module.split(".") if node.module else [])]
            for alias in node.names:
                inner = ".".join([*target, alias.name])
                yield inner if inner in MODULES else ".".join(target)


def _room(name: str) -> str:
    """Return the room of a module; the face is critscale itself."""
    return name.split(".")[1] if "." in name else name


# Rooms


def test_every_room_is_listed() -> None:
    """A new package must be added to pyproject.toml by hand, or the wheel lacks it."""
    assert {name for name, path in MODULES.items() if path.name == "__init__.py"} == LISTED


def test_every_room_has_its_place_in_the_order() -> None:
    """A new room must say whom it may import."""
    assert {_room(name) for name in MODULES} - set(ORDER) == set()


def test_imports_run_one_way() -> None:
    """Arrows run from the command line down to the theory, never back."""
    inner = [(name, other) for name in MODULES for other in _imports(name) if other.split(".")[0] == "critscale"]
    assert [(name, other) for name, other in inner if ORDER.index(_room(other)) > ORDER.index(_room(name))] == []


def test_imports_between_rooms_are_relative() -> None:
    """An absolute import would resolve in the wheel only, not on disk."""
    lines = [(name, node) for name, nodes in NODES.items() for node in nodes if isinstance(node, ast.Import | ast.ImportFrom)]
    absolute = [(name, node) for name, node in lines if not getattr(node, "level", 0)]
    names = [(name, getattr(node, "module", None) or node.names[0].name) for name, node in absolute]
    assert [(name, other) for name, other in names if other.split(".")[0] == "critscale"] == []


def _loaded_by(code: str) -> set[str]:
    """Return the top-level modules loaded after running code in a fresh interpreter."""
    script = f"import json, sys\n{code}\nprint(json.dumps(sorted({{m.split('.')[0] for m in sys.modules}})))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(json.loads(done.stdout.splitlines()[-1]))


def _running(words: str) -> str:
    """Return code that runs a command, which must succeed."""
    return (
        f"import runpy\nsys.argv = {['critscale', *words.split()]!r}\n"
        "try:\n    runpy.run_module('critscale', run_name='__main__')\n"
        "except SystemExit as stop:\n    assert not stop.code, stop.code"
    )


HEAVY = {"sympy", "numpy", "mpmath", "hypothesis", "matplotlib", "rich", "concurrent", "multiprocessing", "flint"}
"""What a command loads only if it needs it; evaluation needs flint and no more."""
LAYER = "--n 1000 --rho 0.3 --critical"
COMMANDS = {
    "--help": set(),
    "--version": set(),
    "plot --help": set(),
    "report --help": set(),
    "experiment phase-diagram --help": set(),
    "measure --help": set(),
    "diff examples/report-after.json examples/report-before.json": set(),
    "evaluate --list": set(),
    f"evaluate contraction-factor {LAYER}": {"flint"},
    f"phase {LAYER} --dim 32": {"flint"},
    f"depth {LAYER} --layers 3": {"flint"},
    "classify 1+log(n) --rho 0.3 --beta0 11": {"flint"},
    "extend --law yarn --factor 2 --from 4096 --to 8192 --p 0.5": {"flint"},
    "laws yarn": {"flint"},
    "formula output-cosine --regime critical": {"flint"},
    "formula row-entropy --regime window --latex --terms 3": {"flint"},
}
SUITE = "verify A1.weights.gap --quick -j 1"
"""The suite needs much, and no progress bar where nobody watches."""
LIGHT = {
    "import critscale": set(),
    "from critscale import evaluate, Setting\nfloat(evaluate('self-weight', Setting(n='oo', critical=True, rho='0.3')))": {
        "flint"
    },
} | {
    _running(words): needed for words, needed in COMMANDS.items()
}


@pytest.mark.parametrize(("code", "needed"), LIGHT.items(), ids=["import", "evaluate in Python", *COMMANDS])
def test_a_light_command_loads_nothing_heavy(code: str, needed: set[str]) -> None:
    """Importing SymPy alone takes longer than a whole evaluation, and FLINT longer than a page of help."""
    assert _loaded_by(code) & HEAVY == needed


def test_the_suite_draws_no_bar_for_nobody() -> None:
    """Rich is loaded where something is printed with it: on a terminal."""
    assert "rich" not in _loaded_by(_running(SUITE))


def test_what_is_imported_is_declared() -> None:
    """Every third-party import is a dependency or belongs to an extra."""
    project = CONFIG["project"]
    declared = {re.split(r"[^\w-]", line)[0] for line in project["dependencies"]}
    needed = {
        "python-flint" if top == "flint" else top for top in {i.split(".")[0] for m in MODULES for i in _imports(m)}
    }
    assert needed - set(sys.stdlib_module_names) - {"critscale"} - declared - EXTRAS == set()


@pytest.mark.parametrize("extra", sorted(EXTRAS))
def test_an_extra_is_imported_on_demand(extra: str) -> None:
    """One module or function of its own imports it, or a room that needs it throughout; nothing else needs it."""
    users = {name for name in MODULES if extra in {other.split(".")[0] for other in _top_imports(name)}}
    needy = [(name, other) for name in MODULES for other in _top_imports(name) if other in users]
    assert [pair for pair in needy if {_room(name) for name in pair} != {THROUGHOUT.get(extra)}] == []


def test_modules_import_in_no_circle() -> None:
    """Two modules that import each other are one concept cut in the wrong place, even if a line is hidden in a function."""
    assert circle(imports()) == []


def test_wings_import_in_no_circle() -> None:
    """Inside a room the arrows between wings run one way too."""
    assert circle(wings()) == []


def test_no_private_name_crosses_files() -> None:
    """What another file needs has a public name."""
    assert {name: private for name in MODULES if (private := _private_names(NODES[name]))} == {}


def _private_names(nodes: Sequence[ast.AST]) -> list[str]:
    """Return the private names of other modules that some code imports or reaches."""
    lines = [node for node in nodes if isinstance(node, ast.ImportFrom) and node.level]
    names = [alias.name for node in lines for alias in node.names]
    known = {alias.asname or alias.name for node in lines for alias in node.names}
    reached = [
        node.attr for node in nodes if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in known
    ]
    return [other for other in (*names, *reached) if other.startswith("_") and not other.startswith("__")]


def _public(kinds: tuple[type[ast.stmt], ...], modules: Iterable[str]) -> dict[str, list[str]]:
    """Return the modules that define each public name of these kinds."""
    homes: dict[str, list[str]] = {}
    for module in modules:
        for node in TREES[module].body:
            if isinstance(node, kinds) and not _overloads(node):
                for name in _defined(node):
                    homes.setdefault(name, []).append(module)
    return {name: found for name, found in homes.items() if not name.startswith("_")}


def _overloads(node: ast.stmt) -> bool:
    """Tell whether a definition only gives the type of the one that follows."""
    return any(ast.unparse(decorator) == "overload" for decorator in getattr(node, "decorator_list", ()))


def _defined(node: ast.stmt) -> Iterator[str]:
    if isinstance(node, ast.ClassDef | ast.FunctionDef):
        yield node.name
    elif isinstance(node, ast.AnnAssign) and ast.unparse(node.annotation) == "TypeAlias":
        yield ast.unparse(node.target)


def test_no_two_types_share_a_name() -> None:
    """One name for one class or alias, one concept for one name."""
    homes = _public((ast.ClassDef, ast.AnnAssign), MODULES)
    assert {name: found for name, found in homes.items() if len(found) > 1} == {}


SAME_CONCEPT = {"draw": "each picture"} | dict.fromkeys(("to_csv", "to_json", "to_markdown", "to_text"), "each report")
"""Functions that several modules have under one name, since they mean one thing; and who has them."""
APART = ("critscale.cli", "critscale.proofs.claims", "critscale.proofs.certificates.check_certificate")
"""Commands are named like their answers, a claim file is a text of its own, and the checker is a program without critscale."""


def test_no_two_functions_share_a_name() -> None:
    """One name for one function; but a formula has its name in every setting, and so has the function that evaluates it."""
    homes = _public((ast.FunctionDef,), [name for name in MODULES if not name.startswith(APART)])
    for name, found in homes.items():
        numbers = [home for home in found if home.startswith(("critscale.theory.layer.", "critscale.numerics."))]
        if any(home.startswith("critscale.theory.layer.") for home in found):
            homes[name] = sorted({*found} - {*numbers} | {numbers[0]})
    assert {name: found for name, found in homes.items() if len(found) > 1 and name not in SAME_CONCEPT} == {}


# House rules


def test_every_module_says_what_it_is() -> None:
    """The first line of a module tells what concept it holds."""
    assert [name for name, tree in TREES.items() if not ast.get_docstring(tree)] == []


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings(name: str) -> None:
    """What a docstring shows is what comes out."""
    if name.endswith("__main__"):
        return
    try:
        module = importlib.import_module(name)
    except ModuleNotFoundError as missing:
        if missing.name not in EXTRAS:
            raise
        pytest.skip(f"{missing.name} is an extra")
    assert doctest.testmod(module).failed == 0


def test_the_theory_is_exact() -> None:
    """No float literal: the line that is evaluated is the line that is proved."""
    theory = [name for name in MODULES if _room(name) == "theory"]
    numbers = [(name, node) for name in theory for node in NODES[name] if isinstance(node, ast.Constant)]
    assert [(name, node.lineno) for name, node in numbers if isinstance(node.value, float | complex)] == []


def test_no_text_is_run_as_code() -> None:
    """Text from users is parsed by a grammar, never by eval or by SymPy's parsers, which call it."""
    runs = {"eval", "exec", "sympify", "parse_expr", "parse_latex"}
    used = {(name, getattr(node, "id", getattr(node, "attr", getattr(node, "name", "")))) for name in MODULES for node in NODES[name]}
    assert {(name, word) for name, word in used if word in runs} == set()


def test_mpmath_has_contexts_of_our_own() -> None:
    """The global ``mpmath.mp`` belongs to the user, and ``mpmath.iv`` is not rigorous.

    Every function of the top-level module works in the global context, so only submodules are imported.
    """
    allowed = {"mpmath.ctx_mp", "mpmath.ctx_mp_python", "mpmath.libmp"}
    used = {(name, other) for name in MODULES for other in _imports(name) if other.split(".")[0] == "mpmath"}
    assert {(name, other) for name, other in used if other not in allowed} == set()


# The face, and what is shipped


def test_the_face() -> None:
    """Every public name is there, and shows up where people look."""
    assert len(set(critscale.__all__)) == len(critscale.__all__)
    assert [name for name in critscale.__all__ if getattr(critscale, name, None) is None] == []
    assert set(critscale.__all__) <= set(dir(critscale))


def test_the_version_is_one() -> None:
    """The package, its metadata, the citation, the reference and the changelog agree; the day of the release is one too."""
    version = CONFIG["project"]["version"]
    assert critscale.__version__ == metadata.version("critscale") == version
    assert f"offers in version {version}." in (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    (day,) = re.findall(rf"\n## \[{re.escape(version)}\] - (\S+)\n", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))
    assert f"\nversion: {version}\ndate-released: {day}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")


FOR_USERS = {"plot", "report", "models", "yaml", "dask", "intervals", "test"}
"""Extras that the README offers; the others are for who works on the package."""


def test_extras_have_one_name() -> None:
    """The README, the pages and the refusals name extras as they are declared, and the README offers each."""
    extras = set(CONFIG["project"]["optional-dependencies"])
    texts = [path.read_text(encoding="utf-8") for path in (*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *MODULES.values())]
    named = {name for text in texts for found in re.findall(r"(?:critscale|\.)\[([a-z,]+)\]'", text) for name in found.split(",")}
    assert named - extras == set() and named >= FOR_USERS - {"test", "intervals"}
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    offer = readme[readme.index("Extras, as in") :].split("\n\n")[0]
    assert {name for name in re.findall(r"`([a-z]+)`", offer)} == FOR_USERS and extras >= FOR_USERS


def test_data_is_shipped() -> None:
    """The types and the formal proofs reach whoever installs the package."""
    files = resources.files("critscale")
    assert (files / "py.typed").is_file()
    here = {path.name for path in (ROOT / "proofs" / "rocq").glob("*.v")}
    shipped = {item.name for item in (files / "proofs" / "rocq").iterdir() if item.name.endswith(".v")}
    assert shipped >= here
    assert shipped


@pytest.mark.parametrize(
    "page", [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))], ids=lambda p: p.name
)
def test_links_lead_somewhere(page: Path) -> None:
    """Every relative link on a page is a file of the checkout, or of the package where its rooms stand elsewhere."""

    def exists(target: str) -> bool:
        path = (page.parent / target).resolve()
        return path.exists() or (PACKAGE / path.relative_to(ROOT)).exists()

    targets = re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8"))
    local = [target for target in targets if "://" not in target and not target.startswith("mailto:")]
    assert [target for target in local if not exists(target)] == []
