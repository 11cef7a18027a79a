// The canned model: three scripts, the first of which has a mistake.

package main

import (
	"context"
	"errors"
)

type canned struct{ turn int }

// next returns the next script. It gives up if there is nothing more to say.
func (c *canned) next(context.Context, []message) (string, error) {
	if c.turn == len(cannedScripts) {
		return "", errors.New("there are no more scripts")
	}
	c.turn++
	return cannedScripts[c.turn-1], nil
}

var cannedScripts = []string{
	// The invoices are dicts, as the stubs say.
	`invoices = list_invoices(paid=False)
sum(i.amount for i in invoices)
`,
	`owed = {}
for i in invoices:
    owed[i['customer']] = owed.get(i['customer'], 0) + i['amount']
print(owed)
`,
	`import asyncio

async def main():
    cities = await asyncio.gather(*[find_city(c) for c in owed])
    return dict(zip(owed, cities))

city = asyncio.run(main())
most = max(owed, key=lambda c: owed[c])
finish(f'{most} in {city[most]} owes {owed[most]}')
`,
}
