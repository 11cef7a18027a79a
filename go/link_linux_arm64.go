// What a program links on this platform: the library, then what Rust's standard library needs from the system.

package monty

/*
#cgo LDFLAGS: ${SRCDIR}/../dist/linux-arm64/libmonty_ffi.a -lgcc_s -lutil -lrt -lpthread -lm -ldl
*/
import "C"

import _ "github.com/ricochet1k/monty-go/dist/linux-arm64" // a new library makes the go command link again; vendoring takes it along
