// SPDX-License-Identifier: MIT
//! Maps, typed by their keys and values.

use crate::binding::{self, MAP_DELETE, MAP_LOOKUP, MAP_NEXT_KEY, MAP_UPDATE};
use crate::error::{check, errno};
use crate::{Error, Object, Plain, Result, Value};
use alloc::format;
use alloc::string::String;
use core::marker::PhantomData;
use core::mem::size_of;

/// A map of an object, see [`Object::map`].
///
/// Its sizes were compared with the object's own definition, so that the host never reads or
/// writes past a key or value.
pub struct Map<'object, K, V> {
    raw: Raw,
    name: String,
    object: &'object Object,
    types: PhantomData<(K, V)>,
}

/// What [`Map::update_if`] does about a key that is there, numbered as the kernel's flags.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Update {
    /// Set it either way.
    Any = 0,
    /// EEXIST where there is the key.
    New = 1,
    /// ENOENT where there is not.
    Existing = 2,
}

impl<'object, K: Plain, V: Value> Map<'object, K, V> {
    pub(crate) fn new(object: &'object Object, name: &str) -> Result<Self> {
        let def = object.map_def(name)?;
        if def.is_per_cpu() != V::PER_CPU {
            let has = if V::PER_CPU { "no" } else { "a" };
            let what = format!("map '{name}' has {has} value for each CPU");
            return Err(Error::new(errno::EINVAL, what));
        }
        let (key, value) = (size_of::<K>(), V::SIZE);
        if (def.key_size, def.value_size) != (key, value) {
            let what = format!(
                "map '{name}' has keys of {} and values of {} bytes, not {key} and {value}",
                def.key_size, def.value_size,
            );
            return Err(Error::new(errno::EINVAL, what));
        }
        Ok(Map { raw: object.raw_map(name)?, name: name.into(), object, types: PhantomData })
    }

    /// The value of a key, `None` where there is no such key. In a queue or stack, whose key is
    /// `()`, the value that is next.
    pub fn lookup(&self, key: &K) -> Result<Option<V::Output>> {
        V::look_up(self.object.cpus(), |value| {
            let value = value.as_mut_ptr() as u64;
            // SAFETY: the buffer is as long as the map's values, for each CPU where there are many.
            self.found(unsafe { self.raw.call(MAP_LOOKUP, address(key), value, 0, 0) })
        })
    }

    /// Removes a key, and tells whether it was there.
    pub fn delete(&self, key: &K) -> Result<bool> {
        // SAFETY: the key is only read.
        self.found(unsafe { self.raw.call(MAP_DELETE, address(key), 0, 0, 0) })
    }

    /// The key after `key`, the first one after `None` or a key that is not there.
    pub fn next_key(&self, key: Option<&K>) -> Result<Option<K>> {
        let mut next = K::zeroed();
        let key = key.map_or(0, address);
        // SAFETY: `next` is as long as the map's keys, and any bytes make one.
        let found = unsafe { self.raw.call(MAP_NEXT_KEY, key, 0, address_mut(&mut next), 0) };
        Ok(self.found(found)?.then_some(next))
    }

    /// The keys and values. A key that is deleted while it is at hand does not disturb the
    /// order; others that come and go meanwhile may be missed or seen twice, as in the kernel.
    pub fn iter(&self) -> Iter<'_, K, V> {
        Iter(self.keys())
    }

    /// The keys, in the order of [`iter`](Map::iter).
    pub fn keys(&self) -> Keys<'_, K, V> {
        Keys { map: self, next: self.next_key(None).transpose() }
    }

    fn found(&self, answer: i32) -> Result<bool> {
        if answer == -errno::ENOENT {
            return Ok(false);
        }
        check(answer, || self.what()).map(|_| true)
    }

    fn what(&self) -> String {
        format!("map '{}'", self.name)
    }
}

impl<K: Plain, V: Plain> Map<'_, K, V> {
    /// Sets the value of a key, whether it is there or not.
    pub fn update(&self, key: &K, value: &V) -> Result<()> {
        self.update_if(key, value, Update::Any)
    }

    /// Sets the value of a key that is, or is not, there.
    pub fn update_if(&self, key: &K, value: &V, when: Update) -> Result<()> {
        let (key, value) = (address(key), address(value));
        // SAFETY: both are as long as the map has them, and are only read.
        let answer = unsafe { self.raw.call(MAP_UPDATE, key, value, 0, when as u64) };
        check(answer, || self.what()).map(drop)
    }
}

/// See [`Map::keys`].
pub struct Keys<'map, K, V> {
    map: &'map Map<'map, K, V>,
    next: Option<Result<K>>,
}

impl<K: Plain, V: Value> Iterator for Keys<'_, K, V> {
    type Item = Result<K>;

    fn next(&mut self) -> Option<Result<K>> {
        let key = self.next.take()?;
        if let Ok(key) = &key {
            self.next = self.map.next_key(Some(key)).transpose();
        }
        Some(key)
    }
}

/// See [`Map::iter`].
pub struct Iter<'map, K, V>(Keys<'map, K, V>);

impl<K: Plain, V: Value> Iterator for Iter<'_, K, V> {
    type Item = Result<(K, V::Output)>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let key = match self.0.next()? {
                Ok(key) => key,
                Err(err) => return Some(Err(err)),
            };
            match self.0.map.lookup(&key) {
                Ok(None) => continue, // gone meanwhile
                Ok(Some(value)) => return Some(Ok((key, value))),
                Err(err) => return Some(Err(err)),
            }
        }
    }
}

impl<'map, K: Plain, V: Value> IntoIterator for &'map Map<'map, K, V> {
    type Item = Result<(K, V::Output)>;
    type IntoIter = Iter<'map, K, V>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// A map's handle alone.
#[derive(Clone, Copy)]
pub(crate) struct Raw {
    pub fd: i32,
}

impl Raw {
    /// # Safety
    ///
    /// The pointers that `cmd` uses lead to as many bytes as the map's keys and values have.
    unsafe fn call(self, cmd: i32, key: u64, value: u64, next_key: u64, flags: u64) -> i32 {
        binding::wasm_bpf_map_operate(self.fd, cmd, key, value, next_key, flags)
    }

    /// # Safety
    ///
    /// The lengths are those of the map's keys and values; so in `update`.
    pub unsafe fn lookup(self, key: &[u8], value: &mut [u8]) -> Result<()> {
        let (key, value) = (key.as_ptr() as u64, value.as_mut_ptr() as u64);
        check(self.call(MAP_LOOKUP, key, value, 0, 0), || "reading global variables".into())?;
        Ok(())
    }

    pub unsafe fn update(self, key: &[u8], value: &[u8]) -> Result<()> {
        let (key, value) = (key.as_ptr() as u64, value.as_ptr() as u64);
        check(self.call(MAP_UPDATE, key, value, 0, 0), || "setting global variables".into())?;
        Ok(())
    }
}

/// Where a value lies in the guest's memory. Nothing, as a queue's key, lies nowhere.
fn address<T>(value: &T) -> u64 {
    if size_of::<T>() == 0 {
        return 0;
    }
    value as *const T as u64
}

fn address_mut<T>(value: &mut T) -> u64 {
    value as *mut T as u64
}
