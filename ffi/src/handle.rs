//! Handles: numbers that stand for live objects and can never be mistaken for anything else.
//!
//! A handle is no pointer, so a freed, forged or mistyped one is an error and not undefined behaviour. Its low half is
//! a slot's index plus one, and its high half the kind of object and how often the slot was used before. Slots never
//! move and are used again after a free, until their count is used up.
//!
//! An object is held by one thread at a time. What other threads may do to it all the same lies beside it: a value that
//! belongs to the same handle and is never locked for long.

use std::sync::{
    Mutex, MutexGuard, PoisonError, TryLockError,
    atomic::{AtomicU32, Ordering},
};

use monty_bridge::{Code, Error};

/// Bits of the count within the high half; the rest is the kind.
const COUNT_BITS: u32 = 28;
const COUNT_MASK: u32 = (1 << COUNT_BITS) - 1;

/// Objects of one kind behind handles.
#[derive(Debug)]
pub(crate) struct Table<T, S = ()> {
    /// A number from 1 to 15 that no other table has.
    kind: u32,
    /// What the error messages call an object.
    name: &'static str,
    slots: boxcar::Vec<Slot<T, S>>,
    free: Mutex<Vec<u32>>,
}

#[derive(Debug)]
struct Slot<T, S> {
    /// How often the slot was used, this time or, when it is empty, the next time included. It changes with both locks
    /// held, and is read without: a thread that finds the slot locked has to know whether that is about its own object.
    count: AtomicU32,
    object: Mutex<Option<T>>,
    beside: Mutex<Option<S>>,
}

/// Exclusive access to an object.
#[derive(Debug)]
pub(crate) struct Held<'a, T, S = ()> {
    slot: &'a Slot<T, S>,
    object: MutexGuard<'a, Option<T>>,
}

impl<T> Table<T> {
    /// Stores an object with nothing beside it and returns its handle, which is never 0.
    pub(crate) fn insert(&self, object: T) -> u64 {
        self.insert_beside(object, ())
    }
}

impl<T, S> Table<T, S> {
    pub(crate) const fn new(kind: u32, name: &'static str) -> Self {
        Self {
            kind,
            name,
            slots: boxcar::Vec::new(),
            free: Mutex::new(Vec::new()),
        }
    }

    /// Stores an object with what lies beside it and returns its handle, which is never 0.
    pub(crate) fn insert_beside(&self, object: T, beside: S) -> u64 {
        let reused = locked(&self.free).pop();
        if let Some(index) = reused
            && let Some(slot) = self.slots.get(index as usize)
        {
            let mut place = locked(&slot.object);
            *locked(&slot.beside) = Some(beside);
            *place = Some(object);
            return self.handle(index, slot.count.load(Ordering::Relaxed));
        }
        let index = self.slots.push(Slot {
            count: AtomicU32::new(1),
            object: Mutex::new(Some(object)),
            beside: Mutex::new(Some(beside)),
        });
        // Four thousand million slots do not fit into memory.
        self.handle(u32::try_from(index).unwrap_or(u32::MAX - 1), 1)
    }

    /// Takes hold of an object unless another thread has it.
    pub(crate) fn try_hold(&self, handle: u64) -> Result<Held<'_, T, S>, Error> {
        let (slot, count) = self.find(handle)?;
        let object = match slot.object.try_lock() {
            Ok(object) => object,
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            Err(TryLockError::WouldBlock) if slot.count.load(Ordering::Relaxed) != count => return Err(self.unknown()),
            Err(TryLockError::WouldBlock) => {
                return Err(Error::new(
                    Code::Busy,
                    format!("another thread uses this {}", self.name),
                ));
            }
        };
        self.check(slot, object, count)
    }

    /// Takes hold of an object, waiting for other threads. Only for objects that are held for a short time.
    pub(crate) fn hold(&self, handle: u64) -> Result<Held<'_, T, S>, Error> {
        let (slot, count) = self.find(handle)?;
        self.check(slot, locked(&slot.object), count)
    }

    /// Removes a held object. Its handle is invalid from now on.
    pub(crate) fn remove(&self, handle: u64, mut held: Held<'_, T, S>) -> Option<T> {
        let object = held.object.take();
        let count = &held.slot.count;
        let used_up = count.load(Ordering::Relaxed) == COUNT_MASK;
        let mut beside = locked(&held.slot.beside);
        *beside = None;
        if object.is_some() && !used_up {
            count.fetch_add(1, Ordering::Relaxed);
        }
        drop(beside);
        drop(held);
        if !used_up && object.is_some() {
            locked(&self.free).push((handle as u32).wrapping_sub(1));
        }
        object
    }

    /// A copy of what lies beside an object, also while another thread has it.
    pub(crate) fn beside(&self, handle: u64) -> Result<S, Error>
    where
        S: Clone,
    {
        let (slot, count) = self.find(handle)?;
        let beside = locked(&slot.beside);
        // With the lock held, the slot cannot go over to another object.
        match &*beside {
            Some(beside) if slot.count.load(Ordering::Relaxed) == count => Ok(beside.clone()),
            _ => Err(self.unknown()),
        }
    }

    fn handle(&self, index: u32, count: u32) -> u64 {
        u64::from(self.kind << COUNT_BITS | count) << 32 | u64::from(index + 1)
    }

    fn find(&self, handle: u64) -> Result<(&Slot<T, S>, u32), Error> {
        let high = (handle >> 32) as u32;
        let count = high & COUNT_MASK;
        // A handle that is already dead must not lock the slot: whoever has it now would find it in use.
        if high >> COUNT_BITS == self.kind
            && let Some(index) = (handle as u32).checked_sub(1)
            && let Some(slot) = self.slots.get(index as usize)
            && slot.count.load(Ordering::Relaxed) == count
        {
            return Ok((slot, count));
        }
        Err(self.unknown())
    }

    fn check<'a>(
        &self,
        slot: &'a Slot<T, S>,
        object: MutexGuard<'a, Option<T>>,
        count: u32,
    ) -> Result<Held<'a, T, S>, Error> {
        if slot.count.load(Ordering::Relaxed) == count && object.is_some() {
            Ok(Held { slot, object })
        } else {
            Err(self.unknown())
        }
    }

    #[cold]
    fn unknown(&self) -> Error {
        Error::new(Code::UnknownHandle, format!("no {} has this handle", self.name))
    }
}

