//! Every raw pointer of the C ABI, except the host's function in `output`.
//!
//! # What the caller promises
//!
//! The exported functions are `unsafe` because they cannot check this:
//!
//! * A pointer to input (`data`, `len`) is NULL with a length of 0, or points to `len` readable bytes that nobody
//!   changes during the call.
//! * A pointer to output is NULL, or points to writable, aligned memory for one value of its type, which nobody else
//!   uses during the call. What it held before is overwritten and need not be initialised.
//! * A function can be called with the pointer that goes with it, as long as the documentation says.
//! * A buffer given to [`free`] was written by this library and has not been given back before.
//!
//! NULL where a value is needed, and every misuse of handles, is a status.

use std::{
    mem::ManuallyDrop,
    panic::{AssertUnwindSafe, catch_unwind},
    ptr, slice,
};

use monty_bridge::{Code, Error, Status};

use crate::status::mb_status;

/// Bytes that the library returns.
///
/// With `capacity` 0 the bytes are borrowed: they belong to a run and are valid until the next call on that run or
/// until it is freed. Otherwise they belong to the caller, who gives them back with mb_buffer_free. An empty buffer has
/// a `data` that is not NULL and must not be read.
#[derive(Debug)]
#[repr(C)]
#[allow(non_camel_case_types, reason = "the name of a C type")]
pub struct mb_buffer {
    /// The first byte.
    pub data: *mut u8,
    /// How many bytes there are.
    pub len: usize,
    /// 0, or what the library needs to know to take the bytes back.
    pub capacity: usize,
}

impl mb_buffer {
    fn owned(bytes: Vec<u8>) -> Self {
        if bytes.capacity() == 0 {
            return Self::borrowed(&[]);
        }
        let mut bytes = ManuallyDrop::new(bytes);
        Self {
            data: bytes.as_mut_ptr(),
            len: bytes.len(),
            capacity: bytes.capacity(),
        }
    }

    fn borrowed(bytes: &[u8]) -> Self {
        Self {
            data: bytes.as_ptr().cast_mut(),
            len: bytes.len(),
            capacity: 0,
        }
    }
}

/// What a call replies with.
#[derive(Debug)]
pub(crate) enum Reply {
    /// Bytes that go to the caller.
    Owned(Status, Vec<u8>),
    /// Bytes that stay in a run, whose slot does not move, until the next call on it.
    Borrowed(Status, *const [u8]),
}

/// Where a call writes its reply.
#[derive(Debug)]
pub(crate) struct Out(*mut mb_buffer);

impl Out {
    /// # Safety
    /// See [what the caller promises](self#what-the-caller-promises), until [`reply`](Self::reply) has returned.
    pub(crate) unsafe fn new(reply: *mut mb_buffer) -> Self {
        Self(reply)
    }

    /// Calls `f` and writes what it replies with, or the error message, or the message about its panic.
    ///
    /// With a NULL pointer for the reply, `f` is not called.
    pub(crate) fn reply(self, f: impl FnOnce() -> Result<Reply, Error>) -> mb_status {
        if self.0.is_null() {
            return mb_status::MB_INVALID_ARGUMENT;
        }
        let (status, buffer) = match caught(f) {
            Ok(Reply::Owned(status, bytes)) => (status, mb_buffer::owned(bytes)),
            Ok(Reply::Borrowed(status, bytes)) => {
                let buffer = mb_buffer {
                    data: bytes.cast::<u8>().cast_mut(),
                    len: bytes.len(),
                    capacity: 0,
                };
                (status, buffer)
            }
            Err(error) => {
                let mut message = Vec::new();
                error.write(&mut message);
                (error.status(), mb_buffer::owned(message))
            }
        };
        // SAFETY: the pointer is not NULL, so it can be written, see "What the caller promises".
        unsafe { self.0.write(buffer) };
        status.into()
    }
}

/// Calls `f`, which has no reply, and returns its status.
pub(crate) fn no_reply(f: impl FnOnce() -> Result<(), Error>) -> mb_status {
    match caught(f) {
        Ok(()) => mb_status::MB_OK,
        Err(error) => error.status().into(),
    }
}

fn caught<T>(f: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
    catch_unwind(AssertUnwindSafe(f)).unwrap_or_else(|payload| {
        // A payload is any type; its drop could panic too.
        std::mem::forget(payload);
        Err(Error::new(Code::Panicked, "the library panicked"))
    })
}

/// Bytes that a caller passes.
#[derive(Debug)]
pub(crate) struct Input {
    data: *const u8,
    len: usize,
}

impl Input {
    /// # Safety
    /// See [what the caller promises](self#what-the-caller-promises), as long as the value is used.
    pub(crate) unsafe fn new(data: *const u8, len: usize) -> Self {
        Self { data, len }
    }

    /// The bytes.
    pub(crate) fn bytes(&self) -> Result<&[u8], Error> {
        if self.len == 0 {
            return Ok(&[]);
        }
        if self.data.is_null() {
            return Err(null("the input"));
        }
        if isize::try_from(self.len).is_err() {
            return Err(Error::new(
                Code::NullPointer,
                "the length does not fit the address space",
            ));
        }
        // SAFETY: the pointer is not NULL, so it can be read for `len` bytes, see "What the caller promises".
        Ok(unsafe { slice::from_raw_parts(self.data, self.len) })
    }
}

/// Where a call writes a handle.
#[derive(Debug)]
pub(crate) struct HandleOut(*mut u64);

impl HandleOut {
    /// Writes 0, which is no handle, in case that the call fails.
    ///
    /// # Safety
    /// See [what the caller promises](self#what-the-caller-promises), as long as the value is used.
    pub(crate) unsafe fn new(handle: *mut u64) -> Self {
        if !handle.is_null() {
            // SAFETY: the pointer is not NULL, so it can be written, see "What the caller promises".
            unsafe { handle.write(0) };
        }
        Self(handle)
    }

    /// Refuses a NULL pointer, before anything is made that would need a handle.
    pub(crate) fn check(&self) -> Result<(), Error> {
        if self.0.is_null() {
            Err(null("the place for the handle"))
        } else {
            Ok(())
        }
    }

    /// Writes the handle.
    pub(crate) fn set(&self, handle: u64) -> Result<(), Error> {
        self.check()?;
        // SAFETY: the pointer is not NULL, so it can be written, see "What the caller promises".
        unsafe { self.0.write(handle) };
        Ok(())
    }
}

pub(crate) fn null(what: &str) -> Error {
    Error::new(Code::NullPointer, format!("the pointer to {what} is NULL"))
}

/// Takes back the bytes of an owned buffer and makes it an empty one, so that giving it back twice does no harm.
///
/// # Safety
/// See [what the caller promises](self#what-the-caller-promises).
pub(crate) unsafe fn free(buffer: *mut mb_buffer) {
    if buffer.is_null() {
        return;
    }
    // SAFETY: the pointer is not NULL, so it points to a buffer that this library wrote.
    let old = unsafe { ptr::replace(buffer, mb_buffer::borrowed(&[])) };
    if old.capacity != 0 && !old.data.is_null() {
        // SAFETY: such a buffer came from `mb_buffer::owned` and was not given back before.
        drop(unsafe { Vec::from_raw_parts(old.data, old.len, old.capacity) });
    }
}
