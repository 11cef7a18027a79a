"""How are numbers written? With the digits that noise leaves a meaning to, and the unit that suits them."""


def significant(number):
    """A number in three digits, with all of them before the point, and whole when it is a count."""
    if isinstance(number, int) or abs(number) >= 100:
        return f"{number:,.0f}"
    return f"{number:.1f}" if abs(number) >= 10 else f"{number:.2f}"


def times(ratio):
    """A ratio."""
    return f"{significant(ratio)}×"


def duration(nanoseconds):
    """A time."""
    for unit, size in (("s", 1e9), ("ms", 1e6), ("µs", 1e3)):
        if nanoseconds >= size:
            return f"{significant(nanoseconds / size)} {unit}"
    return f"{significant(nanoseconds)} ns"


def size(count):
    """A number of bytes."""
    for unit, factor in (("MiB", 1 << 20), ("KiB", 1 << 10)):
        if count >= factor:
            return f"{significant(count / factor)} {unit}"
    return f"{count:,.0f} B"


def count(number):
    """How many."""
    return f"{number:,}"
