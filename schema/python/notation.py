"""How does a CBOR item read? Diagnostic notation (RFC 8949 section 8) of bytes of definite length, for people.

NaNs other than the usual one are written by their bits: float'7ff80000000000ff'.
"""

import json
import math
import struct


def diagnostic(data):
    """The notation of the one item that `data` is."""
    out = []
    at = 0
    # What to write next, last first: text as it is, or None for the next item of the data.
    todo = [None]
    while todo:
        piece = todo.pop()
        if piece is not None:
            out.append(piece)
            continue
        major, info = data[at] >> 5, data[at] & 31
        size = 0 if info < 24 else 1 << info - 24
        argument = int.from_bytes(data[at + 1 : at + 1 + size], "big") if size else info
        content = at + 1 + size
        at = content
        if major == 0:
            out.append(str(argument))
        elif major == 1:
            out.append(str(-1 - argument))
        elif major in (2, 3):
            at += argument
            chunk = data[content:at]
            out.append(f"h'{chunk.hex()}'" if major == 2 else json.dumps(chunk.decode(), ensure_ascii=False))
        elif major == 4:
            todo += ["]", *[None, ", "] * argument, "["]
            if argument:
                del todo[-2]
        elif major == 5:
            todo += ["}", *[None, ": ", None, ", "] * argument, "{"]
            if argument:
                del todo[-2]
        elif major == 6:
            todo += [")", None, f"{argument}("]
        else:
            out.append(
                {20: "false", 21: "true", 22: "null"}[argument] if size == 0 else _float(data[content - size : content])
            )
    assert at == len(data)
    return "".join(out)


def _float(data):
    (value,) = struct.unpack(">d", data)
    if math.isnan(value):
        return "NaN" if data.hex() == "7ff8000000000000" else f"float'{data.hex()}'"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return repr(value)
