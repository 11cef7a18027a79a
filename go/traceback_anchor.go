// Which part of a failing expression CPython marks with ^ in a traceback: the operator, the brackets of an index, the
// parentheses of a call (traceback.py, _extract_caret_anchors_from_line_segment).

package monty

import (
	"strings"
	"unicode"
)

// anchors finds the part of an expression that is marked with ^ while the rest is marked with ~: runes from start to end of
// expression. ok is false if the whole is marked with ^, as it is for anything but a binary operation, an index or a call.
func anchors(expression []rune) (start, end int, ok bool) {
	tokens, ok := splitExpression(expression)
	if !ok || len(tokens) == 0 {
		return 0, 0, false
	}
	// Parentheses around the whole are no part of the expression.
	if len(tokens) == 1 && tokens[0].kind == '(' {
		inner := expression[tokens[0].start+1 : tokens[0].end-1]
		start, end, ok = anchors(inner)
		return start + tokens[0].start + 1, end + tokens[0].start + 1, ok
	}
	level, at := 0, -1 // the operator that binds least, and of equals the last
	for i, t := range tokens {
		switch {
		case t.kind == 'k': // not, if, lambda, a comparison, a comma: this is no binary operation
			return 0, 0, false
		case t.kind != 'o' || i == 0 || tokens[i-1].kind == 'o': // an operand, or a sign in front of one
			continue
		}
		binds := precedence[t.text]
		if at < 0 || binds < level || binds == level && t.text != "**" {
			level, at = binds, i
		}
	}
	signed := tokens[0].kind == 'o'
	switch last := tokens[len(tokens)-1]; {
	case at >= 0 && !(signed && tokens[at].text == "**"):
		return tokens[at].start, tokens[at].end, true
	case signed || len(tokens) == 1:
		return 0, 0, false
	case last.kind == '(' || last.kind == '[':
		return last.start, last.end, true
	}
	return 0, 0, false
}

// precedence of the binary operators: what binds less is less.
var precedence = map[string]int{
	"|": 1, "^": 2, "&": 3, "<<": 4, ">>": 4, "+": 5, "-": 5, "*": 6, "/": 6, "//": 6, "%": 6, "@": 6, "**": 7, "~": 8,
}

// token is a part of an expression at its outermost level: a bracket with all that is in it, an operand, an operator.
type token struct {
	kind       byte // '(', '[', '{', 'a' for an operand, 'o' for an operator, 'k' for what makes it another expression
	start, end int
	text       string // of an operator
}

// splitExpression splits an expression at its outermost level. ok is false where it is not a whole one.
func splitExpression(s []rune) (tokens []token, ok bool) {
	for i := 0; i < len(s); {
		c := s[i]
		start := i
		switch {
		case unicode.IsSpace(c) || c == '\\':
			i++
			continue
		case c == '#':
			for i < len(s) && s[i] != '\n' {
				i++
			}
			continue
		case strings.ContainsRune("([{", c):
			if i, ok = skipBracket(s, i); !ok {
				return nil, false
			}
			tokens = append(tokens, token{byte(c), start, i, ""})
			continue
		case strings.ContainsRune(")]}", c):
			return nil, false
		case c == '"' || c == '\'':
			if i, ok = skipString(s, i); !ok {
				return nil, false
			}
			tokens = append(tokens, token{'a', start, i, ""})
			continue
		case c == '_' || unicode.IsLetter(c) || unicode.IsDigit(c) || c == '.':
			for i < len(s) && (s[i] == '_' || s[i] == '.' || unicode.IsLetter(s[i]) || unicode.IsDigit(s[i]) || unicode.IsMark(s[i])) {
				i++
			}
			word := string(s[start:i])
			if i < len(s) && (s[i] == '"' || s[i] == '\'') { // the prefix of a string
				continue
			}
			kind := byte('a')
			if pythonKeywords[word] && word != "None" && word != "True" && word != "False" {
				kind = 'k'
			}
			tokens = append(tokens, token{kind, start, i, ""})
			continue
		}
		n := 1
		if i+1 < len(s) && (s[i+1] == c && strings.ContainsRune("*/<>", c) || s[i+1] == '=') {
			n = 2
		}
		text := string(s[i : i+n])
		kind := byte('o')
		if precedence[text] == 0 { // , : = == < and so on
			kind = 'k'
		}
		i += n
		tokens = append(tokens, token{kind, start, i, text})
	}
	return tokens, true
}

// skipBracket returns the place behind the bracket that is opened at i.
func skipBracket(s []rune, i int) (end int, ok bool) {
	var open []rune
	for i < len(s) {
		switch c := s[i]; c {
		case '"', '\'':
			if i, ok = skipString(s, i); !ok {
				return i, false
			}
			continue
		case '#':
			for i < len(s) && s[i] != '\n' {
				i++
			}
			continue
		case '(', '[', '{':
			open = append(open, c)
		case ')', ']', '}':
			if want := map[rune]rune{')': '(', ']': '[', '}': '{'}[c]; open[len(open)-1] != want {
				return i, false
			}
			if open = open[:len(open)-1]; len(open) == 0 {
				return i + 1, true
			}
		}
		i++
	}
	return i, false
}

// skipString returns the place behind the string literal whose quote is at i.
func skipString(s []rune, i int) (end int, ok bool) {
	quote, n := s[i], 1
	if i+2 < len(s) && s[i+1] == quote && s[i+2] == quote {
		n = 3
	}
	for i += n; i < len(s); i++ {
		if s[i] == '\\' {
			i++
			continue
		}
		if s[i] == quote && (n == 1 || i+2 < len(s) && s[i+1] == quote && s[i+2] == quote) {
			return i + n, true
		}
	}
	return i, false
}
