"""Is the report's logic right? Best rounds, goals, notes, who wins, and that the same records give the same files."""

import contextlib
import io
import tempfile
import unittest
from pathlib import Path

from . import __main__ as command
from . import contenders, endtoend, goals, measure, page, records, targets, units, write
from .comparisons import Comparison, unknown
from .contenders import Contender
from .goals import Goal, Result, Status
from .records import Record


def record(name="part", best=(), nodes=(), lossy=(), absent=()):
    """A record as after a measurement."""
    machine = {"cpu": "a processor", "cores": 2, "kernel": "a kernel", "architecture": "a kind"}
    versions = {"rust": "1", "cargo": "1", "go": "1", "python": "3", "monty": "1"}
    return Record(
        name, "2026-01-02", "abc1234", False, machine, versions, 5, dict(best), dict(nodes), dict(lossy), dict(absent)
    )


def goal(relation, bound, key="key", cases=None, part="part"):
    return Goal(key, "group", "what", part, relation, bound, cases or goals.number("n"))


class BestRounds(unittest.TestCase):
    def test_the_least_number_counts(self):
        found = measure.Findings()
        for number in (30.0, 20.0, 25.0):
            found.number("encode/int/bridge", number)
        self.assertEqual(found.best, {"encode/int/bridge": 20})

    def test_an_iteration_of_many_operations_counts_as_many(self):
        found = measure.Findings()
        found.number("loop/1000 calls/bare", 1_500_000)
        self.assertEqual(found.best, {"loop/1000 calls/bare": 1500})

    def test_go_prints_times_allocations_and_metrics(self):
        text = """\
goos: linux
BenchmarkRun/x+1/go-2         	  392918	      3052 ns/op	     304 B/op	       7 allocs/op
BenchmarkRun/x+1/go-parallel-16  	  500000	      2000.5 ns/op
BenchmarkEncode/int/monty     	 100	 12.5 ns/op	 80.2 MB/s	 2 bytes	 8 B/op	 1 allocs/op
--- BENCH: BenchmarkRun
PASS
"""
        self.assertEqual(
            dict(measure.go_results(text)),
            {
                "BenchmarkRun/x+1/go": 3052,
                "BenchmarkRun/x+1/go bytes allocated": 304,
                "BenchmarkRun/x+1/go allocations": 7,
                "BenchmarkRun/x+1/go-parallel": 2000.5,
                "BenchmarkEncode/int/monty": 12.5,
                "BenchmarkEncode/int/monty bytes": 2,
                "BenchmarkEncode/int/monty bytes allocated": 8,
                "BenchmarkEncode/int/monty allocations": 1,
            },
        )

    def test_memory_is_read_from_what_the_benchmark_prints(self):
        text = "x\nlist_1000: bytes in use, Peak { encode: 80, decode: 96, whole: 64 }\n"
        expected = {
            "memory/encode/list_1000": 80,
            "memory/decode/list_1000": 96,
            "memory/arena-and-bytes/list_1000": 64,
        }
        self.assertEqual(dict(measure.memory(text)), expected)

    def test_numbers_keep_five_digits_and_whole_ones_all(self):
        self.assertEqual(
            [records.rounded(n) for n in (1234567, 1.2345678, 1234567.8, 2.0)], [1234567, 1.2346, 1234600, 2]
        )


