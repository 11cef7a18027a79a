package main

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
)

func TestTheLoopComesToItsAnswer(t *testing.T) {
	var shown bytes.Buffer
	o := newOffice()
	answer, err := answerQuestion(t.Context(), &shown, &canned{}, o, "Who owes most?")
	if err != nil {
		t.Fatalf("%v\n%s", err, shown.String())
	}
	if answer != "Ardent Ltd in Leeds owes 1300.40" {
		t.Errorf("%s", answer)
	}
	if want := []string{"list_invoices", "find_city", "find_city"}; !slices.Equal(o.calls, want) {
		t.Errorf("the tools called are %q", o.calls)
	}
	for _, part := range []string{
		"AttributeError: 'dict' object has no attribute 'amount'", // what the model learns of its mistake
		"{'Ardent Ltd': Decimal('1300.40'), 'Corvus': Decimal('1300.39')}",
	} {
		if !strings.Contains(shown.String(), part) {
			t.Errorf("%q was not shown:\n%s", part, shown.String())
		}
	}
}

// scripted is a model with other scripts.
type scripted []string

func (s *scripted) next(_ context.Context, conversation []message) (string, error) {
	if !strings.Contains(conversation[0].text, "def list_invoices(paid: bool | None = None) -> list[Invoice]:") {
		return "", errors.New("the stubs are missing: " + conversation[0].text)
	}
	script := (*s)[0]
	*s = append((*s)[1:], script)
	return script, nil
}

func TestTheModelIsToldWhatWentWrong(t *testing.T) {
	var shown bytes.Buffer
	m := &scripted{"while True: pass", "find_city('Nobody')", "open('/etc/passwd')", "list_invoices(limit=3)", "x = [0] * 10**9"}
	_, err := answerQuestion(t.Context(), &shown, m, newOffice(), "?")
	if err == nil || err.Error() != "the model has not come to an answer" {
		t.Errorf("%v", err)
	}
	for _, part := range []string{
		"TimeoutError", "KeyError: ", "PermissionError", "TypeError: list_invoices() got an unexpected keyword argument 'limit'", "MemoryError",
	} {
		if !strings.Contains(shown.String(), part) {
			t.Errorf("%q was not shown:\n%s", part, shown.String())
		}
	}
}
