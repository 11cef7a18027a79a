// Command tables lets a Python script filter and aggregate 100,000 rows that come in as an Arrow record batch, and writes the
// table that comes out as an Arrow IPC stream, for pandas, Polars, DuckDB and the like:
//
//	go run ./go/examples/tables totals.arrows
package main

import (
	"context"
	_ "embed"
	"fmt"
	"io"
	"log"
	"os"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/decimal128"
	"github.com/apache/arrow-go/v18/arrow/ipc"
	"github.com/apache/arrow-go/v18/arrow/memory"
	monty "github.com/ricochet1k/monty-go/go"
	montyarrow "github.com/ricochet1k/monty-go/go/arrow"
)

//go:embed totals.py
var script string

func main() {
	if len(os.Args) != 2 {
		log.Fatal("usage: tables FILE")
	}
	file, err := os.Create(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	if err := run(file, 100_000); err != nil {
		log.Fatal(err)
	}
	if err := file.Close(); err != nil {
		log.Fatal(err)
	}
}

// run writes the totals of so many orders to w.
func run(w io.Writer, rows int) error {
	program, err := monty.New(script, "totals.py", []string{"orders"}, nil)
	if err != nil {
		return err
	}
	defer func() { _ = program.Close() }()
	orders := makeOrders(rows)
	defer orders.Release()

	began := time.Now()
	totals, err := montyarrow.Run(context.Background(), program, monty.Inputs{"orders": montyarrow.Input(orders)}, nil)
	if err != nil {
		return err
	}
	defer totals.Release()
	fmt.Printf("%d rows in, %d rows out, %v\n", rows, totals.NumRows(), time.Since(began).Round(time.Millisecond))
	fmt.Println(totals.Schema())

	stream := ipc.NewWriter(w, ipc.WithSchema(totals.Schema()))
	if err := stream.Write(totals); err != nil {
		return err
	}
	return stream.Close()
}

var countries = []string{"AT", "DE", "FR", "IT", "NL"}

// makeOrders makes up a table, the same each time.
func makeOrders(rows int) arrow.RecordBatch {
	schema := arrow.NewSchema([]arrow.Field{
		{Name: "id", Type: arrow.PrimitiveTypes.Int64},
		{Name: "country", Type: arrow.BinaryTypes.String},
		{Name: "amount", Type: &arrow.Decimal128Type{Precision: 38, Scale: 2}},
		{Name: "at", Type: &arrow.TimestampType{Unit: arrow.Microsecond, TimeZone: "UTC"}},
		{Name: "paid", Type: arrow.FixedWidthTypes.Boolean},
	}, nil)
	b := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	defer b.Release()
	b.Reserve(rows)
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).UnixMicro()
	for i := range rows {
		b.Field(0).(*array.Int64Builder).Append(int64(i))
		b.Field(1).(*array.StringBuilder).Append(countries[i*7%len(countries)])
		b.Field(2).(*array.Decimal128Builder).Append(decimal128.FromI64(int64(i*37%10_000 + 1)))
		b.Field(3).(*array.TimestampBuilder).Append(arrow.Timestamp(start + int64(i)*60_000_000))
		b.Field(4).(*array.BooleanBuilder).Append(i%3 != 0)
	}
	return b.NewRecordBatch()
}
