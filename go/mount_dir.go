// A directory of the host as a filesystem that cannot be left.

package monty

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"strings"
	"syscall"
)

// ReadOnlyDir opens a directory of the host for [Mount]. Nothing outside it can be reached through it, by "..", symbolic
// links or renames, also while others change the directory ([os.Root]): a link that is absolute or leads out is
// there, but cannot be followed, nor can more than 8 links in one path. Files of other filesystems that the host has mounted inside are reachable. Close it
// when no run uses it any more; a forgotten one is closed by the garbage collector.
func ReadOnlyDir(path string) (*HostDir, error) {
	root, err := os.OpenRoot(path)
	if err != nil {
		return nil, err
	}
	return &HostDir{hostRoot{root}}, nil
}

// ReadWriteDir opens a directory of the host in which Python can also create, change, rename and remove files and
// directories. Otherwise it is as [ReadOnlyDir]. The disk space that Python takes is not bounded.
func ReadWriteDir(path string) (*WritableHostDir, error) {
	root, err := os.OpenRoot(path)
	if err != nil {
		return nil, err
	}
	return &WritableHostDir{hostRoot{root}}, nil
}

// HostDir is a directory of the host that can be read; see [ReadOnlyDir].
type HostDir struct{ hostRoot }

// WritableHostDir is a directory of the host that can be read and written; see [ReadWriteDir].
type WritableHostDir struct{ hostRoot }

// hostRoot reads an os.Root.
type hostRoot struct{ root *os.Root }

// Close closes the directory. Calls of Python that come later fail.
func (d hostRoot) Close() error { return d.root.Close() }

// Open opens a file or directory for reading. It does not wait for the other end of a pipe.
func (d hostRoot) Open(name string) (fs.File, error) {
	f, err := d.root.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, confined(err)
	}
	return f, nil
}

// Stat describes a file, following links.
func (d hostRoot) Stat(name string) (fs.FileInfo, error) {
	info, err := d.root.Stat(name)
	return info, confined(err)
}

// Lstat describes a file, without following a link at the end.
func (d hostRoot) Lstat(name string) (fs.FileInfo, error) {
	info, err := d.root.Lstat(name)
	return info, confined(err)
}

// ReadLink returns where a link leads.
func (d hostRoot) ReadLink(name string) (string, error) {
	target, err := d.root.Readlink(name)
	return target, confined(err)
}

// confined makes a permission error of what os.Root refuses itself, which has no error of its own: to leave the directory.
func confined(err error) error {
	if _, ok := errnoOf(err); err == nil || ok || errors.Is(err, fs.ErrClosed) {
		return err
	}
	return &fs.PathError{Op: "open", Path: ".", Err: syscall.EACCES}
}

// Permissions of what Python creates, before the umask of the process, as in CPython.
const (
	newFileMode = 0o666
	newDirMode  = 0o777
)

// WriteFile gives a regular file the content, or appends it. A file that does not exist is created.
func (d *WritableHostDir) WriteFile(name string, data []byte, appending bool) error {
	flags := os.O_WRONLY | os.O_CREATE | syscall.O_NONBLOCK
	if appending {
		flags |= os.O_APPEND
	}
	f, err := d.root.OpenFile(name, flags, newFileMode)
	if err != nil {
		return confined(err)
	}
	err = writeRegular(f, data, appending)
	if e := f.Close(); err == nil {
		err = e
	}
	return err
}

func writeRegular(f *os.File, data []byte, appending bool) error {
	info, err := f.Stat()
	switch {
	case err != nil:
		return err
	case !info.Mode().IsRegular():
		return syscall.EACCES
	}
	if !appending {
		if err := f.Truncate(0); err != nil {
			return err
		}
	}
	n, err := f.Write(data)
	if err == nil && n < len(data) {
		err = io.ErrShortWrite
	}
	return err
}

// Mkdir makes a directory.
func (d *WritableHostDir) Mkdir(name string) error { return confined(d.root.Mkdir(name, newDirMode)) }

// Unlink removes something that is not a directory.
func (d *WritableHostDir) Unlink(name string) error {
	info, err := d.Lstat(name)
	switch {
	case err != nil:
		return err
	case info.IsDir():
		return syscall.EISDIR
	}
	return confined(d.root.Remove(name))
}

// Rmdir removes an empty directory.
func (d *WritableHostDir) Rmdir(name string) error {
	info, err := d.Lstat(name)
	switch {
	case err != nil:
		return err
	case !info.IsDir():
		return syscall.ENOTDIR
	}
	return confined(d.root.Remove(name))
}

// Rename gives a file or directory another name, in place of a file or an empty directory that has it. os.Root never
// replaces a directory, so that this takes two steps.
func (d *WritableHostDir) Rename(from, to string) error {
	source, err := d.Lstat(from)
	if err != nil {
		return err
	}
	target, err := d.Lstat(to)
	switch {
	case err != nil || !target.IsDir():
		return confined(d.root.Rename(from, to))
	case os.SameFile(source, target):
		return nil
	case !source.IsDir():
		return syscall.EISDIR
	case strings.HasPrefix(to, from+"/"):
		return syscall.EINVAL
	}
	if err := d.Rmdir(to); err != nil {
		return err
	}
	if err := confined(d.root.Rename(from, to)); err != nil {
		_ = d.Mkdir(to) // as it was
		return err
	}
	return nil
}
