// MemoryFS: what io/fs asks of a filesystem, what is kept over a base, bounds, many users at once.

package monty_test

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"testing/fstest"

	monty "github.com/ricochet1k/monty-go/go"
)

// do runs steps that must not fail.
func do(t *testing.T, steps ...error) {
	t.Helper()
	for i, err := range steps {
		if err != nil {
			t.Fatalf("step %d: %v", i, err)
		}
	}
}

func TestMemoryIsAFilesystem(t *testing.T) {
	m := monty.NewMemoryFS(0)
	do(t, fstest.TestFS(m))
	do(t, m.Mkdir("d"), m.Mkdir("d/e"), m.WriteFile("a.txt", []byte("a"), false), m.WriteFile("d/e/b.txt", nil, true),
		m.WriteFile("a.txt", []byte("b"), true), m.Rename("d/e/b.txt", "d/c.txt"), m.Rename("d", "f"))
	do(t, fstest.TestFS(m, "a.txt", "f/c.txt", "f/e"))
	if data := must(fs.ReadFile(m, "a.txt")); string(data) != "ab" {
		t.Errorf("%q", data)
	}
}

func TestMemoryOverAnotherIsAFilesystem(t *testing.T) {
	base := fstest.MapFS{"a.txt": {Data: []byte("a")}, "d/b.txt": {Data: []byte("b")}, "d/c.txt": {Data: []byte("c")}, "e/f/g.txt": {Data: []byte("g")}}
	m := monty.NewOverlayFS(base, 0)
	do(t, fstest.TestFS(m, "a.txt", "d/b.txt", "d/c.txt", "e/f/g.txt"))
	do(t, m.WriteFile("a.txt", []byte("2"), true), m.Unlink("d/b.txt"), m.WriteFile("d/new.txt", []byte("n"), false),
		m.Rename("e", "d/e"), m.Rename("d", "x"), m.WriteFile("x/e/f/g.txt", []byte("!"), true), m.Mkdir("d"))
	do(t, fstest.TestFS(m, "a.txt", "x/c.txt", "x/new.txt", "x/e/f/g.txt", "d"))
	for name, want := range map[string]string{"a.txt": "a2", "x/c.txt": "c", "x/e/f/g.txt": "g!"} {
		if data := must(fs.ReadFile(m, name)); string(data) != want {
			t.Errorf("%s: %q", name, data)
		}
	}
	for _, name := range []string{"d/b.txt", "d/c.txt", "x/b.txt", "e", "e/f/g.txt"} {
		if _, err := fs.Stat(m, name); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if string(base["a.txt"].Data) != "a" || len(base) != 4 {
		t.Errorf("the base has changed: %v", base)
	}
	base["x2.txt"] = &fstest.MapFile{Data: []byte("later")}
	if data := must(fs.ReadFile(m, "x2.txt")); string(data) != "later" {
		t.Errorf("%q", data)
	}
	// What a removed directory held does not come back with a new one of its name.
	do(t, m.Unlink("x/c.txt"), m.Unlink("x/new.txt"), m.Unlink("x/e/f/g.txt"), m.Rmdir("x/e/f"), m.Rmdir("x/e"), m.Rmdir("x"), m.Mkdir("x"))
	if entries := must(fs.ReadDir(m, "x")); len(entries) != 0 {
		t.Errorf("%v", entries)
	}
}

func TestMemorysErrorsAreThoseOfTheSystem(t *testing.T) {
	m := monty.NewOverlayFS(fstest.MapFS{"f": {}, "d/f": {}}, 0)
	do(t, m.Mkdir("e"))
	for name, c := range map[string]struct{ got, want error }{
		"write to a directory":              {m.WriteFile("d", nil, false), syscall.EISDIR},
		"write below a file":                {m.WriteFile("f/x", nil, false), syscall.ENOTDIR},
		"write into nothing":                {m.WriteFile("n/x", nil, false), fs.ErrNotExist},
		"mkdir again":                       {m.Mkdir("d"), fs.ErrExist},
		"mkdir on a file":                   {m.Mkdir("f"), fs.ErrExist},
		"mkdir in nothing":                  {m.Mkdir("n/x"), fs.ErrNotExist},
		"mkdir of the root":                 {m.Mkdir("."), fs.ErrExist},
		"unlink a directory":                {m.Unlink("e"), syscall.EISDIR},
		"unlink nothing":                    {m.Unlink("n"), fs.ErrNotExist},
		"rmdir full":                        {m.Rmdir("d"), syscall.ENOTEMPTY},
		"rmdir of a file":                   {m.Rmdir("f"), syscall.ENOTDIR},
		"rmdir of nothing":                  {m.Rmdir("n"), fs.ErrNotExist},
		"rmdir of the root":                 {m.Rmdir("."), syscall.EBUSY},
		"rename nothing":                    {m.Rename("n", "m"), fs.ErrNotExist},
		"rename into itself":                {m.Rename("d", "d/x"), syscall.EINVAL},
		"rename a file over a directory":    {m.Rename("f", "e"), syscall.EISDIR},
		"rename a directory over a file":    {m.Rename("e", "f"), syscall.ENOTDIR},
		"rename over a full directory":      {m.Rename("e", "d"), syscall.ENOTEMPTY},
		"rename the root":                   {m.Rename(".", "x"), syscall.EBUSY},
		"rename to the root":                {m.Rename("e", "."), syscall.EBUSY},
		"rename into nothing":               {m.Rename("e", "n/x"), fs.ErrNotExist},
		"a path that io/fs does not accept": {m.Mkdir("../x"), fs.ErrInvalid},
	} {
		if !errors.Is(c.got, c.want) {
			t.Errorf("%s: %v", name, c.got)
		}
	}
	_, err := m.ReadLink("f")
	if !errors.Is(err, fs.ErrInvalid) {
		t.Errorf("%v", err)
	}
}

func TestMemoryIsBounded(t *testing.T) {
	const limit = 10_000
	m := monty.NewMemoryFS(limit)
	full := func(what string, step func(i int) error) int {
		t.Helper()
		for i := range limit {
			if err := step(i); err != nil {
				if !errors.Is(err, syscall.ENOSPC) {
					t.Fatalf("%s: %v", what, err)
				}
				return i
			}
		}
		t.Fatalf("%s: no bound", what)
		return 0
	}
	if n := full("bytes", func(int) error { return m.WriteFile("f", make([]byte, 100), true) }); n != (limit-257)/100 {
		t.Errorf("%d writes", n)
	}
	if data := must(fs.ReadFile(m, "f")); len(data) != (limit-257)/100*100 {
		t.Errorf("%d bytes", len(data))
	}
	// All of it comes back.
	for range 100 {
		do(t, m.Unlink("f"), m.WriteFile("f", make([]byte, limit-257), false), m.WriteFile("f", make([]byte, limit-257), false))
	}
	do(t, m.Unlink("f"))
	n := full("directories", func(i int) error { return m.Mkdir(fmt.Sprint(i)) })
	for i := range n {
		do(t, m.Rmdir(fmt.Sprint(i)))
	}
	do(t, m.WriteFile("f", make([]byte, limit-257), false))

	base := fstest.MapFS{}
	for i := range 100 {
		base[fmt.Sprint("d/", i)] = &fstest.MapFile{Data: make([]byte, 1000)}
	}
	m = monty.NewOverlayFS(base, limit)
	full("what is gone", func(i int) error { return m.Unlink(fmt.Sprint("d/", i)) })
	m = monty.NewOverlayFS(base, limit)
	full("copies", func(i int) error { return m.WriteFile(fmt.Sprint("d/", i), []byte("x"), true) })
	m = monty.NewOverlayFS(base, limit)
	full("renames", func(i int) error { return m.Rename(fmt.Sprint("d/", i), fmt.Sprint(i)) })
	m = monty.NewOverlayFS(fstest.MapFS{"big": {Data: make([]byte, limit+1)}}, limit)
	if err := m.WriteFile("big", nil, true); !errors.Is(err, syscall.EFBIG) {
		t.Errorf("%v", err)
	}
	if err := monty.NewMemoryFS(monty.Unlimited).WriteFile("x", make([]byte, 100<<20), false); err != nil {
		t.Error(err)
	}
}

// A reader sees the file as it was when it was opened.
func TestMemorysOpenFilesDoNotChange(t *testing.T) {
	m := monty.NewMemoryFS(0)
	do(t, m.WriteFile("f", []byte("one"), false))
	f := must(m.Open("f"))
	do(t, m.WriteFile("f", []byte("two"), true), m.WriteFile("f", []byte("x"), false), m.WriteFile("f", []byte("y"), true))
	if data := must(io.ReadAll(f)); string(data) != "one" {
		t.Errorf("%q", data)
	}
}

func TestMemoryFollowsNoLinkOut(t *testing.T) {
	dir := t.TempDir()
	do(t, os.MkdirAll(filepath.Join(dir, "root/d"), 0o755), os.WriteFile(filepath.Join(dir, "secret"), []byte("secret"), 0o644))
	for name, target := range map[string]string{"up": "../secret", "abs": filepath.Join(dir, "secret"), "d/up": "../../secret", "d/root": "..", "loop": "d/../loop"} {
		do(t, os.Symlink(target, filepath.Join(dir, "root", name)))
	}
	for name, base := range map[string]fs.FS{"os.Root": must(monty.ReadOnlyDir(filepath.Join(dir, "root"))), "os.DirFS": os.DirFS(filepath.Join(dir, "root"))} {
		m := monty.NewOverlayFS(base, 0)
		for _, path := range []string{"up", "abs", "d/up", "d/root/up", "d/root/d/root/d/up"} {
			if data, err := fs.ReadFile(m, path); !errors.Is(err, fs.ErrPermission) {
				t.Errorf("%s: %s: %q, %v", name, path, data, err)
			}
			if err := m.WriteFile(path, []byte("x"), true); !errors.Is(err, fs.ErrPermission) {
				t.Errorf("%s: writing %s: %v", name, path, err)
			}
		}
		if _, err := fs.Stat(m, "loop"); !errors.Is(err, syscall.ELOOP) {
			t.Errorf("%v", err)
		}
		do(t, m.WriteFile("d/root/new", []byte("x"), false))
		if data := must(fs.ReadFile(m, "new")); string(data) != "x" {
			t.Errorf("%q", data)
		}
	}
}

func TestMemoryServesManyAtOnce(t *testing.T) {
	m := monty.NewOverlayFS(fstest.MapFS{"shared": {Data: []byte("s")}}, 0)
	var group sync.WaitGroup
	for i := range 8 {
		group.Go(func() {
			own := fmt.Sprint("own", i)
			for j := range 200 {
				errs := []error{
					m.WriteFile("shared", []byte("x"), true), m.WriteFile(own, []byte("y"), true), m.Mkdir(fmt.Sprint(own, "d", j)),
					m.Rename(own, own+"moved"), m.Rename(own+"moved", own),
				}
				if err := errors.Join(errs...); err != nil {
					t.Error(err)
				}
				if _, err := fs.ReadFile(m, "shared"); err != nil {
					t.Error(err)
				}
				if _, err := fs.ReadDir(m, "."); err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	if data := must(fs.ReadFile(m, "shared")); len(data) != 1+8*200 {
		t.Errorf("%d bytes", len(data))
	}
}
