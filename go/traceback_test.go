// Tracebacks: the text is that of CPython for the same program.

package monty_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	monty "github.com/ricochet1k/monty-go/go"
)

const goldenTracebacks = "testdata/tracebacks.json"

// cpythonTracebacks runs the programs in CPython.
func cpythonTracebacks(t *testing.T) (version [2]int, tracebacks map[string]string) {
	t.Helper()
	command := exec.Command(python3(t), "testdata/tracebacks.py")
	command.Stdin = bytes.NewReader(must(json.Marshal(failingPrograms)))
	output, err := command.Output()
	if err != nil {
		t.Fatal(err)
	}
	var result struct {
		Version    [2]int
		Tracebacks map[string]string
	}
	if err := json.Unmarshal(output, &result); err != nil {
		t.Fatal(err)
	}
	return result.Version, result.Tracebacks
}

// lastException is the last of several chained exceptions: the interpreter keeps no others.
func lastException(traceback string) string {
	for _, between := range []string{
		"\n\nDuring handling of the above exception, another exception occurred:\n\n",
		"\n\nThe above exception was the direct cause of the following exception:\n\n",
	} {
		if at := strings.LastIndex(traceback, between); at >= 0 {
			traceback = traceback[at+len(between):]
		}
	}
	return traceback
}

// withoutMarkers leaves out the lines of markers, whose form depends on the version of CPython, and what CPython proposes
// instead of a name that it did not find.
func withoutMarkers(traceback string) string {
	var kept []string
	for _, line := range strings.Split(traceback, "\n") {
		if strings.Trim(line, " ~^") != "" {
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, "\n")
}

// Law: the traceback of a program is the text that CPython 3.13 prints, kept in a file. UPDATE=1 with a python3 of that
// version writes it anew.
func TestTracebacksAreThoseOfCPython(t *testing.T) {
	version, live := cpythonTracebacks(t)
	if os.Getenv("UPDATE") == "1" {
		if version != [2]int{3, 13} {
			t.Fatalf("python3 is %v; the file is made with 3.13", version)
		}
		if err := os.WriteFile(goldenTracebacks, append(must(json.MarshalIndent(live, "", "\t")), '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	var golden map[string]string
	exceptionTable(t, &golden, goldenTracebacks)
	equal := 0
	for _, name := range slices.Sorted(maps.Keys(failingPrograms)) {
		want, ok := golden[name]
		if !ok {
			t.Errorf("%s is not in %s", name, goldenTracebacks)
			continue
		}
		m, err := monty.New(failingPrograms[name], name+".py", nil, nil, monty.WithAssertMessages(0))
		if err == nil {
			_, err = m.Run()
			m.Close()
		}
		var exception *monty.PythonError
		if !errors.As(err, &exception) {
			t.Errorf("%s: %v", name, err)
			continue
		}
		got, want := fmt.Sprintf("%+v", exception), lastException(want)
		reason, differs := tracebackDifferences[name]
		switch {
		case got == want && differs:
			t.Errorf("%s is as in CPython now: it is no difference (%s)", name, reason)
		case got != want && !differs:
			t.Errorf("%s\n%s\ngot:\n%s\nwant:\n%s", name, failingPrograms[name], got, want)
		case got == want:
			equal++
		}
		// The python3 at hand says the same, markers aside.
		if a, b := withoutMarkers(lastException(live[name])), withoutMarkers(want); a != b && (version[0] > 3 || version[1] >= 13) {
			t.Errorf("%s in CPython %v:\n%s\nin the file:\n%s", name, version, a, b)
		}
	}
	t.Logf("%d of %d tracebacks are equal", equal, len(failingPrograms))
	if equal < 50 {
		t.Errorf("only %d tracebacks are equal", equal)
	}
}

// tracebackDifferences are the programs whose traceback is not CPython's, with the reason.
var tracebackDifferences = map[string]string{
	"augmented":      "the interpreter's range is the right side alone",
	"call_args":      "the interpreter reports the line of the def",
	"del_star":       "other range and words in the interpreter",
	"kwargs_star":    "the interpreter's range is the argument",
	"map":            "the interpreter's range is the call of map, which is lazy in CPython",
	"generator":      "the interpreter has no frames for generator expressions",
	"reraise":        "the interpreter reports the line of the except clause",
	"try_finally":    "the interpreter reports the last line of the finally block",
	"long_args":      "the interpreter leaves lines out of the source that CPython would mark",
	"multiline_call": "the interpreter leaves lines out of the source",
	"floor":          "the words are those of CPython 3.14",
	"dict_comp":      "the words are those of CPython 3.14",
	"unpack":         "the words are those of CPython 3.14",
	"json":           "another finding about the document, and the type is named json.JSONDecodeError",
}
