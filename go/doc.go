// Package monty runs Python in a Go program and exchanges exact values with it.
//
// The interpreter is [monty], a Python written in Rust that reaches nothing outside unless the host hands it in. It is
// linked as a static library. Values cross as tagged CBOR (the schema is in the repository's schema folder), so that a
// Decimal arrives as a [Decimal] and not as a rounded float, a tuple as a [*Tuple], and an object that Python refers to
// twice as one Go object that is referred to twice.
//
//	runner, err := monty.New("price * quantity", "order.py", []string{"price", "quantity"}, nil)
//	price, err := monty.NewDecimal("19.99")
//	total, err := runner.Run(price, 3) // monty.Decimal 59.97
//
// # Types
//
//	Python             Go                   Python              Go
//	None               None                 date                Date
//	bool               Bool                 time                Time
//	int, 64 bit        Int                  datetime            DateTime
//	int, larger        *BigInt              timedelta           TimeDelta
//	float              Float                timezone            TimeZone
//	complex            Complex              Decimal             Decimal
//	str                Str                  pathlib path        Path
//	bytes              Bytes                exception value     Exception
//	list               *List                builtin type        Type
//	tuple              *Tuple               builtin function    BuiltinFunction
//	dict               *Dict                host function       Function
//	set                *Set                 open file           File
//	frozenset          *FrozenSet           class               *Class
//	namedtuple         *NamedTuple          instance, dataclass *Instance
//	...                Ellipsis             host module         *Module
//	NotImplemented     NotImplemented       anything else       Repr
//	                                        enclosing container Cycle
//
// Every one implements [Object].
//
// # Conversions
//
//	ToObject(v)        Object from any Go value: structs by their tags, maps sorted, pointers that are equal as one object
//	As[T](o)           exact: an error that names path, Python type and Go type rather than any loss
//	o.Unmarshal(&v)    lenient: as encoding/json would store the value's JSON view, for every target that it takes
//	Encode, Decode     to and from CBOR, without the interpreter
//	Raw, DecodeAs      a value that stays encoded, and a Go value straight from the bytes
//
// In short, what As takes for a Go type:
//
//	bool, string, []byte            bool, str, bytes
//	int8 to uint64, big.Int         int in range; a bool is no int
//	float64                         float; an int is no float
//	[]T                             list, and no other sequence
//	[N]T                            tuple or list of N items
//	map[K]V                         dict; with V struct{} or bool also set and frozenset
//	struct                          dict, namedtuple or instance by the fields' names; tuple by their order
//	*T                              what T takes, and None as nil, which no other type takes but any and Object
//	time.Time, time.Duration        aware datetime, timedelta
//	any, Object                     everything, as the Object that it is
//	types with UnmarshalText        str, Decimal
//
// [As] has the rules in full. Names come from the tag "monty", else the tag "json", else the field.
//
// # Running
//
// [New] compiles a program once; any number of goroutines may run it. [Monty.Run] runs to the end and calls the Go
// functions given by [WithFunctions]. [Monty.Start] stops whenever Python needs the host; the [Snapshot] in the [Progress]
// takes the answer: a value ([Snapshot.Resume]), an exception, that there is no such thing, that the host does not serve the
// call, or that the result comes later. An answer that does not fit is an error, and the snapshot waits for another one.
//
// # Sessions
//
// A [Session] is fed with code piece by piece, keeps its variables, and can be called: [Session.Feed], [Session.Call].
// Feeds run to the end or step by step, with the same functions, [Progress] and [Snapshot] as runs. An exception ends a feed
// and leaves the session with what the code did until then; closing a snapshot gives up its feed. A session serves one
// goroutine at a time, and tells the others [ErrInUse].
//
// # Futures
//
// A host function may return a [*Future]: [Go] makes one that a goroutine resolves, [NewFuture] one that you resolve. Python
// goes on with an awaitable, so that asyncio.gather over such calls runs them at the same time. Run waits only when all of
// Python does, and then hands over every result that is there. An ordinary result can be awaited at once, as in
// `await f()`, but not gathered.
//
// The context that a host function is called with ends with the run. Nothing else stops the goroutine of a future that
// nobody waits for any more.
//
// # Dumps
//
// A snapshot, of a run or a session, and an idle session can be dumped as bytes and go on in another process, as often as
// wanted: [Snapshot.Dump] and [SnapshotFromBytes], [FutureSnapshot.Dump] and [FutureSnapshotFromBytes], [Session.Dump] and
// [LoadSession]. A dump holds variables, limits and policies; functions, handlers and writers are given again. It fits the
// version of the library that made it. Limits can be made tighter when it is loaded.
//
// Damage is found before the interpreter sees a byte. Forgery is found only with a key ([WithDumpKey]), and the interpreter
// trusts what it loads: seal dumps that leave your hands.
//
// # Policies
//
// By default Python cannot see the clock of the host and cannot sleep: both are system calls. Options let the interpreter
// serve them itself, and make runs reproducible:
//
//	WithClock        SystemClock, or FixedClock(t)     datetime.now, date.today, time.time, time.monotonic ...
//	WithTimeZone     an IANA zone, or a fixed offset   local time; default UTC
//	WithSleep        RealSleep, or SkipSleep           time.sleep, asyncio.sleep
//	WithRandomSeed   int, float, str, bytes            random; default the entropy of the system
//	WithProcessTime                                    time.process_time; default always 0
//
// The same script with the same fixed clock, zone, SkipSleep, seed and answers gives the same output every time.
//
// # Functions, objects and errors
//
// [Functions] are any Go functions: arguments are converted exactly, and a call that does not fit is a TypeError with CPython's
// words. [Func] gives parameters names and defaults. [Wrap] hands out a Go value of which Python reads and calls what a
// [Policy] allows, and the same value comes back; [WrapClass] lets Python make such values. [Stubs] tells what there is in
// Python's own notation.
//
// An exception is a [*PythonError] in Go, and errors.Is compares it with Python's classes: errors.Is(err, [LookupError]) holds
// for a KeyError. [ExceptionType.New] and its like raise any of them from a host function. An error from Go that no code
// caught comes out of the run behind its exception, for errors.Is and errors.As. The interpreter keeps one exception at a time:
// `raise X from Y` and exceptions raised while another is handled come out without the earlier one.
//
// # The system
//
// Nothing of the system is reachable by itself. [WithOS] has handlers serve what Python asks for, and its documentation has a
// table of every call with who serves it: [Mount] files of a directory ([ReadOnlyDir], [ReadWriteDir]), of any [io/fs.FS], in
// memory ([NewMemoryFS], [NewOverlayFS]); [Environ] environment variables; [Entropy], [Clock] and [Sleeper] what their names
// say. [WithModules] lets Python import modules of Go functions and values.
//
//	dir, err := monty.ReadOnlyDir("/srv/orders")
//	out, err := runner.RunContext(ctx, nil, monty.WithOS(
//		monty.Mount("/in", dir), monty.Mount("/out", monty.NewMemoryFS(0)), monty.Environ(map[string]string{"TZ": "UTC"})))
//
// Files behave as in CPython, with the same exceptions and messages, but for a few differences of the interpreter: an open
// file is read and written by its path, each time anew; the modes "x" and "+", other encodings than UTF-8, os.symlink,
// os.access, Path.touch and the like are not there; Path.read_text keeps "\r\n".
//
// # The JSON view
//
// Unmarshal and MarshalJSON see a value as json.dumps would write it, and as pydantic does where Python has no rule:
//
//	None, bool, int, float, str     null, true/false, number, number, string; NaN and infinities are an error
//	list, tuple, set, namedtuple    array
//	dict                            object; keys of int, float, bool and None as text, other keys are an error
//	instance, dataclass             object of its attributes
//	bytes                           base64 string, as for []byte
//	date, time, datetime            ISO 8601 string; time.Time reads aware datetimes
//	timedelta                       ISO 8601 duration, such as "P1DT2H3.5S"
//	everything else                 string: "19.99" for a Decimal, "ValueError: no" for an exception
//
// A target of one of the types above takes the value as it is, without this view. A value that has no such view, because
// a NaN or a tuple as a key lies anywhere in it, is refused as a whole with a [*JSONError] that names the place, and nothing is
// stored, even where the target has no variable for that part: there is no text that encoding/json could have read.
// As and Decode need no view. There is no way back from it: [ToObject] of a json.RawMessage is what Python's json.loads
// makes of the text.
//
// # What may surprise
//
//   - Host functions are called one after the other; only their futures overlap. Python cannot pass host functions to
//     map, or to sorted as a key: the interpreter has no way to wait there.
//   - A run starts afresh: variables of one run are not seen by the next. A [Session] keeps them.
//   - An object that is reachable twice from one input, or from the arguments of one host call, stays one object. Between
//     two inputs of Run or Start it does not: the interpreter imports each input on its own.
//   - Instances of classes that Python code defined live in the run that made them. Given back to that run they are the same
//     objects; given to another they are refused.
//   - A namedtuple goes in with its name and its fields, but type(x) is then a nameless namedtuple, as the interpreter has no
//     class for it.
//   - collections.deque comes out as a list, defaultdict and Counter as a dict: the interpreter exports them so.
//   - A generator expression comes out as a list of what it yields. Values that have no form outside (ranges, iterators, functions defined
//     in Python, a class named directly rather than through an instance) come out as [Repr], and a container
//     nested deeper than [Limits].MaxRecursionDepth ends in a [Repr]. The interpreter takes neither back.
//   - Answering a call with None and answering "the result comes later" are different: [Snapshot.Resume] with nil, and
//     [Snapshot.ResumeFuture].
//
// # Safety
//
// Python code has no way to files, network, environment or clock but through the host; it has random numbers. Time, memory,
// recursion and output are bounded by [Limits], and a context that ends, or Cancel, ends a run whatever it catches. The
// interpreter shares the process, though. One long operation of it (a huge integer, re.sub over a long text) keeps a thread
// busy to its end, after the call has returned. A run that allocates far past its limit within one operation has to be left
// where it stands, and what it holds is lost. [Stats] counts both, and [SetLeakBudget] bounds the second. Run code from people
// you do not trust at all in a process of its own.
//
// [monty]: https://github.com/pydantic/monty
package monty
