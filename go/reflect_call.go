// Calling any Go function from Python: its arguments converted, its results taken.

package monty

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"sync"
)

// adapt makes a HostFunction of whatever Functions takes. The error does not name the function.
func adapt(f any) (HostFunction, error) {
	spec, described := f.(FuncSpec)
	if !described {
		spec.Func = f
	}
	if host, ok := spec.Func.(HostFunction); ok {
		if host == nil {
			return nil, errors.New("it is nil")
		}
		_, err := parseParameters(spec.Params) // these are for the stub alone
		return host, err
	}
	b, err := newBound(spec)
	if err != nil {
		return nil, err
	}
	return b.call, nil
}

// bound is a Go function with its signature and the names of its parameters.
type bound struct {
	function reflect.Value
	*signature
	parameters parameters
	frames     sync.Pool // of *frame
}

func newBound(spec FuncSpec) (*bound, error) {
	v := reflect.ValueOf(spec.Func)
	switch {
	case !v.IsValid():
		return nil, errors.New("it is nil")
	case v.Kind() != reflect.Func:
		return nil, fmt.Errorf("it is a Go value of type %v, not a function", v.Type())
	case v.IsNil():
		return nil, errors.New("it is nil")
	}
	s, err := signatureOf(v.Type())
	if err != nil {
		return nil, err
	}
	b, err := bind(s, spec.Params)
	if err != nil {
		return nil, err
	}
	b.function = v
	return b, nil
}

// bind gives the parameters of a signature their names, for a function that is still to be set.
func bind(s *signature, params []string) (*bound, error) {
	b := &bound{signature: s}
	var err error
	if b.parameters, err = s.parametersOf(params); err != nil {
		return nil, err
	}
	slots := len(b.parameters.list) + len(b.parameters.keywordOnly)
	b.frames.New = func() any { return newFrame(s, slots) }
	return b, nil
}

// parametersOf gives the parameters of a signature their names.
func (s *signature) parametersOf(texts []string) (parameters, error) {
	p, err := parseParameters(texts)
	if err != nil {
		return p, err
	}
	if len(texts) == 0 {
		for i := range s.positional {
			p.list = append(p.list, parameter{name: fmt.Sprintf("arg%d", i+1)})
		}
	} else if n := len(p.list) + len(p.keywordOnly); n != len(s.positional) {
		return p, fmt.Errorf("%d parameters are named, but %v has %d", n, s.typ, len(s.positional))
	}
	for i := range s.positional {
		if parameter := p.at(i); parameter.fallback != nil {
			if err := checkDefault(parameter.fallback, s.plans[i]); err != nil {
				return p, fmt.Errorf("parameter '%s': %w", parameter.name, err)
			}
		}
	}
	if p.variadic = s.variadic != nil; !p.variadic && p.variadicName != "" {
		return p, fmt.Errorf("'*%s' is named, but %v is not variadic", p.variadicName, s.typ)
	}
	for i := range s.keywordFields {
		if p.has(s.keywordFields[i].name) {
			return p, fmt.Errorf("'%s' is both a parameter and a field of the keyword struct", s.keywordFields[i].name)
		}
		p.keywordOnly = append(p.keywordOnly, s.keywordFields[i].parameter)
	}
	if p.extra = s.keywords >= 0 && s.keywordFields == nil && s.typ.In(s.keywords) == kwargsType; !p.extra && p.extraName != "" {
		return p, fmt.Errorf("'**%s' is named, but %v has no monty.Kwargs", p.extraName, s.typ)
	}
	if s.call >= 0 && len(s.positional) == 0 && s.keywords < 0 { // a *Call alone is all arguments
		p.variadic, p.extra = true, true
	}
	return p, nil
}

// call is the HostFunction.
func (b *bound) call(ctx context.Context, c *Call) (any, error) { return b.invoke(b.function, ctx, c) }

