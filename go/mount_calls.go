// The calls about files, each as an operation on the mounts' tree.

package monty

import (
	"context"
	"errors"
	"io/fs"
	"strings"
	"syscall"
	"time"
	"unicode/utf8"
)

// mountCalls are the calls that mounts serve.
var mountCalls = map[string]func(t *mountTable, ctx context.Context, path string, call *OSCall) (any, error){
	callExists: func(t *mountTable, _ context.Context, path string, _ *OSCall) (any, error) {
		return t.is(path, anything), nil
	},
	callIsFile: func(t *mountTable, _ context.Context, path string, _ *OSCall) (any, error) {
		return t.is(path, fs.FileMode.IsRegular), nil
	},
	callIsDir: func(t *mountTable, _ context.Context, path string, _ *OSCall) (any, error) {
		return t.is(path, fs.FileMode.IsDir), nil
	},
	callIsSymlink: (*mountTable).callIsSymlink,
	callReadText:  (*mountTable).callReadText,
	callReadBytes: (*mountTable).callReadBytes,
	callStat:      (*mountTable).callStat,
	callIterdir:   (*mountTable).callIterdir,
	callScan:      (*mountTable).callScan,
	callResolve: func(t *mountTable, _ context.Context, path string, _ *OSCall) (any, error) {
		return Path(t.resolve(path)), nil
	},
	callAbsolute: func(_ *mountTable, _ context.Context, path string, _ *OSCall) (any, error) { return Path(path), nil },

	callWriteText:   (*mountTable).callWrite,
	callAppendText:  (*mountTable).callWrite,
	callWriteBytes:  (*mountTable).callWrite,
	callAppendBytes: (*mountTable).callWrite,
	callOpen:        (*mountTable).callOpen,
	callMkdir:       (*mountTable).callMkdir,
	callUnlink:      (*mountTable).callUnlink,
	callRmdir:       (*mountTable).callRmdir,
	callRename:      (*mountTable).callRename,
}

// HandleOS serves calls about paths below a mount, or above one.
func (t *mountTable) HandleOS(ctx context.Context, call *OSCall) (any, error) {
	serve, ok := mountCalls[call.Name]
	if !ok {
		return nil, ErrNotHandled
	}
	path, err := call.Path(0)
	if err != nil {
		return nil, err
	}
	known := false
	for _, path := range call.paths() {
		p, _ := t.find(path)
		known = known || p.known()
	}
	if !known {
		return nil, ErrNotHandled
	}
	return serve(t, ctx, path, call)
}

// outside serves calls about any other path, once no handler does: there is nothing.
func (t *mountTable) outside(ctx context.Context, call *OSCall) (any, error) {
	serve, ok := mountCalls[call.Name]
	if !ok {
		return nil, ErrNotHandled
	}
	path, err := call.Path(0)
	if err != nil {
		return nil, err
	}
	return serve(t, ctx, path, call)
}

func anything(fs.FileMode) bool { return true }

// is answers a question about what a path leads to. As in CPython, an error of any kind is a no.
func (t *mountTable) is(path string, what func(fs.FileMode) bool) bool {
	info, err := t.stat(path)
	return err == nil && what(info.Mode())
}

func (t *mountTable) callIsSymlink(_ context.Context, path string, _ *OSCall) (any, error) {
	info, err := t.lstat(path)
	return err == nil && info.Mode()&fs.ModeSymlink != 0, nil
}

func (t *mountTable) callReadBytes(_ context.Context, path string, _ *OSCall) (any, error) {
	data, err := t.read(path)
	return Bytes(data), err
}

func (t *mountTable) callReadText(_ context.Context, path string, _ *OSCall) (any, error) {
	data, err := t.read(path)
	if err != nil {
		return nil, err
	}
	return decodeText(data)
}

func (t *mountTable) callStat(_ context.Context, path string, _ *OSCall) (any, error) {
	info, err := t.stat(path)
	if err != nil {
		return nil, err
	}
	return statResult(info)
}

