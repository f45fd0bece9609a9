"""Texts for property tests of literals: whatever a request can carry, and often what bites."""

from hypothesis import strategies

#: No NUL and no half of a surrogate pair, which `given` refuses.
ANY_TEXT = strategies.text(
    strategies.one_of(
        strategies.sampled_from("'\"`\\$@{}#%<>*/!?&;|()[]\n\r\t ux0aN1" + "\x01\x1b\x7f\x85\u202e\u2028\ufeff😀汉é"),
        strategies.characters(exclude_categories=["Cs"], exclude_characters="\0"),
    ),
    max_size=40,
)
