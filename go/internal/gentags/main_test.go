package main

import (
	"bytes"
	"os"
	"testing"
)

func TestConstantsAreThoseOfTheTable(t *testing.T) {
	t.Chdir("../..")
	if os.Getenv("UPDATE") == "1" {
		main()
	}
	data, err := os.ReadFile(tablePath)
	if err != nil {
		t.Fatal(err)
	}
	want, err := generate(data)
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(outputPath)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("go/%s differs from %s: run go generate ./go, or this test with UPDATE=1", outputPath, tablePath)
	}
}

func TestNumbersAscend(t *testing.T) {
	if _, err := generate([]byte(`{"tags": [{"name": "a", "number": 2}, {"name": "b", "number": 2}]}`)); err == nil {
		t.Error("a number that occurs twice is accepted")
	}
}