// statFields are those of os.stat_result that the interpreter has.
var statFields = []string{"st_mode", "st_ino", "st_dev", "st_nlink", "st_uid", "st_gid", "st_size", "st_atime", "st_mtime", "st_ctime"}

// Bits of st_mode (POSIX, sys/stat.h).
const (
	statPipe   = 0o010000
	statChar   = 0o020000
	statDir    = 0o040000
	statBlock  = 0o060000
	statFile   = 0o100000
	statLink   = 0o120000
	statSocket = 0o140000
)

// statKind is what st_mode says about the kind of a file.
func statKind(mode fs.FileMode) int64 {
	switch mode.Type() {
	case 0:
		return statFile
	case fs.ModeDir:
		return statDir
	case fs.ModeSymlink:
		return statLink
	case fs.ModeNamedPipe:
		return statPipe
	case fs.ModeSocket:
		return statSocket
	case fs.ModeDevice:
		return statBlock
	case fs.ModeDevice | fs.ModeCharDevice:
		return statChar
	}
	return 0
}

// statResult tells Python what is known about a file: kind, permissions, size, and one time for all three.
func statResult(info fs.FileInfo) (*NamedTuple, error) {
	mode, links := statKind(info.Mode())|int64(info.Mode().Perm()), 1
	if info.IsDir() {
		links = 2
	}
	modified := Float(seconds(info.ModTime()))
	return NewNamedTuple("StatResult", statFields, []Object{
		Int(mode), Int(0), Int(0), Int(links), Int(0), Int(0), Int(info.Size()), modified, modified, modified,
	})
}

// seconds counts from the start of 1970.
func seconds(t time.Time) float64 { return float64(t.Unix()) + float64(t.Nanosecond())/1e9 }

// maxEntries is the bound for a listing that begins at a path.
func (t *mountTable) maxEntries(path string) int {
	if p, err := t.find(path); err == nil && p.mount != nil {
		return p.mount.maxEntries
	}
	return defaultMaxEntries
}

func (t *mountTable) callIterdir(_ context.Context, path string, _ *OSCall) (any, error) {
	limit := t.maxEntries(path)
	entries, err := t.list(path, limit)
	if err != nil {
		return nil, tooMany(err, limit)
	}
	paths := make([]Object, len(entries))
	for i, e := range entries {
		paths[i] = Path(join(path, e.name))
	}
	return NewList(paths...), nil
}

// callWrite writes or appends text or bytes, and returns how many characters or bytes.
func (t *mountTable) callWrite(_ context.Context, path string, call *OSCall) (any, error) {
	if len(call.Args) < 2 {
		return nil, call.argumentError(1, "the content")
	}
	var data []byte
	var n int
	switch v := call.Args[1].(type) {
	case Str:
		data, n = []byte(v), utf8.RuneCountInString(string(v))
	case Bytes:
		data, n = []byte(v), len(v)
	default:
		return nil, call.argumentError(1, "str or bytes")
	}
	appending := call.Name == callAppendText || call.Name == callAppendBytes
	return n, t.write(path, data, appending)
}

func (t *mountTable) callOpen(_ context.Context, path string, call *OSCall) (any, error) {
	var mode string
	if err := call.Arg(1, &mode); err != nil {
		return nil, err
	}
	var err error
	switch mode {
	case "r", "rb":
		var f fs.File
		if f, _, err = t.open(path); err == nil {
			f.Close()
		}
	case "w", "wb", "a", "ab":
		err = t.write(path, nil, mode[0] == 'a')
	default:
		err = NewPythonError("ValueError", "mode "+Str(mode).String()+" is not supported")
	}
	if err != nil {
		return nil, err
	}
	return File{Path: path, Mode: mode}, nil
}

