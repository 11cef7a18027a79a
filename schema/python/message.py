"""How is a message written? (schema/messages/)

A message is lists, dicts, texts, ints, bools and None, with values of Python at some places; all values of one message
share one space of sharing indexes.
"""

from uuid import UUID

import encode
import tags
from encode import Value


NOTHING = object()
"""What a request or reply without a message has in its place: no bytes at all."""


class Keywords:
    """Keyword arguments: a map whose keys are values as well."""

    def __init__(self, **pairs):
        self.pairs = list(pairs.items())

    def twice(self):
        """Each pair two times, which no reader takes."""
        self.pairs *= 2
        return self


def write(message):
    """The bytes of a message."""
    return b"" if message is NOTHING else encode.message(list(_parts(message)))


def _parts(item):
    if isinstance(item, Value):
        yield item
    elif isinstance(item, Keywords):
        yield encode.head(5, len(item.pairs))
        for pair in item.pairs:
            yield from map(Value, pair)
    elif isinstance(item, dict):
        yield encode.head(5, len(item))
        for pair in item.items():
            for part in pair:
                yield from _parts(part)
    elif isinstance(item, list):
        yield encode.head(4, len(item))
        for part in item:
            yield from _parts(part)
    elif isinstance(item, UUID):
        yield encode.head(6, tags.UUID) + encode.head(2, 16) + item.bytes
    elif isinstance(item, (bool, int, str, bytes)) or item is None:
        # These have the same bytes as the values that they are; none of them is ever marked as shared.
        yield encode.encode(item)
    else:
        raise TypeError(type(item))
