// Why were bytes refused, and where?

/** Bytes that are no value of the schema, or not its one spelling. */
export class DecodeError extends Error {
  /**
   * @param {string} kind one of the kinds that the invalid vectors name, such as `UnknownTag`
   * @param {number} offset the byte at which the refused item begins
   */
  constructor(kind, offset) {
    super(`${kind} at byte ${offset}`);
    this.name = 'DecodeError';
    this.kind = kind;
    this.offset = offset;
  }
}
