// The text of a traceback, as CPython 3.13 prints it for an uncaught exception.

package monty

import (
	"fmt"
	"strings"
	"unicode"
)

// repeatedFramesShown is how many equal frames in a row CPython prints before it only counts them
// (traceback.py, _RECURSIVE_CUTOFF).
const repeatedFramesShown = 3

// Traceback returns what CPython 3.13 prints for an uncaught exception, without a final newline: the failing part of each line
// is marked, its operator, index or call with ^ and the rest with ~.
func (e *PythonError) Traceback() string {
	if e == nil {
		return e.Error()
	}
	var b strings.Builder
	if len(e.Frames) > 0 && !(len(e.Frames) == 1 && e.Frames[0].HideName) { // source that could not be compiled has no calls
		b.WriteString("Traceback (most recent call last):\n")
	}
	for i := 0; i < len(e.Frames); {
		n := 1
		for i+n < len(e.Frames) && e.Frames[i].sameLine(e.Frames[i+n]) {
			n++
		}
		for j := range min(n, repeatedFramesShown) {
			missing := i+j == len(e.Frames)-1 && e.Type == "AttributeError"
			e.Frames[i+j].write(&b, missing)
		}
		if extra := n - repeatedFramesShown; extra > 0 {
			fmt.Fprintf(&b, "  [Previous line repeated %d more time%s]\n", extra, plural(extra))
		}
		i += n
	}
	b.WriteString(e.Error())
	return b.String()
}

func plural(n int) string {
	if n == 1 {
		return ""
	}
	return "s"
}

func (f Frame) sameLine(g Frame) bool {
	return f.File == g.File && f.Line == g.Line && f.Function == g.Function
}

// write writes the frame's lines. missing is set if it looked up an attribute that was not there.
func (f Frame) write(b *strings.Builder, missing bool) {
	fmt.Fprintf(b, "  File \"%s\", line %d", f.File, f.Line)
	if !f.HideName {
		name := f.Function
		if name == "" {
			name = "<module>"
		}
		b.WriteString(", in " + name)
	}
	b.WriteByte('\n')
	if f.Source == "" {
		return
	}
	if f.Line != f.EndLine {
		f.writeLines(b)
		return
	}
	line := []rune(strings.TrimRight(f.Source, " \t\r\n\f"))
	indent := leadingSpace(line)
	line = line[indent:]
	b.WriteString("    " + string(line) + "\n")
	start := min(max(f.Column-1-indent, 0), len(line))
	end := min(max(f.EndColumn-1-indent, start), len(line))
	if from, to, ok := f.marks(line, &start, &end, missing); ok {
		writeMarks(b, line, start, end, from, to)
	}
}

func leadingSpace(line []rune) (n int) {
	for n < len(line) && unicode.IsSpace(line[n]) {
		n++
	}
	return n
}

// marks finds what is marked in a line, if anything is. start and end delimit the failing expression, and are moved to what
// CPython takes for it.
func (f Frame) marks(line []rune, start, end *int, missing bool) (from, to int, ok bool) {
	if f.HideName { // a syntax error
		*end = max(*end, *start+1)
		return 0, 0, true
	}
	before := strings.TrimSpace(string(line[:*start]))
	switch {
	case strings.HasPrefix(before, "except"): // where the interpreter takes an exception up again
		return 0, 0, false
	case f.HideMarker && strings.HasSuffix(before, "raise"):
		*start = len([]rune(strings.TrimRight(string(line[:*start]), " \t"))) - len("raise")
		if strings.HasPrefix(strings.TrimSpace(string(line[*end:])), "from ") {
			*end = len(line)
		}
		return 0, 0, *start > 0 || *end < len(line)
	case f.HideMarker && strings.HasPrefix(before, "assert"):
		tokens, ok := splitExpression(line[len("assert"):]) // the range may be that of the message
		for i, t := range tokens {
			if t.text == "," && i > 0 {
				*start, *end = tokens[0].start+len("assert"), tokens[i-1].end+len("assert")
				break
			}
		}
		return 0, 0, ok
	}
	if missing && f.HideMarker {
		if tokens, whole := splitExpression(line[*start:*end]); whole && len(tokens) > 1 && tokens[len(tokens)-1].kind == '(' {
			*end = *start + tokens[len(tokens)-2].end // the attribute alone, not the call
		}
	}
	from, to, divided := anchors(line[*start:*end])
	switch {
	case !divided:
		return 0, 0, *start > 0 || *end < len(line)
	case isCallInFull(line, *start, *end):
		return 0, 0, false
	}
	return *start + from, *start + to, true
}

