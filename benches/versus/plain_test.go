// The same values for the other libraries, as their users have them.

package versus

import (
	"fmt"

	monty "github.com/ricochet1k/monty-go/go"
)

// user is the dataclass of the instances.
type user struct {
	ID     int64   `json:"id"`
	Name   string  `json:"name"`
	Active bool    `json:"active"`
	Score  float64 `json:"score"`
}

// plain returns the value in types of Go and its standard library. What is shared in the value is shared in the result.
func plain(o monty.Object) any {
	return plainer{}.of(o)
}

// plainer keeps what became of each container.
type plainer map[monty.Object]any

func (p plainer) of(o monty.Object) any {
	if v, ok := p[o]; ok {
		return v
	}
	switch o := o.(type) {
	case monty.None:
		return nil
	case monty.Bool:
		return bool(o)
	case monty.Int:
		return int(o)
	case monty.Float:
		return float64(o)
	case monty.Str:
		return string(o)
	case monty.Bytes:
		return []byte(o)
	case monty.Decimal:
		return o.Text()
	case monty.DateTime:
		return must(o.Time())
	case *monty.List:
		p[o] = p.items(o)
		return p[o]
	case *monty.Tuple:
		p[o] = p.items(o)
		return p[o]
	case *monty.Dict:
		m := make(map[string]any, o.Len())
		for key, value := range o.All() {
			m[string(key.(monty.Str))] = p.of(value)
		}
		p[o] = m
		return m
	case *monty.Instance:
		u := must(monty.As[*user](o))
		p[o] = u
		return u
	}
	panic(fmt.Sprintf("no shape has a %s", o.Kind()))
}

func (p plainer) items(sequence interface {
	Len() int
	At(i int) monty.Object
}) []any {
	items := make([]any, sequence.Len())
	for i := range items {
		items[i] = p.of(sequence.At(i))
	}
	return items
}
