//go:build !protobuf

// Without the generated messages there is no contender for protobuf.

package versus

func protobufContenders() []contender       { return nil }
func protobufStructReaders() []structReader { return nil }