// write gives a file content, or appends it.
func (t *mountTable) write(path string, data []byte, appending bool) error {
	p, files, err := t.change(path)
	if err != nil {
		return err
	}
	if p.root() || p.above {
		return syscall.EISDIR
	}
	if limit := p.mount.maxFile; limit >= 0 {
		size := int64(len(data))
		if appending && size > 0 {
			if info, err := fs.Stat(p.mount.files, p.name); err == nil {
				size += info.Size()
			}
		}
		if size > limit {
			return syscall.EFBIG
		}
	}
	return files.WriteFile(p.name, data, appending)
}

// change finds the filesystem that can change a path. Where there is none, the error is what Linux says for the parent:
// that it does not exist, is not a directory, or is read-only.
func (t *mountTable) change(path string) (place, WritableFS, error) {
	p, err := t.find(path)
	if err != nil {
		return p, nil, err
	}
	if p.mount == nil {
		info, err := t.stat(parent(path))
		switch {
		case err != nil:
			return p, nil, err
		case !info.IsDir():
			return p, nil, syscall.ENOTDIR
		}
		return p, nil, syscall.EROFS
	}
	files, err := p.mount.writable()
	return p, files, err
}

// callMkdir follows pathlib.Path.mkdir, which tells errors in the way from errors at the end.
func (t *mountTable) callMkdir(_ context.Context, path string, call *OSCall) (any, error) {
	parents, existOK := call.flag("parents"), call.flag("exist_ok")
	return nil, t.mkdir(path, parents, existOK)
}

func (t *mountTable) mkdir(path string, parents, existOK bool) error {
	err := t.mkdirOne(path)
	switch {
	case err == nil:
		return nil
	case errors.Is(err, fs.ErrNotExist):
		above := parent(path)
		if !parents || above == path {
			return &pathError{err, []string{path}}
		}
		if err := t.mkdir(above, true, true); err != nil {
			return err
		}
		return t.mkdir(path, false, existOK)
	case existOK && t.is(path, fs.FileMode.IsDir):
		return nil
	}
	return &pathError{err, []string{path}}
}

func (t *mountTable) mkdirOne(path string) error {
	if _, err := t.lstat(path); err == nil {
		return syscall.EEXIST
	}
	p, files, err := t.change(path)
	if err != nil {
		// Linux looks for the parent before it finds that nothing can be written.
		if _, missing := t.stat(parent(path)); errors.Is(err, syscall.EROFS) && missing != nil {
			return missing
		}
		return err
	}
	return files.Mkdir(p.name)
}

// removable finds the filesystem that can remove or rename a path.
func (t *mountTable) removable(path string) (place, WritableFS, error) {
	p, err := t.find(path)
	if err != nil {
		return p, nil, err
	}
	if p.root() || p.above {
		return p, nil, syscall.EBUSY
	}
	if _, err := t.lstat(path); err != nil {
		return p, nil, err
	}
	files, err := p.mount.writable()
	return p, files, err
}

func (t *mountTable) callUnlink(_ context.Context, path string, _ *OSCall) (any, error) {
	p, files, err := t.removable(path)
	if errors.Is(err, syscall.EBUSY) {
		err = syscall.EISDIR
	}
	if err != nil {
		return nil, err
	}
	return nil, files.Unlink(p.name)
}

func (t *mountTable) callRmdir(_ context.Context, path string, _ *OSCall) (any, error) {
	p, files, err := t.removable(path)
	if err != nil {
		return nil, err
	}
	return nil, files.Rmdir(p.name)
}

func (t *mountTable) callRename(_ context.Context, from string, call *OSCall) (any, error) {
	to, err := call.Path(1)
	if err != nil {
		return nil, err
	}
	source, files, err := t.removable(from)
	if err != nil {
		return nil, err
	}
	target, err := t.find(to)
	switch {
	case err != nil:
		return nil, err
	case target.root() || target.above:
		return nil, syscall.EBUSY
	case target.mount != source.mount:
		if _, err := t.stat(parent(to)); err != nil {
			return nil, err
		}
		return nil, syscall.EXDEV
	case strings.HasPrefix(to, from+"/"):
		return nil, syscall.EINVAL
	}
	return nil, files.Rename(source.name, target.name)
}
