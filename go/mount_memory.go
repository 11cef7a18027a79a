// A filesystem in memory, empty at first or over another one, which it never changes.

package monty

import (
	"errors"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"
)

// MemoryFS is a filesystem in memory that can be read and written, by Python through [Mount] and by Go. It is safe for
// concurrent use. What one run writes, all that use it see; runs that should not see each other get one each.
type MemoryFS struct {
	mu    sync.RWMutex
	base  fs.FS // nil without one
	root  *memoryNode
	used  int64
	limit int64
}

const (
	defaultMemoryFS = 64 << 20
	// memoryEntry is what an entry of a directory counts for, besides its name.
	memoryEntry = 256
	// maxLinks is how many symbolic links a path may go through, as on Linux.
	maxLinks = 40
)

// NewMemoryFS returns an empty filesystem. maxBytes bounds what it holds: the contents, the names, and 256 bytes for each
// file or directory; 0 means 64 MiB, [Unlimited] no bound. Passing it is an OSError, No space left on device.
func NewMemoryFS(maxBytes int64) *MemoryFS { return newMemoryFS(nil, maxBytes) }

// NewOverlayFS returns a filesystem that shows what base has, and keeps every change of it in memory: files that are
// written, removed, renamed. maxBytes bounds what is kept, as for [NewMemoryFS]; appending to a file of base, or
// truncating it, keeps all of its content. What others change in base shows where nothing is kept. Symbolic links of base
// are followed, unless they are absolute or lead out of it.
func NewOverlayFS(base fs.FS, maxBytes int64) *MemoryFS { return newMemoryFS(base, maxBytes) }

func newMemoryFS(base fs.FS, maxBytes int64) *MemoryFS {
	if maxBytes == 0 {
		maxBytes = defaultMemoryFS
	}
	m := &MemoryFS{base: base, limit: maxBytes, root: newMemoryDir()}
	if base != nil {
		m.root.base = "."
	}
	return m
}

// memoryNode is a file, directory or link that is kept, or that base has and nobody has changed.
type memoryNode struct {
	kind     fs.FileMode // type bits alone
	modified time.Time
	data     []byte
	target   string // of a link
	// children of a directory that differ from base; nil stands for an entry of base that is gone.
	children map[string]*memoryNode
	// base names the file that has the content, or the directory that has the other entries; "" if there is none.
	base string
}

func newMemoryDir() *memoryNode {
	return &memoryNode{kind: fs.ModeDir, modified: time.Now(), children: map[string]*memoryNode{}}
}

// spot is where a path ends: an entry of a directory, or the root, which is no entry.
type spot struct {
	above []*memoryNode // the directories from the root to the one that has the entry
	name  string
	node  *memoryNode // nil if there is no such entry
}

func (s spot) dir() *memoryNode { return s.above[len(s.above)-1] }

// walk finds the end of a path. follow says whether a link at the end is followed. keep makes the directories on the way
// nodes of their own, which changes need.
func (m *MemoryFS) walk(op, name string, follow, keep bool) (spot, error) {
	if !fs.ValidPath(name) {
		return spot{}, &fs.PathError{Op: op, Path: name, Err: fs.ErrInvalid}
	}
	s, err := m.follow(splitPath(name), follow, keep)
	if err != nil {
		err = &fs.PathError{Op: op, Path: name, Err: err}
	}
	return s, err
}

func splitPath(name string) []string {
	return slices.DeleteFunc(strings.Split(name, "/"), func(part string) bool { return part == "" || part == "." })
}

