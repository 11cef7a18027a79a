// The CBOR tags of the schema: registered ones, and the project's own block.

package monty

// Tags of the IANA registry.
const (
	tagDateTime    = 0     // RFC 8949: date and time as RFC 3339 text
	tagBigPositive = 2     // RFC 8949: unsigned bignum
	tagBigNegative = 3     // RFC 8949: negative bignum, -1-n
	tagDecimal     = 4     // RFC 8949: decimal fraction [exponent, mantissa]
	tagShared      = 28    // value sharing: marks the first occurrence
	tagReference   = 29    // value sharing: index of a marked occurrence
	tagUUID        = 37    // RFC 9562 identity as 16 bytes
	tagSet         = 258   // mathematical finite set
	tagDecimalExt  = 268   // extended decimal fraction [exponent, mantissa, option]
	tagDuration    = 1002  // RFC 9581: duration
	tagDate        = 1004  // RFC 8943: date as RFC 3339 text
	tagComplex     = 43000 // complex number [real, imaginary]
)

// The project's own block, 47616 to 47647; those from tagBlock+20 on are spare.
const (
	tagBlock           = 47616
	tagTuple           = tagBlock + 0
	tagFrozenSet       = tagBlock + 1
	tagNamedTuple      = tagBlock + 2
	tagEllipsis        = tagBlock + 3
	tagNotImplemented  = tagBlock + 4
	tagPyDateTime      = tagBlock + 5
	tagTime            = tagBlock + 6
	tagTimeZone        = tagBlock + 7
	tagPath            = tagBlock + 8
	tagException       = tagBlock + 9
	tagType            = tagBlock + 10
	tagBuiltinFunction = tagBlock + 11
	tagFunction        = tagBlock + 12
	tagFile            = tagBlock + 13
	tagClass           = tagBlock + 14
	tagInstance        = tagBlock + 15
	tagModule          = tagBlock + 16
	tagRepr            = tagBlock + 17
	tagCycle           = tagBlock + 18
	tagPairs           = tagBlock + 19
)

// Options of tagDecimalExt, as its registration numbers them.
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
