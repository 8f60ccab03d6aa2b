"""Numbers of thousands of digits, in every option that takes one: an answer or a refusal, never Python's own limit."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from critscale.cli.app import run

NUMBERS = ("1e900", "1e-900", "-1e-900", "9" * 900, "0." + "3" * 900, "1/" + "7" * 900)
LINES = (
    "phase --n 1000 --rho @ --beta 1",
    "phase --n 1000 --rho 0.3 --beta @",
    "phase --n 1000 --rho 0.3 --kappa @",
    "phase --n 1000 --rho 0.3 --gamma @",
    "phase --n 1000 --rho 0.3 --beta 1 --residual @",
    "phase --n @ --rho 0.3 --beta 1",
    "evaluate contraction-factor --n 10 --rho 0.3 --beta 1 --dim @",
    "evaluate output-cosine --n exp(@) --rho 0.3 --beta 1 --digits 5",
    "evaluate self-weight --n 10 --rho 0.3 --beta 1 --mechanism sink:@ --digits 5",
    "depth --n 10 --rho @ --beta 1 --layers 2",
    "depth --n 10 --rho 0.3 --beta 1 --layers 2 --residual @",
    "depth --n 10 --rho 0.3 --beta 1 --layers 2 --eps @",
    "depth --n 10 --rho 0.3 --beta 1 --layers 2 --q @",
    "classify qwen-logn --rho @ --beta0 11",
    "extend --law qwen-logn --from 4096 --to 8192 --p @",
    "extend --law qwen-logn --from 4096 --to 8192 --gap @",
    "extend --law qwen-logn --from 4096 --to 8192 --p 0.5 --rho @",
    "extend --law qwen-logn --from 4096 --to 8192 --p 0.5 --residual @",
    "extend --law qwen-logn --from 4096 --to @ --p 0.5",
    "laws qwen-logn --rho @",
    "audit {config} --norm2 @",
    "audit {config} --rho @",
    "audit {config} --n @",
)
LONGEST_LINE = 1300


@pytest.fixture
def _short_limit() -> Iterator[None]:
    """Let Python refuse numbers of 640 digits, its least limit, so that the numbers may be short."""
    before = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(640)
    yield
    sys.set_int_max_str_digits(before)


@pytest.mark.usefixtures("_short_limit")
@pytest.mark.parametrize("line", LINES)
def test_a_long_number_is_answered_or_refused(line: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """For the eye in short lines, as JSON in full, or one short line that says why not."""
    config = tmp_path / "config.json"
    config.write_text('{"model_type": "llama", "max_position_embeddings": 4096, "head_dim": 128}', encoding="utf-8")
    answered = 0
    for number in NUMBERS:
        words = [word.format(config=config).replace("@", number) for word in line.split()]
        for form in ([], ["--json"]):
            code = run([*words, *form])
            out, err = capsys.readouterr()
            assert code in (0, 2) and all(len(text) < LONGEST_LINE for text in err.splitlines()), (number[:9], err[:99])
            assert err.count("\n") == (code == 2) or "warning" in err
            if form and code == 0:
                json.loads(out)
            answered += code == 0
    assert answered > 0, "no such number has an answer here, so nothing is printed"


def test_the_numbers_of_the_report() -> None:
    """As they were found: an answer, or a refusal that is true."""
    for words in (
        "phase --n 1000 --rho 0.3 --beta 1 --residual 1e5000",
        "phase --n 1000 --rho 1e-5000 --beta 1",
        "depth --n 1000 --rho 0.3 --beta 1 --layers 2 --residual 1e5000",
    ):
        assert run(words.split()) == 0
    assert run("laws yarn --beta0 1/0".split()) == 2
