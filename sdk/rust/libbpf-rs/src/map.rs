// SPDX-License-Identifier: MIT
#![allow(unused_unsafe)] // the import is safe where there is no runtime

use crate::{Error, ErrorKind, Result};
use std::marker::PhantomData;
use std::mem::size_of;
use std::ops::{BitOr, Deref, DerefMut};
use wasm_bpf_binding::binding::{
    wasm_bpf_map_operate, MAP_DELETE, MAP_LOOKUP, MAP_NEXT_KEY, MAP_UPDATE,
};
use wasm_bpf_binding::{errno, host, AnyMap, MapInfo, MapType, OpenMap, Section};

/// The flags of operations on maps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MapFlags(u64);

impl MapFlags {
    /// The key may be there or not.
    pub const ANY: MapFlags = MapFlags(0);
    /// The key must not be there.
    pub const NO_EXIST: MapFlags = MapFlags(1);
    /// The key must be there.
    pub const EXIST: MapFlags = MapFlags(2);
    /// BPF_F_LOCK.
    pub const LOCK: MapFlags = MapFlags(4);

    /// No flags.
    pub const fn empty() -> MapFlags {
        MapFlags(0)
    }

    /// As a number.
    pub const fn bits(self) -> u64 {
        self.0
    }
}

impl BitOr for MapFlags {
    type Output = MapFlags;

    fn bitor(self, other: MapFlags) -> MapFlags {
        MapFlags(self.0 | other.0)
    }
}

/// A map of an opened object.
pub struct OpenMapMut<'obj> {
    pub(crate) map: OpenMap,
    pub(crate) object: PhantomData<&'obj ()>,
}

impl OpenMapMut<'_> {
    /// The maximum number of entries; of a ring buffer, its bytes.
    pub fn set_max_entries(&mut self, count: u32) -> Result<()> {
        Ok(self.map.set_max_entries(count)?)
    }

    /// Its type.
    pub fn set_type(&mut self, kind: MapType) -> Result<()> {
        Ok(self.map.set_type(kind)?)
    }

    /// The bytes of a key.
    pub fn set_key_size(&mut self, size: u32) -> Result<()> {
        Ok(self.map.set_key_size(size)?)
    }

    /// The bytes of a value.
    pub fn set_value_size(&mut self, size: u32) -> Result<()> {
        Ok(self.map.set_value_size(size)?)
    }

    /// Its flags.
    pub fn set_map_flags(&mut self, flags: u32) -> Result<()> {
        Ok(self.map.set_flags(flags)?)
    }

    /// Whether the load makes it.
    pub fn set_autocreate(&mut self, on: bool) -> Result<()> {
        Ok(self.map.set_autocreate(on)?)
    }

    /// The map that is pinned there is used, or this one pinned there.
    pub fn set_pin_path(&mut self, path: impl AsRef<std::path::Path>) -> Result<()> {
        Ok(self.map.set_pin_path(&path.as_ref().to_string_lossy())?)
    }
}

/// A map of a loaded object. It keeps its object open.
pub struct MapMut<'obj> {
    pub(crate) map: AnyMap,
    pub(crate) object: PhantomData<&'obj ()>,
}

/// The same.
pub type Map<'obj> = MapMut<'obj>;

/// What all maps can do. Keys and values are bytes.
pub trait MapCore {
    /// The map of the crate wasm-bpf-binding.
    fn any(&self) -> &AnyMap;

    /// What it is.
    fn info(&self) -> Result<MapInfo> {
        Ok(self.any().info()?)
    }

    /// Its name.
    fn name(&self) -> &str {
        self.any().name()
    }

    /// Its type.
    fn map_type(&self) -> MapType {
        self.any().info().map_or(MapType(0), |info| info.kind)
    }

    /// The bytes of a key.
    fn key_size(&self) -> u32 {
        self.any().info().map_or(0, |info| info.key_size)
    }

    /// The bytes of a value; of a per-CPU map, for one CPU.
    fn value_size(&self) -> u32 {
        self.any().info().map_or(0, |info| info.value_size / parts(&info) as u32)
    }

    /// The value of a key.
    fn lookup(&self, key: &[u8], flags: MapFlags) -> Result<Option<Vec<u8>>> {
        let info = self.info()?;
        check("key", key, info.key_size as usize)?;
        let mut value = vec![0; info.value_size as usize];
        let found = operate(self.any(), MAP_LOOKUP, key, &mut value, flags)?;
        Ok(found.then_some(value))
    }

    /// The values of a key in a per-CPU map, one for each CPU.
    fn lookup_percpu(&self, key: &[u8], flags: MapFlags) -> Result<Option<Vec<Vec<u8>>>> {
        let count = parts(&self.info()?);
        let whole = self.lookup(key, flags)?;
        let split = |bytes: Vec<u8>| bytes.chunks(bytes.len() / count).map(Vec::from).collect();
        Ok(whole.map(split))
    }

