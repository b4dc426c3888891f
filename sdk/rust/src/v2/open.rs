// SPDX-License-Identifier: MIT
//! Objects that are open and not loaded yet, and their settings.

use super::host::told;
use super::object::Open;
use super::program;
use crate::binding::v2;
use crate::error::errno;
use crate::plain::c_string;
use crate::{
    global, AnyMap, Error, MapInfo, MapType, Object, Plain, ProgramInfo, ProgramType, Result,
};
use alloc::boxed::Box;
use alloc::format;
use alloc::rc::Rc;
use alloc::string::String;
use alloc::vec::Vec;
use core::mem::size_of;

/// An object that is not loaded yet. You can change the initial values of its global variables,
/// and the settings of its programs and maps.
pub struct OpenObject(pub(crate) Rc<Open>);

/// A program that is not loaded yet.
pub struct OpenProgram {
    handle: i32,
    _object: Rc<Open>,
}

/// A map that is not in the kernel yet.
pub struct OpenMap {
    handle: i32,
    name: String,
    _object: Rc<Open>,
}

impl OpenObject {
    /// Opens the object of these bytes.
    pub fn open(bytes: impl Into<alloc::borrow::Cow<'static, [u8]>>) -> Result<OpenObject> {
        crate::ObjectBuilder::new(bytes).open()
    }

    /// Sets the initial value of a global variable, `const volatile` or not. Fails if there is no
    /// such variable (ENOENT) or if it has another size (EINVAL).
    pub fn set_global<T: Plain>(&mut self, name: &str, value: &T) -> Result<()> {
        let place = global::find(&self.0.bytes, name, size_of::<T>())?;
        let map = self.map(place.section)?;
        let mut image = map.initial()?;
        let to = image.get_mut(place.offset..place.offset + size_of::<T>());
        let to =
            to.ok_or_else(|| Error::new(errno::EINVAL, format!("global variable '{name}'")))?;
        to.copy_from_slice(value.as_bytes());
        map.set_initial(&image)
    }

    /// The same, for chained calls.
    pub fn global<T: Plain>(mut self, name: &str, value: &T) -> Result<OpenObject> {
        self.set_global(name, value).map(|()| self)
    }

    /// All initial values of a section (`".rodata"`) as a `T`: EINVAL if the section has fewer
    /// bytes.
    pub fn initial<T: Plain>(&self, section: &str) -> Result<Box<T>> {
        let image = self.map(section)?.initial()?;
        let mut value = Box::new(T::zeroed());
        let from = image.get(..size_of::<T>()).ok_or_else(|| {
            let (has, wanted) = (image.len(), size_of::<T>());
            let what = format!("section '{section}' has {has} bytes, not {wanted}");
            Error::new(errno::EINVAL, what)
        })?;
        value.as_bytes_mut().copy_from_slice(from);
        Ok(value)
    }

    /// Sets all of them.
    pub fn set_initial<T: Plain>(&mut self, section: &str, value: &T) -> Result<()> {
        self.set_bytes(section, 0, value.as_bytes())
    }

    fn set_bytes(&mut self, section: &str, offset: usize, bytes: &[u8]) -> Result<()> {
        let map = self.map(section)?;
        let mut image = map.initial()?;
        let to = image.get_mut(offset..offset + bytes.len());
        let to = to.ok_or_else(|| Error::new(errno::EINVAL, format!("section '{section}'")))?;
        to.copy_from_slice(bytes);
        map.set_initial(&image)
    }

    /// The object's programs.
    pub fn programs(&self) -> impl Iterator<Item = OpenProgram> + '_ {
        self.0.programs().map(|handle| OpenProgram { handle, _object: self.0.clone() })
    }

    /// The program with this name.
    pub fn program(&self, name: &str) -> Result<OpenProgram> {
        Ok(OpenProgram { handle: self.0.find_program(name)?, _object: self.0.clone() })
    }

    /// The map with this name. Sections such as `".bss"` are maps, too.
    pub fn map(&self, name: &str) -> Result<OpenMap> {
        let handle = self.0.find_map(name)?;
        Ok(OpenMap { handle, name: name.into(), _object: self.0.clone() })
    }

    /// Information about the object's maps.
    pub fn maps(&self) -> impl Iterator<Item = Result<MapInfo>> + '_ {
        self.0.maps().map(MapInfo::of)
    }

    /// Loads the object into the kernel. On failure the error's reason has the messages of libbpf
    /// and the verifier.
    pub fn load(self) -> Result<Object> {
        // SAFETY: the host only answers.
        told(unsafe { v2::object_load(self.0.handle) }, || "loading the BPF object".into())?;
        Ok(Object { open: self.0 })
    }
}

impl OpenProgram {
    /// Whether it is loaded, and attached together with the others.
    pub fn set_autoload(&self, on: bool) -> Result<()> {
        self.set(v2::PROGRAM_SET_AUTOLOAD, on.into())
    }

    /// The verifier's log level for it: `1`, `2`; `4` for statistics.
    pub fn set_log_level(&self, level: u32) -> Result<()> {
        self.set(v2::PROGRAM_SET_LOG_LEVEL, level.into())
    }

    /// Its type, if its section does not give the right one.
    pub fn set_type(&self, kind: ProgramType) -> Result<()> {
        self.set(v2::PROGRAM_SET_TYPE, kind.0.into())
    }

