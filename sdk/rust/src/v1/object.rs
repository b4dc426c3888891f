// SPDX-License-Identifier: MIT
//! BPF objects: set their global variables, load them, attach their programs.

use super::btf;
use crate::binding::{self, MAP_LOOKUP, MAP_UPDATE};
use crate::elf::Elf;
use crate::error::{check, errno};
use crate::global;
use crate::map::{MapDef, RawMap};
use crate::plain::c_string;
use crate::{AnyMap, Error, Map, Plain, Result, Value};
use alloc::borrow::Cow;
use alloc::format;
use alloc::rc::Rc;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::mem::size_of;

/// An object that is not loaded yet. You can change the initial values of its global variables.
///
/// ```no_run
/// # use wasm_bpf_binding::{ObjectBuilder, Result};
/// # fn main() -> Result<()> {
/// # static BPF: &[u8] = &[];
/// let object = ObjectBuilder::new(BPF).global("min_duration_ns", &5_000_000u64)?.load()?;
/// # Ok(())
/// # }
/// ```
pub struct ObjectBuilder {
    bytes: Cow<'static, [u8]>,
    /// Sections without bytes in the file, with their new contents.
    zeroed: Vec<(String, Vec<u8>)>,
}

/// A loaded object. When it and the maps and buffers from it are dropped, its programs are
/// detached and it is closed.
pub struct Object {
    open: Rc<Open>,
    bytes: Cow<'static, [u8]>,
}

/// The handle of an object. The object is closed when its last user is dropped.
pub(crate) struct Open(u64);

/// The owner that keeps a map's handle valid.
pub(crate) type Owner = Rc<Open>;

/// A program's attachment.
///
/// v1 cannot detach one program: a link lasts as long as its object, and dropping it detaches
/// nothing. Keep it all the same, because with the feature `v2` dropping it detaches.
#[must_use = "with the feature v2 the program is detached when its link is dropped"]
#[derive(Debug)]
pub struct Link {
    program: String,
}

impl ObjectBuilder {
    /// Takes the bytes of the ELF file, for example from `include_bytes!`.
    pub fn new(bytes: impl Into<Cow<'static, [u8]>>) -> ObjectBuilder {
        ObjectBuilder { bytes: bytes.into(), zeroed: Vec::new() }
    }

    /// Sets the initial value of a global variable, `const volatile` or not. Fails if there is no
    /// such variable (ENOENT) or if it has another size (EINVAL).
    pub fn global<T: Plain>(mut self, name: &str, value: &T) -> Result<ObjectBuilder> {
        let place = global::find(&self.bytes, name, size_of::<T>())?;
        let bytes = value.as_bytes();
        if let Some(at) = place.in_file {
            self.bytes.to_mut()[at..at + bytes.len()].copy_from_slice(bytes);
            return Ok(self);
        }
        let at = place.offset..place.offset + bytes.len();
        if let Some((_, image)) = self.zeroed.iter_mut().find(|(name, _)| name == place.section) {
            image[at].copy_from_slice(bytes);
            return Ok(self);
        }
        let mut image = global::zeros(place.section_size)?;
        image[at].copy_from_slice(bytes);
        self.zeroed.push((place.section.to_string(), image));
        Ok(self)
    }

    /// Loads the object into the kernel. On failure the runtime prints the reason, and the error
    /// has no errno.
    pub fn load(self) -> Result<Object> {
        let address = self.bytes.as_ptr() as usize as u32;
        let handle = binding::wasm_load_bpf_object(address, self.bytes.len() as i32);
        if handle == 0 {
            return Err(Error::new(0, "the BPF object was not loaded"));
        }
        let object = Object { open: Rc::new(Open(handle)), bytes: self.bytes };
        for (section, mut image) in self.zeroed {
            // SAFETY: the image has the section's size, which is the map's value size.
            unsafe { object.image(&section, MAP_UPDATE, &mut image)? }
        }
        Ok(object)
    }
}

impl Object {
    /// Loads the object of these bytes without any changes.
    pub fn load(bytes: impl Into<Cow<'static, [u8]>>) -> Result<Object> {
        ObjectBuilder::new(bytes).load()
    }