    /// Sets the value of a key.
    fn update(&self, key: &[u8], value: &[u8], flags: MapFlags) -> Result<()> {
        let info = self.info()?;
        check("key", key, info.key_size as usize)?;
        check("value", value, info.value_size as usize)?;
        match operate(self.any(), MAP_UPDATE, key, &mut value.to_vec(), flags)? {
            true => Ok(()),
            false => Err(Error::new(ErrorKind::NotFound, "no such key")),
        }
    }

    /// Removes a key.
    fn delete(&self, key: &[u8]) -> Result<()> {
        check("key", key, self.info()?.key_size as usize)?;
        match operate(self.any(), MAP_DELETE, key, &mut [], MapFlags::ANY)? {
            true => Ok(()),
            false => Err(Error::new(ErrorKind::NotFound, "no such key")),
        }
    }

    /// All keys. Those that are added or removed meanwhile may be missed or seen twice.
    fn keys(&self) -> MapKeyIter<'_> {
        MapKeyIter { map: self.any(), size: self.key_size() as usize, last: None }
    }
}

/// As many values as a key has.
fn parts(info: &MapInfo) -> usize {
    match info.kind {
        MapType::PERCPU_HASH
        | MapType::PERCPU_ARRAY
        | MapType::LRU_PERCPU_HASH
        | MapType::PERCPU_CGROUP_STORAGE => host::cpus().max(1),
        _ => 1,
    }
}

fn check(what: &str, bytes: &[u8], size: usize) -> Result<()> {
    if bytes.len() == size {
        return Ok(());
    }
    let text = format!("a {what} has {} bytes, not {size}", bytes.len());
    Err(Error::new(ErrorKind::InvalidInput, text))
}

/// Whether the key was there. The sizes were checked.
fn operate(map: &AnyMap, what: i32, key: &[u8], value: &mut [u8], flags: MapFlags) -> Result<bool> {
    let (key, value) = (key.as_ptr() as u64, value.as_mut_ptr() as u64);
    let handle = map.handle() as i32;
    // SAFETY: both are as long as the map's.
    match unsafe { wasm_bpf_map_operate(handle, what, key, value, 0, flags.bits()) } {
        err if err == -errno::ENOENT => Ok(false),
        err if err < 0 => Err(wasm_bpf_binding::Error::new(err, map.name().to_string()).into()),
        _ => Ok(true),
    }
}

/// See [`MapCore::keys`].
pub struct MapKeyIter<'map> {
    map: &'map AnyMap,
    size: usize,
    last: Option<Vec<u8>>,
}

impl Iterator for MapKeyIter<'_> {
    type Item = Vec<u8>;

    fn next(&mut self) -> Option<Vec<u8>> {
        let mut next = vec![0; self.size];
        let last = self.last.as_ref().map_or(0, |key| key.as_ptr() as u64);
        let (handle, to) = (self.map.handle() as i32, next.as_mut_ptr() as u64);
        // SAFETY: both are as long as the map's keys.
        let answer = unsafe { wasm_bpf_map_operate(handle, MAP_NEXT_KEY, last, 0, to, 0) };
        self.last = (answer >= 0).then(|| next.clone());
        (answer >= 0).then_some(next)
    }
}

impl MapCore for MapMut<'_> {
    fn any(&self) -> &AnyMap {
        &self.map
    }
}

// --- variables

/// The variables of a section: before the load a copy of the initial ones, after it the program's
/// own.
pub struct Data<T>(Place<T>);

enum Place<T> {
    Own(Box<T>),
    Mapped(*mut T, #[allow(dead_code)] Section),
}

impl<T> Data<T> {
    /// # Safety
    ///
    /// The bytes must be a value of the type.
    pub(crate) unsafe fn of(bytes: &[u8]) -> Data<T> {
        let mut value = Box::new(std::mem::zeroed::<T>());
        let start: *mut T = &mut *value;
        // The type is rounded up to its alignment.
        bytes.as_ptr().copy_to(start.cast(), bytes.len().min(size_of::<T>()));
        Data(Place::Own(value))
    }

    /// The same of a section in memory, if it can be written.
    ///
    /// # Safety
    ///
    /// As above.
    pub(crate) unsafe fn mapped(section: Section) -> Option<Data<T>> {
        let (start, writable) = section.place_in_memory();
        // What is mapped is whole pages.
        let fits = section.size().next_multiple_of(8) >= size_of::<T>();
        (fits && writable).then(|| Data(Place::Mapped(start.cast(), section)))
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        let start: *const T = &**self;
        // SAFETY: the value is there; it has no bytes that were not set.
        unsafe { std::slice::from_raw_parts(start.cast(), size_of::<T>()) }
    }
}

impl<T> Deref for Data<T> {
    type Target = T;

    fn deref(&self) -> &T {
        match &self.0 {
            Place::Own(value) => value,
            // SAFETY: the section is mapped there.
            Place::Mapped(start, _) => unsafe { &**start },
        }
    }
}

impl<T> DerefMut for Data<T> {
    fn deref_mut(&mut self) -> &mut T {
        match &mut self.0 {
            Place::Own(value) => value,
            // SAFETY: the section is mapped there, and can be written.
            Place::Mapped(start, _) => unsafe { &mut **start },
        }
    }
}
