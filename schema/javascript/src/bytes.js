// How do bytes become hexadecimal digits and whole numbers, and back?

/** @param {Uint8Array} bytes */
export function hex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** @param {string} digits an even number of them */
export function unhex(digits) {
  return Uint8Array.from({ length: digits.length / 2 }, (_, at) => parseInt(digits.slice(2 * at, 2 * at + 2), 16));
}

/** The bytes as a big-endian number. */
export function toBigInt(bytes) {
  return BigInt(`0x0${hex(bytes)}`);
}

/** The big-endian bytes of a number that is not negative, without leading zeros. */
export function fromBigInt(value) {
  const digits = value.toString(16);
  return unhex(digits.length % 2 === 0 ? digits : `0${digits}`);
}
