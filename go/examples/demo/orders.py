"""Closes a quarter of a small tea shop that sells in five markets and four currencies.

Input:  csv_text, the order lines.
Host:   exchange_rate(currency, day) gives euros per unit of a currency on a day, as a Decimal;
        lookup_customer(customer_id) gives what the shop knows about a customer, as a dict.
Result: a dict; the host reads every figure with the type that it has here.
"""

import csv
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from decimal import ROUND_HALF_EVEN, Decimal

CENT = Decimal('0.01')
TAX = Decimal('0.075')
SEAL_PRIME = 10**30 + 57


@dataclass
class Account:
    """What one customer did in the quarter."""

    customer: str
    name: str
    country: str
    since: date
    orders: int
    revenue: Decimal


def to_cents(amount):
    """Rounds money as banks do: to the cent, ties to the even one."""
    return amount.quantize(CENT, rounding=ROUND_HALF_EVEN)


rates = {}


def rate(currency, day):
    """Asks the host once for each currency and day."""
    if currency == 'EUR':
        return Decimal(1)
    key = (currency, day)
    if key not in rates:
        rates[key] = exchange_rate(currency, day)
    return rates[key]


def month_of(day):
    return day.replace(day=1)


revenue = tax = Decimal(0)
float_revenue = float_tax = 0.0
cents_off = 0
by_market = {}
by_customer = {}
order_counts = {}
products = set()
first = previous = last = None
longest_quiet = timedelta(0)
seal = 0

for row in csv.DictReader(csv_text.splitlines()):
    placed = datetime.fromisoformat(row['placed_at'])
    day = placed.astimezone(timezone.utc).date()
    paid = Decimal(row['unit_price']) * int(row['quantity'])
    euros = to_cents(paid * rate(row['currency'], day))
    line_tax = to_cents(euros * TAX)

    revenue += euros
    tax += line_tax
    # The same line in binary floating point: what a JSON number would have made of it.
    float_revenue += float(euros)
    float_line_tax = float(f'{float(euros) * 0.075:.2f}')
    float_tax += float_line_tax
    if Decimal(str(float_line_tax)) != line_tax:
        cents_off += 1

    cell = (row['market'], month_of(placed.date()))
    by_market[cell] = by_market.get(cell, Decimal(0)) + euros
    customer = row['customer']
    by_customer[customer] = by_customer.get(customer, Decimal(0)) + euros
    order_counts[customer] = order_counts.get(customer, 0) + 1
    products.add(row['product'])

    if first is None:
        first = placed
    elif placed - previous > longest_quiet:
        longest_quiet = placed - previous
    previous = last = placed
    # Every line goes into the seal, so a changed or moved line changes it.
    seal = (seal * 1_000_003 + int(row['order']) * 10**12 + int(euros * 100)) % SEAL_PRIME

best = []
for customer, total in sorted(by_customer.items(), key=lambda item: (-item[1], item[0]))[:5]:
    known = lookup_customer(customer)
    best.append(
        Account(customer, known['name'], known['country'], known['since'], order_counts[customer], total)
    )

print(f'{sum(order_counts.values()):,} orders, {len(rates)} exchange rates asked for')

{
    'quarter': (first.year, (first.month + 2) // 3),
    'orders': sum(order_counts.values()),
    'revenue': revenue,
    'tax': tax,
    'floats': {'revenue': float_revenue, 'tax': float_tax, 'lines_off_by_a_cent': cents_off},
    'by_market': dict(sorted(by_market.items())),
    'best': best,
    'products': frozenset(products),
    'first': first,
    'last': last,
    'longest_quiet': longest_quiet,
    'seal': seal,
}