// invoke calls a function of the signature's type.
func (b *bound) invoke(function reflect.Value, ctx context.Context, c *Call) (any, error) {
	frame := b.frames.Get().(*frame)
	slots := frame.slots
	rest, extra, err := b.parameters.bind(c.Name, c.Args, c.Kwargs, slots)
	if err != nil {
		return nil, err
	}
	in := frame.in
	if b.context >= 0 {
		frame.ctx = ctx
	}
	if b.signature.call >= 0 {
		in[b.signature.call] = reflect.ValueOf(c)
	}
	for i, at := range b.positional {
		if err := b.store(c.Name, i, slots[i], b.plans[i], in[at]); err != nil {
			return nil, err
		}
	}
	if b.keywords >= 0 {
		if err = b.keywordArgument(c.Name, in[b.keywords], slots[len(b.positional):], extra); err != nil {
			return nil, err
		}
	}
	if b.variadic != nil {
		for i, o := range rest {
			v := reflect.New(b.variadic.typ).Elem()
			in = append(in, v)
			if storeScalar(b.variadic, v, o) {
				continue
			}
			if err := b.variadic.fill(v, o, intsAsFloats); err != nil {
				return nil, argumentError(fmt.Sprintf("%s() argument %d", c.Name, len(b.positional)+i+1), err)
			}
		}
	}
	out := function.Call(in)
	clear(in[len(frame.in):])
	frame.clear(b.signature)
	b.frames.Put(frame)
	if b.failure >= 0 {
		if err, _ := out[b.failure].Interface().(error); err != nil {
			return nil, err
		}
	}
	if b.result < 0 {
		return nil, nil
	}
	return out[b.result].Interface(), nil
}

// frame is what one call needs: its arguments by their parameters, and the variables of the parameters without the variadic
// one. It is used again for the next call: what is called gets copies.
type frame struct {
	slots []Object
	in    []reflect.Value
	ctx   context.Context // the variable of a parameter for the context
}

func newFrame(s *signature, slots int) *frame {
	n := s.typ.NumIn()
	if s.variadic != nil {
		n--
	}
	f := &frame{slots: make([]Object, slots), in: make([]reflect.Value, n, n+4)}
	for i := range n {
		f.in[i] = reflect.New(s.typ.In(i)).Elem()
	}
	if s.context >= 0 {
		f.in[s.context] = reflect.ValueOf(&f.ctx).Elem()
	}
	return f
}

// clear makes the variables zero again, and lets go of what they refer to.
func (f *frame) clear(s *signature) {
	clear(f.slots)
	for i := range f.in {
		if i == s.call {
			f.in[i] = reflect.Value{}
		} else {
			f.in[i].SetZero()
		}
	}
}

// store converts the argument of a slot into v, which holds the zero value.
func (b *bound) store(function string, slot int, o Object, plan *exactPlan, v reflect.Value) error {
	p := b.parameters.at(slot)
	if o == nil {
		if o = p.fallback; o == nil {
			return nil
		}
	}
	if storeScalar(plan, v, o) {
		return nil
	}
	err := plan.fill(v, o, intsAsFloats)
	if err == nil {
		return nil
	}
	what := fmt.Sprintf("%s() argument '%s'", function, p.name)
	if !b.parameters.named && slot < len(b.parameters.list) {
		what = fmt.Sprintf("%s() argument %d", function, slot+1)
	}
	return argumentError(what, err)
}

// storeScalar stores the usual small arguments without the machinery of a conversion, and tells whether it could.
func storeScalar(plan *exactPlan, v reflect.Value, o Object) bool {
	switch plan.form {
	case toInt:
		if n, ok := o.(Int); ok && !v.OverflowInt(int64(n)) {
			v.SetInt(int64(n))
			return true
		}
	case toFloat64:
		if x, ok := o.(Float); ok {
			v.SetFloat(float64(x))
			return true
		}
	case toString:
		if s, ok := o.(Str); ok {
			v.SetString(string(s))
			return true
		}
	case toBool:
		if b, ok := o.(Bool); ok {
			v.SetBool(bool(b))
			return true
		}
	}
	return false
}

// keywordArgument fills the Kwargs or the keyword struct.
func (b *bound) keywordArgument(function string, v reflect.Value, slots []Object, extra []KV) error {
	if b.parameters.extra {
		all := make(Kwargs, len(extra))
		for _, kw := range extra {
			all[string(kw.Key.(Str))] = kw.Value
		}
		v.Set(reflect.ValueOf(all))
		return nil
	}
	for i := range b.keywordFields {
		f := &b.keywordFields[i]
		if err := b.store(function, len(b.positional)+i, slots[i], f.plan, v.FieldByIndex(f.index)); err != nil {
			return err
		}
	}
	return nil
}

// argumentError says in Python's words that an argument has the wrong type, or is out of range.
func argumentError(what string, err error) error {
	var conversion *ConversionError
	if !errors.As(err, &conversion) {
		return TypeError.New(what + ": " + err.Error())
	}
	if conversion.Path != "" {
		what += ": " + conversion.Path
	}
	if takes, ok := strings.CutPrefix(conversion.Reason, "it takes "); ok {
		return TypeError.New(what + " must be " + takes + ", not " + conversion.PythonType)
	}
	kind := TypeError
	if strings.HasSuffix(conversion.Reason, "is out of range") {
		kind = OverflowError
	}
	return kind.New(what + ": " + conversion.Reason)
}
