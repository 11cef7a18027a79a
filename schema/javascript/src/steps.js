// How are nested values walked without the native stack, which 10,000 nested lists would overflow?
//
// A function that walks a container is a generator. It yields what it wants walked: when that is a generator itself,
// the loop below finishes it first and hands its result back, and any other value is handed back as it is.

/**
 * @param {any} task a generator, or the result itself
 * @returns {any} what the generator returned
 */
export function run(task) {
  const open = [];
  let value = task;
  for (;;) {
    if (isTask(value)) {
      open.push(value);
      value = undefined;
    } else if (open.length === 0) {
      return value;
    }
    const step = open.at(-1).next(value);
    value = step.value;
    if (step.done) open.pop();
  }
}

const { prototype } = Object.getPrototypeOf(function* () {});

/** No Python value is represented by a generator, so the two cannot be mistaken for one another. */
function isTask(value) {
  return typeof value === 'object' && value !== null && prototype.isPrototypeOf(value);
}
