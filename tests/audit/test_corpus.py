"""The corpus of real threads and published configs: what must be said is said, and sound configs raise no alarm."""

from __future__ import annotations

import json
import re
from typing import Any

import audit_corpus as corpus
import pytest

THREADS = corpus.threads()
PUBLISHED = corpus.published()


def test_threads_are_flagged() -> None:
    """Of the threads at least 95 in 100; each that is not has its demands in the message."""
    left = {thread["id"]: corpus.missing(thread) for thread in THREADS}
    unflagged = {id: demands for id, demands in left.items() if demands}
    assert len(THREADS) >= 40
    assert len(unflagged) <= 0.05 * len(THREADS), unflagged


def test_published_configs_raise_no_alarm() -> None:
    """None on any, held out or not; what is known as true stands in the record."""
    raised = {config["name"]: found for config in PUBLISHED if (found := corpus.alarms(config))}
    assert len(PUBLISHED) >= 100
    assert raised == {}


def test_the_judge_can_say_wrong() -> None:
    """Every number of every demand changed: the thread is no longer flagged."""
    for thread in THREADS:
        if corpus.missing(thread):
            continue
        for i, must in enumerate(thread["must"]):
            changed = {**thread, "must": [*thread["must"][:i], _changed(must), *thread["must"][i + 1 :]]}
            assert len(corpus.missing(changed)) == 1, (thread["id"], must)


def _changed(must: dict[str, Any]) -> dict[str, Any]:
    """Return a demand that does not hold where this one does."""
    if must["kind"] == "multiplier":
        return {**must, "rotary": str(float(must["rotary"]) + 0.01), "other": str(float(must["other"]) + 0.01)}
    if must["kind"] == "base":
        return {**must, "value": str(float(must["value"]) * 1.01)}
    if must["kind"] == "layers":
        key = next(key for key in must if key != "kind")
        value = must[key]
        return {**must, key: value + 1 if isinstance(value, int) else {**value, "count": value["count"] + 1}}
    if must["kind"] in ("reach", "cap"):
        key = next(key for key in must if key != "kind")
        return {**must, key: must[key] + 1}
    if must["kind"] == "unread":
        return {**must, "key": "no_such_key"}
    return {**must, "kind": {"differs": "agrees", "agrees": "differs", "does not run": "agrees"}[must["kind"]]}


@pytest.mark.parametrize("thread", THREADS, ids=lambda thread: thread["id"])
def test_threads_have_their_form(thread: dict[str, Any]) -> None:
    """Anybody can read them: an id of a thread, words of what happened, demands of a known kind."""
    assert re.fullmatch(r"[\w.-]+/[\w.-]+#\d+", thread["id"])
    assert {"id", "model", "engines", "what happened", "config", "must"} <= thread.keys()
    assert thread["must"]
    assert len(thread["what happened"].split()) >= 5
    assert {must["kind"] for must in thread["must"]} <= corpus.KINDS.keys()


def test_published_configs_have_their_form() -> None:
    """A source for each, no config twice, and a fifth held out by name alone."""
    assert all({"name", "source", "config"} <= config.keys() for config in PUBLISHED)
    texts = [json.dumps(config["config"], sort_keys=True) for config in PUBLISHED]
    assert len(set(texts)) == len(texts)
    held = [config for config in PUBLISHED if corpus.held_out(config["name"])]
    assert 0.15 < len(held) / len(PUBLISHED) < 0.3
