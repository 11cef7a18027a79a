// Package versus measures the Go package beside other libraries, on the values that the Rust benchmarks measure too.
// It is a module of its own, so that users of the package do not get its competitors into their module graph.
//
// Every benchmark checks what it has made. A library may lose something of a value; what exactly is declared in
// testdata/losses.json, and neither another loss nor a declared one that does not occur passes. Values are given to
// the libraries as their users have them:
//
//	Python                  monty      encoding-json, sonic    fxamacker                   protobuf
//	int                     Int        int                     int                         MontyNode.int
//	tuple                   *Tuple     []any                   []any                       MontyNode.tuple
//	dict                    *Dict      map[string]any          map[string]any              MontyNode.dict
//	bytes                   Bytes      []byte, as base64       []byte                      MontyNode.bytes
//	list, held many times   *List      []any, written again    []any, written again        one node
//	dataclass instance      *Instance  *struct                 *struct                     nodes of class and instance
//	Decimal                 Decimal    string                  string                      MontyNode.decimal
//	aware datetime          DateTime   time.Time, as RFC 3339  time.Time, tagged RFC 3339  MontyNode.datetime
//
// Decoding is into the form that a library gives to a value of any type: Objects of monty, any of the JSON libraries
// and of fxamacker/cbor, and for protobuf the messages generated from the schema that monty-proto speaks. Settings are
// the libraries' defaults, except that fxamacker/cbor is allowed to nest deeper and to tag a time. By these defaults sonic
// does not check that text is UTF-8, and fxamacker/cbor checks only what it reads; the others check in both directions,
// which shows where the value is one long text.
//
// The messages are not part of the sources: protobuf.sh generates them, and what needs them has the build tag protobuf.
package versus
