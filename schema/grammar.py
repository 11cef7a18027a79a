"""Which items do the grammars take? Asks the CDDL validator, for many items at once.

It is the package cddl-verifier. It calls itself some thirty times for each level of nesting and words the failure of
each alternative that it tries, so the deepest and the largest vectors take it a minute and gigabytes; hence a process
for each core, and the large ones first.
"""

import os
import sys
import threading
from concurrent.futures import ProcessPoolExecutor

from cddl_verifier import Validator
from cddl_verifier.cbor import CBORTag

STACK = 1 << 30
CALLS = 1_000_000

validators = {}


class Grammars:
    """Collects items with what is expected of them; disagreements() then says where the grammars see it differently."""

    def __init__(self, value, message):
        self.pool = ProcessPoolExecutor(os.cpu_count(), initializer=prepare, initargs=(value, message))
        self.questions = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.pool.shutdown(cancel_futures=True)

    def fits(self, where, rule, data):
        """The rule is to take the item."""
        self.questions.append((where, rule, data, True))

    def fails(self, where, rule, data):
        """The rule is to refuse the item."""
        self.questions.append((where, rule, data, False))

    def disagreements(self):
        """A line for each item that the grammar takes or refuses otherwise."""
        questions = sorted(self.questions, key=lambda question: -len(question[2]))
        for question, reason in zip(questions, self.pool.map(refusal, questions), strict=True):
            where, rule, _, wanted = question
            if wanted and reason is not None:
                yield f"{where}: {file_of(rule)} refuses it: {reason}"
            if not wanted and reason is None:
                yield f"{where}: {file_of(rule)} lets it pass"


def file_of(rule):
    return "value.cddl" if rule == "value" else "message.cddl"


def prepare(value, message):
    """What each process does first."""
    sys.setrecursionlimit(CALLS)
    if hasattr(sys, "set_int_max_str_digits"):
        sys.set_int_max_str_digits(0)  # the validator writes large ints into its messages
    threading.stack_size(STACK)
    CBORTag.__repr__ = object.__repr__  # and would write nested tags in full into the message of each level
    validators["value.cddl"] = Validator(value)
    validators["message.cddl"] = Validator(message + value)


def refusal(question):
    """Why the grammar refuses the item, or None."""
    _, rule, data, _ = question
    results = []

    def ask():
        results.append(validators[file_of(rule)].validate(data, root_type=rule))

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()
    if not results:
        raise RuntimeError(f"{question[0]}: the validator itself failed")
    return None if results[0] else results[0].errors[0][:200]