    /// Its expected attach type: a number of the kernel's `enum bpf_attach_type`.
    pub fn set_expected_attach_type(&self, kind: u32) -> Result<()> {
        self.set(v2::PROGRAM_SET_ATTACH_TYPE, kind.into())
    }

    /// Its load flags (`BPF_F_SLEEPABLE` and others).
    pub fn set_flags(&self, flags: u32) -> Result<()> {
        self.set(v2::PROGRAM_SET_FLAGS, flags.into())
    }

    /// The function that the load binds it to: a kernel function, or for freplace
    /// `program:function`.
    pub fn set_attach_target(&self, target: &str) -> Result<()> {
        let c_target = c_string(target)?;
        // SAFETY: the text ends in NUL.
        let answer = unsafe { v2::program_set_target(self.handle, c_target.as_ptr()) };
        told(answer, || format!("a program for '{target}'")).map(drop)
    }

    /// Its name.
    pub fn name(&self) -> Result<String> {
        program::text(self.handle, v2::PROGRAM_NAME)
    }

    /// Its section, which can name its target.
    pub fn section(&self) -> Result<String> {
        program::text(self.handle, v2::PROGRAM_SECTION)
    }

    /// What it is.
    pub fn info(&self) -> Result<ProgramInfo> {
        ProgramInfo::of(self.handle)
    }

    fn set(&self, what: i32, value: u64) -> Result<()> {
        // SAFETY: the host only answers.
        let answer = unsafe { v2::program_set(self.handle, what, value) };
        told(answer, || "setting up a program".into()).map(drop)
    }
}

impl OpenMap {
    /// The maximum number of entries; for a ring buffer, its size in bytes.
    pub fn set_max_entries(&self, entries: u32) -> Result<()> {
        self.set(v2::MAP_SET_MAX_ENTRIES, entries.into())
    }

    /// Whether the load creates it.
    pub fn set_autocreate(&self, on: bool) -> Result<()> {
        self.set(v2::MAP_SET_AUTOCREATE, on.into())
    }

    /// Its type.
    pub fn set_type(&self, kind: MapType) -> Result<()> {
        self.set(v2::MAP_SET_TYPE, kind.0.into())
    }

    /// The size of a key in bytes.
    pub fn set_key_size(&self, size: u32) -> Result<()> {
        self.set(v2::MAP_SET_KEY_SIZE, size.into())
    }

    /// The size of a value in bytes.
    pub fn set_value_size(&self, size: u32) -> Result<()> {
        self.set(v2::MAP_SET_VALUE_SIZE, size.into())
    }

    /// Its flags (`BPF_F_...`).
    pub fn set_flags(&self, flags: u32) -> Result<()> {
        self.set(v2::MAP_SET_FLAGS, flags.into())
    }

    /// Its NUMA node.
    pub fn set_numa_node(&self, node: u32) -> Result<()> {
        self.set(v2::MAP_SET_NUMA_NODE, node.into())
    }

    /// Its `map_extra`; the meaning depends on the type.
    pub fn set_extra(&self, extra: u64) -> Result<()> {
        self.set(v2::MAP_SET_EXTRA, extra)
    }

    /// Its network interface.
    pub fn set_ifindex(&self, index: u32) -> Result<()> {
        self.set(v2::MAP_SET_IFINDEX, index.into())
    }

    /// The model for the inner maps of this map of maps.
    pub fn set_inner(&self, inner: &AnyMap) -> Result<()> {
        // SAFETY: the host only answers.
        told(unsafe { v2::map_set_inner(self.handle, inner.0.fd) }, || self.what()).map(drop)
    }

    /// Its pin path. The load reuses the map that is pinned there, or pins the new map. The
    /// operator must allow the path.
    pub fn set_pin_path(&self, path: &str) -> Result<()> {
        let path = c_string(path)?;
        // SAFETY: the path ends in NUL.
        let answer = unsafe { v2::map_set_pin_path(self.handle, path.as_ptr()) };
        told(answer, || self.what()).map(drop)
    }

    /// The initial bytes of a section of global variables.
    pub fn initial(&self) -> Result<Vec<u8>> {
        let mut image = global::zeros(self.info()?.value_size as usize)?;
        // SAFETY: the host stores no more than the size it is told.
        let size = unsafe { v2::map_initial(self.handle, image.as_mut_ptr(), image.len() as u32) };
        image.truncate(told(size, || self.what())? as usize);
        Ok(image)
    }

    /// Sets all of them.
    pub fn set_initial(&self, image: &[u8]) -> Result<()> {
        // SAFETY: the bytes are there, and only read.
        let answer =
            unsafe { v2::map_set_initial(self.handle, image.as_ptr(), image.len() as u32) };
        told(answer, || self.what()).map(drop)
    }

    /// What it is.
    pub fn info(&self) -> Result<MapInfo> {
        MapInfo::of(self.handle)
    }

    fn set(&self, what: i32, value: u64) -> Result<()> {
        // SAFETY: the host only answers.
        told(unsafe { v2::map_set(self.handle, what, value) }, || self.what()).map(drop)
    }

    fn what(&self) -> String {
        format!("map '{}'", self.name)
    }
}
