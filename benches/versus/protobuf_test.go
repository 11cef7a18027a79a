//go:build protobuf

// Protobuf: the messages of monty.v1, laid out as monty-proto lays them out.

package versus

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/ricochet1k/monty-go/benches/versus/montypb"
	monty "github.com/ricochet1k/monty-go/go"
	"google.golang.org/protobuf/proto"
)

func protobufContenders() []contender {
	return []contender{{
		name: "protobuf",
		encoder: func(o monty.Object) func() ([]byte, error) {
			message := complete(o)
			return func() ([]byte, error) { return proto.Marshal(message) }
		},
		decode: func(data []byte) (any, error) { return readComplete(data) },
		view:   func(decoded any) any { return must(objectOf(decoded.(*montypb.Complete))) },
	}}
}

// readComplete reads the message of a result.
func readComplete(data []byte) (*montypb.Complete, error) {
	message := &montypb.Complete{}
	return message, proto.Unmarshal(data, message)
}

// complete is the message with which a worker process sends the value as the result of a run.
func complete(o monty.Object) *montypb.Complete {
	a := arena{seen: map[monty.Object]uint32{}}
	root := a.add(o)
	return &montypb.Complete{Value: root, Values: &montypb.Arena{NodeCount: uint32(len(a.nodes)), Nodes: a.nodes}}
}

// arena collects nodes, each after the nodes that it refers to.
type arena struct {
	nodes []*montypb.MontyNode
	seen  map[monty.Object]uint32 // the containers that have a node
}

// add returns the index of the value's node.
func (a *arena) add(o monty.Object) uint32 {
	if i, ok := a.seen[o]; ok {
		return i
	}
	node := &montypb.MontyNode{}
	switch o := o.(type) {
	case monty.None:
		node.Kind = &montypb.MontyNode_None{None: &montypb.Unit{}}
	case monty.Bool:
		node.Kind = &montypb.MontyNode_Boolean{Boolean: bool(o)}
	case monty.Int:
		node.Kind = &montypb.MontyNode_Int{Int: int64(o)}
	case monty.Float:
		node.Kind = &montypb.MontyNode_Float{Float: float64(o)}
	case monty.Str:
		node.Kind = &montypb.MontyNode_Str{Str: string(o)}
	case monty.Bytes:
		node.Kind = &montypb.MontyNode_Bytes{Bytes: []byte(o)}
	case monty.Decimal:
		node.Kind = &montypb.MontyNode_Decimal{Decimal: o.Text()}
	case monty.DateTime:
		node.Kind = &montypb.MontyNode_Datetime{Datetime: &montypb.DateTime{
			Year: int32(o.Year), Month: uint32(o.Month), Day: uint32(o.Day),
			Hour: uint32(o.Hour), Minute: uint32(o.Minute), Second: uint32(o.Second), Microsecond: uint32(o.Microsecond),
			OffsetSeconds: proto.Int32(int32(o.Zone.Offset)), // every datetime of the shapes is aware
		}}
	case *monty.List:
		node.Kind = &montypb.MontyNode_List{List: a.indexes(o.All())}
	case *monty.Tuple:
		node.Kind = &montypb.MontyNode_Tuple{Tuple: a.indexes(o.All())}
	case *monty.Dict:
		node.Kind = &montypb.MontyNode_Dict{Dict: a.pairs(o)}
	case *monty.Class:
		node.Kind = &montypb.MontyNode_Type{Type: &montypb.Type{
			Name: o.Name, Id: &montypb.Uuid{Data: o.ID[:]}, Origin: montypb.TypeOrigin_TYPE_ORIGIN_SANDBOX, IsDataclass: o.Dataclass,
		}}
	case *monty.Instance:
		node.Kind = &montypb.MontyNode_ClassInstance{ClassInstance: &montypb.ClassInstanceNode{
			ClassType: a.add(o.Class), InstanceId: &montypb.Uuid{Data: o.ID[:]}, Attrs: a.pairs(o.Attrs),
		}}
	default:
		panic(fmt.Sprintf("no shape has a %s", o.Kind()))
	}
	index := uint32(len(a.nodes))
	a.nodes = append(a.nodes, node)
	switch o.(type) {
	case *monty.List, *monty.Tuple, *monty.Dict, *monty.Class, *monty.Instance:
		a.seen[o] = index
	}
	return index
}

func (a *arena) indexes(items func(yield func(int, monty.Object) bool)) *montypb.Indexes {
	indexes := &montypb.Indexes{}
	for _, item := range items {
		indexes.Items = append(indexes.Items, a.add(item))
	}
	return indexes
}

func (a *arena) pairs(d *monty.Dict) *montypb.NodePairs {
	pairs := &montypb.NodePairs{}
	for key, value := range d.All() {
		k := a.add(key)
		pairs.Pairs = append(pairs.Pairs, &montypb.NodePair{Key: k, Value: a.add(value)})
	}
	return pairs
}

var errArena = errors.New("the message is no value of these shapes")

// objectOf is the value in a message, in one pass over the nodes.
func objectOf(message *montypb.Complete) (monty.Object, error) {
	nodes := message.GetValues().GetNodes()
	objects := make([]monty.Object, 0, len(nodes))
	for _, node := range nodes {
		o, err := nodeObject(node, objects)
		if err != nil {
			return nil, fmt.Errorf("node %d: %w", len(objects), err)
		}
		objects = append(objects, o)
	}
	if int(message.GetValue()) >= len(objects) || int(message.GetValues().GetNodeCount()) != len(objects) {
		return nil, errArena
	}
	return objects[message.GetValue()], nil
}

