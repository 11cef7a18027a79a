// Is text UTF-8? Quick answers for the usual cases.

package monty

import (
	"encoding/binary"
	"math"
	"unicode/utf8"
)

// putASCII copies a text of up to 23 bytes to p, which is as long, if it is ASCII. It is quicker than looking at each byte
// and then having all copied: it takes few large steps, the last of which may overlap.
func putASCII(p, b []byte) bool {
	const high = 0x8080808080808080
	p = p[:len(b)]
	switch {
	case len(b) >= 8:
		x, y := binary.LittleEndian.Uint64(b), binary.LittleEndian.Uint64(b[len(b)-8:])
		middle := uint64(0)
		if len(b) > 16 {
			middle = binary.LittleEndian.Uint64(b[8:])
			binary.LittleEndian.PutUint64(p[8:], middle)
		}
		binary.LittleEndian.PutUint64(p, x)
		binary.LittleEndian.PutUint64(p[len(p)-8:], y)
		return (x|y|middle)&high == 0
	case len(b) >= 4:
		x, y := binary.LittleEndian.Uint32(b), binary.LittleEndian.Uint32(b[len(b)-4:])
		binary.LittleEndian.PutUint32(p, x)
		binary.LittleEndian.PutUint32(p[len(p)-4:], y)
		return (x|y)&(high&math.MaxUint32) == 0
	}
	bits := byte(0)
	for i, c := range b {
		p[i] = c
		bits |= c
	}
	return bits < utf8.RuneSelf
}

// validUTF8 is utf8.Valid with a shortcut for short ASCII.
func validUTF8(p []byte) bool {
	if len(p) < 16 {
		ascii := byte(0)
		for _, c := range p {
			ascii |= c
		}
		if ascii < utf8.RuneSelf {
			return true
		}
	}
	return utf8.Valid(p)
}
