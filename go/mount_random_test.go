// Memory over a directory compared with a directory: the same random operations have the same results and errors.

package monty_test

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	monty "github.com/ricochet1k/monty-go/go"
)

// describe is what can be seen of a name.
func describe(files fs.FS, name string) string {
	var b strings.Builder
	for _, stat := range []func(fs.FS, string) (fs.FileInfo, error){fs.Stat, fs.Lstat} {
		if info, err := stat(files, name); err != nil {
			fmt.Fprintf(&b, "%v; ", errnoName(err))
		} else if info.Mode().IsRegular() {
			fmt.Fprintf(&b, "%v %v %d; ", info.Name(), info.Mode().Type(), info.Size())
		} else {
			fmt.Fprintf(&b, "%v %v; ", info.Name(), info.Mode().Type())
		}
	}
	if data, err := fs.ReadFile(files, name); err == nil {
		fmt.Fprintf(&b, "%q; ", data)
	}
	if target, err := fs.ReadLink(files, name); err == nil {
		fmt.Fprintf(&b, "-> %s; ", target)
	}
	if entries, err := fs.ReadDir(files, name); err == nil {
		for _, e := range entries {
			fmt.Fprintf(&b, "%s %v, ", e.Name(), e.Type())
		}
	}
	return b.String()
}

// errnoName is the errno that an error stands for.
func errnoName(err error) string {
	var errno syscall.Errno
	switch {
	case err == nil:
		return "ok"
	case errors.As(err, &errno):
		return errno.Error()
	case errors.Is(err, fs.ErrNotExist):
		return syscall.ENOENT.Error()
	case errors.Is(err, fs.ErrExist):
		return syscall.EEXIST.Error()
	}
	return err.Error()
}

func TestMemoryOverADirectoryIsLikeADirectory(t *testing.T) {
	// Short names, so that operations meet.
	var names []string
	for _, a := range []string{"a", "b", "l"} {
		names = append(names, a, a, a) // more often than those below
		for _, b := range []string{"a", "l"} {
			names = append(names, a+"/"+b, a+"/"+b, a+"/"+b+"/a")
		}
	}
	const rounds, steps = 40, 100
	seen := map[string]int{}
	for round := range uint64(rounds) {
		random := rand.New(rand.NewPCG(round, 1))
		name := func() string { return names[random.IntN(len(names))] }
		base := t.TempDir()
		for _, root := range []string{"real", "base"} {
			do(t, os.Mkdir(filepath.Join(base, root), 0o755))
		}
		for range random.IntN(12) { // what is there at first, the same in both
			n, kind, target := name(), random.IntN(3), []string{"a", "b/a", "../a", "..", "../../b", "l", "/a"}[random.IntN(7)]
			for _, root := range []string{"real", "base"} {
				path := filepath.Join(base, root, n)
				switch kind {
				case 0:
					_ = os.Mkdir(path, 0o755)
				case 1:
					_ = os.WriteFile(path, []byte(n), 0o644)
				case 2:
					_ = os.Symlink(target, path)
				}
			}
		}
		before := snapshot(t, filepath.Join(base, "base"))
		real := must(monty.ReadWriteDir(filepath.Join(base, "real")))
		overlay := monty.NewOverlayFS(must(monty.ReadOnlyDir(filepath.Join(base, "base"))), 0)
		var log []string
		for step := range steps {
			from, to, data := name(), name(), []byte(fmt.Sprint(step))
			operations := []struct {
				text string
				do   func(monty.WritableFS) error
			}{
				{"write " + from, func(w monty.WritableFS) error { return w.WriteFile(from, data, false) }},
				{"append " + from, func(w monty.WritableFS) error { return w.WriteFile(from, data, true) }},
				{"mkdir " + from, func(w monty.WritableFS) error { return w.Mkdir(from) }},
				{"unlink " + from, func(w monty.WritableFS) error { return w.Unlink(from) }},
				{"rmdir " + from, func(w monty.WritableFS) error { return w.Rmdir(from) }},
				{"rename " + from + " " + to, func(w monty.WritableFS) error { return w.Rename(from, to) }},
				{"rename " + from + " " + to, func(w monty.WritableFS) error { return w.Rename(from, to) }},
			}
			o := operations[random.IntN(len(operations))]
			log = append(log, o.text)
			want, got := errnoName(o.do(real)), errnoName(o.do(overlay))
			seen[want]++
			if want != got {
				t.Fatalf("round %d:\n%s\n%s, but over memory %s", round, strings.Join(log, "\n"), want, got)
			}
			look := []string{from, to, name(), "."}
			if step == steps-1 {
				look = append(look, names...)
			}
			for _, n := range look {
				if want, got := describe(real, n), describe(overlay, n); want != got {
					t.Fatalf("round %d:\n%s\n%s is\n%s, but over memory\n%s", round, strings.Join(log, "\n"), n, want, got)
				}
			}
		}
		if after := snapshot(t, filepath.Join(base, "base")); after != before {
			t.Fatalf("the base was\n%s\nand is\n%s", before, after)
		}
		do(t, real.Close())
	}
	for _, errno := range []syscall.Errno{syscall.ENOENT, syscall.EEXIST, syscall.ENOTDIR, syscall.EISDIR, syscall.ENOTEMPTY, syscall.EACCES, syscall.EINVAL, syscall.ELOOP} {
		if seen[errno.Error()] == 0 {
			t.Errorf("%v never happened: %v", errno, seen)
		}
	}
	if seen["ok"] < rounds*steps/8 {
		t.Errorf("few operations succeeded: %v", seen)
	}
}
