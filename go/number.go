// Numbers of all kinds beside one another: Python's equality of int, float, complex and Decimal, exactly, and hashes.

package monty

import (
	"math"
	"math/big"
	"math/bits"
	"math/rand/v2"
	"sync"
)

// hashPrime is the modulus of number hashes. Python's scheme, in which a number n/d has the hash n*d^-1 modulo a prime,
// makes ints, floats and Decimals of one value agree. Here the prime, of 61 bits, is picked at random by each process,
// so that nobody can prepare numbers that collide.
var hashPrime = sync.OnceValue(func() uint64 {
	for {
		p := 1<<60 | rand.Uint64()>>4 | 1
		if new(big.Int).SetUint64(p).ProbablyPrime(0) { // exact below 2^64
			return p
		}
	}
})

// hashInt hashes an int that is below the prime without dividing.
func hashInt(v int64) uint64 {
	if v > -1<<60 && v < 1<<60 {
		return mix(saltOther, uint64(v))
	}
	return hashResidue(v < 0, magnitude(v)%hashPrime())
}

func magnitude(v int64) uint64 {
	if v < 0 {
		return uint64(-v) // right for the smallest int64 as well
	}
	return uint64(v)
}

// hashResidue hashes a number by its sign and its size modulo the prime. It agrees with hashInt.
func hashResidue(negative bool, residue uint64) uint64 {
	if negative {
		residue = -residue
	}
	return mix(saltOther, residue)
}

func hashNumber(o Object) (uint64, error) {
	switch v := o.(type) {
	case Bool:
		return hashInt(int64(flag(bool(v)))), nil
	case Int:
		return hashInt(int64(v)), nil
	case *BigInt:
		if v == nil {
			return hashInt(0), nil
		}
		return hashBig(&v.n), nil
	case Float:
		return hashFloat(float64(v)), nil
	case Complex:
		h := hashFloat(real(complex128(v)))
		if imag(complex128(v)) != 0 {
			h = mix(h, hashFloat(imag(complex128(v))))
		}
		return h, nil
	case Decimal:
		return hashDecimal(v)
	}
	return 0, unhashable(o)
}

func hashBig(n *big.Int) uint64 {
	if n.IsInt64() {
		return hashInt(n.Int64())
	}
	p := new(big.Int).SetUint64(hashPrime())
	return hashResidue(n.Sign() < 0, p.Rem(new(big.Int).Abs(n), p).Uint64())
}

func hashFloat(f float64) uint64 {
	if math.IsInf(f, 0) {
		return mix(saltTimeZone, math.Float64bits(f)) // any constant will do
	}
	if f == math.Trunc(f) && math.Abs(f) < 1<<60 {
		return hashInt(int64(f))
	}
	fraction, exponent := math.Frexp(f)
	mantissa := uint64(math.Abs(math.Ldexp(fraction, 53)))
	p := hashPrime()
	return hashResidue(f < 0, mulMod(mantissa%p, powMod(2, int64(exponent)-53, p), p))
}

func hashDecimal(d Decimal) (uint64, error) {
	if d.text == "" && d.exponent == 0 {
		return hashInt(d.coefficient), nil
	}
	p := d.parts()
	switch p.form {
	case DecimalInfinity:
		return hashFloat(math.Inf(sign(p.negative))), nil
	}
	if p.exponent == 0 && len(p.digits) < 18 {
		n := int64(0)
		for i := 0; i < len(p.digits); i++ {
			n = n*10 + int64(p.digits[i]-'0')
		}
		if p.negative {
			n = -n
		}
		return hashInt(n), nil
	}
	m := hashPrime()
	residue := uint64(0)
	for i := 0; i < len(p.digits); i++ {
		residue = (mulMod(residue, 10, m) + uint64(p.digits[i]-'0')) % m
	}
	return hashResidue(p.negative, mulMod(residue, powMod(10, p.exponent, m), m)), nil
}

func sign(negative bool) int {
	if negative {
		return -1
	}
	return 1
}

// mulMod is a*b modulo m, for a and b below m.
func mulMod(a, b, m uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	return bits.Rem64(hi, lo, m)
}

// powMod is base to the power of exponent modulo the prime m; a negative exponent takes the inverse.
func powMod(base uint64, exponent int64, m uint64) uint64 {
	e := magnitude(exponent)
	if exponent < 0 { // base^-e = base^(-e mod m-1), by Fermat
		e = (m - 1) - e%(m-1)
	}
	result := uint64(1)
	for base %= m; e > 0; e >>= 1 {
		if e&1 != 0 {
			result = mulMod(result, base, m)
		}
		base = mulMod(base, base, m)
	}
	return result
}

// isNumber says whether values of the kind compare as numbers.
func isNumber(o Object) bool {
	switch o.(type) {
	case Bool, Int, *BigInt, Float, Complex, Decimal:
		return true
	}
	return false
}

