package main

import (
	"bytes"
	"os"
	"testing"
)

func TestVariablesAreThoseOfTheTable(t *testing.T) {
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

func TestATableThatCannotBeRightIsRefused(t *testing.T) {
	for _, table := range []string{
		`{"ValueError": ["Exception"]}`,
		`{"a.Error": [], "b.Error": []}`,
		`[]`,
	} {
		if _, err := generate([]byte(table)); err == nil {
			t.Errorf("%s is accepted", table)
		}
	}
}
