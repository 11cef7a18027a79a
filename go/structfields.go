// Which keys a Go struct has: its fields under the names that their tags give, promoted and hidden as encoding/json does.

package monty

import (
	"reflect"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// structField is one field that takes part in a conversion.
type structField struct {
	name      string
	position  int    // in the set's list
	key       Object // Str(name), boxed once
	index     []int  // path through embedded structs, as for reflect.Value.FieldByIndex
	typ       reflect.Type
	plan      *targetPlan // how Unmarshal fills the field; not set in the sets that ToObject uses
	tagged    bool
	omitEmpty bool
	omitZero  bool
	quoted    bool // the option "string", where it applies
}

// fieldSet is the fields of one struct type, in the order of their declaration.
type fieldSet struct {
	list   []structField
	exact  map[string]*structField
	folded map[string]*structField // by foldName; of several candidates, the first
}

// tagReader picks the tag that names a field. The result has the form of a json tag.
type tagReader func(reflect.StructTag) string

// jsonTag reads the tags of encoding/json alone.
func jsonTag(tag reflect.StructTag) string { return tag.Get("json") }

// montyTag prefers the tag "monty", so that a type can show Python other names than its JSON has.
func montyTag(tag reflect.StructTag) string {
	if own, ok := tag.Lookup("monty"); ok {
		return own
	}
	return tag.Get("json")
}

// newFieldSet finds the fields of struct type t. Embedded structs are searched level by level; among fields of one name
// the shallowest wins, then the one with a tag, and a tie removes them all.
func newFieldSet(t reflect.Type, tag tagReader) *fieldSet {
	type level struct {
		typ   reflect.Type
		index []int
	}
	var found []structField
	seen := map[reflect.Type]bool{}
	times := map[reflect.Type]int{t: 1}
	for todo := []level{{typ: t}}; len(todo) > 0; {
		var next []level
		nextTimes := map[reflect.Type]int{}
		for _, l := range todo {
			if seen[l.typ] {
				continue
			}
			seen[l.typ] = true
			for i := range l.typ.NumField() {
				sf := l.typ.Field(i)
				if !takesPart(sf) {
					continue
				}
				text := tag(sf.Tag)
				if text == "-" {
					continue
				}
				name, options, _ := strings.Cut(text, ",")
				if !isTagName(name) {
					name = ""
				}
				index := append(slices.Clone(l.index), i)
				bare := sf.Type
				if bare.Name() == "" && bare.Kind() == reflect.Pointer {
					bare = bare.Elem()
				}
				if name == "" && sf.Anonymous && bare.Kind() == reflect.Struct {
					if nextTimes[bare]++; nextTimes[bare] == 1 {
						next = append(next, level{bare, index})
					}
					continue
				}
				f := structField{name: name, index: index, typ: sf.Type, tagged: name != ""}
				if name == "" {
					f.name = sf.Name
				}
				for option := range strings.SplitSeq(options, ",") {
					switch option {
					case "omitempty":
						f.omitEmpty = true
					case "omitzero":
						f.omitZero = true
					case "string":
						f.quoted = isQuotable(bare.Kind())
					}
				}
				f.key = Str(f.name)
				found = append(found, f)
				if times[l.typ] > 1 {
					// The struct is embedded twice at this level: two fields of one name, of which neither wins.
					found = append(found, f)
				}
			}
		}
		todo, times = next, nextTimes
	}
	return indexFields(dominant(found))
}

// takesPart tells whether a field can have a key: it is exported, or an embedded struct that may have exported fields.
func takesPart(sf reflect.StructField) bool {
	if sf.IsExported() {
		return true
	}
	t := sf.Type
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return sf.Anonymous && t.Kind() == reflect.Struct
}

// dominant keeps, of the fields of each name, the one that wins.
func dominant(found []structField) []structField {
	slices.SortStableFunc(found, func(a, b structField) int {
		if c := strings.Compare(a.name, b.name); c != 0 {
			return c
		}
		if c := len(a.index) - len(b.index); c != 0 {
			return c
		}
		if a.tagged != b.tagged {
			if a.tagged {
				return -1
			}
			return 1
		}
		return slices.Compare(a.index, b.index)
	})
	var kept []structField
	for len(found) > 0 {
		n := 1
		for n < len(found) && found[n].name == found[0].name {
			n++
		}
		tie := n > 1 && len(found[0].index) == len(found[1].index) && found[0].tagged == found[1].tagged
		if !tie {
			kept = append(kept, found[0])
		}
		found = found[n:]
	}
	slices.SortFunc(kept, func(a, b structField) int { return slices.Compare(a.index, b.index) })
	return kept
}

func indexFields(list []structField) *fieldSet {
	set := &fieldSet{
		list:   list,
		exact:  make(map[string]*structField, len(list)),
		folded: make(map[string]*structField, len(list)),
	}
	for i := range list {
		f := &list[i]
		f.position = i
		set.exact[f.name] = f
		folded := string(appendFolded(nil, f.name))
		if set.folded[folded] == nil {
			set.folded[folded] = f
		}
	}
	return set
}

// find returns the field for a key: the one of exactly that name, else the first that differs in case only. guess is
// the place where the caller expects the field, which saves a look-up when keys come in the order of the fields.
func (s *fieldSet) find(key string, guess int) *structField {
	if guess < len(s.list) && s.list[guess].name == key {
		return &s.list[guess]
	}
	if f := s.exact[key]; f != nil {
		return f
	}
	var space [32]byte
	return s.folded[string(appendFolded(space[:0], key))]
}

// appendFolded appends name in a form that is the same for names that differ in case only (Unicode simple folding).
func appendFolded(out []byte, name string) []byte {
	for i := 0; i < len(name); {
		c := name[i]
		if c < utf8.RuneSelf {
			if 'a' <= c && c <= 'z' {
				c -= 'a' - 'A'
			}
			out = append(out, c)
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(name[i:])
		out = utf8.AppendRune(out, smallestFold(r))
		i += n
	}
	return out
}

// smallestFold returns the least of the runes that are r in another case. SimpleFold goes round them in ascending order.
func smallestFold(r rune) rune {
	for {
		next := unicode.SimpleFold(r)
		if next <= r {
			return next
		}
		r = next
	}
}

// isTagName tells whether encoding/json takes the text as a name: letters, digits and most ASCII punctuation.
func isTagName(name string) bool {
	for _, c := range name {
		if !strings.ContainsRune("!#$%&()*+-./:;<=>?@[]^_{|}~ ", c) && !unicode.IsLetter(c) && !unicode.IsDigit(c) {
			return false
		}
	}
	return name != ""
}

// isQuotable tells whether the option "string" applies to a kind.
func isQuotable(kind reflect.Kind) bool {
	switch kind {
	case reflect.Bool, reflect.String, reflect.Float32, reflect.Float64,
		reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		return true
	}
	return false
}
