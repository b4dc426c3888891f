// SPDX-License-Identifier: MIT
//! What maps can do with v2.

use super::host::told;
use super::object::{OwnHandle, Owner};
use super::{cpus, mapping::Mapping};
use crate::binding::{v2, MAP_UPDATE};
use crate::error::{check, errno};
use crate::map::{address, MapDef, RawMap};
use crate::plain::c_string;
use crate::{text, AnyMap, Error, Map, MapType, PerCpu, Plain, Result, Section, Value};
use alloc::format;
use alloc::rc::Rc;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::ffi::c_void;
use core::mem::size_of;
use core::ptr::{null, null_mut};

/// Information about a map.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MapInfo {
    /// Its type.
    pub kind: MapType,
    /// The size of a key in bytes.
    pub key_size: u32,
    /// The size of a value in bytes; in a per-CPU map for all CPUs together.
    pub value_size: u32,
    /// The maximum number of entries; for a ring buffer, its size in bytes.
    pub max_entries: u32,
    /// Its flags (`BPF_F_...`).
    pub flags: u32,
    /// Whether it is in the kernel.
    pub loaded: bool,
    /// Whether only BPF programs can write it.
    pub frozen: bool,
    /// The bytes that it needs in the guest's memory; 0 if it cannot be mapped.
    pub mapped_size: u64,
    /// Its name.
    pub name: String,
}

const READ_ONLY_HERE: u32 = 1 << 3; // BPF_F_RDONLY
const CONSTANT: u32 = 1 << 7; // BPF_F_RDONLY_PROG: .rodata, which is frozen
const MAPPABLE: u32 = 1 << 10; // BPF_F_MMAPABLE

impl MapInfo {
    pub(crate) fn of(map: i32) -> Result<MapInfo> {
        let raw = v2::MapInfo::of(map)?;
        Ok(MapInfo {
            kind: MapType(raw.kind),
            key_size: raw.key_size,
            value_size: raw.value_size,
            max_entries: raw.max_entries,
            flags: raw.flags,
            loaded: raw.state & v2::MAP_LOADED != 0,
            frozen: raw.is_frozen(),
            mapped_size: raw.mmap_size,
            name: text(&raw.name).to_string(),
        })
    }
}

/// What the host stores is enough for what is asked here, and takes no room for a name.
impl v2::MapInfo {
    pub(crate) fn of(map: i32) -> Result<v2::MapInfo> {
        let mut info = v2::MapInfo::default();
        // SAFETY: the host stores no more than the struct's size.
        let answer = unsafe { v2::map_info(map, &mut info, size_of::<v2::MapInfo>() as u32) };
        told(answer, || "a map's info".into()).map(|_| info)
    }

    pub(crate) fn def(&self) -> MapDef {
        let mut def = MapDef {
            kind: self.kind as usize,
            key_size: self.key_size as usize,
            value_size: self.value_size as usize,
        };
        if def.is_per_cpu() {
            def.value_size /= cpus::count().max(1);
        }
        def
    }

    fn is_frozen(&self) -> bool {
        self.state & v2::MAP_FROZEN != 0 || self.flags & CONSTANT != 0
    }

    pub(crate) fn is_writable(&self) -> bool {
        !self.is_frozen() && self.flags & READ_ONLY_HERE == 0
    }
}

impl RawMap {
    pub(crate) fn info(&self) -> Result<v2::MapInfo> {
        v2::MapInfo::of(self.fd)
    }
}

impl<K: Plain, V: Value> Map<K, V> {
    /// Looks a key up and removes it in one step, so that nobody else gets it: an entry of a
    /// hash, or the next value of a queue or stack.
    pub fn take(&self, key: &K) -> Result<Option<V::Output>> {
        V::look_up(|value| {
            let (key, value) = (address(key) as usize as *const c_void, value.as_mut_ptr());
            // SAFETY: both are as long as the map has them.
            self.0.found(unsafe { v2::map_take(self.0.fd, key, value.cast(), 0) })
        })
    }

