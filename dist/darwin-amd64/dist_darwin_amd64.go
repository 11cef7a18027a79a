// Package dist holds the compiled library for one platform; the Go package imports it for its side.
//
// The import does two things that a path to the archive alone does not: vendoring copies the archive along, and a
// new library, through its checksum, makes the go command link again.
package dist

import "embed"

// Every file here but the archive, so that nothing is missing before the library is built.
//
//go:embed *[^a]
var _ embed.FS
