//! Python values as tagged CBOR.