class Goals(unittest.TestCase):
    def test_a_bound_may_be_touched(self):
        for relation, number, status in (
            (">=", 3, Status.REACHED),
            (">=", 2.999, Status.MISSED),
            ("<=", 3, Status.REACHED),
            ("<=", 3.001, Status.MISSED),
        ):
            with self.subTest(relation=relation, number=number):
                self.assertIs(Result(goal(relation, 3), {"": number}).status, status)

    def test_one_bad_case_misses_and_the_worst_is_told_first(self):
        result = Result(goal("<=", 5), {"a": 4, "b": 6, "c": 7})
        self.assertIs(result.status, Status.MISSED)
        self.assertEqual(result.worst, ("c", 7))
        self.assertEqual(result.missed, [("c", 7), ("b", 6)])
        self.assertEqual(
            page.by_how_much(result),
            "Measured: 7 for `c`, 6 for `b`, where at most 5 was to be reached. 1 of 3 cases reaches it.",
        )
        self.assertEqual(Result(goal(">=", 5), {"a": 4, "b": 6, "c": 3}).missed, [("c", 3), ("a", 4)])

    def test_a_missed_bound_is_not_rounded_to_a_kept_one(self):
        result = Result(goal("<=", 1.8), {"": 1.8004})
        self.assertEqual(page.measured(result), "1.8004")
        self.assertEqual(page.measured(Result(goal("<=", 1.8), {"": 1.7996})), "1.80")

    def test_without_a_record_nothing_is_reached(self):
        [result] = goals.evaluate({}, [goal("<=", 5)])
        self.assertIs(result.status, Status.NOT_MEASURED)

    def test_a_record_without_the_benchmark_is_an_error(self):
        with self.assertRaisesRegex(LookupError, "the record part has no n: measure it again"):
            goals.evaluate({"part": record()}, [goal("<=", 5)])

    def test_of_several_rivals_the_fastest_counts(self):
        cases = goals.ratios(("e/{}/x", "e/{}/y"), "e/{}/ours", ["s"])
        self.assertEqual(cases(record(best={"e/s/x": 40, "e/s/y": 30, "e/s/ours": 10})), {"s": 3})

    def test_what_benchmarks_share_is_taken_from_both(self):
        cases = goals.net_ratio("a", "b", "nothing")
        self.assertEqual(cases(record(best={"a": 70, "b": 30, "nothing": 20})), {"": 5})

    def test_growth_compares_nodes_of_the_largest_list_with_those_of_one_a_tenth_as_long(self):
        per_node = {1_000: 1, 1_000_000: 4, 10_000_000: 6}
        times = {f"{way}/list_{n}/bridge": n * t for n, t in per_node.items() for way in ("encode", "decode")}
        self.assertEqual(targets.growth_of_time(record(best=times)), {"encode": 1.5, "decode": 1.5})

    def test_nodes_are_those_of_the_shape(self):
        cases = goals.per_node("e/{}", ["s"])
        self.assertEqual(cases(record(best={"e/s": 30}, nodes={"s": 10})), {"s": 3})

    def test_keys_are_unique_and_records_are_parts(self):
        keys = [goal.key for goal in targets.GOALS]
        self.assertEqual(len(keys), len(set(keys)))
        self.assertLessEqual({goal.record for goal in targets.GOALS}, measure.PARTS.keys())
        self.assertLessEqual({name for name, *_ in targets.RATIOS}, measure.PARTS.keys())
        self.assertLessEqual({way.record for way in endtoend.WAYS}, measure.PARTS.keys())

    def test_the_shapes_are_those_of_the_report(self):
        self.assertEqual(set(targets.SHAPES), contenders.SHAPES.keys())


class Notes(unittest.TestCase):
    def test_missed_goals_need_a_note_and_no_others_may_have_one(self):
        results = [
            Result(goal("<=", 1, "missed"), {"": 2}),
            Result(goal("<=", 1, "missed-too"), {"": 2}),
            Result(goal("<=", 1, "reached"), {"": 1}),
            Result(goal("<=", 1, "not-measured"), {}),
        ]
        self.assertEqual(goals.check_notes(results, {"missed": "", "missed-too": ""}), [])
        self.assertEqual(
            goals.check_notes(results, {"missed": "", "reached": "", "not-measured": "", "unknown": ""}),
            [
                "missed-too is missed and has no note",
                "not-measured has a note and is not missed",
                "reached has a note and is not missed",
                "unknown has a note and is not missed",
            ],
        )

    def test_no_report_is_written_when_a_note_is_wrong(self):
        with tempfile.TemporaryDirectory() as folder:
            with self.assertRaisesRegex(SystemExit, "run has a note and is not missed"):
                write.report({}, Path(folder), {"run": "text"})
            self.assertEqual(list(Path(folder).iterdir()), [])

    def test_a_note_is_shown_where_its_goal_is(self):
        result = Result(goal("<=", 1), {"": 2})
        self.assertIn("at most 1 was to be reached.\n\nIt is hard.\n", page.missed([result], {"key": "It is hard.\n"}))


