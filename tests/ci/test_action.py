"""The composite action: the shell of its steps, run as a runner does, on configs that pass and on some that do not."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from ..audit.test_difference import PLAIN, YARN, config

ROOT = Path(__file__).resolve().parents[2]
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
STEPS: list[dict[str, Any]] = ACTION["runs"]["steps"]
INPUT = re.compile(r"\$\{\{ inputs\.([\w-]+) \}\}")
pytestmark = pytest.mark.skipif(os.name == "nt", reason="its shell is bash")


@dataclass(frozen=True)
class Runner:
    """Runs steps of the action in a workspace, with the variables that a runner sets."""

    workspace: Path

    @property
    def summary(self) -> str:
        """Return what the run wrote for its page."""
        file = self.workspace / "summary.md"
        return file.read_text(encoding="utf-8") if file.exists() else ""

    def __call__(self, step: dict[str, Any], **inputs: str) -> subprocess.CompletedProcess[str]:
        """Run one step with inputs, whose names have underscores for dashes."""
        given = {name.replace("_", "-"): value for name, value in inputs.items()}
        values = {name: given.get(name, of.get("default", "")) for name, of in ACTION["inputs"].items()}
        assert given.keys() <= values.keys()
        variables = {name: INPUT.sub(lambda found: values[found[1]], text) for name, text in step["env"].items()}
        runner = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.workspace),
            "RUNNER_TEMP": str(self.workspace / "temp"),
            "GITHUB_ACTION_PATH": str(ROOT),
            "GITHUB_STEP_SUMMARY": str(self.workspace / "summary.md"),
        }
        script = self.workspace / "step.sh"
        script.write_text(step["run"], encoding="utf-8")
        shell = ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", str(script)]
        return subprocess.run(shell, cwd=self.workspace, env=runner | variables, capture_output=True, text=True, timeout=600, check=False)


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    """Return a runner whose first step has installed this Python's critscale, with configs in its workspace."""
    program = tmp_path / "temp" / "critscale" / "bin" / "critscale"
    program.parent.mkdir(parents=True)
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m critscale "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    configs = {
        "plain": PLAIN,
        "yarn": config(rope_scaling=YARN),
        "mismatched": config(rope_scaling={**YARN, "attn_factor": 0.5}),
        "unknown": {**PLAIN, "model_type": "mistral_large4"},
        "two words": PLAIN,
        "hostile": config(model_type="a\n::error::b", rope_scaling={"rope_type": "c ::warning::d|<b>", "factor": 4.0}),
    }
    for name, data in configs.items():
        folder = tmp_path / "models" / name
        folder.mkdir(parents=True)
        (folder / "config.json").write_text(json.dumps(data), encoding="utf-8")
    return Runner(tmp_path)


def test_inputs_reach_no_script() -> None:
    """Each is a variable of a step that is nothing else; every input is used, every variable is an input, none is in a script."""
    used = [INPUT.fullmatch(text) for step in STEPS for text in step["env"].values()]
    assert all(used) and {found[1] for found in used if found} == ACTION["inputs"].keys()
    assert not [step for step in STEPS if "${{" in step["run"] or "eval" in step["run"]]
    assert ACTION["runs"]["using"] == "composite" and {step["shell"] for step in STEPS} == {"bash"}
    assert all(of["description"] for of in ACTION["inputs"].values())


@pytest.mark.parametrize(
    ("code", "inputs"),
    [
        (0, {"configs": "models/yarn/config.json", "fail_on": "mismatch", "engines": "hf vllm"}),
        (1, {"configs": "models/mismatched/config.json", "fail_on": "mismatch", "engines": "vllm sglang"}),
        (1, {"configs": "models/unknown/config.json", "fail_on": "mismatch", "engines": "vllm"}),
        (1, {"configs": "models/plain/config.json", "fail_on": "subcritical", "rho": "0.1 0.3"}),
        (0, {"configs": "models/plain/config.json", "fail_on": "subcritical", "rho": "0.4", "n": "32768", "norm2": "168"}),
        (0, {"configs": "models/yarn/config.json\n\nmodels/two words/config.json\n"}),
        (1, {"configs": "**/config.json", "fail_on": "mismatch\nsubcritical", "engines": "hf\nvllm\nsglang", "rho": "0.3"}),
        (2, {"configs": "models/yarn/config.json\nmodels/*/params.json"}),
        (2, {"configs": "models/nowhere/config.json"}),
        (2, {"configs": " \n"}),
        (2, {"configs": "models/yarn/config.json", "fail_on": " "}),
        (2, {"configs": "models/yarn/config.json", "fail_on": "subcritical"}),
        (2, {"configs": "--n=4096\nmodels/yarn/config.json"}),
        (2, {"configs": "$(touch pwned)\n`touch pwned`\n;touch pwned"}),
        (2, {"configs": "models/yarn/config.json", "engines": "$(touch${IFS}pwned) `touch pwned`"}),
        (2, {"configs": "models/yarn/config.json", "n": "1; touch pwned"}),
    ],
)
def test_the_gate(runner: Runner, code: int, inputs: dict[str, str]) -> None:
    """It ends with the exit code of the audit, fails where nothing is judged, and runs nothing that an input says."""
    done = runner(STEPS[1], **inputs)
    assert done.returncode == code, done.stdout + done.stderr
    assert not (runner.workspace / "pwned").exists()
    assert bool(done.stderr) == (code == 2)
    assert runner.summary.startswith("| config | gate |") if code < 2 else not runner.summary


def test_no_text_of_a_config_is_a_command(runner: Runner) -> None:
    """A runner takes a line that begins with two colons for a command; those of a config stand where it does not."""
    done = runner(STEPS[1], configs="models/hostile/config.json")
    assert done.returncode == 1
    first, *inner, last = done.stdout.splitlines()
    token = first.removeprefix("::stop-commands::")
    assert token.isdigit() and last == f"::{token}::" and inner
    assert "<b>" not in runner.summary.replace("\\<b\\>", "") and runner.summary.count("\n") < 12
