# Totals of the paid orders by country, from a table of orders; its last expression is a table again.
from decimal import Decimal

totals = {}
for order in orders:
    if order['paid']:
        row = totals.get(order['country'])
        if row is None:
            row = {'country': order['country'], 'orders': 0, 'total': Decimal('0.00'), 'first': order['at'], 'last': order['at']}
            totals[order['country']] = row
        row['orders'] += 1
        row['total'] += order['amount']
        row['first'] = min(row['first'], order['at'])
        row['last'] = max(row['last'], order['at'])
sorted(totals.values(), key=lambda row: row['country'])
