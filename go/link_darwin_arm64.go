// What a program links on this platform: the library, then what Rust's standard library needs from the system.

package monty

/*
#cgo LDFLAGS: ${SRCDIR}/../dist/darwin-arm64/libmonty_ffi.a -framework CoreFoundation -liconv -lSystem -lm
*/
import "C"

import _ "github.com/ricochet1k/monty-go/dist/darwin-arm64" // a new library makes the go command link again; vendoring takes it along