// nodeObject is one node, which may refer to those before it.
func nodeObject(node *montypb.MontyNode, before []monty.Object) (monty.Object, error) {
	items := func(indexes *montypb.Indexes) []monty.Object {
		list := make([]monty.Object, len(indexes.GetItems()))
		for i, index := range indexes.GetItems() {
			list[i] = before[index]
		}
		return list
	}
	entries := func(pairs *montypb.NodePairs) (*monty.Dict, error) {
		d := &monty.Dict{}
		for _, pair := range pairs.GetPairs() {
			if err := d.Set(before[pair.GetKey()], before[pair.GetValue()]); err != nil {
				return nil, err
			}
		}
		return d, nil
	}
	switch kind := node.GetKind().(type) {
	case *montypb.MontyNode_None:
		return monty.None{}, nil
	case *montypb.MontyNode_Boolean:
		return monty.Bool(kind.Boolean), nil
	case *montypb.MontyNode_Int:
		return monty.Int(kind.Int), nil
	case *montypb.MontyNode_Float:
		return monty.Float(kind.Float), nil
	case *montypb.MontyNode_Str:
		return monty.Str(kind.Str), nil
	case *montypb.MontyNode_Bytes:
		return monty.Bytes(kind.Bytes), nil
	case *montypb.MontyNode_Decimal:
		return monty.NewDecimal(kind.Decimal)
	case *montypb.MontyNode_Datetime:
		at := kind.Datetime
		o, err := monty.NewDateTime(int(at.Year), time.Month(at.Month), int(at.Day),
			int(at.Hour), int(at.Minute), int(at.Second), int(at.Microsecond))
		o.Aware, o.Zone.Offset = at.OffsetSeconds != nil, int(at.GetOffsetSeconds())
		o.Zone.Named, o.Zone.Name = at.TimezoneName != nil, at.GetTimezoneName()
		return o, err
	case *montypb.MontyNode_List:
		return monty.NewList(items(kind.List)...), nil
	case *montypb.MontyNode_Tuple:
		return monty.NewTuple(items(kind.Tuple)...), nil
	case *montypb.MontyNode_Dict:
		return entries(kind.Dict)
	case *montypb.MontyNode_Type:
		attrs, err := entries(kind.Type.GetAttrs())
		return &monty.Class{
			Name: kind.Type.GetName(), ID: monty.UUID(kind.Type.GetId().GetData()), Attrs: attrs,
			HostDefined: kind.Type.GetOrigin() == montypb.TypeOrigin_TYPE_ORIGIN_HOST, Dataclass: kind.Type.GetIsDataclass(),
		}, err
	case *montypb.MontyNode_ClassInstance:
		attrs, err := entries(kind.ClassInstance.GetAttrs())
		class, ok := before[kind.ClassInstance.GetClassType()].(*monty.Class)
		if !ok {
			err = errArena
		}
		return &monty.Instance{Class: class, ID: monty.UUID(kind.ClassInstance.GetInstanceId().GetData()), Attrs: attrs}, err
	}
	return nil, errArena
}

func protobufStructReaders() []structReader {
	return []structReader{{"protobuf", "protobuf", func(data []byte) ([]record, error) {
		message, err := readComplete(data)
		if err != nil {
			return nil, err
		}
		return recordsOf(message)
	}}}
}

// recordsOf reads the records from the messages as one would by hand.
func recordsOf(message *montypb.Complete) ([]record, error) {
	nodes := message.GetValues().GetNodes()
	if int(message.GetValue()) >= len(nodes) {
		return nil, errArena
	}
	items := nodes[message.GetValue()].GetList().GetItems()
	records := make([]record, len(items))
	for i, index := range items {
		r := &records[i]
		for _, pair := range nodes[index].GetDict().GetPairs() {
			ok, value := true, nodes[pair.GetValue()].GetKind()
			switch nodes[pair.GetKey()].GetStr() {
			case "id":
				r.ID, ok = intOf(value)
			case "name":
				r.Name, ok = strOf(value)
			case "email":
				r.Email, ok = strOf(value)
			case "active":
				var v *montypb.MontyNode_Boolean
				if v, ok = value.(*montypb.MontyNode_Boolean); ok {
					r.Active = v.Boolean
				}
			case "score":
				var v *montypb.MontyNode_Float
				if v, ok = value.(*montypb.MontyNode_Float); ok {
					r.Score = v.Float
				}
			case "age":
				var age int64
				age, ok = intOf(value)
				r.Age = int(age)
			case "country":
				r.Country, ok = strOf(value)
			case "manager":
				if _, none := value.(*montypb.MontyNode_None); !none {
					var name string
					name, ok = strOf(value)
					r.Manager = &name
				}
			}
			if !ok {
				return nil, errArena
			}
		}
	}
	return records, nil
}

func intOf(value any) (int64, bool) {
	if v, ok := value.(*montypb.MontyNode_Int); ok {
		return v.Int, true
	}
	return 0, false
}

func strOf(value any) (string, bool) {
	if v, ok := value.(*montypb.MontyNode_Str); ok {
		return v.Str, true
	}
	return "", false
}

// The messages are those that monty-proto writes for the same values, to the byte.
func TestMessagesHaveTheBytesOfRust(t *testing.T) {
	rust := rustShapes(t)
	for _, s := range shapes() {
		data := must(proto.Marshal(complete(s.value)))
		if want := rust[s.name]; len(data) != want.ProtobufLength || hash(data) != want.ProtobufSHA256 {
			t.Errorf("%s: %d bytes with the hash %s, in Rust %d with %s",
				s.name, len(data), hash(data), want.ProtobufLength, want.ProtobufSHA256)
		}
	}
}
