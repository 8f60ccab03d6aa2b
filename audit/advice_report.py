"""Advice as text of 80 columns, as Markdown, and as JSON data: the multiplier, its evidence and the block first."""

from __future__ import annotations

from collections.abc import Iterator

from ..numerics.numbers.enclosure import Enclosure
from .advice import TRAINED_ON, WEIGHTS, Advice, AnswerCase, Recommendation
from .advice_blocks import written_sections
from .document import CellTable, DocumentPart, Section, document_markdown, document_text, few_digits
from .horizon import Horizon
from .layer_advice import LayerAdvice, one_multiplier
from .phases import GroupPhase
from .report import phase_json
from .standing import Basis

SCHEMA = "critscale/advice/1"
ROOT = "an attention factor scales q and k, so it is the square root of m"
NEEDLE = (
    "Retrieval is about other tokens: on the simplex the self weight is the weight of any one key that stands out from all others by the gap "
    "beta (1 - rho), so keeping it keeps a needle with that gap, and no needle with another one"
)

def to_text(advice: Advice) -> str:
    """Return the advice for a terminal: the answer, its evidence and what to paste first."""
    return document_text([Section(advice.title, ()), *_sections(advice)])


def to_markdown(advice: Advice) -> str:
    """Return the advice as GitHub's Markdown."""
    return document_markdown(list(_sections(advice)), advice.title)


def _sections(advice: Advice) -> Iterator[Section]:
    yield from _answer(advice)
    yield from written_sections(advice)
    yield from _layers(advice)
    if advice.laws:
        yield Section("laws compared, each switched on at both lengths", (_laws(advice),))
    if advice.cases:
        yield Section("what the answer hangs on", (_cases(advice), *_base(advice)))
    if advice.heads is not None:
        title = f"heads of another model: {advice.heads.elsewhere}" if advice.heads.elsewhere else f"measured heads: {advice.heads.name}"
        yield Section(title, tuple(_heads(advice)))
    if advice.answer is not None:
        why = (f"{NEEDLE}.",) if advice.answer.kept == "self-weight" else ()
        yield Section("evidence, the weakest first", (*_evidence(advice.answer), *why))
    if advice.notes:
        yield Section("notes", advice.notes)


def _answer(advice: Advice) -> Iterator[Section]:
    answer = advice.answer
    if answer is None:
        reasons = tuple(f"{group.group.title}: {group.undecided}." for group in advice.layers if group.undecided)
        if reasons:
            yield Section("no multiplier can be said", reasons)
        else:
            yield Section("m as it is", ("No layer sees more keys at n than at L, so nothing has to be written.",))
        return
    for recommendation in advice.recommendations if not advice.same_for_all else advice.recommendations[:1]:
        named = [r.layers.group.title for r in advice.recommendations] if advice.same_for_all else [recommendation.layers.group.title]
        yield Section(
            f"m = {recommendation.multiplier.decimal()} on the logits of {' and '.join(named)}", tuple(_about(advice, recommendation))
        )


def _about(advice: Advice, answer: Recommendation) -> Iterator[DocumentPart]:
    window = [case for case in advice.cases if case.on == "p"]
    yield f"It keeps the {_kept(advice, answer)}."
    baseline = answer.layers.baseline
    if baseline is not None and answer.ratio.decimal() != answer.multiplier.decimal():
        yield f"That is {answer.ratio.decimal()} times the m = {few_digits(baseline.value)} that they were calibrated with at L."
    if len(window) == len(WEIGHTS) and answer.heads is None:
        ends = f"{few_digits(window[-1].multiplier)} to {few_digits(window[0].multiplier)}"
        yield f"m is {ends} where the self weight at L is {window[-1].value} to {window[0].value}."
    for case in advice.cases:
        if case.on == TRAINED_ON and advice.reach is not None:
            yield from _trained_on(case, advice.reach, answer)
    yield from _of_heads(advice, answer)
    yield f"evidence: {answer.evidence.strength.title} ({'; '.join(basis.what for basis in answer.evidence.weakest)})"
    yield f"{ROOT}: {answer.root.decimal()}"


def _trained_on(case: AnswerCase, reach: Horizon, answer: Recommendation) -> Iterator[DocumentPart]:
    """Yield what holds if the model was trained on with its block on: the config's own maximum suggests it, where it says that length."""
    where = f"{case.value} tokens" if reach.product else f"{case.value} tokens, the config's own maximum,"
    yield f"If the model was trained on to {where} with its block on, m = {few_digits(case.multiplier)}: give --from {case.value}."
    now = one_multiplier(answer.layers.now)
    if not reach.product and now is not None and now.value.ball > answer.multiplier.ball:
        yield f"The config has m = {few_digits(now.value)} at n as it is: this one is smaller, and short prompts would get it too."


