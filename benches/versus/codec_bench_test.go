// How fast is each library at writing and reading a value of any type?

package versus

import (
	"sync"
	"testing"
)

// eachContender runs the benchmark for each shape and library, as SHAPE/LIBRARY.
func eachContender(b *testing.B, shapes []shape, measure func(b *testing.B, s shape, c contender)) {
	for _, s := range shapes {
		for _, c := range contenders() {
			b.Run(s.name+"/"+c.name, func(b *testing.B) { measure(b, s, c) })
		}
	}
}

func BenchmarkEncode(b *testing.B) {
	eachContender(b, shapes(), func(b *testing.B, s shape, c contender) {
		encode := c.encoder(s.value)
		var data []byte
		var err error
		b.ReportAllocs()
		for b.Loop() {
			if data, err = encode(); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(len(data)), "bytes")
		checkBack(b, s, c, must(c.decode(data)))
	})
}

func BenchmarkDecode(b *testing.B) {
	eachContender(b, shapes(), func(b *testing.B, s shape, c contender) {
		data := must(c.encoder(s.value)())
		var got any
		var err error
		b.ReportAllocs()
		for b.Loop() {
			if got, err = c.decode(data); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(len(data)), "bytes")
		checkBack(b, s, c, got)
	})
}

// rows is the shape of the parallel benchmarks.
func rows() []shape { return []shape{{"dicts_1000", records()}} }

func BenchmarkEncodeParallel(b *testing.B) {
	eachContender(b, rows(), func(b *testing.B, s shape, c contender) {
		encode := c.encoder(s.value)
		for _, data := range parallel(b, encode) {
			checkBack(b, s, c, must(c.decode(data)))
		}
	})
}

func BenchmarkDecodeParallel(b *testing.B) {
	eachContender(b, rows(), func(b *testing.B, s shape, c contender) {
		data := must(c.encoder(s.value)())
		for _, got := range parallel(b, func() (any, error) { return c.decode(data) }) {
			checkBack(b, s, c, got)
		}
	})
}

// parallel measures f on all processors and returns the last result of each goroutine.
func parallel[T any](b *testing.B, f func() (T, error)) []T {
	var mutex sync.Mutex
	var results []T
	b.ReportAllocs()
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		var last T
		var err error
		ran := false
		for pb.Next() {
			if last, err = f(); err != nil {
				b.Error(err)
				return
			}
			ran = true
		}
		if ran {
			mutex.Lock()
			results = append(results, last)
			mutex.Unlock()
		}
	})
	b.StopTimer()
	if len(results) == 0 {
		b.Fatal("no result")
	}
	return results
}
