// How is a class made for values that hold no others?

/**
 * A class with these fields, which are checked and then frozen.
 * @param {string[]} fields in the order of the constructor's arguments
 * @param {(value: any) => boolean} check whether Python, or the interpreter, has such a value
 */
export function leaf(fields, check = () => true) {
  return class {
    constructor(...args) {
      fields.forEach((field, at) => (this[field] = args[at]));
      if (!check(this)) throw new RangeError(`Python has no such ${new.target.name}`);
      Object.freeze(this);
    }
  };
}

/** Whether `value` is a whole number from `low` to `high`. */
export function within(value, low, high) {
  return Number.isInteger(value) && value >= low && value <= high;
}
