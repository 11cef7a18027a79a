// Whether a value has a JSON view, found out before Unmarshal stores anything.

package monty

import "unicode/utf8"

// maxViewNodes is how many nodes Unmarshal expands a value to. A node counts as often as it occurs, since every
// occurrence becomes its own Go value. A value that was decoded without sharing has fewer nodes than this.
const maxViewNodes = 1 << 24

// checkView returns a *JSONError when o has no JSON view or is too large to unmarshal.
func checkView(o Object) error {
	c := viewCheck{left: maxViewNodes}
	return jsonError(c.value(o))
}

type viewCheck struct {
	left, depth int
	work        int // what chargeInt counted
	text        int // bytes of str and bytes
}

func (c *viewCheck) value(o Object) error {
	if c.left--; c.left < 0 {
		return locate("more than 16,777,216 nodes up to here, counted as often as they occur")
	}
	switch o := o.(type) {
	case None, Bool, Int, Decimal:
		return nil
	case Bytes:
		return c.takesText(len(o))
	case *BigInt:
		return chargeInt(&c.work, o)
	case Float:
		return checkFloat(o)
	case Str:
		if utf8.ValidString(string(o)) {
			return c.takesText(len(o))
		}
	case *List, *Tuple, *NamedTuple, *Set, *FrozenSet:
		return c.array(o, arrayItems(o))
	case *Dict, *Instance:
		return c.object(o, objectPairs(o))
	}
	return checkText(o)
}

// takesText counts text. The view is longer than the sum.
func (c *viewCheck) takesText(n int) error {
	if c.text += n; c.text > maxJSONText {
		return locate(errTooMuchText)
	}
	return nil
}

func (c *viewCheck) array(container Object, items []Object) error {
	if c.depth++; c.depth > maxNesting {
		return locate(errTooDeep)
	}
	for i, item := range items {
		if err := c.value(item); err != nil {
			return at(err, pathStep{container: container, index: i})
		}
	}
	c.depth--
	return nil
}

func (c *viewCheck) object(container Object, pairs *Dict) error {
	if c.depth++; c.depth > maxNesting {
		return locate(errTooDeep)
	}
	keys, values := pairSlices(pairs)
	for i, key := range keys {
		if key == nil {
			continue
		}
		if s, ok := key.(Str); !ok || !utf8.ValidString(string(s)) {
			if err := chargeInt(&c.work, key); err != nil {
				return err
			}
			if _, err := keyText(key); err != nil {
				return err
			}
		}
		if err := c.value(values[i]); err != nil {
			return at(err, keyStep(container, key))
		}
	}
	c.depth--
	return nil
}
