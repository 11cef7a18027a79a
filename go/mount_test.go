// Mounts: that nothing leads out of a directory, how several make one tree, what is bounded, any fs.FS.

package monty_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/fstest"

	monty "github.com/ricochet1k/monty-go/go"
)

// A script that tries each way out of a mount that is known to it, and must find none. `secret` is the content of a file
// outside, `names` are paths to try, of which `ways` can lead nowhere but out.
const escape = `
import os
from pathlib import Path

found = []
tried = 0

def attempt(action):
    global tried
    tried += 1
    try:
        result = action()
    except (OSError, UnicodeDecodeError, MemoryError) as e:
        result = str(e)
    if secret in repr(result):
        found.append(repr(result))

for name in names:
    p = Path(name)
    attempt(lambda: p.read_text())
    attempt(lambda: p.read_bytes())
    attempt(lambda: open(name).read())
    attempt(lambda: open(name, 'rb').read())
    attempt(lambda: list(p.iterdir()))
    attempt(lambda: os.listdir(name))
    attempt(lambda: [e.path for e in os.scandir(name)])
    attempt(lambda: list(os.walk(name, followlinks=True)))
    attempt(lambda: list(p.glob('**/*', recurse_symlinks=True)))
    attempt(lambda: list(p.rglob('*')))
    if name in ways:
        attempt(lambda: p.exists() and 'exists: ' + secret)
        attempt(lambda: p.is_file() and 'file: ' + secret)
        attempt(lambda: p.is_dir() and 'dir: ' + secret)
        attempt(lambda: p.stat() and 'stat: ' + secret)
    attempt(lambda: p.resolve())
    attempt(lambda: os.path.realpath(name))
    attempt(lambda: p.write_text('overwritten'))
    attempt(lambda: open(name, 'w').write('overwritten'))
    attempt(lambda: open(name, 'a').write('appended'))
    attempt(lambda: (p / 'new').write_text('made'))
    attempt(lambda: (p / 'newdir').mkdir(parents=True))
    attempt(lambda: (p / 'x').rename('/data/stolen'))
    attempt(lambda: Path('/data/inside.txt').rename(p / 'moved'))
    attempt(lambda: (p / 'x').unlink())
    attempt(lambda: p.rmdir())
attempt(lambda: [Path(d, f).read_text() for d, ds, fs in os.walk('/data', followlinks=True) for f in fs if f not in links])
attempt(lambda: [p.read_text() for p in Path('/').glob('**/x', recurse_symlinks=True)])
(found, tried)
`

