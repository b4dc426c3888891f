// SPDX-License-Identifier: MIT
//! Maps with typed keys and values.

use crate::binding::{self, MAP_DELETE, MAP_LOOKUP, MAP_NEXT_KEY, MAP_UPDATE};
use crate::error::{check, errno};
use crate::object::Owner;
use crate::{Error, Plain, Result, Value};
use alloc::format;
use alloc::rc::Rc;
use alloc::string::String;
use core::marker::PhantomData;
use core::mem::size_of;
use core::ops::Deref;

/// A map, see `Object::map`. It keeps its object open.
///
/// The sizes of `K` and `V` are those of the map, so the host never reads or writes past a key or
/// value.
///
/// It is also an [`AnyMap`].
pub struct Map<K, V> {
    any: AnyMap,
    types: PhantomData<fn(K) -> V>,
}

/// A map without types for keys and values, for example a buffer.
#[derive(Clone)]
pub struct AnyMap(pub(crate) Rc<RawMap>);

/// The condition of [`Map::update_if`], with the numbers of the kernel's flags.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Update {
    /// Set the value in any case.
    Any = 0,
    /// EEXIST if the key exists.
    New = 1,
    /// ENOENT if the key does not exist.
    Existing = 2,
}

/// The sizes of a map. The value size of a per-CPU map is for one CPU.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct MapDef {
    pub kind: usize,
    pub key_size: usize,
    pub value_size: usize,
}

impl MapDef {
    /// Whether the map has one value per CPU (hash, array, LRU hash, cgroup storage).
    pub fn is_per_cpu(&self) -> bool {
        matches!(self.kind, 5 | 6 | 10 | 21)
    }

    /// Whether it is a buffer for records: a perf event array or a ring buffer.
    pub fn is_buffer(&self) -> bool {
        matches!(self.kind, 4 | 27)
    }

    /// Fails if the map's keys and values have other sizes. A per-CPU value takes a multiple of 8
    /// bytes, whatever its size.
    fn check(&self, name: &str, key: usize, value: usize, per_cpu: bool) -> Result<()> {
        if self.is_per_cpu() != per_cpu {
            let has = if per_cpu { "no" } else { "a" };
            let what = format!("map '{name}' has {has} value for each CPU");
            return Err(Error::new(errno::EINVAL, what));
        }
        let room = |size: usize| if per_cpu { size.next_multiple_of(8) } else { size };
        if (self.key_size, room(self.value_size)) != (key, room(value)) {
            let what = format!(
                "map '{name}' has keys of {} and values of {} bytes, not {key} and {value}",
                self.key_size, self.value_size,
            );
            return Err(Error::new(errno::EINVAL, what));
        }
        Ok(())
    }
}

impl<K: Plain, V: Value> Map<K, V> {
    pub(crate) fn new(any: AnyMap, def: MapDef) -> Result<Self> {
        def.check(any.name(), size_of::<K>(), V::SIZE, V::PER_CPU)?;
        Ok(Map { any, types: PhantomData })
    }

    /// The value of a key, or `None` if there is no such key. In a queue or stack, whose key is
    /// `()`, it is the next value.
    pub fn lookup(&self, key: &K) -> Result<Option<V::Output>> {
        V::look_up(|value| {
            let value = value.as_mut_ptr() as u64;
            // SAFETY: the buffer is as long as the map's values, for each CPU where there are many.
            self.0.found(unsafe { self.0.call(MAP_LOOKUP, address(key), value, 0, 0) })
        })
    }

    /// Removes a key. Returns whether it was there.
    pub fn delete(&self, key: &K) -> Result<bool> {
        // SAFETY: the key is only read.
        self.0.found(unsafe { self.0.call(MAP_DELETE, address(key), 0, 0, 0) })
    }

    /// The key after `key`. After `None`, or a key that is not there, it is the first key.
    pub fn next_key(&self, key: Option<&K>) -> Result<Option<K>> {
        let mut next = K::zeroed();
        let key = key.map_or(0, address);
        // SAFETY: `next` is as long as the map's keys, and any bytes make one.
        let found = unsafe { self.0.call(MAP_NEXT_KEY, key, 0, address_mut(&mut next), 0) };
        Ok(self.0.found(found)?.then_some(next))
    }

    /// Iterates over keys and values. You may delete the current key. Other keys that are added
    /// or deleted meanwhile may be missed or seen twice, as in the kernel.
    pub fn iter(&self) -> Iter<'_, K, V> {
        Iter(self.keys())
    }

    /// Iterates over the keys, in the order of [`iter`](Map::iter).
    pub fn keys(&self) -> Keys<'_, K, V> {
        Keys { map: self, next: self.next_key(None).transpose() }
    }
}

impl AnyMap {
    /// Its name.
    pub fn name(&self) -> &str {
        &self.0.name
    }
}

impl<K, V> Deref for Map<K, V> {
    type Target = AnyMap;

    fn deref(&self) -> &AnyMap {
        &self.any
    }
}

impl<K, V> Clone for Map<K, V> {
    fn clone(&self) -> Self {
        Map { any: self.any.clone(), types: PhantomData }
    }
}

impl<K: Plain, V: Plain> Map<K, V> {
    /// Sets the value of a key, whether the key exists or not.
    pub fn update(&self, key: &K, value: &V) -> Result<()> {
        self.update_if(key, value, Update::Any)
    }

    /// Sets the value of a key under a condition.
    pub fn update_if(&self, key: &K, value: &V, when: Update) -> Result<()> {
        let (key, value) = (address(key), address(value));
        // SAFETY: both are as long as the map has them, and are only read.
        let answer = unsafe { self.0.call(MAP_UPDATE, key, value, 0, when as u64) };
        check(answer, || self.0.what()).map(drop)
    }
}

/// See [`Map::keys`].
pub struct Keys<'map, K, V> {
    map: &'map Map<K, V>,
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

impl<'map, K: Plain, V: Value> IntoIterator for &'map Map<K, V> {
    type Item = Result<(K, V::Output)>;
    type IntoIter = Iter<'map, K, V>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// A map's handle, and the owner that keeps it valid.
pub(crate) struct RawMap {
    pub fd: i32,
    pub name: String,
    #[cfg_attr(feature = "v2", allow(dead_code))] // it is dropped, that is all
    pub owner: Owner,
}

impl RawMap {
    /// # Safety
    ///
    /// The pointers that `cmd` uses must point to as many bytes as the map's keys and values
    /// have.
    pub unsafe fn call(&self, cmd: i32, key: u64, value: u64, next_key: u64, flags: u64) -> i32 {
        binding::wasm_bpf_map_operate(self.fd, cmd, key, value, next_key, flags)
    }

    pub fn what(&self) -> String {
        format!("map '{}'", self.name)
    }

    /// Whether the key was there, from the host's answer.
    pub fn found(&self, answer: i32) -> Result<bool> {
        if answer == -errno::ENOENT {
            return Ok(false);
        }
        check(answer, || self.what()).map(|_| true)
    }
}

/// The address of a value in the guest's memory. A type without bytes, such as a queue's key, has
/// none.
pub(crate) fn address<T>(value: &T) -> u64 {
    if size_of::<T>() == 0 {
        return 0;
    }
    value as *const T as u64
}

fn address_mut<T>(value: &mut T) -> u64 {
    value as *mut T as u64
}
