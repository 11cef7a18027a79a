"""Writes orders.csv, the demo's data: `python3 make_orders.py > orders.csv` gives the same bytes every time.

Only `Random.random()` is used, because its sequence for a seed is the one thing that Python promises to keep.
The five markets keep one offset from UTC all year, so a constant is the truth about their clocks.
"""

import random
import sys
from datetime import datetime, timedelta, timezone

ORDERS = 4000
# From midnight in Phoenix on January 1st to midnight in Tokyo on March 31st: inside the quarter by every market's clock.
START = datetime(2025, 1, 1, 7, tzinfo=timezone.utc)
QUARTER = datetime(2025, 3, 31, 15, tzinfo=timezone.utc) - START

# Market: minutes east of UTC, currencies in use there.
MARKETS = {
    'Kathmandu': (345, ['USD', 'EUR']),
    'Lagos': (60, ['USD', 'GBP', 'EUR']),
    'Phoenix': (-420, ['USD']),
    'Reykjavik': (0, ['EUR', 'GBP']),
    'Tokyo': (540, ['JPY', 'JPY', 'USD']),
}

# Product: list price in euro cents.
PRODUCTS = {
    'TEA-050': 480,
    'TEA-250': 1990,
    'POT-IRON': 6450,
    'POT-GLASS': 3920,
    'CUP-SET4': 2780,
    'WHISK': 1260,
    'TIN-L': 740,
    'GIFT-BOX': 8820,
}


def price(cents, currency):
    """The list price in another currency, as shops round it: tens of cents, whole yen."""
    if currency == 'JPY':
        return str(cents * 163 // 1000 * 10)
    factor = {'EUR': 100, 'USD': 109, 'GBP': 84}[currency]
    tens = cents * factor // 1000
    return f'{tens // 10}.{tens % 10}0'


def main():
    rng = random.Random(2025)

    def pick(items):
        return items[int(rng.random() * len(items))]

    print('order,placed_at,market,customer,product,quantity,unit_price,currency')
    seconds = sorted(int(rng.random() * QUARTER.total_seconds()) for _ in range(ORDERS))
    for number, second in enumerate(seconds, start=1):
        market = pick(list(MARKETS))
        minutes, currencies = MARKETS[market]
        placed = (START + timedelta(seconds=second)).astimezone(timezone(timedelta(minutes=minutes)))
        # A squared draw gives a few customers most of the orders, as shops find.
        customer = f'C-{int(rng.random() ** 2 * 60) + 1:03}'
        product = pick(list(PRODUCTS))
        currency = pick(currencies)
        quantity = 1 + int(rng.random() ** 3 * 24)
        if rng.random() < 0.02:
            quantity = -1  # a return
        unit = price(PRODUCTS[product], currency)
        print(f'{number},{placed.isoformat()},{market},{customer},{product},{quantity},{unit},{currency}')


if __name__ == '__main__':
    sys.exit(main())