func TestNothingLeadsOutOfAMount(t *testing.T) {
	base := must(filepath.EvalSymlinks(t.TempDir()))
	outside := filepath.Join(base, "outside")
	root := filepath.Join(base, "root")
	for _, dir := range []string{"outside/dir", "root/sub/deep"} {
		do(t, os.MkdirAll(filepath.Join(base, dir), 0o755))
	}
	for _, name := range []string{"outside/x", "outside/dir/x", "x"} {
		do(t, os.WriteFile(filepath.Join(base, name), []byte("SECRET"), 0o666))
	}
	do(t, os.WriteFile(filepath.Join(root, "inside.txt"), []byte("inside"), 0o666))
	links := map[string]string{
		"up": "..", "upfile": "../x", "updir": "../outside", "abs": outside, "absfile": outside + "/x", "etc": "/etc",
		"sub/up": "../..", "sub/deep/up": "../../../outside", "chain": "chain2", "chain2": "sub/up", "self": root,
		"roundabout": "sub/../../outside/x", "inner": "sub/deep/up/dir", "devnull": "/dev/null", "proc": "/proc/self/root",
		"missing": "../outside/created",
	}
	var ways, linkNames []any
	for name, target := range links {
		do(t, os.Symlink(target, filepath.Join(root, name)))
		ways = append(ways, "/data/"+name)
		linkNames = append(linkNames, filepath.Base(name))
		for _, rest := range []string{"/x", "/outside/x", "/dir", "/dir/x", "/etc/passwd", "/./x"} {
			ways = append(ways, "/data/"+name+rest)
		}
	}
	names := append(slices.Clone(ways), "/data/up/../x", "/data/../x", "/data/../outside/x", "/data/sub/../../outside/x", "/../x", outside+"/x", "../x", "data/../../x",
		"//"+outside+"/x", "/etc/passwd", "/proc/self/environ", "/dev/null", "", ".", "..", "~/x", "file:///etc/passwd", "/data//../x")
	before := snapshot(t, outside) + snapshot(t, filepath.Join(base, "x"))

	program := must(monty.New(escape, "escape.py", []string{"secret", "names", "ways", "links"}, nil))
	defer program.Close()
	// The script does find what can be found: os.DirFS follows all links.
	some := slices.DeleteFunc(slices.Clone(ways), func(way any) bool { return !strings.HasPrefix(way.(string), "/data/updir") })
	out, err := program.RunContext(t.Context(), monty.Inputs{"secret": "SECRET", "names": some, "ways": some, "links": linkNames},
		monty.WithOS(monty.Mount("/data", os.DirFS(root), monty.WithMaxEntries(200))))
	if err != nil || out.(*monty.Tuple).At(0).(*monty.List).Len() < 10 {
		t.Fatalf("%.500v, %v", out, err)
	}
	overlay := func() fs.FS { return monty.NewOverlayFS(must(monty.ReadOnlyDir(root)), 0) }
	for kind, files := range map[string]fs.FS{
		"read-only": must(monty.ReadOnlyDir(root)), "read and write": must(monty.ReadWriteDir(root)), "overlay": overlay(),
	} {
		// Neither the content nor, where the script does not have it itself, the path of what is outside may be seen.
		for secret, names := range map[string][]any{"SECRET": names, base: ways} {
			out, err := program.RunContext(t.Context(), monty.Inputs{"secret": secret, "names": names, "ways": ways, "links": linkNames},
				monty.WithOS(monty.Mount("/data", files)))
			if err != nil {
				t.Fatalf("%s: %+v", kind, err)
			}
			result := out.(*monty.Tuple)
			if n := result.At(1).(monty.Int); int(n) < 20*len(names) {
				t.Errorf("%s: only %v attempts", kind, n)
			}
			for i, found := range result.At(0).(*monty.List).All() {
				if i < 10 {
					t.Errorf("%s: %s in %v", kind, secret, found)
				}
			}
			if after := snapshot(t, outside) + snapshot(t, filepath.Join(base, "x")); after != before {
				t.Fatalf("%s: outside was\n%s\nand is\n%s", kind, before, after)
			}
		}
	}
}

// The same while someone else replaces directories by links to the outside, and back, all the time.
func TestNothingLeadsOutOfAMountWhileItChanges(t *testing.T) {
	base := t.TempDir()
	root := filepath.Join(base, "root")
	do(t, os.MkdirAll(filepath.Join(root, "real"), 0o755), os.MkdirAll(filepath.Join(base, "outside"), 0o755),
		os.WriteFile(filepath.Join(root, "real/x"), []byte("inside"), 0o644), os.WriteFile(filepath.Join(base, "outside/x"), []byte("SECRET"), 0o644),
		os.Symlink("../outside", filepath.Join(root, "evil")))
	before := snapshot(t, filepath.Join(base, "outside"))
	var stop atomic.Bool
	var group sync.WaitGroup
	group.Go(func() {
		for !stop.Load() {
			_ = os.Rename(filepath.Join(root, "real"), filepath.Join(root, "d"))
			_ = os.Rename(filepath.Join(root, "d"), filepath.Join(root, "real"))
			_ = os.Rename(filepath.Join(root, "evil"), filepath.Join(root, "d"))
			_ = os.Rename(filepath.Join(root, "d"), filepath.Join(root, "evil"))
		}
	})
	dir := must(monty.ReadWriteDir(root))
	defer dir.Close()
	program := must(monty.New(`
from pathlib import Path
seen = set()
for i in range(3000):
    try:
        seen.add(Path('/data/d/x').read_text())
        Path('/data/d/new').write_text('made')
        Path('/data/d/new').unlink()
    except OSError as e:
        seen.add(type(e).__name__)
sorted(seen)`, "race.py", nil, nil, monty.WithLimits(monty.Limits{MaxDuration: monty.Unlimited})))
	defer program.Close()
	for _, files := range []fs.FS{dir, monty.NewOverlayFS(dir, 0)} {
		out, err := program.RunContext(t.Context(), nil, monty.WithOS(monty.Mount("/data", files)))
		if err != nil || strings.Contains(out.String(), "SECRET") {
			t.Errorf("%v, %v", out, err)
		}
	}
	stop.Store(true)
	group.Wait()
	if after := snapshot(t, filepath.Join(base, "outside")); after != before {
		t.Errorf("outside was\n%s\nand is\n%s", before, after)
	}
}

