// Files in the sandbox compared with CPython: one script, run over equal trees by both, must print equal lines.

package monty_test

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	monty "github.com/ricochet1k/monty-go/go"
)

// knownDifferences are lines that the sandbox prints and CPython, or some version of it, does not.
var knownDifferences = map[string]struct{ line, reason string }{
	"resolve loop":           {"PosixPath('ROOT/loop')", "as CPython since 3.13; before, it raised RuntimeError"},
	"exists long":            {"False", longReason},
	"is_file long":           {"False", longReason},
	"is_dir long":            {"False", longReason},
	"is_symlink long":        {"False", longReason},
	"getsize long":           {"None", longReason},
	"scandir kind of a loop": {"[False]", "a scan tells kinds, but no errors of single entries"},
	"newlines of read_text":  {`'a\r\nb\rc\n'`, "the interpreter asks alike for Path.read_text and for reading with newline='', so neither is translated"},
	"writelines":             {"AttributeError: '_io.TextIOWrapper' object has no attribute 'writelines'", "the interpreter has no such method"},
}

const longReason = "as CPython since 3.14; before, the predicates of pathlib raised OSError"

// makeTree makes the tree that testdata/files.py works in, and a secret beside it.
func makeTree(t *testing.T, base string) (root string) {
	t.Helper()
	root = filepath.Join(base, "root")
	if err := os.RemoveAll(base); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{"root/dir/deep", "root/empty", "outside"} {
		if err := os.MkdirAll(filepath.Join(base, dir), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for name, content := range map[string]string{
		"root/hello.txt": "hello\nworld\n", "root/dir/inner.txt": "inner", "root/dir/deep/file.txt": "deep",
		"root/crlf.txt": "a\r\nb\rc\n", "root/latin1.txt": "caf\xe9 ", "root/data.json": `{"a": [1, 2.5, null]}`,
		"root/table.csv": "a,b\r\n1,\"x,y\"\r\n", "outside/secret.txt": "secret",
	} {
		if err := os.WriteFile(filepath.Join(base, name), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for name, target := range map[string]string{
		"link.txt": "hello.txt", "linkdir": "dir", "dangling": "nowhere", "dangling2": "nowhere2", "loop": "loop",
	} {
		if err := os.Symlink(target, filepath.Join(root, name)); err != nil {
			t.Fatal(err)
		}
	}
	modified := time.Unix(1_700_000_000, 500_000_000)
	if err := os.Chtimes(filepath.Join(root, "hello.txt"), modified, modified); err != nil {
		t.Fatal(err)
	}
	return root
}

func TestFilesBehaveAsInCPython(t *testing.T) {
	script := string(must(os.ReadFile("testdata/files.py")))
	base := filepath.Join(must(filepath.EvalSymlinks(t.TempDir())), "base")
	root := makeTree(t, base)
	python := exec.Command("python3", "-c", "root = "+monty.Str(root).String()+"\n"+script)
	python.Stderr = os.Stderr
	want := strings.Split(string(must(python.Output())), "\n")

	for name, open := range map[string]func(root string) fs.FS{
		"a directory":             func(root string) fs.FS { return must(monty.ReadWriteDir(root)) },
		"memory over a directory": func(root string) fs.FS { return monty.NewOverlayFS(must(monty.ReadOnlyDir(root)), 0) },
		"memory over os.DirFS":    func(root string) fs.FS { return monty.NewOverlayFS(os.DirFS(root), 0) },
		"memory over memory over a dir": func(root string) fs.FS {
			return monty.NewOverlayFS(monty.NewOverlayFS(must(monty.ReadOnlyDir(root)), 0), 0)
		},
	} {
		t.Run(name, func(t *testing.T) {
			if makeTree(t, base) != root {
				t.Fatal("another root")
			}
			before := snapshot(t, root)
			program := must(monty.New(script, "files.py", []string{"root"}, nil))
			defer program.Close()
			var out bytes.Buffer
			mount := monty.Mount(root, open(root))
			_, err := program.RunContext(t.Context(), monty.Inputs{"root": root}, monty.WithStdout(&out), monty.WithOS(mount))
			if err != nil {
				t.Fatalf("%+v", err)
			}
			compareLines(t, strings.Split(out.String(), "\n"), want)
			if after := snapshot(t, root); (before == after) != (name != "a directory") {
				t.Errorf("before:\n%s\nafter:\n%s", before, after)
			}
		})
	}
}

// compareLines compares what the sandbox printed with what CPython did.
func compareLines(t *testing.T, got, want []string) {
	if len(got) != len(want) {
		t.Fatalf("%d lines, CPython has %d", len(got), len(want))
	}
	labels := map[string]bool{}
	for i, line := range got {
		label, result, _ := strings.Cut(line, " => ")
		if labels[label] {
			t.Errorf("two lines are labelled %s", label)
		}
		labels[label] = true
		if known, ok := knownDifferences[label]; ok && result != known.line || !ok && line != want[i] {
			t.Errorf("sandbox %s\nCPython %s", line, want[i])
		}
	}
	for label := range knownDifferences {
		if !labels[label] {
			t.Errorf("a known difference is not tested: %s", label)
		}
	}
}

// snapshot lists a directory with all that is in it.
func snapshot(t *testing.T, root string) string {
	t.Helper()
	var b strings.Builder
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		fmt.Fprintf(&b, "%s %v", path, entry.Type())
		switch {
		case entry.Type().IsRegular():
			fmt.Fprintf(&b, " %q", must(os.ReadFile(path)))
		case entry.Type() == fs.ModeSymlink:
			b.WriteString(" -> " + must(os.Readlink(path)))
		}
		b.WriteByte('\n')
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}