    /// Iterates over all keys and values, `count` at a time. This is faster than one by one, and
    /// works for map types that have batches. The kernel keeps the position, so no key that stays
    /// in the map is skipped.
    pub fn batches(&self, count: usize) -> Batches<'_, K, V> {
        Batches::new(self, v2::BATCH_LOOKUP, count)
    }

    /// The same, and removes the entries.
    pub fn take_batches(&self, count: usize) -> Batches<'_, K, V> {
        Batches::new(self, v2::BATCH_TAKE, count)
    }

    /// Removes keys. Returns their number: all of them, unless one was not there (ENOENT).
    pub fn delete_batch(&self, keys: &[K]) -> Result<usize> {
        let mut count = u32::try_from(keys.len()).unwrap_or(u32::MAX);
        let at = keys.as_ptr() as *mut c_void;
        // SAFETY: there are so many keys, which are only read.
        let answer = unsafe {
            let fd = self.0.fd;
            v2::map_batch(fd, v2::BATCH_DELETE, null(), null_mut(), at, null_mut(), &mut count, 0)
        };
        told(answer, || self.0.what()).map(|_| count as usize)
    }
}

impl<K: Plain, V: Plain> Map<K, V> {
    /// Sets the values of many keys; there must be as many keys as values. Returns how many were
    /// set.
    pub fn update_batch(&self, keys: &[K], values: &[V]) -> Result<usize> {
        if keys.len() != values.len() {
            let (keys, values) = (keys.len(), values.len());
            let what = format!("{}: {keys} keys and {values} values", self.0.what());
            return Err(Error::new(errno::EINVAL, what));
        }
        let mut count = u32::try_from(keys.len()).unwrap_or(u32::MAX);
        let (at, from) = (keys.as_ptr() as *mut c_void, values.as_ptr() as *mut c_void);
        // SAFETY: there are so many of both, which are only read.
        let answer = unsafe {
            let fd = self.0.fd;
            v2::map_batch(fd, v2::BATCH_UPDATE, null(), null_mut(), at, from, &mut count, 0)
        };
        told(answer, || self.0.what()).map(|_| count as usize)
    }
}

impl<K: Plain, V: Plain> Map<K, PerCpu<V>> {
    /// Sets the values of a key, one for each possible CPU.
    pub fn update(&self, key: &K, values: &[V]) -> Result<()> {
        let (has, wanted) = (values.len(), cpus::count());
        if has != wanted {
            let what = format!("{}: {has} values for {wanted} CPUs", self.0.what());
            return Err(Error::new(errno::EINVAL, what));
        }
        let slot = size_of::<V>().next_multiple_of(8);
        let mut bytes = alloc::vec![0; slot * wanted];
        for (to, value) in bytes.chunks_exact_mut(slot).zip(values) {
            to[..size_of::<V>()].copy_from_slice(value.as_bytes());
        }
        let value = bytes.as_ptr() as u64;
        // SAFETY: both are as long as the map has them, and are only read.
        let answer = unsafe { self.0.call(MAP_UPDATE, address(key), value, 0, 0) };
        check(answer, || self.0.what()).map(drop)
    }
}

impl AnyMap {
    /// What it is.
    pub fn info(&self) -> Result<MapInfo> {
        MapInfo::of(self.0.fd)
    }

    /// The same map with types: EINVAL if the sizes of keys and values differ.
    pub fn typed<K: Plain, V: Value>(self) -> Result<Map<K, V>> {
        let def = self.0.info()?.def();
        Map::new(self, def)
    }

    /// Its handle, which is the value to put into a map of maps.
    pub fn handle(&self) -> u32 {
        self.0.fd as u32
    }

    /// Freezes the map: from now on only BPF programs can write it.
    pub fn freeze(&self) -> Result<()> {
        // SAFETY: the host only answers.
        told(unsafe { v2::map_freeze(self.0.fd) }, || self.0.what()).map(drop)
    }

    /// Pins the map at a path in a BPF file system, so that it stays when the guest ends. The
    /// operator must allow the path.
    pub fn pin(&self, path: &str) -> Result<()> {
        self.by_path(v2::map_pin, path)
    }

    /// Removes the pin that `pin` made.
    pub fn unpin(&self, path: &str) -> Result<()> {
        self.by_path(v2::map_unpin, path)
    }

    fn by_path(
        &self,
        call: unsafe extern "C" fn(i32, *const core::ffi::c_char) -> i32,
        path: &str,
    ) -> Result<()> {
        let c_path = c_string(path)?;
        // SAFETY: the path ends in NUL.
        let answer = unsafe { call(self.0.fd, c_path.as_ptr()) };
        told(answer, || format!("{} at '{path}'", self.0.what())).map(drop)
    }

