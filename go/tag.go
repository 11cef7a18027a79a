// Constants of the encoding. The tag numbers are in tag_numbers.go, made from the schema's table of tags.

package monty

//go:generate go run ./internal/gentags

// Options of tagDecimalExtended, as its registration numbers them.
const (
	decimalOptFinite = iota
	decimalOptNegative
	decimalOptInfinity
	decimalOptNegativeInfinity
	decimalOptNaN
	decimalOptNegativeNaN
	decimalOptSignalingNaN
	decimalOptNegativeSignalingNaN
)

// shareMin is the number of payload bytes from which a str, bytes, big int or Decimal is worth a sharing mark.
const shareMin = 32

// Major types of CBOR (RFC 8949 section 3.1), in place in the first byte of a head.
const (
	majorUint   = 0 << 5
	majorNegInt = 1 << 5
	majorBytes  = 2 << 5
	majorText   = 3 << 5
	majorArray  = 4 << 5
	majorMap    = 5 << 5
	majorTag    = 6 << 5
	majorSimple = 7 << 5
)

// Heads of one byte.
const (
	headFalse    = 0xf4
	headTrue     = 0xf5
	headEmptyMap = 0xa0
	headNull     = 0xf6
	headFloat16  = 0xf9
	headFloat32  = 0xfa
	headFloat64  = 0xfb
	headBreak    = 0xff
)