func (m *MemoryFS) follow(rest []string, follow, keep bool) (spot, error) {
	above := []*memoryNode{m.root}
	links := 0
	for len(rest) > 0 {
		name := rest[0]
		rest = rest[1:]
		dir := above[len(above)-1]
		if name == ".." { // only from a link
			if len(above) == 1 {
				return spot{}, syscall.EACCES
			}
			above = above[:len(above)-1]
			continue
		}
		if !dir.kind.IsDir() {
			return spot{}, syscall.ENOTDIR
		}
		node, err := m.child(dir, name)
		switch {
		case err != nil:
			return spot{}, err
		case node == nil && len(rest) > 0:
			return spot{}, syscall.ENOENT
		case node == nil:
			return spot{above, name, nil}, nil
		case node.kind == fs.ModeSymlink && (follow || len(rest) > 0):
			if links++; links > maxLinks {
				return spot{}, syscall.ELOOP
			}
			if strings.HasPrefix(node.target, "/") {
				return spot{}, syscall.EACCES
			}
			rest = append(splitPath(node.target), rest...)
			continue
		}
		if keep && node.kind.IsDir() && dir.children[name] == nil {
			if err := m.put(dir, name, node); err != nil {
				return spot{}, err
			}
		}
		if len(rest) == 0 {
			return spot{above, name, node}, nil
		}
		above = append(above, node)
	}
	return spot{above[:max(len(above)-1, 1)], ".", above[len(above)-1]}, nil
}

// child returns an entry of a directory, or nil.
func (m *MemoryFS) child(dir *memoryNode, name string) (*memoryNode, error) {
	if node, ok := dir.children[name]; ok || dir.base == "" {
		return node, nil
	}
	path := name
	if dir.base != "." {
		path = dir.base + "/" + name
	}
	info, err := fs.Lstat(m.base, path)
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return nil, nil
		}
		return nil, withoutPath(err)
	}
	node := &memoryNode{kind: info.Mode().Type(), modified: info.ModTime(), base: path}
	switch node.kind {
	case fs.ModeDir:
		node.children = map[string]*memoryNode{}
	case fs.ModeSymlink:
		if node.target, err = fs.ReadLink(m.base, path); err != nil {
			return nil, withoutPath(err)
		}
	}
	return node, nil
}

// withoutPath takes off the path of an error about base, as another one will be put on.
func withoutPath(err error) error {
	var e *fs.PathError
	if errors.As(err, &e) {
		return e.Err
	}
	return err
}

// put makes a node an entry of a directory that has none of this name, except one of base.
func (m *MemoryFS) put(dir *memoryNode, name string, node *memoryNode) error {
	if _, gone := dir.children[name]; !gone {
		if err := m.charge(memoryEntry + int64(len(name))); err != nil {
			return err
		}
	}
	dir.children[name] = node
	dir.modified = time.Now()
	return nil
}

// take removes an entry. What base has under its name stays hidden.
func (m *MemoryFS) take(dir *memoryNode, name string) error {
	hidden := false
	if dir.base != "" {
		node, err := m.child(&memoryNode{base: dir.base}, name)
		hidden = node != nil || err != nil
	}
	if hidden {
		return m.put(dir, name, nil)
	}
	if _, ok := dir.children[name]; ok {
		m.used -= memoryEntry + int64(len(name))
		delete(dir.children, name)
	}
	dir.modified = time.Now()
	return nil
}

// forget gives back what a node counted for that is no entry any more.
func (m *MemoryFS) forget(node *memoryNode) {
	m.used -= int64(len(node.data))
	for name := range node.children { // of an empty directory: what is gone from base
		m.used -= memoryEntry + int64(len(name))
	}
}

func (m *MemoryFS) charge(bytes int64) error {
	if m.limit >= 0 && bytes > 0 && m.used+bytes > m.limit {
		return syscall.ENOSPC
	}
	m.used += bytes
	return nil
}

// content returns what a file holds.
func (m *MemoryFS) content(node *memoryNode) ([]byte, error) {
	if node.base == "" {
		return node.data, nil
	}
	f, err := m.base.Open(node.base)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return readRegular(f, m.limit)
}

// names returns the entries of a directory that are kept, and those of base that must not show.
func (node *memoryNode) names() (kept []string, hidden map[string]bool) {
	hidden = make(map[string]bool, len(node.children))
	for _, name := range slices.Sorted(maps.Keys(node.children)) {
		hidden[name] = true
		if node.children[name] != nil {
			kept = append(kept, name)
		}
	}
	return kept, hidden
}

// empty tells whether a directory has no entries.
func (m *MemoryFS) empty(node *memoryNode) (bool, error) {
	kept, hidden := node.names()
	if len(kept) > 0 || node.base == "" {
		return len(kept) == 0, nil
	}
	entries, err := listDir(m.base, node.base, Unlimited)
	return !slices.ContainsFunc(entries, func(e treeEntry) bool { return !hidden[e.name] }), err
}
