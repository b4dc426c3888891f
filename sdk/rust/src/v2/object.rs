// SPDX-License-Identifier: MIT
//! BPF objects: opened, loaded, closed.

use super::host::{told, told_text};
use super::mapping::Mapping;
use crate::binding::{v2, MAP_LOOKUP};
use crate::error::errno;
use crate::map::{address, RawMap};
use crate::plain::c_string;
use crate::{
    global, AnyMap, Error, Global, Link, Map, MapInfo, OpenObject, Plain, Program, Result, Section,
    Value,
};
use alloc::borrow::Cow;
use alloc::format;
use alloc::rc::{Rc, Weak};
use alloc::string::String;
use alloc::vec::Vec;
use core::cell::RefCell;
use core::ffi::c_char;
use core::mem::size_of;
use core::ptr::null;

/// Opens an object.
///
/// ```no_run
/// # use wasm_bpf_binding::{ObjectBuilder, Result};
/// # fn main() -> Result<()> {
/// # static BPF: &[u8] = &[];
/// let mut open = ObjectBuilder::new(BPF).open()?;
/// open.set_global("min_duration_ns", &5_000_000u64)?;
/// open.map("events")?.set_max_entries(1 << 20)?;
/// open.program("handle_exit")?.set_autoload(false)?;
/// let object = open.load()?;
/// # Ok(())
/// # }
/// ```
pub struct ObjectBuilder {
    bytes: Cow<'static, [u8]>,
    name: Option<String>,
    log_level: Option<u32>,
}

/// A loaded object. When it and the maps, programs, links and buffers from it are dropped, its
/// programs are detached and it is closed.
pub struct Object {
    pub(crate) open: Rc<Open>,
}

/// The handle of an object. The object is closed when its last user is dropped.
pub(crate) struct Open {
    pub handle: i32,
    /// The ELF file, which has the positions of global variables.
    pub bytes: Cow<'static, [u8]>,
    /// Sections of global variables that are in the guest's memory.
    mappings: RefCell<Vec<Weak<Mapping>>>,
}

/// What keeps a map's handle valid: its object, or that it is closed by itself.
#[allow(dead_code)] // they are dropped, that is all
pub(crate) enum Owner {
    Object(Rc<Open>),
    Itself(OwnHandle),
}

/// A map's handle that is no object's.
pub(crate) struct OwnHandle(pub i32);

impl Drop for OwnHandle {
    fn drop(&mut self) {
        // SAFETY: the host only closes it.
        unsafe { v2::map_close(self.0) };
    }
}

impl ObjectBuilder {
    /// Takes the bytes of the ELF file, for example from `include_bytes!`.
    pub fn new(bytes: impl Into<Cow<'static, [u8]>>) -> ObjectBuilder {
        ObjectBuilder { bytes: bytes.into(), name: None, log_level: None }
    }

    /// Sets the object's name, for messages and for the names of its maps of global variables.
    pub fn name(mut self, name: &str) -> ObjectBuilder {
        self.name = Some(name.into());
        self
    }

    /// Sets the verifier's log level for all programs (`1`, `2`; `4` for statistics); see
    /// [`Object::log`].
    pub fn log_level(mut self, level: u32) -> ObjectBuilder {
        self.log_level = Some(level);
        self
    }

    /// Opens the object; nothing is in the kernel yet.
    pub fn open(self) -> Result<OpenObject> {
        let name = self.name.as_deref().map(c_string).transpose()?;
        let name = name.as_ref().map_or(null(), |name| name.as_ptr());
        // SAFETY: the bytes are there, and only read.
        let handle = unsafe { v2::object_open(self.bytes.as_ptr(), self.bytes.len() as u32, name) };
        let handle = told(handle, || "the BPF object".into())?;
        let open =
            OpenObject(Rc::new(Open { handle, bytes: self.bytes, mappings: RefCell::default() }));
        if let Some(level) = self.log_level {
            open.programs().try_for_each(|program| program.set_log_level(level))?;
        }
        Ok(open)
    }

    /// Opens the object and sets the initial value of a global variable; see
    /// [`OpenObject::global`].
    pub fn global<T: Plain>(self, name: &str, value: &T) -> Result<OpenObject> {
        self.open()?.global(name, value)
    }

    /// Opens the object and loads it without any changes.
    pub fn load(self) -> Result<Object> {
        self.open()?.load()
    }
}

impl Object {
    /// Loads the object of these bytes without any changes.
    pub fn load(bytes: impl Into<Cow<'static, [u8]>>) -> Result<Object> {
        ObjectBuilder::new(bytes).load()
    }

