// SPDX-License-Identifier: MIT
//! Maps that no object defines.

use super::host::told;
use crate::binding::v2;
use crate::{AnyMap, Map, MapType, Plain, Result, Value};
use alloc::format;
use core::mem::size_of;

/// The definition of a map to create.
///
/// ```no_run
/// # use wasm_bpf_binding::{Map, MapBuilder, MapType, Result};
/// # fn main() -> Result<()> {
/// let seen: Map<u32, u64> = MapBuilder::new(MapType::LRU_HASH, 1024).name("seen").create()?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct MapBuilder(v2::MapDefinition);

impl MapBuilder {
    /// A map with this type and size.
    pub fn new(kind: MapType, max_entries: u32) -> MapBuilder {
        MapBuilder(v2::MapDefinition { kind: kind.0, max_entries, ..Default::default() })
    }

    /// Sets its name: up to 15 letters, digits, `_` and `.`. The rest is cut off.
    pub fn name(mut self, name: &str) -> MapBuilder {
        let room = self.0.name.len() - 1;
        self.0.name = Default::default();
        self.0.name.iter_mut().take(room).zip(name.bytes()).for_each(|(to, byte)| *to = byte);
        self
    }

    /// Its flags (`BPF_F_...`).
    pub fn flags(mut self, flags: u32) -> MapBuilder {
        self.0.flags = flags;
        self
    }

    /// Its `map_extra`; the meaning depends on the type.
    pub fn extra(mut self, extra: u64) -> MapBuilder {
        self.0.extra = extra;
        self
    }

    /// Creates the map, with keys `K` and values `V`. It exists until it is dropped, or longer if
    /// it is pinned.
    pub fn create<K: Plain, V: Value>(mut self) -> Result<Map<K, V>> {
        self.0.key_size = size_of::<K>() as u32;
        self.0.value_size = V::SIZE as u32;
        self.make()
    }

    /// Creates a map of maps with `inner` as model. Its values are handles of maps.
    pub fn create_outer<K: Plain>(mut self, inner: &AnyMap) -> Result<Map<K, u32>> {
        self.0.key_size = size_of::<K>() as u32;
        self.0.value_size = size_of::<u32>() as u32;
        self.0.inner = inner.0.fd;
        self.make()
    }

    fn make<K: Plain, V: Value>(self) -> Result<Map<K, V>> {
        // SAFETY: the host reads no more than the struct's size.
        let handle = unsafe { v2::map_create(&self.0, size_of::<v2::MapDefinition>() as u32) };
        Map::own(told(handle, || format!("a map of type {:?}", MapType(self.0.kind)))?)
    }
}
