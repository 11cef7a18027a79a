// What can be wrong with encoded bytes: the kinds of DecodeError.

package monty

import "fmt"

// DecodeError says why bytes are not the encoding of a value, and where. Its position is that of the first byte of the
// item that is wrong, unless the kind says otherwise.
type DecodeError struct {
	Kind DecodeErrorKind
	// Offset counts bytes from the start of the input.
	Offset int
	// Detail says more, if there is more to say.
	Detail string
}

// Error is the kind, the detail and the offset.
func (e *DecodeError) Error() string {
	if e.Detail == "" {
		return fmt.Sprintf("monty: %s at byte %d", e.Kind, e.Offset)
	}
	return fmt.Sprintf("monty: %s at byte %d: %s", e.Kind, e.Offset, e.Detail)
}

// DecodeErrorKind is the kind of a DecodeError.
type DecodeErrorKind uint8

// The kinds of DecodeError.
const (
	// DecodeTruncated: the input ends inside a value. The offset is that of the item that runs past the end; where an
	// item is missing altogether, it is the length of the input.
	DecodeTruncated DecodeErrorKind = iota + 1
	// DecodeTrailing: there are bytes after the value. The offset is that of the first one.
	DecodeTrailing
	// DecodeMalformed: not CBOR, or of indefinite length where that is not allowed.
	DecodeMalformed
	// DecodeUnknownSimple: a simple value other than false, true and null.
	DecodeUnknownSimple
	// DecodeInvalidUTF8: a text string is not UTF-8.
	DecodeInvalidUTF8
	// DecodeUnknownTag: a tag that is not in the schema.
	DecodeUnknownTag
	// DecodeWrongContent: an item of the wrong type or length under a tag, or a key that is not hashable.
	DecodeWrongContent
	// DecodeOutOfRange: a date, time, offset, duration or decimal that Python cannot hold.
	DecodeOutOfRange
	// DecodeNameCount: a namedtuple whose names and values differ in number. The offset is that of the values.
	DecodeNameCount
	// DecodeUnknownName: an exception, type, builtin function or file mode that the interpreter does not have.
	DecodeUnknownName
	// DecodeBadID: an identity that is not 16 bytes.
	DecodeBadID
	// DecodeBadShare: a reference to nothing that was marked and is complete, or a mark on a mark.
	DecodeBadShare
	// DecodeTooDeep: containers nested beyond the limit.
	DecodeTooDeep
	// DecodeOverBudget: the value would take more memory than the budget allows.
	DecodeOverBudget
	// DecodeDuplicateKey: equal keys or elements, in strict decoding. The offset is that of the container.
	DecodeDuplicateKey
	// DecodeNotCanonical: not the one encoding of the value, in strict decoding. The offset is that of the first byte
	// that differs.
	DecodeNotCanonical
)

var decodeErrorTexts = [...]string{
	DecodeTruncated: "input ends too early", DecodeTrailing: "bytes after the value", DecodeMalformed: "malformed CBOR",
	DecodeUnknownSimple: "unknown simple value", DecodeInvalidUTF8: "invalid UTF-8 in a text string",
	DecodeUnknownTag: "unknown tag", DecodeWrongContent: "wrong content", DecodeOutOfRange: "out of range",
	DecodeNameCount: "names and values differ in number", DecodeUnknownName: "unknown name", DecodeBadID: "bad identity",
	DecodeBadShare: "bad sharing mark", DecodeTooDeep: "nested too deeply", DecodeOverBudget: "over the memory budget",
	DecodeDuplicateKey: "duplicate key", DecodeNotCanonical: "not the canonical encoding",
}

// String describes the kind in a few words.
func (k DecodeErrorKind) String() string {
	if int(k) < len(decodeErrorTexts) && k > 0 {
		return decodeErrorTexts[k]
	}
	return "unknown error"
}
