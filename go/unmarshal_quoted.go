// How a field with the tag option "string" is filled: from a string that holds a JSON literal.

package monty

import (
	"fmt"
	"reflect"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// quoted stores a value in a field with the tag option "string": the view has to be a string that holds the JSON
// text of a bool, number, string or null, or else null.
func (u *unmarshalState) quoted(p *targetPlan, v reflect.Value, o Object) error {
	switch {
	case viewKind(o) == "null":
		return u.value(p, v, o)
	case viewKind(o) == "string":
		return u.literal(p, v, string(appendText(nil, o)))
	}
	if n, ok := o.(*BigInt); ok {
		if _, fits := u.anyNumber(string(appendJSONInt(nil, n))); !fits {
			return u.value(p, v, None{}) // encoding/json saves the error, then goes on with null
		}
	}
	u.save(badOption("unquoted value", v.Type()))
	return nil
}

// literal stores the JSON literal in text in v.
func (u *unmarshalState) literal(p *targetPlan, v reflect.Value, text string) error {
	bad := func() error { return badOption(strconv.Quote(text), v.Type()) }
	if text == "" {
		u.save(bad())
		return nil
	}
	null := text[0] == 'n'
	unmarshaler, textUnmarshaler, inner := lookThrough(v, null)
	if unmarshaler != nil {
		return unmarshaler.UnmarshalJSON([]byte(text))
	}
	if textUnmarshaler != nil {
		if text[0] != '"' {
			u.save(bad())
			return nil
		}
		s, ok := unquoteJSON(text)
		if !ok {
			return bad()
		}
		return textUnmarshaler.UnmarshalText([]byte(s))
	}
	v, p = inner, p.of(inner.Type())
	switch c := text[0]; {
	case c == 'n':
		if text != "null" {
			u.save(bad())
			return nil
		}
		storeNull(p, v)
	case c == 't' || c == 'f':
		if text != "true" && text != "false" || p.kind != reflect.Bool {
			u.save(bad())
			return nil
		}
		v.SetBool(c == 't')
	case c == '"':
		s, ok := unquoteJSON(text)
		if !ok {
			return bad()
		}
		if p.number && !isJSONNumber(s) {
			return fmt.Errorf("json: invalid number literal, trying to unmarshal %q into Number", text)
		}
		return u.storeString(p, v, s)
	case c != '-' && (c < '0' || c > '9'):
		return bad()
	case p.kind == reflect.String && !p.number || p.kind == reflect.Bool:
		return bad()
	default:
		u.storeNumber(p, v, text)
	}
	return nil
}

// badOption is the error of a value that the option does not allow.
func badOption(found string, t reflect.Type) error {
	return fmt.Errorf("json: invalid use of ,string struct tag, trying to unmarshal %s into %v", found, t)
}

// unquoteJSON reads a JSON string literal. Like encoding/json it also takes \' and replaces unpaired surrogates by U+FFFD.
func unquoteJSON(literal string) (string, bool) {
	if len(literal) < 2 || literal[0] != '"' || literal[len(literal)-1] != '"' {
		return "", false
	}
	s := literal[1 : len(literal)-1]
	var out []byte
	for len(s) > 0 {
		c := s[0]
		if c == '"' || c < ' ' {
			return "", false
		}
		if c != '\\' {
			_, n := utf8.DecodeRuneInString(s)
			out, s = append(out, s[:n]...), s[n:]
			continue
		}
		if len(s) < 2 {
			return "", false
		}
		c, s = s[1], s[2:]
		switch c {
		case '"', '\\', '/', '\'':
			out = append(out, c)
		case 'b':
			out = append(out, '\b')
		case 'f':
			out = append(out, '\f')
		case 'n':
			out = append(out, '\n')
		case 'r':
			out = append(out, '\r')
		case 't':
			out = append(out, '\t')
		case 'u':
			r, ok := hex4(s)
			if !ok {
				return "", false
			}
			s = s[4:]
			if utf16.IsSurrogate(r) {
				pair := utf8.RuneError
				if len(s) >= 6 && s[0] == '\\' && s[1] == 'u' {
					if low, ok := hex4(s[2:]); ok {
						pair = utf16.DecodeRune(r, low)
					}
				}
				if r = pair; r != utf8.RuneError {
					s = s[6:]
				}
			}
			out = utf8.AppendRune(out, r)
		default:
			return "", false
		}
	}
	return string(out), true
}

// hex4 reads four hexadecimal digits.
func hex4(s string) (rune, bool) {
	if len(s) < 4 {
		return 0, false
	}
	n, err := strconv.ParseUint(s[:4], 16, 32)
	return rune(n), err == nil
}
