// The quick ways out: scalars into the Go types that they are stored in most often, without boxing the scalar again.

package monty

import "unicode/utf8"

// quickInt is unmarshalObject for an Int.
func quickInt(o Int, target any) error {
	switch p := target.(type) {
	case *int:
		if p != nil && int64(int(o)) == int64(o) {
			*p = int(o)
			return nil
		}
	case *int64:
		if p != nil {
			*p = int64(o)
			return nil
		}
	case *float64:
		if p != nil {
			*p = float64(o)
			return nil
		}
	}
	return unmarshalObject(o, target)
}

// quickFloat is unmarshalObject for a Float.
func quickFloat(o Float, target any) error {
	if p, ok := target.(*float64); ok && p != nil && o-o == 0 { // neither NaN nor an infinity
		*p = float64(o)
		return nil
	}
	return unmarshalObject(o, target)
}

// quickBool is unmarshalObject for a Bool.
func quickBool(o Bool, target any) error {
	if p, ok := target.(*bool); ok && p != nil {
		*p = bool(o)
		return nil
	}
	return unmarshalObject(o, target)
}

// quickStr is unmarshalObject for a Str.
func quickStr(o Str, target any) error {
	if p, ok := target.(*string); ok && p != nil && utf8.ValidString(string(o)) {
		*p = string(o)
		return nil
	}
	return unmarshalObject(o, target)
}