func TestAClosedDirectoryIsGone(t *testing.T) {
	dir := must(monty.ReadOnlyDir(t.TempDir()))
	mount := monty.Mount("/d", dir)
	do(t, dir.Close())
	if got := raisedOS(t, "import os\nos.listdir('/d')", mount); !strings.HasPrefix(got, "OSError: ") {
		t.Error(got)
	}
	if _, err := monty.ReadOnlyDir("/no such directory"); err == nil {
		t.Error("opened")
	}
}

func TestMountsMakeOneTree(t *testing.T) {
	m := monty.NewMemoryFS(0)
	do(t, m.Mkdir("sub"), m.WriteFile("sub/f", []byte("outer"), false), m.WriteFile("a", nil, false))
	mounts := []monty.OSHandler{
		monty.Mount("/data", m),
		monty.Mount("/data/sub/in", fstest.MapFS{"f": {Data: []byte("inner")}}),
		monty.Mount("/data/far/away/x", monty.NewMemoryFS(0)),
		monty.Mount("/other", fstest.MapFS{"g": {Data: []byte("other")}}),
		monty.Mount("/data", fstest.MapFS{"never": {}}), // the first mount at a path is asked
	}
	const prelude = "import os\nfrom pathlib import Path\n"
	for code, want := range map[string]string{
		"os.listdir('/')":                              "['data', 'other']",
		"os.listdir('/data')":                          "['a', 'far', 'sub']",
		"os.listdir('/data/sub')":                      "['f', 'in']",
		"os.listdir('/data/far')":                      "['away']",
		"sorted(os.listdir('/data/sub/in'))":           "['f']",
		"Path('/data/sub/in/f').read_text()":           "'inner'",
		"Path('/data/sub/f').read_text()":              "'outer'",
		"Path('/data/far/away').is_dir()":              "True",
		"Path('/data/far/away/x/new').write_text('x')": "1",
		"Path('/').is_dir(), Path('/').is_file()":      "(True, False)",
		"oct(os.stat('/').st_mode)":                    "'0o40555'",
		"Path('/nope').exists(), os.path.exists('/nope/x'), Path('/nope').is_symlink()": "(False, False, False)",
		"Path('/nope/x').resolve(), Path('/nope').absolute()":                           "(PosixPath('/nope/x'), PosixPath('/nope'))",
		"[d for d, ds, fs in os.walk('/')]":                                             "['/', '/data', '/data/far', '/data/far/away', '/data/far/away/x', '/data/sub', '/data/sub/in', '/other']",
		"sorted(str(p) for p in Path('/').glob('*/sub/**/f'))":                          "['/data/sub/f', '/data/sub/in/f']",
		"[e.name for e in os.scandir('/data') if e.is_dir()]":                           "['far', 'sub']",
		"os.mkdir('/data/sub/new')":                                                     "None",
		"Path('/data/sub/in').mkdir(exist_ok=True)":                                     "None",
		"Path('/data').mkdir(parents=True, exist_ok=True)":                              "None",
		"Path('/data/a').rename('/data/sub/b')":                                         "PosixPath('/data/sub/b')",
	} {
		if got := resultOS(t, prelude+code, mounts...); got != want {
			t.Errorf("%s: %s", code, got)
		}
		if strings.Contains(code, "rename") {
			do(t, m.Rename("sub/b", "a"))
		} else if strings.Contains(code, "sub/new") {
			do(t, m.Rmdir("sub/new"))
		}
	}
	for code, want := range map[string]string{
		"Path('/data/a').rename('/data/sub/in/a')": "OSError: [Errno 18] Invalid cross-device link: '/data/a' -> '/data/sub/in/a'",
		"Path('/other/g').rename('/data/g')":       "OSError: [Errno 30] Read-only file system: '/other/g' -> '/data/g'",
		"Path('/data/a').rename('/other/a')":       "OSError: [Errno 18] Invalid cross-device link: '/data/a' -> '/other/a'",
		"Path('/data/a').rename('/nope/a')":        "FileNotFoundError: [Errno 2] No such file or directory: '/data/a' -> '/nope/a'",
		"Path('/data/a').rename('/a')":             "OSError: [Errno 18] Invalid cross-device link: '/data/a' -> '/a'",
		"Path('/nope').rename('/data/a')":          "FileNotFoundError: [Errno 2] No such file or directory: '/nope' -> '/data/a'",
		"Path('/data').rename('/x')":               "OSError: [Errno 16] Device or resource busy: '/data' -> '/x'",
		"Path('/data/sub').rename('/data/y')":      "OSError: [Errno 16] Device or resource busy: '/data/sub' -> '/data/y'",
		"Path('/data/a').rename('/data/sub/in')":   "OSError: [Errno 16] Device or resource busy: '/data/a' -> '/data/sub/in'",
		"Path('/data/sub').rmdir()":                "OSError: [Errno 16] Device or resource busy: '/data/sub'",
		"Path('/data/sub/in').rmdir()":             "OSError: [Errno 16] Device or resource busy: '/data/sub/in'",
		"Path('/').rmdir()":                        "OSError: [Errno 16] Device or resource busy: '/'",
		"Path('/data').unlink()":                   "IsADirectoryError: [Errno 21] Is a directory: '/data'",
		"Path('/nope').unlink()":                   "FileNotFoundError: [Errno 2] No such file or directory: '/nope'",
		"Path('/nope').rmdir()":                    "FileNotFoundError: [Errno 2] No such file or directory: '/nope'",
		"Path('/data').write_text('x')":            "IsADirectoryError: [Errno 21] Is a directory: '/data'",
		"Path('/data').read_text()":                "IsADirectoryError: [Errno 21] Is a directory: '/data'",
		"Path('/data/far').read_text()":            "IsADirectoryError: [Errno 21] Is a directory: '/data/far'",
		"Path('/new').write_text('x')":             "OSError: [Errno 30] Read-only file system: '/new'",
		"Path('/new').mkdir()":                     "OSError: [Errno 30] Read-only file system: '/new'",
		"Path('/nope/new').mkdir()":                "FileNotFoundError: [Errno 2] No such file or directory: '/nope/new'",
		"Path('/nope/new').mkdir(parents=True)":    "OSError: [Errno 30] Read-only file system: '/nope'",
		"Path('/nope/new').write_text('x')":        "FileNotFoundError: [Errno 2] No such file or directory: '/nope/new'",
		"Path('/data').mkdir()":                    "FileExistsError: [Errno 17] File exists: '/data'",
		"Path('/').mkdir()":                        "FileExistsError: [Errno 17] File exists: '/'",
		"open('/nope')":                            "FileNotFoundError: [Errno 2] No such file or directory: '/nope'",
		"os.listdir('/nope')":                      "FileNotFoundError: [Errno 2] No such file or directory: '/nope'",
		"os.scandir('/nope')":                      "FileNotFoundError: [Errno 2] No such file or directory: '/nope'",
		"os.stat('/nope')":                         "FileNotFoundError: [Errno 2] No such file or directory: '/nope'",
		"os.chdir('/nope')":                        "FileNotFoundError: [Errno 2] No such file or directory: '/nope'",
		"open('')":                                 "FileNotFoundError: [Errno 2] No such file or directory: ''",
	} {
		if got := raisedOS(t, prelude+code, mounts...); got != want {
			t.Errorf("%s: %s", code, got)
		}
	}
}

