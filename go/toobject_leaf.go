// How times, big numbers and types with MarshalJSON or MarshalText become Python values.

package monty

import (
	"bytes"
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"
	"reflect"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// special converts the types that have a form of their own.
func special(p *sourcePlan, v reflect.Value) (Object, error) {
	if !v.CanInterface() {
		return nil, noPython(p.typ, "it is an embedded field that is not exported", nil)
	}
	var o Object
	var err error
	switch p.form {
	case fromObject:
		if v.Kind() == reflect.Pointer && v.IsNil() {
			return None{}, nil
		}
		return v.Interface().(Object), nil
	case fromTime:
		o, err = DateTimeOf(v.Interface().(time.Time))
	case fromDuration:
		o = TimeDeltaOf(time.Duration(v.Int()))
	case fromBigInt:
		n := v.Interface().(big.Int)
		return NewBigInt(&n), nil
	case fromNumber:
		o, err = numberOf(v.String())
	case fromRaw:
		o, err = Decode(v.Bytes())
	case fromException:
		e := v.Interface().(PythonError)
		o = Exception{Type: e.Type, Message: e.Message, HasMessage: e.HasMessage}
	}
	if err != nil {
		return nil, noPython(p.typ, strings.TrimPrefix(err.Error(), "monty: "), nil)
	}
	return o, nil
}

// numberOf converts the text of a JSON number as json.loads does. Empty text is 0, as encoding/json has it for
// json.Number.
func numberOf(text string) (Object, error) {
	if text == "" {
		return Int(0), nil
	}
	if !isJSONNumber(text) {
		return nil, fmt.Errorf("%q is not a JSON number", shorten(text))
	}
	if !strings.ContainsAny(text, ".eE") {
		if n, err := strconv.ParseInt(text, 10, 64); err == nil {
			return Int(n), nil
		}
		n, _ := new(big.Int).SetString(text, 10)
		return NewBigInt(n), nil
	}
	x, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return nil, fmt.Errorf("%s is beyond what a float holds", shorten(text))
	}
	return Float(x), nil
}

// marshaler converts a value by its own method, if that may be called.
func (c *converter) marshaler(p *sourcePlan, v reflect.Value) (Object, error) {
	if !v.CanInterface() || p.byAddress && !v.CanAddr() {
		return c.value(p.plain, v)
	}
	if v.Kind() == reflect.Pointer {
		return c.reference(p, v)
	}
	return c.ownForm(p, v)
}

// ownForm calls MarshalJSON or MarshalText.
func (c *converter) ownForm(p *sourcePlan, v reflect.Value) (Object, error) {
	if p.byAddress {
		v = v.Addr()
	}
	if p.form == fromText {
		return textOf(p, v.Interface().(encoding.TextMarshaler))
	}
	text, err := v.Interface().(json.Marshaler).MarshalJSON()
	if err != nil {
		return nil, noPython(p.typ, "MarshalJSON: "+err.Error(), err)
	}
	o, err := objectOfJSON(text)
	if err != nil {
		return nil, noPython(p.typ, "MarshalJSON: "+err.Error(), err)
	}
	return o, nil
}

// textOf calls MarshalText.
func textOf(p *sourcePlan, m encoding.TextMarshaler) (Object, error) {
	text, err := m.MarshalText()
	if err != nil {
		return nil, noPython(p.typ, "MarshalText: "+err.Error(), err)
	}
	if !utf8.Valid(text) {
		return nil, refuseText(p.typ)
	}
	return Str(text), nil
}

// objectOfJSON reads JSON text as json.loads does: numbers with neither fraction nor exponent are ints, the last of
// several equal keys wins, and keys keep their order.
func objectOfJSON(text []byte) (Object, error) {
	if !utf8.Valid(text) {
		return nil, errors.New("text that is not valid UTF-8")
	}
	if !json.Valid(text) { // also bounds the nesting
		var v any
		return nil, json.Unmarshal(text, &v)
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	o, err := nextOfJSON(d)
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return o, err
}

func nextOfJSON(d *json.Decoder) (Object, error) {
	token, err := d.Token()
	if err != nil {
		return nil, err
	}
	switch token := token.(type) {
	case bool:
		return Bool(token), nil
	case string:
		return Str(token), nil
	case json.Number:
		return numberOf(string(token))
	case json.Delim:
		if token == '[' {
			return listOfJSON(d)
		}
		return dictOfJSON(d)
	}
	return None{}, nil
}

func listOfJSON(d *json.Decoder) (Object, error) {
	list := NewList()
	for d.More() {
		o, err := nextOfJSON(d)
		if err != nil {
			return nil, err
		}
		list.Append(o)
	}
	_, err := d.Token()
	return list, err
}

func dictOfJSON(d *json.Decoder) (Object, error) {
	dict := &Dict{}
	for d.More() {
		key, err := nextOfJSON(d)
		if err != nil {
			return nil, err
		}
		value, err := nextOfJSON(d)
		if err != nil {
			return nil, err
		}
		if err := dict.Set(key, value); err != nil {
			return nil, err
		}
	}
	_, err := d.Token()
	return dict, err
}
