// Package montyarrow exchanges tables with Python code as Arrow record batches, over the Arrow C Data Interface: the cells
// are written once, in Rust, and no row is walked in Go. It is a package of its own so that programs without tables do not
// link arrow-go.
//
// A value is a table if it is a list of dicts with text keys, of namedtuples of one type, of instances of one class
// (dataclasses), or of tuples of one length; a dict of equally long lists; or a list whose items have one type (one column,
// "value").
//
//	Python                                  Arrow
//	bool, int of 64 bits, float             Boolean, Int64, Float64
//	str, bytes                              Utf8, Binary; the large forms past 2 GiB
//	int of up to 76 digits                  Decimal256(76, 0)
//	Decimal, all of one exponent            Decimal128(38, scale), or Decimal256(76, scale)
//	date, time, timedelta                   Date32, Time64(us), Duration(us)
//	datetime, naive or of one offset        Timestamp(us), Timestamp(us, zone)
//	complex                                 FixedSizeList(Float64, 2)
//	list, set, frozenset                    List
//	tuple of one length, of several         Struct, List
//	namedtuple, instance                    Struct
//	dict with text keys in one order        Struct
//	any other dict                          Map
//	None everywhere                         Null
//	pathlib.Path                            Utf8
//
// None is a null. A key that a dict lacks is a null as well; the field's metadata tells the two apart.
//
// Nothing is lost: what Arrow's type does not say is in the metadata of fields and schema, under names that begin with
// "monty.", so that the value that comes back has the same types and is equal. (That two cells were one object is not
// kept, and instances have their identities in a column "monty.id".) What would be lost is refused: columns of mixed types,
// decimals of different exponents (but see [Widen]), rows whose keys come in different orders. Refused as well:
//
//   - the Decimals NaN, Infinity and -0, for which Arrow has nothing, and ints of more than 76 digits; the floats nan, inf
//     and -0.0 have their place
//   - datetimes of different offsets, or with and without one, in a column
//   - bools among ints
//   - None as a key of a dict that becomes a Map
//   - None among rows that are dicts, namedtuples or instances; a list that begins with None is one column, "value"
//   - more than 4096 columns, or more than 65,536 with those that are inside of others
//   - values nested more than 64 levels deep, the column itself included
//   - values of types that the list above does not have, such as exceptions and functions
//
// [Run] runs a program, and [Feed] and [Call] a piece of code or a function in a session, and each returns its result as a
// table. [Input] and [InputReader] make tables the inputs of runs and feeds, whether their result is a table or not. In a
// session they stay, as the variables that they set, so a later feed works on them without their crossing again.
//
// What it costs: the result of [Run] is read from the interpreter's heap when its code has run, in one walk, and the record
// batch is written from that. It takes about a tenth of what the same rows take as CBOR, besides making them, and far less
// memory. Results with instances, results of sessions and code that uses the name __monty_go_result__ take several times as
// long: the interpreter first copies them out of its heap, value by value, as it does with all results of package monty.
// Go only imports what was written.
package montyarrow
