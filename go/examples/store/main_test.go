package main

import (
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The text that shows this program says which bytes it stores; its own check hands these to the program that reads them.
func TestTheStoredBytesAreThoseOfTheReadme(t *testing.T) {
	path := filepath.Join(t.TempDir(), "result.cbor")
	if err := store(path); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	readme, err := os.ReadFile("../../../schema/README.md")
	if err != nil {
		t.Fatal(err)
	}
	if cell := "| `" + hex.EncodeToString(data) + "` |"; !strings.Contains(string(readme), cell) {
		t.Errorf("schema/README.md does not have %s", cell)
	}
}
