// MemoryFS for writing: every change is kept in memory.

package monty

import (
	"io/fs"
	"slices"
	"syscall"
	"time"
)

// WriteFile gives a file the content, or appends it. A file that does not exist is created.
func (m *MemoryFS) WriteFile(name string, data []byte, appending bool) error {
	return m.change("write", name, true, func(s spot) error {
		node := s.node
		if node != nil && !node.kind.IsRegular() {
			if node.kind.IsDir() {
				return syscall.EISDIR
			}
			return syscall.EACCES
		}
		var kept []byte
		counted := 0 // what the node counts for so far
		if node != nil {
			counted = len(node.data)
			if appending {
				var err error
				if kept, err = m.content(node); err != nil {
					return withoutPath(err)
				}
			}
		}
		if err := m.charge(int64(len(kept) + len(data) - counted)); err != nil {
			return err
		}
		if node == nil || node.base != "" {
			changed := &memoryNode{}
			if _, own := s.dir().children[s.name]; own && node != nil {
				changed = node
			} else if err := m.put(s.dir(), s.name, changed); err != nil {
				m.used -= int64(len(kept) + len(data) - counted)
				return err
			}
			node = changed
		}
		// Files that are open read the bytes that were there: appending writes behind them, and all else is a new array.
		node.data, node.base, node.modified = append(kept, data...), "", time.Now()
		return nil
	})
}

// Mkdir makes a directory in one that exists.
func (m *MemoryFS) Mkdir(name string) error {
	return m.change("mkdir", name, false, func(s spot) error {
		if s.node != nil {
			return fs.ErrExist
		}
		return m.put(s.dir(), s.name, newMemoryDir())
	})
}

// Unlink removes something that is not a directory.
func (m *MemoryFS) Unlink(name string) error {
	return m.change("unlink", name, false, func(s spot) error {
		switch {
		case s.node == nil:
			return fs.ErrNotExist
		case s.node.kind.IsDir():
			return syscall.EISDIR
		}
		return m.remove(s)
	})
}

// Rmdir removes an empty directory.
func (m *MemoryFS) Rmdir(name string) error {
	return m.change("rmdir", name, false, func(s spot) error {
		switch {
		case s.node == nil:
			return fs.ErrNotExist
		case !s.node.kind.IsDir():
			return syscall.ENOTDIR
		case s.node == m.root:
			return syscall.EBUSY
		}
		if err := m.checkEmpty(s.node); err != nil {
			return err
		}
		return m.remove(s)
	})
}

func (m *MemoryFS) checkEmpty(dir *memoryNode) error {
	empty, err := m.empty(dir)
	if err == nil && !empty {
		err = syscall.ENOTEMPTY
	}
	return withoutPath(err)
}

func (m *MemoryFS) remove(s spot) error {
	if err := m.take(s.dir(), s.name); err != nil {
		return err
	}
	m.forget(s.node)
	return nil
}

// Rename gives a file or directory another name, in place of a file or an empty directory that has it. Nothing is copied.
func (m *MemoryFS) Rename(from, to string) error {
	return m.change("rename", from, false, func(source spot) error {
		if source.node == nil {
			return fs.ErrNotExist
		}
		target, err := m.walk("rename", to, false, true)
		switch {
		case err != nil:
			return withoutPath(err)
		case source.node == m.root || target.node == m.root:
			return syscall.EBUSY
		case source.dir() == target.dir() && source.name == target.name:
			return nil
		case slices.Contains(target.above, source.node):
			return syscall.EINVAL
		}
		if replaced := target.node; replaced != nil {
			switch {
			case replaced.kind.IsDir() && !source.node.kind.IsDir():
				return syscall.EISDIR
			case replaced.kind.IsDir():
				if err := m.checkEmpty(replaced); err != nil {
					return err
				}
			case source.node.kind.IsDir():
				return syscall.ENOTDIR
			}
		}
		// Room for both entries, so that nothing fails halfway.
		room := 2*memoryEntry + int64(len(source.name)+len(target.name))
		if err := m.charge(room); err != nil {
			return err
		}
		m.used -= room
		if err := m.put(target.dir(), target.name, source.node); err != nil {
			return err
		}
		if target.node != nil {
			m.forget(target.node)
		}
		return m.take(source.dir(), source.name)
	})
}

// change finds a path and does something to it, while nobody else uses the filesystem.
func (m *MemoryFS) change(op, name string, follow bool, do func(spot) error) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	s, err := m.walk(op, name, follow, true)
	if err != nil {
		return err
	}
	if err := do(s); err != nil {
		return &fs.PathError{Op: op, Path: name, Err: err}
	}
	return nil
}
