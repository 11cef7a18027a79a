// Parameters of host functions as text: "limit: int = 10", in the syntax of a Python signature.

package monty

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"unicode"
)

// parseParameters reads parameters, each as in a Python def: a name, perhaps with an annotation, perhaps with a default.
// *name and **name name what takes the remaining positional and keyword arguments; those after *name or a lone * are given
// by name only.
func parseParameters(texts []string) (parameters, error) {
	p := parameters{named: len(texts) > 0}
	seen := map[string]bool{}
	byNameOnly := false
	for i, text := range texts {
		if strings.TrimSpace(text) == "*" {
			if byNameOnly || p.extraName != "" || i == len(texts)-1 {
				return p, errors.New("a lone * has to stand before parameters that are given by name only")
			}
			byNameOnly = true
			continue
		}
		parameter, stars, err := parseParameter(text)
		if err != nil {
			return p, fmt.Errorf("parameter %q: %w", text, err)
		}
		if seen[parameter.name] {
			return p, fmt.Errorf("parameter %q: the name occurs twice", text)
		}
		seen[parameter.name] = true
		switch {
		case stars > 0 && parameter.optional:
			return p, fmt.Errorf("parameter %q cannot have a default", text)
		case p.extraName != "" || stars == 1 && byNameOnly:
			return p, fmt.Errorf("parameter %q cannot come after %q", text, texts[i-1])
		case stars == 2:
			p.extraName = parameter.name
			continue
		case stars == 1:
			p.variadicName, byNameOnly = parameter.name, true
			continue
		case byNameOnly:
			p.keywordOnly = append(p.keywordOnly, parameter)
			continue
		}
		if n := len(p.list); n > 0 && p.list[n-1].optional && !parameter.optional {
			return p, fmt.Errorf("parameter %q: one without a default follows one with a default", text)
		}
		p.list = append(p.list, parameter)
	}
	return p, nil
}

// parseParameter reads one parameter, and counts the stars in front of it.
func parseParameter(text string) (p parameter, stars int, err error) {
	text = strings.TrimSpace(text)
	for stars < 2 && strings.HasPrefix(text, "*") {
		text, stars = text[1:], stars+1
	}
	if left, right, found := cutOutside(text, '='); found {
		if p.fallback, err = parseLiteral(right); err != nil {
			return p, stars, err
		}
		text, p.optional = left, true
	}
	if left, right, found := cutOutside(text, ':'); found {
		text, p.annotation = left, strings.TrimSpace(right)
		if p.annotation == "" || strings.ContainsAny(p.annotation, "\n#;") {
			return p, stars, fmt.Errorf("%q is no annotation", p.annotation)
		}
	}
	p.name = strings.TrimSpace(text)
	if !isPythonName(p.name) {
		return p, stars, fmt.Errorf("%q is no Python name", p.name)
	}
	return p, stars, nil
}

// parsedSignatures holds the signatures that parseSignature has read: map[string]*parameters.
var parsedSignatures sync.Map

// parseSignature reads a whole signature, as between the parentheses of a def.
func parseSignature(signature string) (*parameters, error) {
	if p, ok := parsedSignatures.Load(signature); ok {
		return p.(*parameters), nil
	}
	p, err := parseParameters(splitParameters(signature))
	if err == nil && (p.variadicName != "" || p.extraName != "") {
		err = errors.New("there is no target for *name and **name; use Args and Kwargs")
	}
	if err != nil {
		return nil, err
	}
	p.named = true
	parsedSignatures.Store(signature, &p)
	return &p, nil
}

// splitParameters splits a whole signature at its commas.
func splitParameters(signature string) (texts []string) {
	for strings.TrimSpace(signature) != "" {
		left, right, _ := cutOutside(signature, ',')
		texts, signature = append(texts, left), right
	}
	return texts
}

// cutOutside cuts the text at the first separator that is in neither quotes nor brackets.
func cutOutside(text string, separator byte) (left, right string, found bool) {
	depth, quote := 0, byte(0)
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case quote != 0:
			if c == '\\' {
				i++
			} else if c == quote {
				quote = 0
			}
		case c == '\'' || c == '"':
			quote = c
		case c == '[' || c == '(' || c == '{':
			depth++
		case c == ']' || c == ')' || c == '}':
			depth--
		case c == separator && depth == 0:
			return text[:i], text[i+1:], true
		}
	}
	return text, "", false
}

// parseLiteral reads a default: None, True, False, a number, a str, or an empty list, dict or tuple.
func parseLiteral(text string) (Object, error) {
	text = strings.TrimSpace(text)
	switch text {
	case "None":
		return None{}, nil
	case "True":
		return Bool(true), nil
	case "False":
		return Bool(false), nil
	case "...":
		return Ellipsis{}, nil
	case "[]":
		return NewList(), nil
	case "()":
		return NewTuple(), nil
	case "{}":
		return NewDict()
	}
	if n := len(text); n >= 2 && (text[0] == '\'' || text[0] == '"') && text[n-1] == text[0] {
		inner := text[1 : n-1]
		if strings.ContainsAny(inner, "\\\n"+text[:1]) {
			return nil, fmt.Errorf("the default %s is not supported: it needs an escape", text)
		}
		return Str(inner), nil
	}
	if number := strings.ReplaceAll(strings.TrimPrefix(text, "-"), "_", ""); isJSONNumber(number) {
		return numberOf(strings.ReplaceAll(text, "_", ""))
	}
	return nil, fmt.Errorf("the default %q is not supported: give None, True, False, a number, a str, [], () or {}", text)
}

// pythonKeywords cannot be names.
var pythonKeywords = nameSet("False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue",
	"def", "del", "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda",
	"nonlocal", "not", "or", "pass", "raise", "return", "try", "while", "with", "yield")

// isPythonName tells whether a text is an identifier of Python and no keyword. It is a little stricter than Python about
// letters beyond ASCII.
func isPythonName(name string) bool {
	for i, c := range name {
		if c != '_' && !unicode.IsLetter(c) && (i == 0 || !unicode.IsDigit(c)) {
			return false
		}
	}
	return name != "" && !pythonKeywords[name]
}
