"""The hook, run by pre-commit itself: it installs this checkout, passes good configs and fails on others; and the action's install step.

Skipped without pre-commit; an install takes half a minute, so CI alone has it.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ..audit.test_difference import PLAIN, YARN, config
from .test_action import STEPS, Runner

pytest.importorskip("pre_commit")
pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="pre-commit needs git")
ROOT = Path(__file__).resolve().parents[2]
YARN_CONFIG = config(rope_scaling=YARN)
GATES = """\
repos:
  - repo: {repo}
    rev: {rev}
    hooks:
      - id: critscale-audit
        alias: alarm
      - id: critscale-audit
        alias: mismatch
        args: [--fail-on, mismatch, --engine, vllm, --engine, sglang]
      - id: critscale-audit
        alias: subcritical
        args: [--fail-on, subcritical, --rho, "0.3", --n, 128k]
"""
CONFIGS = {
    "good": YARN_CONFIG,
    "mismatched": config(rope_scaling={**YARN, "attn_factor": 0.5}),
    "subcritical": PLAIN,
    "unknown": {**PLAIN, "model_type": "mistral_large4"},
    "typo": {**YARN_CONFIG, "attention_temperature_scale": 2.0},
}
FAILS = {"alarm": {"typo", "unknown"}, "mismatch": {"mismatched", "unknown"}, "subcritical": {"subcritical", "unknown"}}


class Repositories:
    """The checkout as a repository with one commit, and one beside it whose configs are judged."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.hooks, self.models = folder, folder / "critscale", folder / "models"
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_DIR", "GIT_INDEX", "GIT_WORK"))}
        self.environment |= {"PRE_COMMIT_HOME": str(folder / "store"), "GIT_CONFIG_GLOBAL": os.devnull, "PRE_COMMIT_COLOR": "never"}
        for repository in (self.hooks, self.models):
            repository.mkdir()
            self.git(repository, "init", "-q")
        for path in self._files():
            target = self.hooks / path
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / path, target)
        for name, data in CONFIGS.items():
            file = self.models / name / "config.json"
            file.parent.mkdir()
            file.write_text(json.dumps(data), encoding="utf-8")
        self.rev = self.commit(self.hooks)
        (self.models / ".pre-commit-config.yaml").write_text(GATES.format(repo=self.hooks, rev=self.rev), encoding="utf-8")
        self.commit(self.models)

    def _files(self) -> list[Path]:
        """Return the files of the checkout that git has, or would take."""
        listed = self.git(ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard").split("\0")
        return [Path(name) for name in listed if name and (ROOT / name).is_file()]

    def git(self, repository: Path, *words: str) -> str:
        """Run git and return what it prints."""
        return subprocess.run(["git", "-C", str(repository), *words], env=self.environment, capture_output=True, text=True, check=True).stdout

    def commit(self, repository: Path) -> str:
        """Commit everything and return the commit."""
        self.git(repository, "add", "--all")
        self.git(repository, "-c", "user.name=test", "-c", "user.email=test@localhost", "commit", "-q", "--no-verify", "-m", "all")
        return self.git(repository, "rev-parse", "HEAD").strip()

    def pre_commit(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run pre-commit in the repository of the configs."""
        program = [sys.executable, "-m", "pre_commit", *words]
        return subprocess.run(program, cwd=self.models, env=self.environment, capture_output=True, text=True, timeout=900, check=False)


@pytest.fixture(scope="module")
def repositories(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Repositories]:
    """Return both repositories."""
    if not (ROOT / ".git").exists():
        pytest.skip("the hook is installed from a repository, and this is an archive of one")
    yield Repositories(tmp_path_factory.mktemp("pre-commit"))


def test_the_hook_is_sound(repositories: Repositories) -> None:
    """Its manifest is one that pre-commit accepts."""
    done = repositories.pre_commit("validate-manifest", str(ROOT / ".pre-commit-hooks.yaml"))
    assert done.returncode == 0, done.stdout + done.stderr


def test_try_repo(repositories: Repositories) -> None:
    """As it stands it raises alarms of the config: the good one beside the bad one is judged too, and passes."""
    files = ["good/config.json", "typo/config.json"]
    done = repositories.pre_commit("try-repo", str(repositories.hooks), "critscale-audit", "--files", *files)
    assert done.returncode == 1 and "Failed" in done.stdout, done.stdout + done.stderr
    assert "passes   alarm        good/config.json" in done.stdout
    assert "fails    alarm        typo/config.json" in done.stdout and "attention_temperature_scale" in done.stdout


def test_each_gate_fails_and_passes(repositories: Repositories) -> None:
    """By arguments of the user's own: what is not known does not pass, and another file is not looked at."""
    for gate, failing in FAILS.items():
        done = repositories.pre_commit("run", gate, "--files", *(f"{name}/config.json" for name in CONFIGS))
        lines = [line.split() for line in done.stdout.splitlines() if "/config.json, n = " in line]
        outcomes = {words[2].partition("/")[0]: words[0] for words in lines if words[1] == gate}
        assert outcomes.keys() == CONFIGS.keys(), done.stdout + done.stderr
        assert {name for name, outcome in outcomes.items() if outcome != "passes"} == failing
        assert done.returncode == 1 and "Failed" in done.stdout
    done = repositories.pre_commit("run", "--files", "good/config.json")
    assert done.returncode == 0 and done.stdout.count("Passed") == len(FAILS), done.stdout + done.stderr
    done = repositories.pre_commit("run", "--files", ".pre-commit-config.yaml")
    assert done.returncode == 0 and done.stdout.count("Skipped") == len(FAILS), done.stdout + done.stderr


@pytest.mark.skipif(os.name == "nt", reason="its shell is bash")
def test_the_action_installs_and_judges(repositories: Repositories, tmp_path: Path) -> None:
    """Both steps, as a runner runs them: the first makes an environment of this checkout, the second judges with it."""
    runner = Runner(tmp_path)
    (tmp_path / "temp").mkdir()
    for name in ("good", "subcritical"):
        shutil.copytree(repositories.models / name, tmp_path / name)
    installed = runner(STEPS[0], python=sys.executable)
    assert installed.returncode == 0, installed.stdout + installed.stderr
    inputs = {"fail_on": "mismatch subcritical", "engines": "hf vllm", "rho": "0.3"}
    assert runner(STEPS[1], configs="good/config.json", **inputs).returncode == 0
    assert runner(STEPS[1], configs="*/config.json", **inputs).returncode == 1