// What no mount knows goes to other handlers, before it is found not to exist.
func TestOtherHandlersServeWhatIsNotMounted(t *testing.T) {
	handler := monty.OSHandlerFunc(func(_ context.Context, call *monty.OSCall) (any, error) {
		if path, err := call.Path(0); err != nil || path != "/virtual" || call.Name != "Path.read_text" {
			return nil, monty.ErrNotHandled
		}
		return "from the handler", nil
	})
	const code = "from pathlib import Path\n[Path('/virtual').read_text(), Path('/m/f').read_text(), Path('/virtual').exists()]"
	for _, handlers := range [][]monty.OSHandler{
		{handler, monty.Mount("/m", fstest.MapFS{"f": {Data: []byte("f")}})},
		{monty.Mount("/m", fstest.MapFS{"f": {Data: []byte("f")}}), handler},
	} {
		if got := resultOS(t, code, handlers...); got != "['from the handler', 'f', False]" {
			t.Error(got)
		}
	}
}

func TestAnyFilesystemIsReadOnly(t *testing.T) {
	files := fstest.MapFS{"d/f.txt": {Data: []byte("text"), Mode: 0o644}, "e": {Mode: fs.ModeDir | 0o755}, "link": {Data: []byte("d/f.txt"), Mode: fs.ModeSymlink | 0o777}}
	mount := monty.Mount("/", files)
	const prelude = "import os\nfrom pathlib import Path\n"
	for code, want := range map[string]string{
		"sorted(os.listdir('/')), os.listdir('/d')":  "(['d', 'e', 'link'], ['f.txt'])",
		"open('/d/f.txt').read()":                    "'text'",
		"open('/d/f.txt', 'rb').read(2)":             "b'te'",
		"Path('/d/f.txt').stat().st_size":            "4",
		"Path('/link').is_symlink()":                 "True",
		"Path('/d/f.txt').is_symlink()":              "False",
		"[str(p) for p in Path('/').rglob('*.txt')]": "['/d/f.txt']",
	} {
		if got := resultOS(t, prelude+code, mount); got != want {
			t.Errorf("%s: %s", code, got)
		}
	}
	for _, code := range []string{
		"Path('/d/f.txt').write_text('x')", "Path('/new').write_bytes(b'x')", "open('/d/f.txt', 'w')", "open('/new', 'a')",
		"Path('/d/f.txt').unlink()", "Path('/e').rmdir()", "Path('/new').mkdir()", "Path('/d/f.txt').rename('/g')",
	} {
		if got := raisedOS(t, prelude+code, mount); !strings.HasPrefix(got, "OSError: [Errno 30] Read-only file system: '/") {
			t.Errorf("%s: %s", code, got)
		}
	}
	if got := raisedOS(t, prelude+"Path('/d').mkdir()", mount); got != "FileExistsError: [Errno 17] File exists: '/d'" {
		t.Error(got)
	}
}

