// MemoryFS for reading: files, directories and what is known about them.

package monty

import (
	"bytes"
	"io"
	"io/fs"
	"path"
	"syscall"
	"time"
)

// Open opens a file or directory for reading. What is written to the file later does not show.
func (m *MemoryFS) Open(name string) (fs.File, error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	s, err := m.walk("open", name, true, false)
	if err == nil && s.node == nil {
		err = &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	if err != nil {
		return nil, err
	}
	info, err := m.describe(s.node, name)
	if err != nil {
		return nil, err
	}
	if s.node.kind.IsDir() {
		d := &memoryDir{name: name, info: info}
		kept, hidden := s.node.names()
		for _, n := range kept {
			child, err := m.describe(s.node.children[n], n)
			if err != nil {
				return nil, err
			}
			d.kept = append(d.kept, fs.FileInfoToDirEntry(child))
		}
		d.hidden = hidden
		if s.node.base != "" {
			f, err := m.base.Open(s.node.base)
			if err != nil {
				return nil, err
			}
			var ok bool
			if d.base, ok = f.(fs.ReadDirFile); !ok {
				f.Close()
				return nil, &fs.PathError{Op: "open", Path: name, Err: syscall.ENOTDIR}
			}
		}
		return d, nil
	}
	if s.node.base != "" {
		f, err := m.base.Open(s.node.base)
		if err != nil {
			return nil, err
		}
		return baseFile{f, info}, nil
	}
	return &memoryFile{info: info, Reader: bytes.NewReader(s.node.data)}, nil
}

// Stat describes a file, following links.
func (m *MemoryFS) Stat(name string) (fs.FileInfo, error) { return m.stat("stat", name, true) }

// Lstat describes a file, without following a link at the end.
func (m *MemoryFS) Lstat(name string) (fs.FileInfo, error) { return m.stat("lstat", name, false) }

func (m *MemoryFS) stat(op, name string, follow bool) (fs.FileInfo, error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	s, err := m.walk(op, name, follow, false)
	if err != nil {
		return nil, err
	}
	if s.node == nil {
		return nil, &fs.PathError{Op: op, Path: name, Err: fs.ErrNotExist}
	}
	return m.describe(s.node, name)
}

// ReadLink returns where a link leads.
func (m *MemoryFS) ReadLink(name string) (string, error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	s, err := m.walk("readlink", name, false, false)
	switch {
	case err != nil:
		return "", err
	case s.node == nil:
		err = fs.ErrNotExist
	case s.node.kind != fs.ModeSymlink:
		err = fs.ErrInvalid
	default:
		return s.node.target, nil
	}
	return "", &fs.PathError{Op: "readlink", Path: name, Err: err}
}

// describe tells what is known about a node that was found under a path.
func (m *MemoryFS) describe(node *memoryNode, name string) (fs.FileInfo, error) {
	info := memoryInfo{name: path.Base(name), size: int64(len(node.data)), modified: node.modified}
	switch node.kind {
	case fs.ModeDir:
		info.mode = fs.ModeDir | 0o755
	case fs.ModeSymlink:
		info.mode, info.size = fs.ModeSymlink|0o777, int64(len(node.target))
	default:
		info.mode = node.kind | 0o644
	}
	if node.base != "" {
		base, err := fs.Lstat(m.base, node.base)
		if err != nil {
			return nil, err
		}
		info.mode, info.size = base.Mode(), base.Size()
		if base.ModTime().After(info.modified) {
			info.modified = base.ModTime()
		}
	}
	return info, nil
}

// memoryInfo describes a file.
type memoryInfo struct {
	name     string
	size     int64
	mode     fs.FileMode
	modified time.Time
}

func (i memoryInfo) Name() string       { return i.name }
func (i memoryInfo) Size() int64        { return i.size }
func (i memoryInfo) Mode() fs.FileMode  { return i.mode }
func (i memoryInfo) ModTime() time.Time { return i.modified }
func (i memoryInfo) IsDir() bool        { return i.mode.IsDir() }
func (i memoryInfo) Sys() any           { return nil }

// memoryFile is an open file that is kept in memory.
type memoryFile struct {
	info fs.FileInfo
	*bytes.Reader
}

func (f *memoryFile) Stat() (fs.FileInfo, error) { return f.info, nil }
func (f *memoryFile) Close() error               { return nil }

// baseFile is an open file of base, under the name that it has above.
type baseFile struct {
	fs.File
	info fs.FileInfo
}

func (f baseFile) Stat() (fs.FileInfo, error) { return f.info, nil }

// memoryDir is an open directory.
type memoryDir struct {
	name   string
	info   fs.FileInfo
	kept   []fs.DirEntry // not yet returned
	base   fs.ReadDirFile
	hidden map[string]bool
}

func (d *memoryDir) Stat() (fs.FileInfo, error) { return d.info, nil }

func (d *memoryDir) Read([]byte) (int, error) {
	return 0, &fs.PathError{Op: "read", Path: d.name, Err: syscall.EISDIR}
}

func (d *memoryDir) Close() error {
	if d.base != nil {
		return d.base.Close()
	}
	return nil
}

// ReadDir returns the kept entries, then those of base that nothing hides.
func (d *memoryDir) ReadDir(n int) ([]fs.DirEntry, error) {
	entries := d.kept
	if n > 0 && len(entries) > n {
		entries = entries[:n]
	}
	d.kept = d.kept[len(entries):]
	entries = entries[:len(entries):len(entries)]
	for d.base != nil && (n <= 0 || len(entries) < n) {
		missing := Unlimited
		if n > 0 {
			missing = n - len(entries)
		}
		found, err := d.base.ReadDir(missing)
		for _, e := range found {
			if !d.hidden[e.Name()] {
				entries = append(entries, e)
			}
		}
		if err != nil && err != io.EOF {
			return entries, err
		}
		if err == io.EOF || n <= 0 {
			break
		}
	}
	if n > 0 && len(entries) == 0 {
		return nil, io.EOF
	}
	return entries, nil
}

// readRegular returns the content of a regular file of at most limit bytes, or of any size if limit is negative.
func readRegular(f fs.File, limit int64) ([]byte, error) {
	info, err := f.Stat()
	switch {
	case err != nil:
		return nil, err
	case info.IsDir():
		return nil, syscall.EISDIR
	case !info.Mode().IsRegular():
		return nil, syscall.EACCES
	case limit < 0:
		return io.ReadAll(f)
	case info.Size() > limit:
		return nil, syscall.EFBIG
	}
	// The file may have grown since, and the size that a filesystem tells may be wrong.
	data, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err == nil && int64(len(data)) > limit {
		err = syscall.EFBIG
	}
	return data, err
}
