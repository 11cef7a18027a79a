//! The tag table: every CBOR tag that a value may carry, its content, the Python type, and where its meaning comes from.
//!
//! | Number | Name | Content | Python | Source |
//! |---|---|---|---|---|
//! | 0 | [`DATETIME`] | text, RFC 3339 with offset | aware `datetime`, offset in whole minutes, zone without a name | RFC 8949 section 3.4.1 |
//! | 2 | [`BIG_POSITIVE`] | byte string: n | `int` of 2^64 and above | RFC 8949 section 3.4.3 |
//! | 3 | [`BIG_NEGATIVE`] | byte string: -1 - n | `int` below -2^64 | RFC 8949 section 3.4.3 |
//! | 4 | [`DECIMAL`] | `[exponent, mantissa]` | finite `Decimal` other than -0 | RFC 8949 section 3.4.4 |
//! | 28 | [`SHARED`] | a value | first occurrence of a shared object | registry: value sharing |
//! | 29 | [`REFERENCE`] | an index | later occurrence of a shared object | registry: value sharing |
//! | 37 | [`UUID`] | byte string of 16 bytes | identity of a class, instance or module (no value of its own) | registry: binary UUID |
//! | 258 | [`SET`] | array | `set` | registry: mathematical finite set |
//! | 268 | [`DECIMAL_EXTENDED`] | `[exponent, mantissa, option]` | `Decimal` -0, infinities and NaNs | registry: extended decimal fraction |
//! | 1002 | [`DURATION`] | map `{1: seconds, ? -6: microseconds}` | `timedelta` | RFC 9581 section 4 |
//! | 1004 | [`DATE`] | text `YYYY-MM-DD` | `date` | RFC 8943 section 1.1 |
//! | 43000 | [`COMPLEX`] | `[real, imaginary]` | `complex` | registry: complex number |
//! | 47616 | [`TUPLE`] | array | `tuple` | own block |
//! | 47617 | [`FROZEN_SET`] | array | `frozenset` | own block |
//! | 47618 | [`NAMED_TUPLE`] | `[type name, [field name...], [value...]]` | namedtuple | own block |
//! | 47619 | [`ELLIPSIS`] | null | `Ellipsis` | own block |
//! | 47620 | [`NOT_IMPLEMENTED`] | null | `NotImplemented` | own block |
//! | 47621 | [`DATETIME_OTHER`] | text, or `[text, offset, zone name / null]` | `datetime` that is naive or that tag 0 cannot hold | own block |
//! | 47622 | [`TIME`] | text, or `[text, offset / null, zone name / null, fold]` | `time` | own block |
//! | 47623 | [`TIMEZONE`] | offset, or `[offset, name]` | `timezone` | own block |
//! | 47624 | [`PATH`] | text | `pathlib` path | own block |
//! | 47625 | [`EXCEPTION`] | `[type name, argument / null]` | exception instance | own block |
//! | 47626 | [`TYPE`] | text: a name | built-in type or exception class | own block |
//! | 47627 | [`BUILTIN_FUNCTION`] | text: a name | built-in function | own block |
//! | 47628 | [`FUNCTION`] | `[name, docstring / null]` | function of the host | own block |
//! | 47629 | [`FILE`] | `[path, mode, position]` | open file | own block |
//! | 47630 | [`CLASS`] | `[name, 37(id), host defined, is dataclass, attributes]` | class | own block |
//! | 47631 | [`INSTANCE`] | `[class, 37(id), attributes]` | instance of a class | own block |
//! | 47632 | [`MODULE`] | `[name, 37(id), attributes]` | module of the host | own block |
//! | 47633 | [`REPR`] | text | object without a form of its own, as its repr (output only) | own block |
//! | 47634 | [`CYCLE`] | text | place where a container would hold itself (output only) | own block |
//! | 47635 | [`PAIRS`] | array `[k1, v1, k2, v2...]` | `dict` with keys that a CBOR map should not have | own block |
//!
//! Offsets are seconds east of UTC, between -86399 and 86399. Attributes are a map when every name is text, else
//! [`PAIRS`]. The table is that of `schema/tags.json`, which a test compares with it and with the constants.
//!
//! # Options of tag 268
//!
//! The registration numbers them 0 finite and not negative, 1 finite and negative, 2 and 3 plus and minus infinity,
//! 4 and 5 plus and minus quiet NaN, 6 and 7 plus and minus signaling NaN. Infinities have exponent and mantissa 0,
//! NaNs have exponent 0 and their diagnostic payload as the mantissa (0: none). The encoder writes option 1 for -0
//! alone, everything else that is finite goes under tag 4.