class Rivals(unittest.TestCase):
    comparison = Comparison(
        "key",
        "Title",
        "part",
        "encode/{}/{}",
        {name: Contender(name, None, "#000000", "") for name in ("ours", "fast", "slow", "lossy", "floor")},
        units.duration,
    )
    best = {f"encode/int/{name}": n for name, n in {"ours": 10, "fast": 5, "slow": 20, "lossy": 1, "floor": 1}.items()}

    def test_others_win_when_they_lose_nothing(self):
        found = record(best=self.best, lossy={"int/lossy": ["types"]})
        self.assertEqual(list(self.comparison.wins_of_others(found)), [("int", "fast", 2)])

    def test_others_that_are_level_keep_the_order_of_their_row(self):
        best = {f"encode/int/{name}": 5 for name in ("lossy", "fast", "slow")} | {"encode/int/ours": 10}
        wins = [name for _, name, _ in self.comparison.wins_of_others(record(best=best))]
        self.assertEqual(wins, ["fast", "slow", "lossy"])

    def test_what_is_noise_is_no_win(self):
        best = {"encode/int/fast": 100, "encode/int/ours": 102}
        self.assertEqual(list(self.comparison.wins_of_others(record(best=best))), [])

    def test_a_loss_counts_for_its_shape_only(self):
        found = record(best=self.best, lossy={"call_args/lossy": ["types"]})
        self.assertEqual(list(self.comparison.wins_of_others(found)), [("int", "lossy", 10), ("int", "fast", 2)])

    def test_bars_are_hollow_where_something_is_lost(self):
        [panel] = self.comparison.panels(record(best=self.best, lossy={"int/lossy": ["types"]}))
        self.assertEqual([bar.label for bar in panel.bars if bar.hollow], ["lossy"])

    def test_what_is_not_known_is_found(self):
        best = {"encode/int/ours": 1, "encode/int/other": 1, "encode/new/ours": 1, "run/x + 1/bare": 1}
        self.assertEqual(unknown(record(best=best), [self.comparison]), ["encode/int/other", "encode/new/ours"])

    def test_why_there_is_no_number_is_told_with_its_shapes(self):
        found = record(absent={"encode/deep_1000/json": "too deep", "decode/deep_1000/json": "too deep"})
        self.assertEqual(page.absences(found, "json"), "too deep (`deep_1000`)")
        self.assertEqual(page.absences(found, "other"), "")

    def test_each_loss_is_told_with_its_shapes(self):
        found = record(lossy={"int/json": ["types"], "dict_10k/json": ["types", "order"], "int/other": ["all"]})
        self.assertEqual(page.losses(found, "json"), "types (`int`, `dict_10k`); order (`dict_10k`)")
        self.assertEqual(page.losses(found, "none"), "nothing")


class Files(unittest.TestCase):
    def setUp(self):
        names = [*contenders.RUST]
        best = {f"{kind}/int/{name}": 10 + 3 * at for kind in ("encode", "decode") for at, name in enumerate(names)}
        self.records = {"part": record(best=best)}
        self.one, self.other = self.folder(), self.folder()

    def folder(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        return Path(folder.name)

    def panels(self):
        comparison = Comparison("encode", "Encode", "part", "encode/{}/{}", contenders.RUST, units.duration)
        return comparison.panels(self.records["part"])

    def test_the_same_records_give_the_same_files(self):
        from . import plots

        for folder in (self.one, self.other):
            write.report({}, folder, {})
            plots.save("encode", "Encode", self.panels(), units.duration, folder / "record" / "plots")
        self.assertEqual(len(list(self.one.glob("record/plots/*.svg"))), 2)
        self.assertEqual(write.differences(self.one, self.other), [])

    def test_changed_missing_and_left_over_files_are_found(self):
        for folder in (self.one, self.other):
            write.report({}, folder, {})
        (self.other / "README.md").write_text("")
        (self.other / "record" / "plots" / "old.svg").write_text("")
        (self.one / "record" / "go.md").write_text("")
        self.assertEqual(write.differences(self.one, self.other), ["README.md", "record/go.md", "record/plots/old.svg"])

    def test_what_has_no_record_is_said_to_be_unmeasured(self):
        text = page.readme({}, {})
        self.assertEqual(text.count(f"| {Status.NOT_MEASURED.value} |"), len(targets.GOALS))
        self.assertNotIn(f"| {Status.REACHED.value} |", text)

    def test_a_record_survives_its_file(self):
        file = self.one / "part.json"
        before = self.records["part"]
        file.write_text(records.text(before))
        self.assertEqual(records.load(file), before)


class CommandLine(unittest.TestCase):
    def test_parts_have_to_be_known(self):
        self.assertEqual(command.parse(["measure", "go", "--rounds", "3"]).parts, ["go"])
        for arguments in (["measure", "other"], ["measure", "--rounds", "0"], []):
            with (
                self.subTest(arguments=arguments),
                contextlib.redirect_stderr(io.StringIO()),
                self.assertRaises(SystemExit),
            ):
                command.parse(arguments)


if __name__ == "__main__":
    unittest.main()
