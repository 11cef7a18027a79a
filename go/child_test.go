// Tests that need a process of their own: because of what they leave behind, or because they measure the whole process.

package monty_test

import (
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	monty "github.com/ricochet1k/monty-go/go"
)

const childVariable = "MONTY_TEST_CHILD"

// inChild runs the rest of the calling test in a process of its own: it returns true there, and false here when that process
// is done. A child that fails or dies fails the test.
func inChild(t *testing.T) bool {
	t.Helper()
	if os.Getenv(childVariable) == t.Name() {
		return true
	}
	arguments := []string{"-test.run=^" + t.Name() + "$", "-test.count=1", "-test.timeout=5m"}
	if testing.Verbose() {
		arguments = append(arguments, "-test.v")
	}
	if testing.Short() {
		arguments = append(arguments, "-test.short")
	}
	child := exec.CommandContext(t.Context(), os.Args[0], arguments...)
	child.Env = append(os.Environ(), childVariable+"="+t.Name())
	output, err := child.CombinedOutput()
	if err != nil {
		const shown = 8 << 10
		t.Fatalf("%v\n%s", err, output[max(0, len(output)-shown):])
	}
	if testing.Verbose() {
		t.Logf("%s", output)
	}
	return false
}

// slow tells whether the program runs many times slower than usual, because of the race detector, of checks of the runtime,
// or of a garbage collection at every turn. Tests with many repetitions then do fewer.
func slow() bool {
	percent, err := strconv.Atoi(os.Getenv("GOGC"))
	return monty.RaceDetector || strings.Contains(os.Getenv("GOEXPERIMENT"), "cgocheck") || err == nil && percent > 0 && percent < 50
}

// residentBytes is how much memory the process occupies now.
func residentBytes(t *testing.T) int64 {
	t.Helper()
	for range 3 { // what is forgotten is freed some time after it was found to be
		runtime.GC()
		time.Sleep(20 * time.Millisecond)
	}
	data, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		t.Skipf("resident memory is only measured on Linux: %v", err)
	}
	pages, err := strconv.ParseInt(strings.Fields(string(data))[1], 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return pages * int64(os.Getpagesize())
}

// eventually waits until the condition holds, for a time that no test should need.
func eventually(t *testing.T, what string, condition func() bool) {
	t.Helper()
	for end := time.Now().Add(2 * time.Minute); !condition(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%s: not in time", what)
		}
	}
}
