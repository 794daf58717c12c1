"""Safety refusal: a rule told with another limit, or with an exception that the rules do not make."""

from __future__ import annotations

from negforge.perturb.safety_refusal.misquoting import tell_an_exception, tell_another_limit
from tests.build import assistant, conversation, user
from tests.perturb.proving import proposals, proposed, words_of

RULES = """Help guests with their bookings.
- A visit cannot be cancelled less than 24 hours before it starts.
- Guests' addresses stay in the system."""
ASK = user("Cancel my visit and send me the addresses of the guests.")
LATE = "I can't cancel it: a visit cannot be cancelled less than 24 hours before it starts. It stands."
KEPT = "I won't send them: guests' addresses stay in the system. Anything else I can do."


def test_a_limit_of_a_rule_is_told_as_another() -> None:
    (only,) = proposed(tell_another_limit, conversation(ASK, assistant(LATE), policy=RULES))
    other = words_of(only, 0)
    assert "24" not in other and other.startswith(LATE[:55]) and other.endswith("hours before it starts. It stands.")


def test_a_rule_gets_an_exception_where_its_sentence_ends() -> None:
    (only,) = proposed(tell_an_exception, conversation(ASK, assistant(KEPT), policy=RULES))
    other = words_of(only, 0)
    assert other.startswith("I won't send them: guests' addresses stay in the system")
    assert other.endswith(". Anything else I can do.") and other != KEPT


def test_a_rule_that_nobody_tells_is_not_told_otherwise() -> None:
    asked = conversation(ASK, assistant("That is done, have a nice day."), policy=RULES)
    assert not proposals(tell_another_limit, asked) and not proposals(tell_an_exception, asked)


def test_a_rule_told_with_its_own_condition_gets_another_in_its_place() -> None:
    told = "I can't cancel it: a visit cannot be cancelled unless it starts in more than a day."
    (only,) = proposed(tell_an_exception, conversation(ASK, assistant(told), policy=RULES))
    other = words_of(only, 0)
    assert other.startswith("I can't cancel it: a visit cannot be cancelled ") and "more than a day" not in other


def test_a_condition_in_the_middle_of_a_sentence_is_left_alone() -> None:
    told = "I can't cancel it: a visit cannot be cancelled, least of all without their knowledge."
    assert not proposals(tell_an_exception, conversation(ASK, assistant(told), policy=RULES))
