"""Tells people where a message goes on, and when."""

from heliograph.sms.plan import ANY, TEMPORARY, Plan, Terms


def goes_on(plan: Plan | None) -> str:
    """A sentence about a message with this plan; empty where it goes nowhere else."""
    reasons = reasons_to_go(plan.terms) if plan is not None else []
    if plan is None or not reasons:
        return ""
    first, *others = (lane.name for lane in plan.lanes)
    *most, last = reasons
    when = f"{', '.join(most)} or {last}" if most else last
    return f"If {first} does not take it, it goes on to {', then '.join(others)}: {when}."


def reasons_to_go(terms: Terms) -> list[str]:
    """When a message with these terms goes on, each as the rest of a sentence: "after 30 s without a link"."""
    found = []
    if terms.down_ms:
        found.append(f"after {terms.down_ms / 1000:g} s without a link")
    if terms.throttled_ms:
        found.append(f"after {terms.throttled_ms / 1000:g} s of nothing but throttling")
    found += [f"after {_refusals(code)}" for code in terms.on]
    found += [f"after a receipt that says {code}" for code in terms.on_receipt]
    if terms.no_receipt_ms:
        found.append(f"after {terms.no_receipt_ms / 1000:g} s without a receipt")
    return found


def _refusals(code: str) -> str:
    return {TEMPORARY: "a fault of the carrier's own", ANY: "any refusal"}.get(code, code)
