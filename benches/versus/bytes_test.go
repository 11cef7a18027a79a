// Are the shapes those of the Rust benchmarks? Compares length and hash of every encoding with what Rust has written.

package versus

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"testing"

	monty "github.com/ricochet1k/monty-go/go"
)

// fingerprint tells of one shape what Rust encodes it to: with the bridge, and with monty-proto.
type fingerprint struct {
	Length         int    `json:"length"`
	SHA256         string `json:"sha256"`
	ProtobufLength int    `json:"protobuf_length"`
	ProtobufSHA256 string `json:"protobuf_sha256"`
}

func rustShapes(t *testing.T) map[string]fingerprint {
	t.Helper()
	text, err := os.ReadFile("../shapes.json")
	if err != nil {
		t.Fatal(err)
	}
	var rust map[string]fingerprint
	if err := json.Unmarshal(text, &rust); err != nil {
		t.Fatal(err)
	}
	if len(rust) != len(shapes()) {
		t.Errorf("Rust has %d shapes, Go %d", len(rust), len(shapes()))
	}
	return rust
}

func hash(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

func TestShapesHaveTheBytesOfRust(t *testing.T) {
	rust := rustShapes(t)
	for _, s := range shapes() {
		data := must(monty.Encode(s.value))
		if want := rust[s.name]; len(data) != want.Length || hash(data) != want.SHA256 {
			t.Errorf("%s: %d bytes with the hash %s, in Rust %d with %s", s.name, len(data), hash(data), want.Length, want.SHA256)
		}
	}
}
