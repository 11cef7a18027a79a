# What CPython prints for programs that fail: a JSON object of sources by name in, one of tracebacks out.
import json
import linecache
import sys
import traceback

results = {}
for name, source in json.load(sys.stdin).items():
    linecache.cache[name + ".py"] = (len(source), None, source.splitlines(True), name + ".py")
    sys.stdout = sys.stderr  # what the program prints
    try:
        exec(compile(source, name + ".py", "exec"), {"__name__": "__main__"})
    except BaseException as error:
        if getattr(error, "path", None):
            error.msg = error.msg.replace(error.path, "unknown location")
        report = traceback.TracebackException.from_exception(error)
        chain = report
        while chain:  # only the frames of the program, not those of this file and of CPython's library
            chain.stack = traceback.StackSummary.from_list([f for f in chain.stack if f.filename == name + ".py"])
            chain = chain.__cause__ or chain.__context__
        results[name] = "".join(report.format()).rstrip("\n")
    finally:
        sys.stdout = sys.__stdout__
json.dump({"version": list(sys.version_info[:2]), "tracebacks": results}, sys.stdout)
