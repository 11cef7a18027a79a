// Mounts: which filesystem serves which path that Python sees.

package monty

import (
	"context"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"
	"syscall"
)

// MountPoint is a filesystem at a path that Python sees; see [Mount].
type MountPoint struct {
	path       string
	files      fs.FS
	maxFile    int64
	maxEntries int
	err        error

	alone sync.Once
	table *mountTable // of this mount alone, for HandleOS
}

// Defaults of the bounds of a mount.
const (
	defaultMaxFile    = 64 << 20
	defaultMaxEntries = 100_000
)

// Mount serves Python's calls about files below path by a filesystem: a directory of the host ([ReadOnlyDir],
// [ReadWriteDir]), memory ([NewMemoryFS]), memory over another one ([NewOverlayFS]), or any other [fs.FS]. Python can write
// if it is a [WritableFS]; otherwise writing is an OSError, Read-only file system.
//
// The mounts given to [WithOS] together make one tree of files, in which the longest path wins. Directories above a mount
// exist: they show what is mounted below, next to what a mount around them has, and cannot be changed. Anything else in
// the tree does not exist, unless another handler serves it. As on Linux, a mount point cannot be removed or renamed, and
// renaming from one mount to another is an OSError, Invalid cross-device link.
//
// Symbolic links are followed by the filesystem, so none leads out of a mount; those of a [WritableFS] of this package
// that are absolute or lead out are a PermissionError. The interpreter resolves ".." by the text of a path, before links
// are looked at. Only directories and regular files can be opened: a device, a pipe or a socket is a PermissionError.
// Python sees no owners, inode numbers or access times.
//
// The interpreter does not hold files open: each read of an open file reads it as it is then, and each write opens it
// again. It refuses the modes "x" and "+".
func Mount(path string, files fs.FS, options ...MountOption) *MountPoint {
	m := &MountPoint{path: path, files: files, maxFile: defaultMaxFile, maxEntries: defaultMaxEntries}
	switch {
	case files == nil:
		m.err = fmt.Errorf("monty: Mount(%q) without a filesystem", path)
	case cleanPath(path) != path || strings.Contains(path, "\x00"):
		m.err = fmt.Errorf("monty: Mount(%q): the path must be absolute, without \".\", \"..\" and a slash at its end", path)
	}
	for _, option := range options {
		option(m)
	}
	return m
}

// MountOption sets a bound of a mount.
type MountOption func(*MountPoint)

// WithMaxFileSize bounds the size, in bytes, of a file that Python reads or makes. Default 64 MiB; [Unlimited] for no bound.
// Passing it is an OSError, File too large.
func WithMaxFileSize(bytes int64) MountOption {
	return func(m *MountPoint) {
		m.maxFile = bytes
		if bytes <= 0 && bytes != Unlimited {
			m.err = fmt.Errorf("monty: WithMaxFileSize(%d)", bytes)
		}
	}
}

// WithMaxEntries bounds how many files and directories one call lists: os.listdir, os.walk, glob. Default 100,000;
// [Unlimited] for no bound. Passing it is a MemoryError.
func WithMaxEntries(entries int) MountOption {
	return func(m *MountPoint) {
		m.maxEntries = entries
		if entries <= 0 && entries != Unlimited {
			m.err = fmt.Errorf("monty: WithMaxEntries(%d)", entries)
		}
	}
}

// WritableFS is a filesystem that Python code can change. Names are as for [fs.FS]. Errors are those of the operating
// system or of io/fs, so that Python code sees the exceptions of CPython. It must be safe for concurrent use, and does well
// to implement [fs.StatFS] and [fs.ReadLinkFS], too.
type WritableFS interface {
	fs.FS
	// WriteFile gives the file the content, or appends it. A file that does not exist is created.
	WriteFile(name string, data []byte, appending bool) error
	// Mkdir makes a directory in one that exists.
	Mkdir(name string) error
	// Unlink removes something that is not a directory.
	Unlink(name string) error
	// Rmdir removes an empty directory.
	Rmdir(name string) error
	// Rename gives a file or directory another name, in place of a file or an empty directory that has it.
	Rename(from, to string) error
}

// HandleOS serves calls as if this mount were the only one.
func (m *MountPoint) HandleOS(ctx context.Context, call *OSCall) (any, error) {
	if m.err != nil {
		return nil, m.err
	}
	m.alone.Do(func() { m.table = &mountTable{points: []*MountPoint{m}} })
	return m.table.HandleOS(ctx, call)
}

// writable returns the filesystem for a change.
func (m *MountPoint) writable() (WritableFS, error) {
	if w, ok := m.files.(WritableFS); ok {
		return w, nil
	}
	return nil, syscall.EROFS
}

// mountTable is mounts that make one tree. It does not change once it is in use.
type mountTable struct {
	points []*MountPoint // longest path first
}

func (t *mountTable) add(m *MountPoint) error {
	if m.err != nil {
		return m.err
	}
	for _, other := range t.points {
		if other.path == m.path {
			return nil // asked later, so never
		}
	}
	t.points = append(t.points, m)
	slices.SortStableFunc(t.points, func(a, b *MountPoint) int { return len(b.path) - len(a.path) })
	return nil
}

// place is a path in the tree.
type place struct {
	path  string
	mount *MountPoint // nil if no mount is around it
	name  string      // within the mount
	above bool        // whether there are mounts below it
}

// find returns where a path lies. A path that no filesystem could hold is an error.
func (t *mountTable) find(path string) (place, error) {
	p := place{path: path}
	if path == "" {
		return p, syscall.ENOENT
	}
	if len(path) >= maxPathLength {
		return p, syscall.ENAMETOOLONG
	}
	for component := range strings.SplitSeq(path, "/") {
		if len(component) > maxNameLength {
			return p, syscall.ENAMETOOLONG
		}
	}
	for _, m := range t.points {
		name, ok := below(m.path, path)
		if !ok {
			continue
		}
		p.mount, p.name = m, name
		break
	}
	for _, m := range t.points {
		if name, ok := below(path, m.path); ok && name != "." {
			p.above = true
			break
		}
	}
	return p, nil
}

// The limits of Linux (PATH_MAX with its final zero byte, NAME_MAX).
const (
	maxPathLength = 4096
	maxNameLength = 255
)

// root tells whether the place is where its mount begins.
func (p place) root() bool { return p.mount != nil && p.name == "." }

// known tells whether the mounts have anything to say about the place.
func (p place) known() bool { return p.mount != nil || p.above }

// below returns path relative to dir, "." if they are the same, if it lies there.
func below(dir, path string) (name string, ok bool) {
	if dir == path {
		return ".", true
	}
	if dir != "/" {
		dir += "/"
	}
	return strings.CutPrefix(path, dir)
}

// cleanPath makes a path absolute and resolves "." and ".." by their text, as the interpreter does.
func cleanPath(path string) string {
	var parts []string
	for part := range strings.SplitSeq(path, "/") {
		switch part {
		case "", ".":
		case "..":
			if len(parts) > 0 {
				parts = parts[:len(parts)-1]
			}
		default:
			parts = append(parts, part)
		}
	}
	return "/" + strings.Join(parts, "/")
}

// join appends a name to an absolute path.
func join(dir, name string) string {
	if dir == "/" {
		return "/" + name
	}
	return dir + "/" + name
}

// parent returns the directory of an absolute path; "/" is its own.
func parent(path string) string {
	if i := strings.LastIndexByte(path, '/'); i > 0 {
		return path[:i]
	}
	return "/"
}