// writeLines writes an expression of several lines. The source is without the common indent of the lines, which is found
// again by where the last one ends. Lines that were left out of the source keep the expression from being marked.
func (f Frame) writeLines(b *strings.Builder) {
	texts := strings.Split(strings.TrimSuffix(f.Source, "\n"), "\n")
	if len(texts) != f.EndLine-f.Line+1 || f.HideMarker {
		for _, text := range texts {
			b.WriteString("    " + text + "\n")
		}
		return
	}
	last := []rune(texts[len(texts)-1])
	indent := max(f.EndColumn-1-len(last), 0)
	start, end := max(f.Column-1-indent, 0), min(f.EndColumn-1-indent, len(last))
	all := []rune(strings.Join(texts, "\n"))
	from, to, divided := anchors(all[min(start, len(all)):max(len(all)-len(last)+end, 0)])
	from, to = from+start, to+start
	full := isCallInFull(all, start, len(all)-len(last)+end)
	marked := !full && (divided || start > leadingSpace(all) || end < len(last))
	at := 0
	for i, text := range texts {
		line := []rune(text)
		b.WriteString("    " + text + "\n")
		if marked {
			first, behind := leadingSpace(line), len(line)
			if i == 0 {
				first = max(first, start)
			}
			if i == len(texts)-1 {
				behind = end
			}
			if divided {
				writeMarks(b, line, first, behind, from-at, to-at)
			} else {
				writeMarks(b, line, first, behind, 0, 0)
			}
		}
		at += len(line) + 1
	}
}

// isCallInFull tells whether the line is `return f(...)` or `x = f(...)` with nothing but names for x and f, which CPython does
// not mark.
func isCallInFull(line []rune, start, end int) bool {
	if end != len(line) || end <= start || line[end-1] != ')' {
		return false
	}
	call := string(line[start:end])
	if name, _, _ := strings.Cut(call, "("); !isPythonName(strings.TrimSpace(name)) {
		return false
	}
	if tokens, ok := splitExpression(line[start:end]); !ok || len(tokens) != 2 {
		return false
	}
	before := strings.TrimSpace(string(line[:start]))
	if before == "return" {
		return true
	}
	target, assigned := strings.CutSuffix(before, "=")
	return assigned && isPythonName(strings.TrimSpace(target))
}

// writeMarks writes ^ from the column from to the column to, and ~ in the rest of start to end. from == to means ^ throughout.
func writeMarks(b *strings.Builder, line []rune, start, end, from, to int) {
	b.WriteString("    " + strings.Repeat(" ", width(line, start)))
	for i := start; i < end; i++ {
		mark := "~"
		if from == to || i >= from && i < to {
			mark = "^"
		}
		n := 1
		if i < len(line) {
			n = width(line, i+1) - width(line, i)
		}
		b.WriteString(strings.Repeat(mark, n))
	}
	b.WriteByte('\n')
}

// width is how many columns the first n runes take on a terminal.
func width(line []rune, n int) (columns int) {
	for _, r := range line[:min(n, len(line))] {
		columns++
		if isWide(r) {
			columns++
		}
	}
	return columns
}

// wideRunes are the ranges whose characters take two columns (East Asian Width W and F): those of writing systems and emoji.
var wideRunes = [][2]rune{
	{0x1100, 0x115f}, {0x2e80, 0x303e}, {0x3041, 0x33ff}, {0x3400, 0x4dbf}, {0x4e00, 0x9fff}, {0xa000, 0xa4cf}, {0xa960, 0xa97f},
	{0xac00, 0xd7a3}, {0xf900, 0xfaff}, {0xfe30, 0xfe6f}, {0xff01, 0xff60}, {0xffe0, 0xffe6}, {0x1f300, 0x1f64f},
	{0x1f680, 0x1f6ff}, {0x1f900, 0x1f9ff}, {0x20000, 0x3fffd},
}

func isWide(r rune) bool {
	if r < wideRunes[0][0] {
		return false
	}
	for _, w := range wideRunes {
		if r >= w[0] && r <= w[1] {
			return true
		}
	}
	return false
}
