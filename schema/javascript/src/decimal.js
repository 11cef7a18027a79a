// What is a decimal.Decimal, and what does str() make of it?
//
// The text is the to-scientific-string of the General Decimal Arithmetic specification. Limits are the interpreter's.

import { leaf } from './leaf.js';

const MAX_DIGITS = 4300;
const MAX_ADJUSTED = 999_999_999_999_999_999n;
const MIN_EXPONENT = -1_999_999_999_999_999_997n;
const TEXT = /^([+-]?)(?:(?=\.?\d)(\d*)(?:\.(\d*))?(?:e([+-]?\d+))?|(inf)(?:inity)?|(s?nan)(\d*))$/i;

/**
 * `form` is 'finite', 'infinity', 'nan' or 'snan'. `coefficient` is a bigint, not negative: the digits, or a NaN's
 * payload. `exponent` is a bigint too, and 0n unless the form is finite.
 */
export class Decimal extends leaf(['negative', 'form', 'coefficient', 'exponent'], exists) {
  /**
   * Takes what Python's `Decimal(text)` takes, but for white space and underscores.
   * @param {string} text
   */
  static parse(text) {
    const parts = TEXT.exec(text);
    if (parts === null) throw new RangeError(`no Decimal: ${text}`);
    const [, sign, whole = '', fraction = '', exponent = '0', infinity, nan, payload] = parts;
    const negative = sign === '-';
    if (infinity) return new Decimal(negative, 'infinity', 0n, 0n);
    if (nan) return new Decimal(negative, nan.toLowerCase(), BigInt(payload || 0), 0n);
    return new Decimal(negative, 'finite', BigInt(whole + fraction), BigInt(exponent) - BigInt(fraction.length));
  }

  toString() {
    const sign = this.negative ? '-' : '';
    if (this.form === 'infinity') return `${sign}Infinity`;
    const digits = String(this.coefficient);
    if (this.form !== 'finite') {
      return sign + (this.form === 'nan' ? 'NaN' : 'sNaN') + (this.coefficient === 0n ? '' : digits);
    }
    const adjusted = this.exponent + BigInt(digits.length) - 1n;
    if (this.exponent > 0n || adjusted < -6n) {
      const fraction = digits.length > 1 ? `.${digits.slice(1)}` : '';
      return `${sign}${digits[0]}${fraction}E${adjusted < 0n ? '' : '+'}${adjusted}`;
    }
    const places = Number(-this.exponent);
    if (places === 0) return sign + digits;
    const padded = digits.padStart(places + 1, '0');
    return `${sign}${padded.slice(0, -places)}.${padded.slice(-places)}`;
  }
}

function exists({ form, coefficient, exponent }) {
  const length = coefficient < 0n ? Infinity : String(coefficient).length;
  if (length > MAX_DIGITS) return false;
  if (form === 'finite') return exponent >= MIN_EXPONENT && exponent + BigInt(length) - 1n <= MAX_ADJUSTED;
  return exponent === 0n && (form === 'infinity' ? coefficient === 0n : form === 'nan' || form === 'snan');
}
