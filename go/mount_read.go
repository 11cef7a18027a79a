// The mounts' tree of files, for reading: what exists, what a directory holds, the content of files.

package monty

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
	"syscall"
	"time"
)

// treeEntry is one entry of a directory. info is nil unless the entry is made up.
type treeEntry struct {
	name string
	kind fs.FileMode // type bits alone
}

// stat describes what a path leads to, following links.
func (t *mountTable) stat(path string) (fs.FileInfo, error) { return t.describe(path, fs.Stat) }

// lstat describes what is at a path, a link if it is one.
func (t *mountTable) lstat(path string) (fs.FileInfo, error) { return t.describe(path, fs.Lstat) }

func (t *mountTable) describe(path string, stat func(fs.FS, string) (fs.FileInfo, error)) (fs.FileInfo, error) {
	p, err := t.find(path)
	if err != nil {
		return nil, err
	}
	err = fs.ErrNotExist
	if p.mount != nil {
		var info fs.FileInfo
		if info, err = stat(p.mount.files, p.name); err == nil {
			return info, nil
		}
	}
	if p.above {
		return madeUpDir(path), nil
	}
	return nil, err
}

// madeUpDir is a directory that exists because something is mounted below it.
type madeUpDir string

func (d madeUpDir) Name() string       { return string(d[strings.LastIndexByte(string(d), '/')+1:]) }
func (d madeUpDir) Size() int64        { return 0 }
func (d madeUpDir) Mode() fs.FileMode  { return fs.ModeDir | 0o555 }
func (d madeUpDir) ModTime() time.Time { return time.Unix(0, 0) }
func (d madeUpDir) IsDir() bool        { return true }
func (d madeUpDir) Sys() any           { return nil }

// list returns what a directory holds, sorted by name: at most limit entries, or it fails.
func (t *mountTable) list(path string, limit int) ([]treeEntry, error) {
	p, err := t.find(path)
	if err != nil {
		return nil, err
	}
	mounted := t.namesBelow(path)
	var entries []treeEntry
	if p.mount != nil {
		entries, err = listDir(p.mount.files, p.name, limit)
		if err != nil && (!p.above || !errors.Is(err, fs.ErrNotExist)) {
			return nil, err
		}
	} else if !p.above {
		return nil, syscall.ENOENT
	}
	for _, name := range mounted {
		if i := slices.IndexFunc(entries, func(e treeEntry) bool { return e.name == name }); i >= 0 {
			entries[i].kind = fs.ModeDir
		} else {
			entries = append(entries, treeEntry{name, fs.ModeDir})
		}
	}
	if limit >= 0 && len(entries) > limit {
		return nil, errLongListing
	}
	slices.SortFunc(entries, func(a, b treeEntry) int { return cmp.Compare(a.name, b.name) })
	return entries, nil
}

// errLongListing is the error of a listing that is longer than its limit.
var errLongListing = errors.New("too many files and directories to list")

// tooMany makes a MemoryError of errLongListing. It is no OSError because os.walk and glob pass over those.
func tooMany(err error, limit int) error {
	if errors.Is(err, errLongListing) {
		return NewPythonError("MemoryError", fmt.Sprintf("more than %d files and directories to list", limit))
	}
	return err
}

// namesBelow returns the names in a directory that lead to mounts.
func (t *mountTable) namesBelow(dir string) []string {
	var names []string
	for _, m := range t.points {
		if name, ok := below(dir, m.path); ok && name != "." {
			name, _, _ = strings.Cut(name, "/")
			if !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return names
}

// listDir reads a directory of one filesystem, no further than one entry past the limit.
func listDir(files fs.FS, name string, limit int) ([]treeEntry, error) {
	f, err := files.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	dir, ok := f.(fs.ReadDirFile)
	if !ok || !info.IsDir() {
		return nil, syscall.ENOTDIR
	}
	const batch = 1000
	var entries []treeEntry
	for {
		found, err := dir.ReadDir(batch)
		for _, e := range found {
			entries = append(entries, treeEntry{e.Name(), e.Type()})
		}
		switch {
		case err == io.EOF:
			return entries, nil
		case err != nil:
			return nil, err
		case limit >= 0 && len(entries) > limit:
			return nil, errLongListing
		}
	}
}

// open opens a regular file for reading.
func (t *mountTable) open(path string) (fs.File, place, error) {
	p, err := t.find(path)
	if err != nil {
		return nil, p, err
	}
	if p.mount == nil {
		if p.above {
			return nil, p, syscall.EISDIR
		}
		return nil, p, syscall.ENOENT
	}
	f, err := p.mount.files.Open(p.name)
	if err != nil {
		if p.above && errors.Is(err, fs.ErrNotExist) {
			err = syscall.EISDIR
		}
		return nil, p, err
	}
	info, err := f.Stat()
	switch {
	case err != nil:
	case info.IsDir():
		err = syscall.EISDIR
	case !info.Mode().IsRegular():
		err = syscall.EACCES
	}
	if err != nil {
		f.Close()
		return nil, p, err
	}
	return f, p, nil
}

// read returns the content of a file.
func (t *mountTable) read(path string) ([]byte, error) {
	f, p, err := t.open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return readRegular(f, p.mount.maxFile)
}

// resolve follows the links in a path, as CPython's realpath does: what cannot be followed stays as it is.
func (t *mountTable) resolve(path string) string {
	links := 0
	done, rest := "/", strings.Split(strings.TrimPrefix(path, "/"), "/")
	for len(rest) > 0 {
		name := rest[0]
		rest = rest[1:]
		switch name {
		case "", ".":
			continue
		case "..":
			done = parent(done)
			continue
		}
		at := join(done, name)
		target, ok := t.readLink(at)
		if !ok || links == maxLinks {
			done = at
			continue
		}
		links++
		rest = append(strings.Split(target, "/"), rest...)
	}
	return done
}

// readLink returns the target of a link that leads to somewhere within its mount.
func (t *mountTable) readLink(path string) (target string, ok bool) {
	p, err := t.find(path)
	if err != nil || p.mount == nil || p.root() {
		return "", false
	}
	info, err := fs.Lstat(p.mount.files, p.name)
	if err != nil || info.Mode()&fs.ModeSymlink == 0 {
		return "", false
	}
	target, err = fs.ReadLink(p.mount.files, p.name)
	if err != nil || strings.HasPrefix(target, "/") {
		return "", false
	}
	depth := strings.Count(p.name, "/")
	for part := range strings.SplitSeq(target, "/") {
		switch part {
		case "", ".":
		case "..":
			if depth--; depth < 0 {
				return "", false
			}
		default:
			depth++
		}
	}
	return target, true
}
