package main

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	monty "github.com/ricochet1k/monty-go/go"
)

// The test binary is the program, if this variable is set.
const asProgram = "WORKFLOW_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// process runs the workflow in a process of its own, and returns what it printed and how it ended.
func process(t *testing.T, folder string, die int) (output string, code int) {
	t.Helper()
	command := exec.Command(os.Args[0], "-die", strconv.Itoa(die), folder)
	command.Env = append(os.Environ(), asProgram+"=1")
	var stdout, stderr bytes.Buffer
	command.Stdout, command.Stderr = &stdout, &stderr
	err := command.Run()
	var exit *exec.ExitError
	if err != nil && (!errors.As(err, &exit) || exit.ExitCode() != dead) {
		t.Fatalf("%v\n%s", err, stderr.String())
	}
	return stdout.String(), command.ProcessState.ExitCode()
}

const (
	wantResult = "{'receipt': 'C-ann', 'parcels': ['T-1', 'T-2', 'T-3']}\n"
	wantLedger = "0 reserve 3 lamp\n2 charge ann 60.00\n3 ship R-lamp parcel 1\n4 ship R-lamp parcel 2\n5 ship R-lamp parcel 3\n"
)

func checkLedger(t *testing.T, folder string) {
	t.Helper()
	ledger, err := os.ReadFile(filepath.Join(folder, "ledger"))
	if err != nil || string(ledger) != wantLedger {
		t.Errorf("%v, the ledger is\n%s", err, ledger)
	}
}

// Law: however often the process dies, and wherever, the workflow ends with the same result and takes each step once.
func TestTheWorkflowSurvivesItsProcess(t *testing.T) {
	folder := t.TempDir()
	if output, code := process(t, folder, 0); code != 0 || output != wantResult {
		t.Fatalf("undisturbed: %q, code %d", output, code)
	}
	checkLedger(t, folder)

	// A process that dies at its second occasion takes one step, and the next takes it up.
	folder = t.TempDir()
	deaths := 0
	for {
		output, code := process(t, folder, 2+deaths%2)
		if code == 0 {
			if output != wantResult {
				t.Errorf("%q", output)
			}
			break
		}
		if deaths++; deaths > 30 {
			t.Fatal("the workflow does not end")
		}
	}
	if deaths < 4 {
		t.Errorf("the process died %d times only", deaths)
	}
	checkLedger(t, folder)
}

func TestAChangedRunIsRefused(t *testing.T) {
	folder := t.TempDir()
	if _, code := process(t, folder, 3); code != dead {
		t.Fatalf("code %d", code)
	}
	path := filepath.Join(folder, "run")
	dump, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	dump[len(dump)/2] ^= 1
	if err := os.WriteFile(path, dump, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := run(t.Context(), folder, 0); !errors.Is(err, monty.ErrBadDump) {
		t.Errorf("%v", err)
	}
}