func TestFilesAreBounded(t *testing.T) {
	m := monty.NewMemoryFS(0)
	do(t, m.WriteFile("big", make([]byte, 101), false), m.WriteFile("fits", make([]byte, 100), false))
	for i := range 11 {
		do(t, m.Mkdir(fmt.Sprint("d", i)))
	}
	mount := func() monty.OSHandler {
		return monty.Mount("/", m, monty.WithMaxFileSize(100), monty.WithMaxEntries(12))
	}
	const prelude = "import os\nfrom pathlib import Path\n"
	for code, want := range map[string]string{
		"len(Path('/fits').read_text())":           "100",
		"Path('/new').write_bytes(bytes(100))":     "100",
		"Path('/new').append_bytes(b'')":           "0",
		"[e.name for e in os.scandir('/d1')]":      "[]",
		"[str(p) for p in Path('/d1').glob('*')]":  "[]",
		"[str(p) for p in Path('/').glob('fits')]": "['/fits']",
	} {
		if got := resultOS(t, prelude+code, mount()); got != want {
			t.Errorf("%s: %s", code, got)
		}
	}
	for code, want := range map[string]string{
		"Path('/big').read_text()":                                "OSError: [Errno 27] File too large: '/big'",
		"open('/big', 'rb').read()":                               "OSError: [Errno 27] File too large: '/big'",
		"Path('/x').write_text('x' * 101)":                        "OSError: [Errno 27] File too large: '/x'",
		"Path('/x').write_text('ä' * 51)":                         "OSError: [Errno 27] File too large: '/x'",
		"Path('/fits').append_text('x')":                          "OSError: [Errno 27] File too large: '/fits'",
		"f = open('/y', 'w')\nwhile True:\n    f.write('x' * 30)": "OSError: [Errno 27] File too large: '/y'",
		"os.listdir('/')":                                         "MemoryError: more than 12 files and directories to list",
		"list(Path('/').iterdir())":                               "MemoryError: more than 12 files and directories to list",
		"os.scandir('/')":                                         "MemoryError: more than 12 files and directories to list",
		"list(os.walk('/'))":                                      "MemoryError: more than 12 files and directories to list",
		"list(Path('/').glob('**/nothing'))":                      "MemoryError: more than 12 files and directories to list",
	} {
		if got := raisedOS(t, prelude+code, mount()); got != want {
			t.Errorf("%s: %s", code, got)
		}
	}
}