    /// The object's programs, including those that were not loaded.
    pub fn programs(&self) -> impl Iterator<Item = Program> + '_ {
        self.open.programs().map(|handle| Program { handle, object: self.open.clone() })
    }

    /// The program with this name.
    pub fn program(&self, name: &str) -> Result<Program> {
        Ok(Program { handle: self.open.find_program(name)?, object: self.open.clone() })
    }

    /// Attaches the program to `target`, for example `"eth0"` for XDP; wasm-bpf(1) lists the
    /// targets. Without `target`, the section names the target.
    pub fn attach(&self, program: &str, target: Option<&str>) -> Result<Link> {
        self.program(program)?.attach_with(target, 0)
    }

    /// Attaches every loaded program whose section names a target, for as long as the object is
    /// open. Stops at the first failure.
    pub fn attach_all(&self) -> Result<()> {
        for program in self.programs() {
            if let Some(link) = program.attach_auto()? {
                link.keep();
            }
        }
        Ok(())
    }

    /// Attaches a struct_ops map.
    pub fn attach_map(&self, name: &str) -> Result<Link> {
        let map = self.open.raw_map(name)?;
        // SAFETY: the host only answers.
        let handle = told(unsafe { v2::map_attach(map.fd) }, || map.what())?;
        Ok(Link { handle, object: self.open.clone() })
    }

    /// The map with this name: ENOENT if there is none, EINVAL if its keys and values do not have
    /// the sizes of `K` and `V`. Sections such as `".bss"` are maps, too.
    pub fn map<K: Plain, V: Value>(&self, name: &str) -> Result<Map<K, V>> {
        self.any_map(name)?.typed()
    }

    /// The map with this name, whatever its keys and values are.
    pub fn any_map(&self, name: &str) -> Result<AnyMap> {
        self.open.raw_map(name).map(AnyMap)
    }

    /// Information about the object's maps.
    pub fn maps(&self) -> impl Iterator<Item = Result<MapInfo>> + '_ {
        self.open.maps().map(MapInfo::of)
    }

    /// The current value of a global variable.
    pub fn global<T: Plain>(&self, name: &str) -> Result<T> {
        let place = global::find(&self.open.bytes, name, size_of::<T>())?;
        let map = self.open.raw_map(place.section)?;
        let info = map.info()?;
        if info.mmap_size > 0 {
            return Section::new(self.open.mapping(map)?, &info).read(place.offset);
        }
        // As of static variables alone.
        let mut image = global::zeros(info.value_size as usize)?;
        let (key, to) = (0u32, image.as_mut_ptr() as u64);
        // SAFETY: the image has the size of the map's value.
        map.found(unsafe { map.call(MAP_LOOKUP, address(&key), to, 0, 0) })?;
        let bytes = image.get(place.offset..).and_then(T::from_bytes);
        bytes.ok_or_else(|| Error::new(errno::EINVAL, format!("global variable '{name}'")))
    }

    /// A global variable in the guest's memory. You can read and set it while the program runs:
    /// EACCES if it is constant.
    pub fn variable<T: Plain>(&self, name: &str) -> Result<Global<T>> {
        let place = global::find(&self.open.bytes, name, size_of::<T>())?;
        self.section(place.section)?.global(place.offset)
    }

    /// The global variables of a section (`".bss"`) in the guest's memory.
    pub fn section(&self, name: &str) -> Result<Section> {
        let map = self.open.raw_map(name)?;
        let info = map.info()?;
        Ok(Section::new(self.open.mapping(map)?, &info))
    }

    /// The verifier's log of the load; empty if no program had a log level.
    pub fn log(&self) -> Result<String> {
        self.open.log()
    }

    /// Detaches the programs and closes the object. Unlike dropping the object, it reports
    /// failures: EBUSY if something of it is still in use.
    pub fn close(self) -> Result<()> {
        match Rc::try_unwrap(self.open) {
            Ok(mut open) => told(open.close(), || "closing".into()).map(drop),
            Err(_) => Err(Error::new(errno::EBUSY, "closing an object that is in use")),
        }
    }

    pub(crate) fn raw_map(&self, name: &str) -> Result<Rc<RawMap>> {
        self.open.raw_map(name)
    }
}

impl Open {
    pub fn find_program(&self, name: &str) -> Result<i32> {
        find(v2::program_find, self.handle, "program", name)
    }

    pub fn find_map(&self, name: &str) -> Result<i32> {
        find(v2::map_find, self.handle, "map", name)
    }

    pub fn programs(&self) -> impl Iterator<Item = i32> + '_ {
        handles(v2::program_next, self.handle)
    }

    pub fn maps(&self) -> impl Iterator<Item = i32> + '_ {
        handles(v2::map_next, self.handle)
    }

    pub fn raw_map(self: &Rc<Open>, name: &str) -> Result<Rc<RawMap>> {
        let owner = Owner::Object(self.clone());
        Ok(Rc::new(RawMap { fd: self.find_map(name)?, name: name.into(), owner }))
    }

    /// The map's memory in that of the guest: a map can be there once.
    fn mapping(&self, map: Rc<RawMap>) -> Result<Rc<Mapping>> {
        let mut mappings = self.mappings.borrow_mut();
        mappings.retain(|mapping| mapping.strong_count() > 0);
        let mut there = mappings.iter().filter_map(Weak::upgrade);
        if let Some(mapping) = there.find(|mapping| mapping.map.fd == map.fd) {
            return Ok(mapping);
        }
        let mapping = Rc::new(Mapping::new(map)?);
        mappings.push(Rc::downgrade(&mapping));
        Ok(mapping)
    }

    pub fn log(&self) -> Result<String> {
        let handle = self.handle;
        told_text(|text, size| unsafe { v2::object_log(handle, text, size) }, || "the log".into())
    }

    /// Closes it once.
    fn close(&mut self) -> i32 {
        match core::mem::take(&mut self.handle) {
            0 => 0,
            // SAFETY: nothing uses the object any more.
            handle => unsafe { v2::object_close(handle) },
        }
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.close();
    }
}

fn find(
    by_name: unsafe extern "C" fn(i32, *const c_char) -> i32,
    object: i32,
    noun: &str,
    name: &str,
) -> Result<i32> {
    let c_name = c_string(name)?;
    // SAFETY: the name ends in NUL.
    match unsafe { by_name(object, c_name.as_ptr()) } {
        // The number says it all.
        err if err == -errno::ENOENT => Err(Error::new(err, format!("{noun} '{name}'"))),
        answer => told(answer, || format!("{noun} '{name}'")),
    }
}

/// The handles that `next` gives, from the first on.
fn handles(next: unsafe extern "C" fn(i32, i32) -> i32, object: i32) -> impl Iterator<Item = i32> {
    // SAFETY: the host only answers.
    let after = move |handle| Some(unsafe { next(object, handle) }).filter(|next| *next > 0);
    core::iter::successors(after(0), move |handle| after(*handle))
}
