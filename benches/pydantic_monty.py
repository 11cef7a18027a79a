#!/usr/bin/env python3
"""Measures the same interpreter behind the worker process of pydantic-monty, and prints nanoseconds as JSON.

    "$(.make/venv.sh pydantic-monty benches/pydantic_monty_requirements.txt)" benches/pydantic_monty.py

What is measured is the best case: one session, whose worker is there already. Of several rounds the best counts, because
noise only ever adds time.
"""

import json
import sys
import time

# The folder of this file comes first on the path, and the package has the name of this file.
sys.path.pop(0)
from pydantic_monty import Monty  # noqa: E402

ROUNDS = 7
COUNT = 2000


def run(session):
    """`x + 1` with one input, COUNT times."""
    for x in range(COUNT):
        if session.feed_run("x + 1", inputs={"x": x}) != x + 1:
            sys.exit("x + 1 is wrong")


def host_calls(session):
    """COUNT calls of one host function, which gets an int and returns one."""
    seen = []

    def host(n):
        seen.append(n)
        return n + 1

    result = session.feed_run(
        "n = 0\nwhile n < count:\n    n = host(n)\nn", inputs={"count": COUNT}, external_lookup={"host": host}
    )
    if result != COUNT or seen != list(range(COUNT)):
        sys.exit(f"host calls: {result} after {len(seen)} calls")


def best(measured, session):
    """Nanoseconds for one of COUNT operations, in the best round."""
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter_ns()
        measured(session)
        times.append(time.perf_counter_ns() - began)
    return min(times) / COUNT


def main():
    with Monty() as pool, pool.checkout(limits={"max_suspensions": 10 * ROUNDS * COUNT}) as session:
        numbers = {
            "pydantic-monty/run/x+1": best(run, session),
            "pydantic-monty/host call": best(host_calls, session),
        }
    print(json.dumps(numbers, indent=2))


if __name__ == "__main__":
    main()
