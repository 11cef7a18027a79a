package montyarrow_test

import (
	"os"
	"strconv"
	"strings"
	"testing"
)

// resident returns how many bytes of the process are in memory, or 0 where the system does not say.
func resident(tb testing.TB) int {
	tb.Helper()
	text, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0
	}
	fields := strings.Fields(string(text))
	pages, err := strconv.Atoi(fields[1])
	if err != nil {
		tb.Fatal(err)
	}
	return pages * os.Getpagesize()
}
