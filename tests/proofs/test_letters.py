"""Letters and the order of ids."""

from __future__ import annotations

from critscale.proofs.letters import LETTERS, letter_of, natural
from critscale.proofs.library import package_claims


def test_every_claim_of_the_package_has_a_letter() -> None:
    """Each letter stands for some, and only a user's own claims have none."""
    found = {letter_of(claim.id).id for claim in package_claims()}
    assert found == LETTERS.keys() - {"own"}
    assert letter_of("Mine.v1").id == letter_of("").id == letter_of("own").id == "own"


def test_ids_are_read_by_their_numbers() -> None:
    """A13 is after A2; a number is before a letter; digits of other scripts are letters."""
    ids = ["A1", "A2", "A5.9", "A5.10", "A5.x", "A5b.x", "A13", "B1"]
    assert sorted(reversed(ids), key=natural) == ids
    assert natural("A\u0663") == ((-1, "A\u0663"),) and natural("x\u00b2") == ((-1, "x\u00b2"),)
