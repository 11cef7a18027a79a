"""Messages that many conversations have in common, each as (message, content)."""

from encode import Value
from message import Keywords


def answer(*content):
    return ("answer", list(content))


def complete(value, output=()):
    return ("event", [0, Value(value), list(output)])


def call_of(call_id, name, arguments, keywords, position, eager=False, object_id=None, output=()):
    """The event of a function call."""
    arguments = list(map(Value, arguments))
    return ("event", [1, call_id, name, arguments, keywords, object_id, eager, position, list(output)])


def os_call_at(call_id, name, arguments, position, eager=False):
    return ("event", [2, call_id, name, list(map(Value, arguments)), Keywords(), eager, position, []])


def lookup_at(name, position, object_id=None):
    return ("event", [3, name, object_id, position, []])


def waiting_at(ids, position):
    return ("event", [4, ids, position, []])


def frame(file, line, column, end, source, function="<module>", hide_caret=False, hide_name=False, end_line=None):
    return [file, line, column, end_line or line, end, function, source, hide_caret, hide_name]


def raised(name, message, frames, data=None, output=()):
    return ("event", [5, [name, message, frames, data], list(output)])


def error(status, code, offset=None):
    """Only the status, the code and the offset are part of the protocol."""
    return ("error", [status, code, "", offset])
