"""Reads the table of this example with pyarrow, asks DuckDB about it, and compares both with the same sums in Python."""

import sys
from datetime import datetime, timedelta, timezone
from decimal import Decimal

import duckdb
import pyarrow as pa

COUNTRIES = ['AT', 'DE', 'FR', 'IT', 'NL']
START = datetime(2026, 1, 1, tzinfo=timezone.utc)

expected = {}
for i in range(100_000):
    if i % 3:
        country, at = COUNTRIES[i * 7 % 5], START + timedelta(minutes=i)
        count, total, first, _ = expected.get(country, (0, Decimal('0.00'), at, at))
        expected[country] = (count + 1, total + Decimal(i * 37 % 10_000 + 1).scaleb(-2), first, at)

with pa.OSFile(sys.argv[1]) as file, pa.ipc.open_stream(file) as stream:
    table = stream.read_all()

types = {field.name: str(field.type) for field in table.schema}
assert types == {
    'country': 'string',
    'orders': 'int64',
    'total': 'decimal128(38, 2)',
    'first': 'timestamp[us, tz=UTC]',
    'last': 'timestamp[us, tz=UTC]',
}, types
rows = {row['country']: (row['orders'], row['total'], row['first'], row['last']) for row in table.to_pylist()}
assert rows == expected, (rows, expected)

(total, orders, columns) = duckdb.sql('select sum(total), sum(orders), typeof(any_value(total)) from "table"').fetchall()[0]
assert orders == sum(row[0] for row in expected.values()), orders
assert total == sum(row[1] for row in expected.values()), total
assert columns == 'DECIMAL(38,2)', columns
print(len(rows), 'rows agree')