impl<T, S> Held<'_, T, S> {
    /// The object.
    pub(crate) fn get(&mut self) -> Result<&mut T, Error> {
        self.object
            .as_mut()
            .ok_or_else(|| Error::new(Code::UnknownHandle, "the object is gone"))
    }
}

/// Locks a mutex whose data is whole even if a thread panicked with it.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status<T>(result: Result<T, Error>) -> Code {
        result.err().unwrap().code()
    }

    fn things() -> Table<u32> {
        Table::new(1, "thing")
    }

    #[test]
    fn what_lies_beside_an_object_is_there_while_it_is_held_and_gone_with_it() {
        let table = Table::new(1, "thing");
        let first = table.insert_beside(1, "first");
        let held = table.hold(first).unwrap();
        assert_eq!(table.beside(first), Ok("first"));
        table.remove(first, held);
        assert_eq!(status(table.beside(first)), Code::UnknownHandle);
        let second = table.insert_beside(2, "second");
        assert_eq!(first as u32, second as u32, "the slot was used again");
        assert_eq!(status(table.beside(first)), Code::UnknownHandle);
        assert_eq!(table.beside(second), Ok("second"));
    }

    #[test]
    fn a_freed_handle_stays_dead_when_its_slot_is_used_again() {
        let table = things();
        let first = table.insert(1);
        assert_eq!(table.remove(first, table.hold(first).unwrap()), Some(1));
        let second = table.insert(2);
        assert_eq!(first as u32, second as u32, "the slot was used again");
        assert_eq!(status(table.hold(first)), Code::UnknownHandle);
        assert_eq!(*table.hold(second).unwrap().get().unwrap(), 2);
    }

    #[test]
    fn no_other_number_is_a_handle() {
        let table = things();
        let other = Table::<u32>::new(2, "other thing");
        let handle = table.insert(1);
        let foreign = other.insert(1);
        for forged in [
            0,
            1,
            u64::MAX,
            handle + 1,
            handle + (1 << 32),
            handle ^ 1 << 63,
            foreign,
            1 << 60 | 1 << 32,
        ] {
            assert_eq!(status(table.hold(forged)), Code::UnknownHandle, "{forged:#x}");
            assert_eq!(status(table.try_hold(forged)), Code::UnknownHandle, "{forged:#x}");
        }
    }

    #[test]
    fn a_slot_retires_when_its_count_is_used_up() {
        let table = things();
        let first = table.insert(1);
        table.slots[0].count.store(COUNT_MASK, Ordering::Relaxed);
        let last = table.handle(0, COUNT_MASK);
        assert_eq!(status(table.hold(first)), Code::UnknownHandle);
        assert_eq!(table.remove(last, table.hold(last).unwrap()), Some(1));
        assert_eq!(table.insert(2) as u32, 2, "a new slot");
    }

    #[test]
    fn a_freed_handle_is_unknown_even_while_its_slot_is_in_use_again() {
        let table = things();
        let first = table.insert(1);
        table.remove(first, table.hold(first).unwrap());
        let second = table.insert(2);
        let _held = table.hold(second).unwrap();
        assert_eq!(status(table.try_hold(first)), Code::UnknownHandle);
        assert_eq!(status(table.try_hold(second)), Code::Busy);
    }

    #[test]
    fn an_object_is_held_once() {
        let table = things();
        let handle = table.insert(1);
        let held = table.try_hold(handle).unwrap();
        assert_eq!(status(table.try_hold(handle)), Code::Busy);
        drop(held);
        assert!(table.try_hold(handle).is_ok());
    }
}
