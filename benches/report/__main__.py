"""What can be asked: measure a part, write the report, or check that the committed report is what the records give."""

import argparse
import sys
import tempfile
from pathlib import Path

from . import measure, records, write

ROUNDS = 5


def parse(arguments):
    """Returns what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python3 -m benches.report", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    command = commands.add_parser("measure", help="measure, and write the records")
    command.add_argument(
        "parts", nargs="*", metavar="PART", help=f"of {', '.join(measure.PARTS)}; all when none is named"
    )
    command.add_argument("--rounds", type=int, default=ROUNDS, help=f"how often everything is measured ({ROUNDS})")
    commands.add_parser("write", help="write the report from the records")
    commands.add_parser("check", help="does the committed report say what the records say?")
    wanted = parser.parse_args(arguments)
    if wanted.command == "measure":
        for part in wanted.parts:
            if part not in measure.PARTS:
                parser.error(f"no part is named {part}: there are {', '.join(measure.PARTS)}")
        if wanted.rounds < 1:
            parser.error("at least one round is needed")
    return wanted


def main():
    wanted = parse(sys.argv[1:])
    if wanted.command == "measure":
        for part in wanted.parts or measure.PARTS:
            records.save(measure.measure(part, wanted.rounds))
            print(write.record_page(records.load(records.path(part)), records.BENCHES))
    elif wanted.command == "write":
        write.report(records.load_all(measure.PARTS), records.BENCHES)
    else:
        with tempfile.TemporaryDirectory() as folder:
            write.report(records.load_all(measure.PARTS), Path(folder))
            different = write.differences(Path(folder), records.BENCHES)
        if different:
            sys.exit("not what the records give (make report writes it again): " + ", ".join(different))


if __name__ == "__main__":
    main()
