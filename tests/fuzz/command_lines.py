"""Command lines drawn from the commands' own parameters: what they take, what they nearly take, and what nobody should."""

from __future__ import annotations

import random
from collections.abc import Iterator

from critscale.cli.app import app
from critscale.cli.command import REQUIRED, Command, CommandParameter, Group

LENGTHS = ("2", "10", "1000", "131072", "128k", "1M", "131,072", "1e6", "1e1000000", "10^10^100", "3*2^5000", "exp(20)", "oo")
NUMBERS = ("0", "1", "0.3", "1/3", "1e-3", "2.5", "12", "-6", "1e300", "1e-300", "1e-5000", "1e5000", "0.999999", "sqrt(128)")
HOSTILE = (
    *("", " ", "-", "--", "-1", "+", ".", "e", "1e", "1e+", "0x10", "1_0", "½", "1,5", "1/0", "0/0", "nan", "-oo", "inf", "∞"),
    *("1k", "k", "1kk", "exp(", "exp()", "exp(oo)", "exp(1e9)", "((((2", "2^", "^2", "2^2^2^2^2^2", "9^9^9^9", "10^10^10^10^10"),
    *("1e999999999", "1e-999999999", "9" * 5000, "0." + "0" * 3000 + "1", "1/" + "7" * 3000, "^".join("2" * 500), "(" * 999),
    *("__import__('os')", "1;2", "n", "log(n)", "n*n", "exp(n)", "log(log(log(n)))", "min(n)", "1/log(n)", "floor(n/3)^9", "-n"),
    *("yarn", "A1.weights.gap", "sink:9", "sink:", "sink:x:y", "softmax", "0.1:0.9", "9:1", "a:b", ":", "1:", "40x20", "0x0", "x"),
    *("\x1b[2J", "\u0661", "\u202e", "a\nb", "\udce9", "<b>", "$(id)", "../../x", "x" * 300, "{}", "%s%n", "=", "a=b", "a=1", "L=8k", "factor=0"),
    *("/dev/null", "/", ".", "nofile", "x.npz", "x.svg", "x.json", "x.py", "tcp://127.0.0.1:1", "--help", "--json", "--list"),
)
LEAST_WORK = {
    "verify": ("--quick", "--jobs", "1", "A1.weights.normalised"),
    "report": ("--quick", "no-such-claim"),
    "experiment phase-diagram": ("--n", "8", "--dim", "4", "--grid", "2x1", "--seeds", "1", "--jobs", "1"),
}
"""What keeps a command short: words behind all others, so that they win over those."""
RARE = ("report", "verify", "plot", "experiment")
NEVER = ("--formal", "--thorough", "--scheduler")
"""The kernel and a cluster are not what is tried here."""


def leaves(group: Group = app, path: str = "") -> Iterator[tuple[str, Command]]:
    """Yield every command and its words."""
    for name in group.names:
        found, words = group.find(name), f"{path} {name}".strip()
        if isinstance(found, Group):
            yield from leaves(found, words)
        else:
            yield words, found


COMMANDS = tuple(leaves())
WEIGHTS = tuple(1 if path.startswith(RARE) else 8 for path, _ in COMMANDS)


def value(parameter: CommandParameter, draw: random.Random) -> str:
    """Return a value of an option or argument, more often a likely one."""
    kind = draw.random()
    if kind < 0.15:
        return draw.choice(HOSTILE)
    if kind < 0.2:
        return "".join(draw.choice(HOSTILE) for _ in range(2))
    if parameter.default not in (None, "", (), REQUIRED) and draw.random() < 0.3:
        return str(parameter.default)
    likely = {
        "QUANTITY": ("output-cosine", "self-weight", "contraction-factor", "row-entropy", "mean-square-jacobian", "odds"),
        "LAW": ("yarn", "qwen-logn", "ssmax", "1 + 0.1*log(n/8192)", "log(n)/log(L)", "max(1, log(n))"),
        "NAMES": ("yarn", "qwen-logn", "plain"),
        "QUERY": ("output-cosine", "entropy", "window"),
        "CONFIG": ("config.json",),
        "NAME=VALUE": ("factor=32", "L=8192", "L=8k"),
        "NORM": ("pre", "post", "peri", "none"),
        "LAYERS": ("0", "3", "20"),
        "DIGITS": ("1", "5", "50"),
        "FILE": ("x.svg", "x.png"),
        "FILE.npz": ("x.npz",),
        "LOW:HIGH": ("0.1:0.9", "0:1/2", "1:4"),
        "ENGINE": ("hf", "vllm", "sglang", "llama.cpp"),
        "GATE": ("alarm", "mismatch", "subcritical"),
        "FORM": ("text", "markdown", "csv", "json"),
        "REGIME": ("critical", "subcritical", "window"),
        "MECHANISM": ("softmax", "sink:9", "entmax:alpha=3/2", "entmax:1", "sigmoid", "linear", "differential:1", "polynomial:degree=3", "window:size=20"),
        "ID": ("output-cosine", "self-weight"),
        "CLAIMS": ("A1", "A3.*"),
        "METHOD": ("symbolic", "sampled"),
        "DIR": ("out",),
    }.get(parameter.metavar, LENGTHS if parameter.metavar in ("N", "L", "DIM", "D") else NUMBERS)
    return draw.choice(likely)


def command_line(draw: random.Random) -> list[str]:
    """Return the words of a command line."""
    ((path, command),) = draw.choices(COMMANDS, WEIGHTS)
    words: list[str] = []
    scales = draw.random() < 0.85  # mostly one scale, as a setting has
    scale = draw.choice(("--gamma", "--beta", "--kappa", "--critical"))
    for parameter in draw.sample(command.parameters, len(command.parameters)):
        flag = parameter.flags[0] if parameter.flags else ""
        if flag in NEVER:
            continue
        given = draw.random() < (0.97 if parameter.default is REQUIRED else 0.5 if not flag else 0.2)
        if scales and flag in ("--gamma", "--beta", "--kappa", "--critical") and ":" not in parameter.metavar:
            given = flag == scale
        elif flag in ("--n", "--rho", "--from", "--to", "--p"):
            given = draw.random() < 0.95
        for _ in range(given * (draw.randint(1, 2) if parameter.repeated else 1)):
            text = value(parameter, draw) if parameter.metavar else ""
            joined = bool(flag) and flag.startswith("--") and draw.random() < 0.3
            words += [f"{flag}={text}"] if joined else [word for word in (flag, text) if word]
    if draw.random() < 0.05:
        words.insert(draw.randrange(len(words) + 1), draw.choice(HOSTILE))
    return [*path.split(), *words, *LEAST_WORK.get(path, ())]
