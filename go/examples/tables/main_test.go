package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// What the program writes is read by pyarrow and queried by DuckDB. MONTY_TABLES_PYTHON is a Python that has both; the
// project's checks set it.
func TestOtherToolsReadTheTable(t *testing.T) {
	python := os.Getenv("MONTY_TABLES_PYTHON")
	path := filepath.Join(t.TempDir(), "totals.arrows")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := run(file, 100_000); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	if python == "" {
		t.Log("written, and not read by others: MONTY_TABLES_PYTHON is not set")
		return
	}
	out, err := exec.Command(python, "-B", "read_back.py", path).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	t.Logf("%s", out)
	if !strings.Contains(string(out), "5 rows agree") {
		t.Errorf("unexpected output")
	}
}
