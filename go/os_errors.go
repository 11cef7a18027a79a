// Errors of the operating system as the exceptions that CPython raises for them, word by word.

package monty

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"syscall"
	"unicode/utf8"
)

// errnoText gives the number on Linux and the text of glibc, which Python code sees on every host, and the type where it is
// not OSError (PEP 3151).
var errnoText = map[syscall.Errno]struct {
	number     int
	text, kind string
}{
	syscall.EPERM:        {1, "Operation not permitted", "PermissionError"},
	syscall.ENOENT:       {2, "No such file or directory", "FileNotFoundError"},
	syscall.EIO:          {5, "Input/output error", "OSError"},
	syscall.ENXIO:        {6, "No such device or address", "OSError"},
	syscall.EBADF:        {9, "Bad file descriptor", "OSError"},
	syscall.ENOMEM:       {12, "Cannot allocate memory", "OSError"},
	syscall.EACCES:       {13, "Permission denied", "PermissionError"},
	syscall.EBUSY:        {16, "Device or resource busy", "OSError"},
	syscall.EEXIST:       {17, "File exists", "FileExistsError"},
	syscall.EXDEV:        {18, "Invalid cross-device link", "OSError"},
	syscall.ENODEV:       {19, "No such device", "OSError"},
	syscall.ENOTDIR:      {20, "Not a directory", "NotADirectoryError"},
	syscall.EISDIR:       {21, "Is a directory", "IsADirectoryError"},
	syscall.EINVAL:       {22, "Invalid argument", "OSError"},
	syscall.ENFILE:       {23, "Too many open files in system", "OSError"},
	syscall.EMFILE:       {24, "Too many open files", "OSError"},
	syscall.EFBIG:        {27, "File too large", "OSError"},
	syscall.ENOSPC:       {28, "No space left on device", "OSError"},
	syscall.EROFS:        {30, "Read-only file system", "OSError"},
	syscall.EMLINK:       {31, "Too many links", "OSError"},
	syscall.ENAMETOOLONG: {36, "File name too long", "OSError"},
	syscall.ENOSYS:       {38, "Function not implemented", "OSError"},
	syscall.ENOTEMPTY:    {39, "Directory not empty", "OSError"},
	syscall.ELOOP:        {40, "Too many levels of symbolic links", "OSError"},
	syscall.EOVERFLOW:    {75, "Value too large for defined data type", "OSError"},
	syscall.EOPNOTSUPP:   {95, "Operation not supported", "OSError"},
	syscall.ETIMEDOUT:    {110, "Connection timed out", "TimeoutError"},
	syscall.ESTALE:       {116, "Stale file handle", "OSError"},
	syscall.EDQUOT:       {122, "Disk quota exceeded", "OSError"},
}

// errnoOf finds the number that an error stands for.
func errnoOf(err error) (syscall.Errno, bool) {
	var errno syscall.Errno
	switch {
	case errors.As(err, &errno):
		return errno, true
	case errors.Is(err, fs.ErrNotExist):
		return syscall.ENOENT, true
	case errors.Is(err, fs.ErrExist):
		return syscall.EEXIST, true
	case errors.Is(err, fs.ErrPermission):
		return syscall.EACCES, true
	case errors.Is(err, fs.ErrInvalid):
		return syscall.EINVAL, true
	case errors.Is(err, errors.ErrUnsupported):
		return syscall.EOPNOTSUPP, true
	}
	return 0, false
}

// pathError is an error about other paths than those of the call: a parent that a mkdir had to make.
type pathError struct {
	err   error
	paths []string
}

func (e *pathError) Error() string { return e.err.Error() }
func (e *pathError) Unwrap() error { return e.err }

// osException is the exception that stands for the error of a handler. Paths in it are those that Python gave: those in the
// error are of the host.
func osException(err error, call *OSCall) *PythonError {
	var exception *PythonError
	var exceptionType *ExceptionType
	if errors.As(err, &exception) || errors.As(err, &exceptionType) {
		return asException(err)
	}
	errno, ok := errnoOf(err)
	if !ok {
		return NewPythonError("OSError", err.Error())
	}
	known, ok := errnoText[errno]
	if !ok {
		text := errno.Error()
		known.number, known.text, known.kind = int(errno), strings.ToUpper(text[:1])+text[1:], "OSError"
	}
	paths := call.paths()
	var about *pathError
	if errors.As(err, &about) {
		paths = about.paths
	}
	message := fmt.Sprintf("[Errno %d] %s", known.number, known.text)
	for i, p := range paths {
		separator := ": "
		if i > 0 {
			separator = " -> "
		}
		message += separator + Str(p).String()
	}
	return NewPythonError(known.kind, message)
}

// decodeText decodes the content of a text file. What is not UTF-8 is a UnicodeDecodeError with CPython's words.
func decodeText(data []byte) (Str, error) {
	if utf8.Valid(data) {
		return Str(data), nil
	}
	start := 0
	for {
		r, n := utf8.DecodeRune(data[start:])
		if r == utf8.RuneError && n == 1 {
			break
		}
		start += n
	}
	n, reason := invalidUTF8(data[start:])
	where := fmt.Sprintf("byte 0x%02x in position %d", data[start], start)
	if n > 1 {
		where = fmt.Sprintf("bytes in position %d-%d", start, start+n-1)
	}
	return "", NewPythonError("UnicodeDecodeError", fmt.Sprintf("'utf-8' codec can't decode %s: %s", where, reason))
}

// invalidUTF8 says how many bytes at the start of data CPython's decoder takes for one error, and its reason
// (Objects/stringlib/codecs.h).
func invalidUTF8(data []byte) (n int, reason string) {
	lead := data[0]
	low, high, length := byte(0x80), byte(0xBF), 0
	switch {
	case lead >= 0xC2 && lead <= 0xDF:
		length = 2
	case lead >= 0xE0 && lead <= 0xEF:
		length = 3
		if lead == 0xE0 {
			low = 0xA0
		} else if lead == 0xED {
			high = 0x9F
		}
	case lead >= 0xF0 && lead <= 0xF4:
		length = 4
		if lead == 0xF0 {
			low = 0x90
		} else if lead == 0xF4 {
			high = 0x8F
		}
	default:
		return 1, "invalid start byte"
	}
	for n = 1; n < length; n++ {
		if n == len(data) {
			return n, "unexpected end of data"
		}
		if data[n] < low || data[n] > high {
			return n, "invalid continuation byte"
		}
		low, high = 0x80, 0xBF
	}
	return n, "invalid continuation byte" // not reached for bytes that utf8.DecodeRune refuses
}
