package monty

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
)

// bridgeKinds are the texts by which the bridge names the kinds of DecodeError.
var bridgeKinds = map[string]DecodeErrorKind{
	"input ends within the item": DecodeTruncated, "input goes on after the value": DecodeTrailing, "malformed CBOR": DecodeMalformed,
	"simple value without meaning": DecodeUnknownSimple, "invalid UTF-8 in a text string": DecodeInvalidUTF8, "unknown tag": DecodeUnknownTag,
	"item of the wrong type or length": DecodeWrongContent, "value out of range": DecodeOutOfRange,
	"namedtuple with a different number of names and values": DecodeNameCount, "unknown name": DecodeUnknownName,
	"id that is not 16 bytes long": DecodeBadID, "misplaced sharing tag": DecodeBadShare, "nesting beyond the depth limit": DecodeTooDeep,
	"equal keys": DecodeDuplicateKey, "not the canonical encoding": DecodeNotCanonical,
}

// checkAgreement states that the bridge and this package take the same bytes, write the same bytes for them, and refuse
// others for the same reason at the same place. There are two differences: the bridge leaves it to the interpreter to
// refuse keys that are not hashable, and to merge equal ones.
func checkAgreement(t *testing.T, data []byte, strict bool) (took bool) {
	t.Helper()
	theirs, bridgeErr := checkValue(data, strict)
	o, err := DecodeOptions{Strict: strict}.Decode(data)
	if err == nil {
		if bridgeErr != nil {
			t.Fatalf("%x, strict %t: decoded as %v, but the bridge says: %v", data, strict, o, bridgeErr)
		}
		ours := must[[]byte](t)(Encode(o))
		if !bytes.Equal(ours, theirs) && !hasEqualKeys(data) {
			t.Fatalf("%x, strict %t: encoded as\n%x, but by the bridge as\n%x", data, strict, ours, theirs)
		}
		return true
	}
	var e *DecodeError
	if !errors.As(err, &e) {
		t.Fatalf("%x: %v", data, err)
	}
	if strings.HasPrefix(e.Detail, "TypeError") {
		return false
	}
	message := ""
	var refused *Error
	var limit *LimitError
	if errors.As(bridgeErr, &refused) {
		message = refused.Message
	} else if errors.As(bridgeErr, &limit) {
		message = limit.Message
	}
	text, offset, _ := strings.Cut(message, " at byte ")
	if bridgeKinds[text] != e.Kind || offset != strconv.Itoa(e.Offset) {
		t.Fatalf("%.200x, strict %t: %v, but the bridge says: %v", data, strict, err, bridgeErr)
	}
	return false
}

// hasEqualKeys says whether strict decoding stops at equal keys.
func hasEqualKeys(data []byte) bool {
	var e *DecodeError
	_, err := DecodeOptions{Strict: true}.Decode(data)
	return errors.As(err, &e) && e.Kind == DecodeDuplicateKey
}

func TestBothCodecsAgree(t *testing.T) {
	base := samples(t)
	inputs := base
	for _, s := range base {
		if len(s) > 200 {
			continue
		}
		for i := range s {
			inputs = append(inputs, s[:i])
			for _, flip := range []byte{1, 2, 4, 8, 16, 32, 64, 128, 255} {
				changed := bytes.Clone(s)
				changed[i] ^= flip
				inputs = append(inputs, changed)
			}
		}
	}
	r := rand.New(rand.NewPCG(1, 2))
	n := len(inputs)
	for range 20_000 {
		inputs = append(inputs, mutate(r, inputs[r.IntN(n)], base[r.IntN(len(base)-1)]))
	}
	took := 0
	for _, data := range inputs {
		for _, strict := range []bool{false, true} {
			if checkAgreement(t, data, strict) {
				took++
			}
		}
	}
	if took < 3000 {
		t.Errorf("only %d of %d inputs were values", took, len(inputs))
	}
}

// mutate changes a few bytes of data, or puts other bytes into it or beside it.
func mutate(r *rand.Rand, data, other []byte) []byte {
	data = bytes.Clone(data[:min(len(data), 300)])
	for range 1 + r.IntN(3) {
		i := r.IntN(len(data) + 1)
		switch r.IntN(4) {
		case 0:
			data = append(data[:i:i], append([]byte{byte(r.Uint32())}, data[min(i+1, len(data)):]...)...)
		case 1:
			data = append(data[:i:i], append(bytes.Clone(other), data[i:]...)...)
		case 2:
			data = append(data[:i:i], data[i+r.IntN(len(data)-i+1):]...)
		case 3:
			data = append([]byte{majorArray | 2}, append(data, other...)...)
		}
	}
	return data
}

func TestBothCodecsAgreeOnDepth(t *testing.T) {
	for _, unit := range []string{"81", "d9ba00 81", "d9ba01 81", "a1 00", "d9ba13 82 00", "d9ba02 83 60 81 60 81", "d81c 81"} {
		for _, depth := range []int{maxDepth, maxDepth + 1} {
			data := append(bytes.Repeat(unhex(t, unit), depth), 0)
			if took := checkAgreement(t, data, false); took != (depth == maxDepth) {
				t.Errorf("%d levels of %s: %t", depth, unit, took)
			}
		}
	}
}

func FuzzBothCodecsAgree(f *testing.F) {
	for _, s := range samples(f) {
		f.Add(s, false)
	}
	f.Fuzz(func(t *testing.T, data []byte, strict bool) { checkAgreement(t, data, strict) })
}
