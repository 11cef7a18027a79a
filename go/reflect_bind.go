// How the arguments of a Python call find their parameters: CPython's rules, and its words when they do not fit.

package monty

import (
	"fmt"
	"strconv"
	"strings"
)

// parameter is one parameter of a host function as Python sees it.
type parameter struct {
	name       string
	annotation string // the type in stubs, or empty
	// optional: the call may leave it out. Then it is the fallback, or the zero value if that is nil.
	optional bool
	fallback Object
}

// parameters are all parameters of a host function, in the order of a Python signature.
type parameters struct {
	list []parameter // by position, and by name if named
	// named: the parameters have names that calls may use. Without, they are positional only, and the names are for messages.
	named        bool
	variadic     bool // takes more positional arguments than list has
	variadicName string
	keywordOnly  []parameter
	extra        bool // takes keyword arguments of any name
	extraName    string
}

// bind sorts the arguments of a call into slots, one for each of list and keywordOnly in this order; a nil slot was left out.
// rest and extra are the positional and keyword arguments without a parameter.
func (p *parameters) bind(function string, args []Object, kwargs []KV, slots []Object) (rest []Object, extra []KV, err error) {
	n := min(len(args), len(p.list))
	copy(slots, args[:n])
	for _, kw := range kwargs {
		name, ok := kw.Key.(Str)
		if !ok {
			return nil, nil, TypeError.New(function + "() keywords must be strings")
		}
		i := p.index(string(name))
		switch {
		case i >= 0 && slots[i] != nil:
			return nil, nil, TypeError.New(fmt.Sprintf("%s() got multiple values for argument '%s'", function, string(name)))
		case i >= 0:
			slots[i] = kw.Value
		case p.extra:
			extra = append(extra, kw)
		case len(p.keywordOnly) == 0 && !p.named:
			return nil, nil, TypeError.New(function + "() takes no keyword arguments")
		default:
			return nil, nil, TypeError.New(fmt.Sprintf("%s() got an unexpected keyword argument '%s'", function, string(name)))
		}
	}
	if len(args) > n {
		if !p.variadic {
			return nil, nil, p.tooMany(function, len(args), slots)
		}
		rest = args[n:]
	}
	if missing := missing(p.list, slots); len(missing) > 0 {
		return nil, nil, missingError(function, "positional", missing)
	}
	if missing := missing(p.keywordOnly, slots[len(p.list):]); len(missing) > 0 {
		return nil, nil, missingError(function, "keyword-only", missing)
	}
	return rest, extra, nil
}

// index returns the slot of a parameter that may be given by name, or -1.
func (p *parameters) index(name string) int {
	if p.named {
		for i := range p.list {
			if p.list[i].name == name {
				return i
			}
		}
	}
	for i := range p.keywordOnly {
		if p.keywordOnly[i].name == name {
			return len(p.list) + i
		}
	}
	return -1
}

// has tells whether a name is taken.
func (p *parameters) has(name string) bool {
	return p.index(name) >= 0 || name == p.variadicName || name == p.extraName
}

// at returns the parameter of a slot.
func (p *parameters) at(slot int) *parameter {
	if slot < len(p.list) {
		return &p.list[slot]
	}
	return &p.keywordOnly[slot-len(p.list)]
}

// missing returns the names of the parameters that a call must give and did not.
func missing(list []parameter, slots []Object) (names []string) {
	for i := range list {
		if slots[i] == nil && !list[i].optional {
			names = append(names, "'"+list[i].name+"'")
		}
	}
	return names
}

func missingError(function, kind string, names []string) error {
	var list string
	switch n := len(names); n {
	case 1:
		list = names[0]
	case 2:
		list = names[0] + " and " + names[1]
	default:
		list = strings.Join(names[:n-1], ", ") + ", and " + names[n-1]
	}
	return TypeError.New(fmt.Sprintf("%s() missing %d required %s argument%s: %s", function, len(names), kind, plural(len(names)), list))
}

// tooMany is the error of a call with more positional arguments than parameters.
func (p *parameters) tooMany(function string, given int, slots []Object) error {
	least := 0
	for i := range p.list {
		if !p.list[i].optional {
			least++
		}
	}
	takes := fmt.Sprintf("%d positional argument%s", len(p.list), plural(len(p.list)))
	if least < len(p.list) {
		takes = fmt.Sprintf("from %d to %d positional arguments", least, len(p.list))
	}
	keywords := 0
	for i := range p.keywordOnly {
		if slots[len(p.list)+i] != nil {
			keywords++
		}
	}
	got := strconv.Itoa(given)
	if keywords > 0 {
		got += fmt.Sprintf(" positional argument%s (and %d keyword-only argument%s)", plural(given), keywords, plural(keywords))
	}
	were := "were"
	if given == 1 && keywords == 0 {
		were = "was"
	}
	return TypeError.New(fmt.Sprintf("%s() takes %s but %s %s given", function, takes, got, were))
}