    /// Maps the memory of an array with `BPF_F_MMAPABLE` into the guest. Its values are variables
    /// there, one after the other; each takes a multiple of 8 bytes.
    pub fn mapped(&self) -> Result<Section> {
        let info = self.0.info()?;
        if info.kind != MapType::ARRAY.0 || info.flags & MAPPABLE == 0 {
            let what = format!("{} cannot be mapped", self.0.what());
            return Err(Error::new(errno::EINVAL, what));
        }
        Ok(Section::new(Rc::new(Mapping::new(self.0.clone())?), &info))
    }
}

impl<K: Plain, V: Value> Map<K, V> {
    /// Opens the map that is pinned at a path in a BPF file system. The operator must allow the
    /// path.
    pub fn open_pinned(path: &str) -> Result<Map<K, V>> {
        let c_path = c_string(path)?;
        // SAFETY: the path ends in NUL.
        let answer = unsafe { v2::map_open_pinned(c_path.as_ptr()) };
        Map::own(told(answer, || format!("the map at '{path}'"))?)
    }

    /// The map of a handle that is closed with it.
    pub(crate) fn own(handle: i32) -> Result<Map<K, V>> {
        let owner = Owner::Itself(OwnHandle(handle));
        let name = MapInfo::of(handle)?.name;
        AnyMap(Rc::new(RawMap { fd: handle, name, owner })).typed()
    }
}

/// See [`Map::batches`].
pub struct Batches<'map, K, V: Value> {
    map: &'map Map<K, V>,
    command: i32,
    keys: Vec<K>,
    /// The bytes of a value, for all CPUs where there are many, and room for as many as keys.
    value_size: usize,
    values: Vec<u8>,
    /// Where the kernel goes on, once that is known.
    position: Vec<u8>,
    begun: bool,
    ended: bool,
}

impl<'map, K: Plain, V: Value> Batches<'map, K, V> {
    fn new(map: &'map Map<K, V>, command: i32, count: usize) -> Self {
        let value_size =
            if V::PER_CPU { V::SIZE.next_multiple_of(8) * cpus::count() } else { V::SIZE };
        let count = count.max(1);
        Batches {
            map,
            command,
            keys: alloc::vec![K::zeroed(); count],
            value_size,
            values: alloc::vec![0; value_size.saturating_mul(count)],
            position: alloc::vec![0; size_of::<K>().max(4)],
            begun: false,
            ended: false,
        }
    }

    /// The kernel keeps keys whose hashes are alike together: where there is no room for all of
    /// them, there has to be more.
    fn grow(&mut self) {
        let count = self.keys.len() * 2;
        self.keys.resize(count, K::zeroed());
        self.values.resize(self.value_size * count, 0);
    }

    /// The host's answer, and how many it has given.
    fn read(&mut self) -> (i32, usize) {
        let mut count = u32::try_from(self.keys.len()).unwrap_or(u32::MAX);
        let to = self.position.as_mut_ptr();
        let from = if self.begun { to.cast_const() } else { null() };
        // SAFETY: the room is for so many keys and values, and the position has a key's size.
        let answer = unsafe {
            v2::map_batch(
                self.map.0.fd,
                self.command,
                from.cast(),
                to.cast(),
                self.keys.as_mut_ptr().cast(),
                self.values.as_mut_ptr().cast(),
                &mut count,
                0,
            )
        };
        (answer, (count as usize).min(self.keys.len()))
    }

    fn entries(&self, count: usize) -> Vec<(K, V::Output)> {
        let values = (0..count).map(|i| &self.values[i * self.value_size..][..self.value_size]);
        let values = values.map(V::from_host);
        let entries = self.keys.iter().zip(values);
        entries.filter_map(|(key, value)| Some((*key, value?))).collect()
    }
}

impl<K: Plain, V: Value> Iterator for Batches<'_, K, V> {
    type Item = Result<Vec<(K, V::Output)>>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let (mut answer, mut count) = self.read();
        while answer == -errno::ENOSPC && self.keys.len() < 1 << 24 {
            self.grow();
            (answer, count) = self.read();
        }
        self.begun = true;
        self.ended = answer < 0;
        match answer {
            0 => {}
            _ if answer == -errno::ENOENT => {}
            _ => return Some(told(answer, || self.map.0.what()).map(|_| Vec::new())),
        }
        (count > 0 || !self.ended).then(|| Ok(self.entries(count)))
    }
}