/// RFC 3339 date and time with an offset.
pub const DATETIME: u64 = 0;
/// Non-negative integer as a byte string.
pub const BIG_POSITIVE: u64 = 2;
/// Negative integer `-1 - n` as a byte string.
pub const BIG_NEGATIVE: u64 = 3;
/// Decimal fraction.
pub const DECIMAL: u64 = 4;
/// A value that later [`REFERENCE`]s point at.
pub const SHARED: u64 = 28;
/// Points at the nth [`SHARED`] of the message, counted by heads in byte order.
pub const REFERENCE: u64 = 29;
/// Sixteen bytes of identity.
pub const UUID: u64 = 37;
/// Set.
pub const SET: u64 = 258;
/// Decimal fraction with negative zero, infinities and NaNs.
pub const DECIMAL_EXTENDED: u64 = 268;
/// Duration.
pub const DURATION: u64 = 1002;
/// Date without a time.
pub const DATE: u64 = 1004;
/// Complex number.
pub const COMPLEX: u64 = 43000;

/// First number of the project's own block, 47616 (0xBA00) to 47647. Free in the registry, not yet filed.
pub const P: u64 = 47616;
/// Last number of the own block.
pub const P_LAST: u64 = P + 31;
/// Tuple.
pub const TUPLE: u64 = P;
/// Frozen set.
pub const FROZEN_SET: u64 = P + 1;
/// Named tuple.
pub const NAMED_TUPLE: u64 = P + 2;
/// `Ellipsis`.
pub const ELLIPSIS: u64 = P + 3;
/// `NotImplemented`.
pub const NOT_IMPLEMENTED: u64 = P + 4;
/// A `datetime` that tag 0 cannot hold.
pub const DATETIME_OTHER: u64 = P + 5;
/// `time`.
pub const TIME: u64 = P + 6;
/// `timezone`.
pub const TIMEZONE: u64 = P + 7;
/// `pathlib` path.
pub const PATH: u64 = P + 8;
/// Exception instance.
pub const EXCEPTION: u64 = P + 9;
/// Builtin type or exception class.
pub const TYPE: u64 = P + 10;
/// Builtin function.
pub const BUILTIN_FUNCTION: u64 = P + 11;
/// Host function.
pub const FUNCTION: u64 = P + 12;
/// Open file.
pub const FILE: u64 = P + 13;
/// Class object.
pub const CLASS: u64 = P + 14;
/// Class instance.
pub const INSTANCE: u64 = P + 15;
/// Host module.
pub const MODULE: u64 = P + 16;
/// Repr fallback.
pub const REPR: u64 = P + 17;
/// Cycle placeholder.
pub const CYCLE: u64 = P + 18;
/// Dict as a flat array of keys and values.
pub const PAIRS: u64 = P + 19;

/// Options of [`DECIMAL_EXTENDED`], numbered as that tag's registration does.
pub mod decimal_option {
    /// Finite, not negative.
    pub const FINITE: u64 = 0;
    /// Finite and negative.
    pub const NEGATIVE: u64 = 1;
    /// Positive infinity; add 1 for the negative one.
    pub const INFINITY: u64 = 2;
    /// Quiet NaN; add 1 for the negative one.
    pub const QUIET_NAN: u64 = 4;
    /// Signaling NaN; add 1 for the negative one.
    pub const SIGNALING_NAN: u64 = 6;
}
