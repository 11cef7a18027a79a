// The values that refer to code: exceptions, functions, files, classes, their instances, and modules.

package monty

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
)

// Exception is an exception instance as a value, say one that a script stored in a list. An exception that a script
// raised is a *PythonError.
type Exception struct {
	// Type is the name of the class: that of a builtin exception, or one of the dotted names that the interpreter
	// uses for the exceptions of its modules, such as "json.JSONDecodeError".
	Type string
	// Message is the argument, if HasMessage: ValueError() has none, ValueError('') has an empty one.
	Message    string
	HasMessage bool
}

// Function is a function that the host provides, by its name.
type Function struct {
	Name string
	// Doc is the docstring, if HasDoc.
	Doc    string
	HasDoc bool
}

// File is an open file inside the sandbox.
type File struct {
	// Path is the path inside the sandbox.
	Path string
	// Mode is the mode as Python prints it: r, w or a, then b for binary, then + for update.
	Mode string
	// Position is where the next read or write happens: bytes in a binary file, characters in a text file.
	Position uint64
}

// Class is a class that a script or the host defined.
type Class struct {
	Name string
	// ID is the identity of the class. Two classes with one ID are the same class; the zero UUID is no identity.
	ID          UUID
	HostDefined bool
	Dataclass   bool
	// Attrs maps attribute names to values. nil counts as empty.
	Attrs *Dict

	host *hostObject // of WrapClass
}

// Instance is an instance of a Class.
type Instance struct {
	Class *Class
	// ID is the identity of the instance; the zero UUID is none.
	ID UUID
	// Attrs maps attribute names to values. nil counts as empty.
	Attrs *Dict

	host *hostObject // of Wrap
}

// Module is a module that the host provides.
type Module struct {
	Name string
	// ID is the identity of the module; the zero UUID is none.
	ID UUID
	// Attrs maps attribute names to values. nil counts as empty.
	Attrs *Dict
}

// Get returns the attribute of the class with that name.
func (c *Class) Get(name string) (Object, bool) { return c.Attrs.GetStr(name) }

// Get returns the attribute of the instance with that name. It does not look at the class.
func (i *Instance) Get(name string) (Object, bool) { return i.Attrs.GetStr(name) }

// Get returns the attribute of the module with that name.
func (m *Module) Get(name string) (Object, bool) { return m.Attrs.GetStr(name) }

// UUID is the identity of a class, instance or module (RFC 9562).
type UUID [16]byte

// NewUUID returns a random identity (version 4).
func NewUUID() UUID {
	var u UUID
	rand.Read(u[:]) // never fails: crypto/rand ends the process rather than return an error
	u[6] = u[6]&0x0f | 0x40
	u[8] = u[8]&0x3f | 0x80
	return u
}

// ParseUUID reads the form with hyphens (8-4-4-4-12 hexadecimal digits, either case) and no other.
func ParseUUID(text string) (UUID, error) {
	var u UUID
	if len(text) != 36 || text[8] != '-' || text[13] != '-' || text[18] != '-' || text[23] != '-' {
		return UUID{}, fmt.Errorf("monty: %q is not a UUID", text)
	}
	digits := text[:8] + text[9:13] + text[14:18] + text[19:23] + text[24:]
	if _, err := hex.Decode(u[:], []byte(digits)); err != nil {
		return UUID{}, fmt.Errorf("monty: %q is not a UUID", text)
	}
	return u, nil
}

// String is the form with hyphens, in lower case.
func (u UUID) String() string {
	x := hex.EncodeToString(u[:])
	return x[:8] + "-" + x[8:12] + "-" + x[12:16] + "-" + x[16:20] + "-" + x[20:]
}

// MarshalText is String, for encoding/json and its like.
func (u UUID) MarshalText() ([]byte, error) { return []byte(u.String()), nil }

// UnmarshalText is ParseUUID, for encoding/json and its like.
func (u *UUID) UnmarshalText(text []byte) error {
	parsed, err := ParseUUID(string(text))
	if err == nil {
		*u = parsed
	}
	return err
}