def _of_heads(advice: Advice, answer: Recommendation) -> Iterator[DocumentPart]:
    """Yield what measured heads have against the answer."""
    heads = advice.heads
    if heads is None:
        return
    if answer.heads is None:
        said = next(case.multiplier for case in advice.cases if case.value == heads.best.name)
        whose = f"The nearest model that was measured, {heads.name.partition(',')[0]}," if heads.elsewhere else "This model's measured heads"
        yield f"{whose} {'asks' if heads.elsewhere else 'ask'} for m = {few_digits(said)} ({heads.best.name}): see below."
    if not heads.elsewhere and heads.describes_simplex is False:
        yield "The measured heads are no simplex: see below."


def _kept(advice: Advice, answer: Recommendation) -> str:
    if answer.kept == "entropy":
        return f"row entropy at L, that of the self weight: {advice.known}"
    if answer.kept == "self-weight":
        return f"self weight at L: {advice.known}"
    if answer.heads is None:
        return f"top weight at L, which is the self weight on the simplex: {advice.known}"
    best = answer.heads.best
    quartiles = f"quartiles {float(best.low):.4g} to {float(best.high):.4g}"
    return f"top weight at L of {answer.heads.usable} heads by the growth of their thresholds: {best.name}, {quartiles}"


def _layers(advice: Advice) -> Iterator[Section]:
    rows = [_layer_row(group) for group in advice.layers]
    rows += [(f"{kind} layers ({count})", "no softmax", "", "") for kind, count in advice.facts.no_softmax]
    heads = ("layers", "keys seen", "m, as it is", "half weight at rho")
    parts: list[DocumentPart] = [CellTable(heads, tuple(rows))]
    if any(group.group.window is not None and not group.undecided for group in advice.layers):
        parts.append("Layers with a window see at most that many keys, whatever n: they need no multiplier.")
    yield Section("what the layers do", tuple(parts))


def _layer_row(group: LayerAdvice) -> tuple[str, ...]:
    return (
        group.group.title,
        _both(*("?" if keys is None or group.undecided else str(keys) for keys in (group.keys, group.keys_at_n))),
        _both(*("?" if total is None else few_digits(total.value) for total in (group.baseline, one_multiplier(group.now)))),
        _both(*map(_critical, (group.phases, group.phases_at_n))),
    )


def _critical(phases: tuple[GroupPhase, ...]) -> str:
    """Return the correlation at which the self weight is one half; none where it is below that at every rho >= 0."""
    rho = phases[0].critical_rho if phases else None
    return "?" if rho is None else "none" if rho.ball < 0 else few_digits(rho, 3)


def _both(first: str, last: str) -> str:
    """Return what is so at L and at n, once where it is the same."""
    return first if first == last else f"{first} -> {last}"


def _laws(advice: Advice) -> CellTable:
    rows = tuple(
        (law.name, few_digits(law.multiplier), few_digits(law.self_weight, 4), few_digits(law.multiplier_at_n), few_digits(law.self_weight_at_n, 4), law.evidence.strength.id)
        for law in advice.laws
    )
    return CellTable(("law", "m at L", "self weight", "m at n", "self weight", "evidence"), rows)


def _cases(advice: Advice) -> CellTable:
    rows = tuple((_known_as(case), *map(_weight, _weights(case)), few_digits(case.multiplier)) for case in advice.cases)
    return CellTable(("if", "weight at L", "at n, as it is", "at n, with m", "m to keep it"), rows)


def _known_as(case: AnswerCase) -> str:
    return f"{case.on} = {case.value}" if case.on in ("p", "rho") else f"{case.on} {case.value}"


def _weights(case: AnswerCase) -> tuple[Enclosure | None, ...]:
    return case.self_weight, case.as_it_is, case.recommended


def _weight(value: Enclosure | None) -> str:
    return "-" if value is None else few_digits(value, 3)


def _base(advice: Advice) -> Iterator[DocumentPart]:
    """Yield what beta is made of, where the answer is shown over rho."""
    phases = () if advice.answer is None else advice.answer.layers.phases
    if phases:
        yield f"With rho, beta at L is {few_digits(phases[0].beta)}: beta_base = {phases[0].base_text.removeprefix('beta_base = ')}."
    elif advice.facts.base_unknown:
        yield f"Nothing is said over rho, for beta is not known: {advice.facts.base_unknown}."