    /// The names of the object's programs, in the order of its symbols.
    pub fn program_names(&self) -> impl Iterator<Item = &str> {
        let programs: Vec<_> = Elf::new(&self.bytes).iter().flat_map(Elf::programs).collect();
        programs.into_iter()
    }

    /// Attaches the program to `target`, for example `"eth0"` for XDP; wasm-bpf(1) lists the
    /// targets. Without `target`, the section names the target.
    pub fn attach(&self, program: &str, target: Option<&str>) -> Result<Link> {
        let what = || match target {
            Some(target) => format!("program '{program}' on '{target}'"),
            None => format!("program '{program}'"),
        };
        let name = c_string(program)?;
        let target = target.map(c_string).transpose()?;
        let target = target.as_ref().map_or(0, |target| target.as_ptr() as usize as u32);
        let name = name.as_ptr() as usize as u32;
        check(binding::wasm_attach_bpf_program(self.open.0, name, target), what)?;
        Ok(Link { program: program.into() })
    }

    /// Attaches every program to what its section names, and stops at the first failure.
    pub fn attach_all(&self) -> Result<()> {
        self.program_names().try_for_each(|program| self.attach(program, None).map(drop))
    }

    /// The map with this name: ENOENT if there is none, EINVAL if its keys and values do not have
    /// the sizes of `K` and `V`. Sections such as `".bss"` are maps, too.
    pub fn map<K: Plain, V: Value>(&self, name: &str) -> Result<Map<K, V>> {
        let def = self.map_def(name)?;
        Map::new(AnyMap(self.raw_map(name)?), def)
    }

    /// The current value of a global variable.
    pub fn global<T: Plain>(&self, name: &str) -> Result<T> {
        let place = global::find(&self.bytes, name, size_of::<T>())?;
        let mut image = global::zeros(place.section_size)?;
        // SAFETY: the image has the section's size, which is the map's value size.
        unsafe { self.image(place.section, MAP_LOOKUP, &mut image)? };
        T::from_bytes(&image[place.offset..]).ok_or_else(|| Error::new(errno::EINVAL, name))
    }

    /// Detaches the programs and closes the object. Unlike dropping the object, it reports
    /// failures: EBUSY if a map or a buffer of it still exists.
    pub fn close(self) -> Result<()> {
        match Rc::try_unwrap(self.open) {
            Ok(mut open) => check(open.close(), || "closing".into()).map(drop),
            Err(_) => Err(Error::new(errno::EBUSY, "closing an object that is in use")),
        }
    }

    /// Reads or writes a section of global variables.
    ///
    /// # Safety
    ///
    /// The image must have the section's size.
    unsafe fn image(&self, section: &str, cmd: i32, image: &mut [u8]) -> Result<()> {
        let (map, key) = (self.raw_map(section)?, 0u32);
        let value = image.as_mut_ptr() as u64;
        let answer = map.call(cmd, &key as *const u32 as u64, value, 0, 0);
        check(answer, || format!("the global variables in '{section}'")).map(drop)
    }

    pub(crate) fn map_def(&self, name: &str) -> Result<MapDef> {
        let def = Elf::new(&self.bytes).and_then(|elf| btf::map_def(&elf, name));
        def.ok_or_else(|| Error::new(errno::ENOENT, format!("map '{name}'")))
    }

    pub(crate) fn raw_map(&self, name: &str) -> Result<Rc<RawMap>> {
        let c_name = c_string(name)?;
        let fd = binding::wasm_bpf_map_fd_by_name(self.open.0, c_name.as_ptr() as usize as u32);
        let fd = check(fd, || format!("map '{name}'"))?;
        Ok(Rc::new(RawMap { fd, name: name.into(), owner: self.open.clone() }))
    }
}

impl Open {
    pub fn handle(&self) -> u64 {
        self.0
    }

    /// Closes it once.
    fn close(&mut self) -> i32 {
        match core::mem::take(&mut self.0) {
            0 => 0,
            handle => binding::wasm_close_bpf_object(handle),
        }
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.close();
    }
}

impl Link {
    /// The name of the attached program.
    pub fn program(&self) -> &str {
        &self.program
    }

    /// Lets the program stay attached as long as its object is open.
    pub fn keep(self) {}
}
