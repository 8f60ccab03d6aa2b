"""Context lengths as people write them, wherever a command takes one: 128k, 1M, 131,072."""

from __future__ import annotations

from pathlib import Path

import pytest

from critscale.cli.app import run

from ..terminal import Terminal

SMALL_EXPERIMENT = "experiment phase-diagram --n 1k --dim 8 --grid 1x1 --seeds 1 --jobs 1"
CONFIG = '{"model_type": "llama", "max_position_embeddings": 4096, "head_dim": 128}'


@pytest.mark.parametrize(
    ("line", "option", "read"),
    [
        ("evaluate self-weight --n 128k --rho 0.3 --beta 12", "--n 128k", 131072),
        ("evaluate mean-square-jacobian --n 4k --dim 1M --critical --rho 0.3", "--dim 1M", 1048576),
        ("phase --n 128K --rho 0.3 --beta 12", "--n 128K", 131072),
        ("depth --n 128k --rho 0.3 --beta 12 --layers 2", "--n 128k", 131072),
        ("classify yarn --rho 0.3 --beta0 11 --up-to 1M", "--up-to 1M", 1048576),
        ("classify qwen-logn --set L=8k --rho 0.3 --beta0 11", "L 8k", 8192),
        ("extend --law yarn --factor 32 --from 4k --to 128k --p 0.5", "--from 4k", 4096),
        ("extend --law yarn --factor 32 --from 4096 --to 128k --p 0.5", "--to 128k", 131072),
        ("laws yarn --n 1M", "--n 1M", 1048576),
        ("audit {config} --n 128k", "--n 128k", 131072),
        ("plot window --n 4k -o {out}", "--n 4k", 4096),
        ("plot phase --n 4k --dim 4k -o {out}", "--dim 4k", 4096),
        (SMALL_EXPERIMENT + " --out {arrays}", "--n 1k", 1024),
    ],
)
def test_a_suffix_is_read_and_said(
    line: str, option: str, read: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The command prints what it prints for the number itself; how the suffix was read stands on stderr."""
    config = tmp_path / "config.json"
    config.write_text(CONFIG, encoding="utf-8")
    line = line.format(config=config, out=tmp_path / "out.svg", arrays=tmp_path / "out.npz")
    assert run(line.split()) == 0
    out, err = capsys.readouterr()
    assert f"critscale: {option} is read as {read}: k is 1024, M is 1024^2\n" in err
    name, value = option.split()
    plain = line.replace(f"{name}={value}", f"{name}={read}").replace(option, f"{name} {read}")
    assert plain != line and run(plain.split()) == 0
    again = capsys.readouterr()
    assert again.out == out and option not in again.err


def test_separators_need_no_word(terminal: Terminal, capsys: pytest.CaptureFixture[str]) -> None:
    """131,072 and 131_072 mean one number, so nothing is said."""
    line = "phase --rho 0.3 --beta 12 --n"
    texts = {terminal(*line.split(), n) for n in ("131072", "131,072", "131_072")}
    assert len(texts) == 1
    assert run([*line.split(), "131,072"]) == 0 and capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("phase --rho 0.3 --beta 12 --n 1.3k", "n = 1.3k: not an integer"),
        ("phase --rho 0.3 --beta 12 --n 10 --dim 1,5", "dim = 1,5: not a number"),
        ("extend --law yarn --from 1k --to 12q --p 0.5", "to = 12q: not a number"),
        ("classify qwen-logn --set L=8kk --rho 0.3 --beta0 11", "L = 8kk"),
        ("experiment phase-diagram --n oo", "--n oo: no such number of tokens"),
    ],
)
def test_what_is_no_length_is_refused_by_its_option(line: str, named: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The message names the option and the text."""
    assert run(line.split()) == 2
    assert named in capsys.readouterr().err