def _heads(advice: Advice) -> Iterator[DocumentPart]:
    heads = advice.heads
    assert heads is not None
    yield f"{heads.usable} of {heads.heads} heads can be tried, on rows of up to {heads.longest} keys."
    rows = tuple(
        (rule.name, f"{rule.error:.3f}", f"{float(rule.ratio):.5g}", f"{float(rule.low):.5g} to {float(rule.high):.5g}") for rule in heads.rules
    )
    yield CellTable(("growth of beta_1/2", "off by", "from L to n", "quartiles"), rows)
    yield "Off by: median |log(said/measured)| for the longest rows of the record, from rows of a quarter of their length."
    if heads.off_simplex is not None:
        low, middle, high = heads.off_simplex
        says = "" if heads.describes_simplex else ": the simplex does not describe them, and no self weight says what they need"
        yield f"Their thresholds are {middle:.3g} times those of the simplex with the model's own rho and norms, quartiles {low:.3g} to {high:.3g}{says}."
    if heads.forecast is not None:
        known, unknown = heads.forecast
        yield f"Forecast (X3) at n: {known} heads; {unknown} are not forecastable."


def _evidence(answer: Recommendation) -> Iterator[DocumentPart]:
    for basis in sorted(answer.evidence.bases, key=lambda basis: basis.strength):
        yield _basis(basis)
    if answer.least is not None:
        yield f"Besides, {_basis(answer.least)}"


def _basis(basis: Basis) -> str:
    claims = f" (critscale verify {' '.join(basis.claims)})" if basis.claims else ""
    return f"{basis.strength.title}: {basis.what}{claims}"


def to_json(advice: Advice) -> dict[str, object]:
    """Return the advice as JSON data of the schema `SCHEMA`; certified numbers are text."""
    answer = advice.answer
    return {
        "schema": SCHEMA,
        "config": advice.name,
        "model_type": advice.facts.family or None,
        "trained": str(advice.trained),
        "trained_source": advice.trained_source,
        "n": str(advice.n),
        "known": advice.known,
        "answer": None if answer is None else _recommendation_json(answer),
        "recommendations": [_recommendation_json(recommendation) for recommendation in advice.recommendations],
        "written": [written.to_json() for written in advice.written],
        "spills": [
            {
                "engine": spill.engine,
                "layers": spill.layers,
                "at_n": spill.multiplier.decimal(),
                "calibrated": spill.calibrated.decimal(),
            }
            for spill in advice.spills
        ],
        "layers": [_layers_json(group) for group in advice.layers],
        "no_softmax": [{"layers": kind, "count": count} for kind, count in advice.facts.no_softmax],
        "laws": [
            {
                "law": law.name,
                "at_trained": law.multiplier.decimal(),
                "at_n": law.multiplier_at_n.decimal(),
                "self_weight_at_trained": law.self_weight.decimal(),
                "self_weight_at_n": law.self_weight_at_n.decimal(),
                "evidence": law.evidence.to_json(),
            }
            for law in advice.laws
        ],
        "cases": [_case_json(case) for case in advice.cases],
        "measured": None if advice.heads is None else advice.heads.to_json(),
        "notes": list(advice.notes),
    }


def _recommendation_json(recommendation: Recommendation) -> dict[str, object]:
    return {
        "layers": recommendation.layers.group.name,
        "keeps": recommendation.kept,
        "ratio": recommendation.ratio.decimal(),
        "multiplier": recommendation.multiplier.decimal(),
        "root": recommendation.root.decimal(),
        "evidence": recommendation.evidence.to_json(),
        "least": None if recommendation.least is None else recommendation.least.to_json(),
    }


def _layers_json(group: LayerAdvice) -> dict[str, object]:
    return {
        "layers": group.group.name,
        "count": group.group.count,
        "window": group.group.window,
        "keys_at_trained": None if group.keys is None else str(group.keys),
        "keys_at_n": None if group.keys_at_n is None else str(group.keys_at_n),
        "at_trained": None if group.baseline is None else group.baseline.value.decimal(),
        "at_n": {
            "rotary_dimensions": None if (m := group.now.rotary) is None else m.value.decimal(),
            "other_dimensions": None if (m := group.now.rest) is None else m.value.decimal(),
        },
        "phases_at_trained": [phase_json(phase) for phase in group.phases],
        "phases_at_n": [phase_json(phase) for phase in group.phases_at_n],
        "undecided": group.undecided,
    }


def _case_json(case: AnswerCase) -> dict[str, object]:
    def text(value: Enclosure | None) -> str | None:
        return None if value is None else value.decimal()

    return {
        "on": case.on,
        "value": case.value,
        "multiplier": case.multiplier.decimal(),
        "self_weight_at_trained": text(case.self_weight),
        "self_weight_at_n_as_it_is": text(case.as_it_is),
        "self_weight_at_n_recommended": text(case.recommended),
    }