// Links that lead back into the directory they are in end after as many as Linux follows, or at the bound of entries.
func TestScansOfLoopsEnd(t *testing.T) {
	dir := t.TempDir()
	do(t, os.Mkdir(filepath.Join(dir, "d"), 0o755), os.Symlink("..", filepath.Join(dir, "d/up")))
	for kind, files := range map[string]fs.FS{"directory": must(monty.ReadOnlyDir(dir)), "overlay": monty.NewOverlayFS(must(monty.ReadOnlyDir(dir)), 0)} {
		mount := monty.Mount("/one", files)
		if got := resultOS(t, "import os\nlen(list(os.walk('/one', followlinks=True)))", mount); got != "82" {
			t.Errorf("%s: %s directories", kind, got)
		}
		do(t, os.Symlink("..", filepath.Join(dir, "d/again")))
		if got := raisedOS(t, "import os\nlen(list(os.walk('/one', followlinks=True)))", mount); got != "MemoryError: more than 100000 files and directories to list" {
			t.Errorf("%s: %s", kind, got)
		}
		if got := resultOS(t, "import os\nlen(list(os.walk('/one')))", mount); got != "2" {
			t.Errorf("%s: %s directories", kind, got)
		}
		do(t, os.Remove(filepath.Join(dir, "d/again")))
	}
}

func TestScansEndWithTheContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := monty.Mount("/", fstest.MapFS{"f": {}}).HandleOS(ctx, &monty.OSCall{Name: "Path.scan", Args: []monty.Object{monty.Path("/")}})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

// Pipes, sockets and devices are there, but opening one neither waits nor does anything to it.
func TestOnlyRegularFilesAreOpened(t *testing.T) {
	dir := t.TempDir()
	do(t, syscall.Mkfifo(filepath.Join(dir, "pipe"), 0o666))
	mount := monty.Mount("/d", must(monty.ReadWriteDir(dir)))
	for _, code := range []string{"open('/d/pipe')", "open('/d/pipe', 'rb').read()", "from pathlib import Path\nPath('/d/pipe').read_text()"} {
		if got := raisedOS(t, code, mount); got != "PermissionError: [Errno 13] Permission denied: '/d/pipe'" {
			t.Errorf("%s: %s", code, got)
		}
	}
	for _, code := range []string{"open('/d/pipe', 'w')", "open('/d/pipe', 'a')"} {
		if got := raisedOS(t, code, mount); !strings.HasPrefix(got, "OSError: [Errno 6] No such device or address: '/d/pipe'") {
			t.Errorf("%s: %s", code, got)
		}
	}
	const code = "from pathlib import Path\np = Path('/d/pipe')\n(p.exists(), p.is_file(), p.is_dir(), oct(p.stat().st_mode)[:-3])"
	if got := resultOS(t, code, mount); got != "(True, False, False, '0o10')" {
		t.Error(got)
	}
}

// One directory for many runs at once, each with files of its own and one that all append to.
func TestADirectoryServesManyRunsAtOnce(t *testing.T) {
	dir := t.TempDir()
	files := must(monty.ReadWriteDir(dir))
	program := must(monty.New(`
from pathlib import Path
own = Path('/d') / name
own.mkdir()
for i in range(20):
    (own / str(i)).write_text(str(i))
    with open('/d/shared', 'a') as f:
        f.write('line\n')
sum(int(p.read_text()) for p in own.iterdir())`, "many.py", []string{"name"}, nil, monty.WithOS(monty.Mount("/d", files))))
	defer program.Close()
	var group sync.WaitGroup
	for i := range 8 {
		group.Go(func() {
			for j := range 3 {
				if out, err := program.Run(fmt.Sprint(i, "-", j, "-", rand.Uint32())); err != nil || out != I(190) {
					t.Errorf("%v, %v", out, err)
				}
			}
		})
	}
	group.Wait()
	if data := must(os.ReadFile(filepath.Join(dir, "shared"))); string(data) != strings.Repeat("line\n", 8*3*20) {
		t.Errorf("%d bytes", len(data))
	}
}
