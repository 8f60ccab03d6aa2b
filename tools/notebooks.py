"""Run the notebooks of ``examples/``: write their outputs anew (``make notebooks``), or compare with them (``--check``).

What is written depends on nothing but the notebook's cells: no times, no paths, no version of the interpreter.
"""

from __future__ import annotations

import difflib
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
TIMEOUT = 120
PLACES = (
    "HYPOTHESIS_STORAGE_DIRECTORY",
    "IPYTHONDIR",
    "JUPYTER_CONFIG_DIR",
    "JUPYTER_DATA_DIR",
    "JUPYTER_RUNTIME_DIR",
)
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


@contextmanager
def _hermetic() -> Iterator[Path]:
    """Give Jupyter empty directories of its own: a user's kernels, start-up files and history play no part."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as directory:
        for name in PLACES:
            os.environ[name] = directory
        os.environ["JUPYTER_PATH"] = ""
        os.environ.pop("MPLBACKEND", None)  # the kernel chooses its own
        yield Path(directory)


def executed(path: Path) -> Any:
    """Return the notebook as a fresh run leaves it.

    Raises
    ------
    nbclient.exceptions.CellExecutionError
        If a cell fails.
    """
    import nbformat
    from nbclient import NotebookClient

    notebook = nbformat.read(path, as_version=4)
    with _hermetic() as directory:
        client = NotebookClient(
            notebook,
            kernel_name="python3",
            timeout=TIMEOUT,
            record_timing=False,
            coalesce_streams=True,
            resources={"metadata": {"path": str(path.parent)}},
        )
        kernel = client.create_kernel_manager()
        kernel.connection_file = str(directory / "k.json")
        if os.name == "posix":
            kernel.transport = "ipc"  # two runs side by side might pick the same free port
        client.execute()
    notebook.metadata = nbformat.from_dict(METADATA)
    for number, cell in enumerate(notebook.cells, start=1):
        cell.id, cell.metadata = f"cell-{number}", nbformat.from_dict({})
    return notebook


def texts(notebook: Any) -> list[str]:
    """Return what a reader reads, line by line, with each cell's source before it; figures are not compared."""
    lines = []
    for cell in notebook.cells:
        lines += [f"[{cell.cell_type}]", *cell.source.splitlines()]
        for output in cell.get("outputs", ()):
            if output.output_type == "stream" and output.name == "stdout":
                lines += output.text.splitlines()
            data = output.get("data", {})
            if not any(kind.startswith("image/") for kind in data):
                lines += [f"{kind}: {line}" for kind, text in sorted(data.items()) for line in str(text).splitlines()]
    return lines


def stale(path: Path) -> str:
    """Return the difference between what the notebook shows and what a fresh run prints; empty if there is none."""
    import nbformat

    shown, fresh = texts(nbformat.read(path, as_version=4)), texts(executed(path))
    return "\n".join(
        difflib.unified_diff(shown, fresh, f"{path.name} as committed", f"{path.name} run now", lineterm="")
    )


def main(words: list[str]) -> int:
    """Run the notebooks named, or all; with ``--check`` write nothing and return 1 if one is stale."""
    import nbformat

    check = "--check" in words
    paths = [Path(word).resolve() for word in words if word != "--check"] or sorted(EXAMPLES.glob("*.ipynb"))
    code = 0
    for path in paths:
        if check:
            if difference := stale(path):
                print(f"{path.name} is stale: make notebooks\n{difference}")
                code = 1
        else:
            notebook = executed(path)
            nbformat.validate(notebook)
            path.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8", newline="\n")
            print(f"written: examples/{path.name}")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