// equalNumbers compares two numbers of any kinds by value, exactly.
func equalNumbers(a, b Object) bool {
	if c, ok := b.(Complex); ok {
		a, b = c, a
	}
	if c, ok := a.(Complex); ok {
		re, im := real(complex128(c)), imag(complex128(c))
		if d, ok := b.(Complex); ok {
			return re == real(complex128(d)) && im == imag(complex128(d))
		}
		return im == 0 && equalNumbers(Float(re), b)
	}
	if d, ok := b.(Decimal); ok {
		a, b = d, a
	}
	if d, ok := a.(Decimal); ok {
		return equalDecimal(d.parts(), b)
	}
	if f, ok := b.(Float); ok {
		a, b = f, a
	}
	if f, ok := a.(Float); ok {
		if g, ok := b.(Float); ok {
			return f == g
		}
		return equalFloatInt(float64(f), b)
	}
	m, small1 := smallOf(a)
	n, small2 := smallOf(b)
	if small1 && small2 {
		return m == n
	}
	return bigOf(a).Cmp(bigOf(b)) == 0
}

// smallOf returns a Bool or Int as a number.
func smallOf(o Object) (int64, bool) {
	switch v := o.(type) {
	case Bool:
		return int64(flag(bool(v))), true
	case Int:
		return int64(v), true
	}
	return 0, false
}

// bigOf returns an int of any kind, not to be changed.
func bigOf(o Object) *big.Int {
	if b, ok := o.(*BigInt); ok && b != nil {
		return &b.n
	}
	n, _ := smallOf(o)
	return big.NewInt(n)
}

// equalFloatInt compares a float with an int without rounding the int.
func equalFloatInt(f float64, o Object) bool {
	if math.IsNaN(f) || math.IsInf(f, 0) || f != math.Trunc(f) {
		return false
	}
	if n, ok := smallOf(o); ok {
		return f >= -1<<63 && f < 1<<63 && int64(f) == n
	}
	n := bigOf(o)
	if n.BitLen() > 1024 { // beyond every float
		return false
	}
	whole, _ := new(big.Float).SetFloat64(f).Int(nil)
	return whole.Cmp(n) == 0
}

// equalDecimal compares a Decimal with a number that is not complex.
func equalDecimal(p decimalParts, o Object) bool {
	var q decimalParts
	switch v := o.(type) {
	case Decimal:
		q = v.parts()
	case Float:
		f := float64(v)
		if math.IsNaN(f) || p.form != DecimalFinite {
			return p.form == DecimalInfinity && math.IsInf(f, sign(p.negative))
		}
		if math.IsInf(f, 0) {
			return false
		}
		q = floatParts(f)
	default:
		if p.form != DecimalFinite {
			return false
		}
		n := bigOf(o)
		// Compare the sizes first: 1E+999999999 cannot be written out, and an int of a million digits should not.
		if bound := decimalDigits(n); p.digits != "0" &&
			(p.exponent+int64(len(p.digits)) > bound || p.exponent+int64(len(p.digits)) < bound-2-bound>>20) {
			return false
		}
		q = decimalParts{negative: n.Sign() < 0, digits: new(big.Int).Abs(n).String()}
	}
	if p.form != DecimalFinite || q.form != DecimalFinite {
		return p.form == DecimalInfinity && q.form == DecimalInfinity && p.negative == q.negative
	}
	return p.normal() == q.normal()
}

// decimalDigits is an upper bound of the number of digits, at most 2 and a millionth too large.
func decimalDigits(n *big.Int) int64 { return int64(n.BitLen())*30103/100000 + 1 }

// normal brings equal finite numbers into one form: no trailing zeros, one zero.
func (p decimalParts) normal() decimalParts {
	for len(p.digits) > 1 && p.digits[len(p.digits)-1] == '0' {
		p.digits = p.digits[:len(p.digits)-1]
		p.exponent++
	}
	if p.digits == "0" {
		p.exponent, p.negative = 0, false
	}
	return p
}

// floatParts is the exact decimal value of a finite float, which has at most 767 digits.
func floatParts(f float64) decimalParts {
	mantissa, exponent := math.Frexp(math.Abs(f))
	n := new(big.Int).SetUint64(uint64(math.Ldexp(mantissa, 53)))
	p := decimalParts{negative: f < 0}
	if exponent -= 53; exponent >= 0 {
		n.Lsh(n, uint(exponent))
	} else { // m / 2^k = m * 5^k / 10^k
		n.Mul(n, new(big.Int).Exp(big.NewInt(5), big.NewInt(int64(-exponent)), nil))
		p.exponent = int64(exponent)
	}
	p.digits = n.String()
	return p
}
