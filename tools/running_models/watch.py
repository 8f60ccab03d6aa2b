"""What each layer of a running model does to its logits: watch its matrix products and softmaxes, differentiate.

A softmax over one key is 1 whatever the logit, so one token at position p passes through all layers, and each is read
in one forward pass.  A layer's logit is ``scaling <q, k>``, and each entry of q and of k is a function of the outputs
of the latest module it depends on (a projection or a norm).  The gradient of an entry with respect to them is a row of
a rotation times the factor on cos and sin, and a rotation has unit rows: the norm of the row is the factor, two
non-zeros in it mean that the dimension turns.  A norm after RoPE is a latest module itself, so it shows as factor 1.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any

import torch
from torch.overrides import TorchFunctionMode

_ENDS = frozenset(["linear", "addmm", "embedding", "rms_norm", "layer_norm", "normalize", "conv1d"])
"""Functions after which the graph is cut: what follows is what a layer does with projections and norms."""

_PRODUCTS = frozenset(["matmul", "bmm", "baddbmm", "__matmul__", "einsum"])
_MASKED = -5000.0
"""A logit below it is masked."""


@dataclass(frozen=True)
class Logit:
    """The logit of one query with one key in one layer.

    Attributes
    ----------
    site : str
        Name of the module.
    factors : tuple of float
        d logit / (d q_i d k_i) by dimension: scaling times the factors on q and k.
    turns : tuple of bool
        By dimension, whether a rotation reaches it.
    cut : str
        The class of the module, or the function, that q comes from.
    sinks : int
        Columns of the softmax that belong to no key.
    cap : float
        c where the logit is c tanh(z / c), else 0.
    query : tuple of float
        The query, to compare with that of another position.
    regular : bool
        Whether no entry depends on more than two outputs: q and k are turned and scaled, no more.
    """

    site: str
    factors: tuple[float, ...]
    turns: tuple[bool, ...]
    cut: str
    sinks: int
    cap: float
    query: tuple[float, ...]
    regular: bool


@dataclass
class _Products:
    pairs: list[tuple[torch.Tensor, torch.Tensor]] = field(default_factory=list)
    tanh: list[torch.Tensor] = field(default_factory=list)


class Watch(TorchFunctionMode):  # type: ignore[misc]
    """Watches a model while it runs.

    ``seen`` is called with the site, the argument of a softmax that attends, and its query and key rows.
    """

    def __init__(self, seen: Callable[[str, torch.Tensor, torch.Tensor, torch.Tensor, _Products], None]) -> None:
        super().__init__()
        self.seen = seen
        self.stack: list[str] = []
        self.products = _Products()

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        kwargs = kwargs or {}
        name = getattr(func, "__name__", "")
        if name == "softmax":
            self._softmax(args[0] if args else kwargs["input"])
        elif name == "scaled_dot_product_attention":
            raise RuntimeError("fused attention cannot be watched")
        out = func(*args, **kwargs)
        if name in _ENDS:
            return cut(out, name)
        if name in _PRODUCTS:
            pair = [a for a in (*args, *kwargs.values()) if isinstance(a, torch.Tensor)][-2:]
            if len(pair) == 2 and all(a.requires_grad and a.dim() >= 2 for a in pair):
                self.products.pairs.append((pair[0], pair[1]))
                return out.clone()  # some models scale it in place
            if len(pair) == 2 and any(a.requires_grad for a in pair):
                return cut(out, name)  # a projection
        if name in ("max", "amax") and args[0].is_floating_point() and not any(_is_tensor(a) for a in args[1:]):
            return _constant(out)  # what a softmax subtracts for its range
        if name == "tanh" and out.requires_grad:
            self.products.tanh.append(out)
        return out

    def _softmax(self, z: torch.Tensor) -> None:
        products, self.products = self.products, _Products()
        if not z.requires_grad:
            return
        for q, k in reversed(products.pairs):
            if torch.autograd.grad(z.sum(), q, retain_graph=True, allow_unused=True)[0] is not None:
                self.seen(self.stack[-1] if self.stack else "", z, q, k, products)
                return

    @contextmanager
    def on(self, model: torch.nn.Module) -> Iterator[None]:
        """Watch a model: cut the graph after its norms, know which module runs."""
        with ExitStack() as stack:
            for name, module in model.named_modules():
                stack.callback(module.register_forward_pre_hook(self._enter(name)).remove)
                stack.callback(module.register_forward_hook(self._leave(module), always_call=True).remove)
            with torch.enable_grad(), self:
                yield

    def _enter(self, name: str) -> Callable[..., None]:
        return lambda *_: self.stack.append(name)

    def _leave(self, module: torch.nn.Module) -> Callable[..., Any]:
        kind = type(module).__name__
        is_norm = "norm" in kind.lower() and not list(module.children())

        def leave(module: torch.nn.Module, args: Any, out: Any) -> Any:
            self.stack.pop()
            return cut(out, kind) if is_norm and isinstance(out, torch.Tensor) else None

        return leave


def cut(out: torch.Tensor, what: str) -> torch.Tensor:
    """Return a tensor with the same values that depends on nothing before it."""
    if not out.is_floating_point():
        return out
    leaf = out.detach().requires_grad_()
    leaf.cut_after = what
    return leaf.clone()  # some models write into it


def _is_tensor(value: Any) -> bool:
    return isinstance(value, torch.Tensor)


def _constant(out: Any) -> Any:
    if isinstance(out, torch.Tensor):
        return out.detach()
    return type(out)([part.detach() for part in out])


def leaves(tensor: torch.Tensor) -> list[torch.Tensor]:
    """Return the tensors at which the graph behind a tensor begins."""
    found, todo, known = [], [tensor.grad_fn], set()
    while todo:
        node = todo.pop()
        if node is None or node in known:
            continue
        known.add(node)
        if hasattr(node, "variable"):
            found.append(node.variable)
        todo += [n for n, _ in node.next_functions]
    return found


def one_key(site: str, z: torch.Tensor, q: torch.Tensor, k: torch.Tensor, products: _Products) -> Logit:
    """Return what a softmax over one key says of its layer."""
    logit = z.reshape(-1, z.shape[-1])[0, 0]
    cap, slope = 0.0, 1.0
    for outside in products.tanh:
        grad = torch.autograd.grad(logit, outside, retain_graph=True, allow_unused=True)[0]
        if grad is not None and grad.abs().max() > 0:
            cap = float(grad.abs().max())
            slope = float((1 - outside.reshape(-1)[int(grad.abs().argmax())] ** 2).detach())
    gq, gk = torch.autograd.grad(logit, (q, k), retain_graph=True)
    qs, qg = q.reshape(-1, q.shape[-1]), gq.reshape(-1, q.shape[-1])
    kt, gt = k.transpose(-1, -2), gk.transpose(-1, -2)
    ks, kg = kt.reshape(-1, kt.shape[-1]), gt.reshape(-1, kt.shape[-1])
    i, j = int(qg.abs().sum(-1).argmax()), int(kg.abs().sum(-1).argmax())
    scaling = abs(float((qg[i] @ ks[j]) / (ks[j] @ ks[j]))) / slope
    (dq, tq), (dk, tk) = _rows(qs[i]), _rows(ks[j])
    return Logit(
        site,
        tuple(scaling * a * b for a, b in zip(dq, dk, strict=True)),
        tuple(t > 1 for t in tq),
        "/".join(sorted({getattr(leaf, "cut_after", "?") for leaf in leaves(qs[i])})),
        z.shape[-1] - 1,
        cap,
        tuple(qs[i].tolist()),
        max(*tq, *tk) <= 2,
    )


def _rows(vector: torch.Tensor) -> tuple[list[float], list[int]]:
    begin = leaves(vector)
    sizes, reached = [], []
    for entry in vector:
        grads = torch.autograd.grad(entry, begin, retain_graph=True, allow_unused=True)
        row = torch.cat([g.reshape(-1) for g in grads if g is not None])
        sizes.append(float(row.norm()))
        reached.append(int((row.abs() > 1e-12).sum()))
    return sizes, reached


def layer_of(site: str) -> int:
    """Return the index of the layer that a module belongs to, -1 for none."""
    found = re.search(r"(?:layers|layer|h|blocks|block)\.(\d+)\.(?:self_attn\.(\d+))?", f"{site}.")
    if found is None:
        return -1
    return int(found[1]) if found[2] is None else 2 * int(found[1]) + int(found[2])  # some have two in a layer


def visible_keys(z: torch.Tensor, tokens: int) -> int:
    """Return how many keys the last query sees, from the argument of a softmax over some tokens."""
    row = z.detach().reshape(-1, z.shape[-2], z.shape[-1])[0, -1, :tokens]
    return int((row > _MASKED).sum())
