// SPDX-License-Identifier: MIT
//! BPF objects: set their global variables, load them, attach their programs.

use crate::binding;
use crate::btf::{self, MapDef};
use crate::elf::Elf;
use crate::error::{check, errno};
use crate::{Error, Map, Plain, Result, Value};
use alloc::borrow::Cow;
use alloc::ffi::CString;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::cell::Cell;
use core::mem::{forget, size_of};

/// The most that a section of global variables may have.
const SECTION_MAX: usize = 64 << 20;

/// An object that is not loaded yet, whose global variables can have other initial values.
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
    /// Sections without bytes in the file, and what is to be in them.
    zeroed: Vec<(String, Vec<u8>)>,
}

/// A loaded object. Dropping it detaches its programs and closes it.
pub struct Object {
    handle: u64,
    bytes: Cow<'static, [u8]>,
    /// How many the machine can have, once that is known.
    cpus: Cell<usize>,
}

/// A program's attachment.
///
/// The contract with the runtime has no way to detach one program: a link lasts as long as its
/// object, and dropping it earlier detaches nothing.
#[derive(Clone, Copy, Debug)]
pub struct Link<'object> {
    program: &'object str,
}

/// Where a global variable lies.
struct Place<'a> {
    section: &'a str,
    offset: usize,
    section_size: usize,
    /// In the file, where the section has bytes there.
    in_file: Option<usize>,
}

impl ObjectBuilder {
    /// Takes the bytes of the ELF file, from `include_bytes!` or elsewhere.
    pub fn new(bytes: impl Into<Cow<'static, [u8]>>) -> ObjectBuilder {
        ObjectBuilder { bytes: bytes.into(), zeroed: Vec::new() }
    }

    /// Gives a global variable, `const volatile` or not, its initial value. Fails where there
    /// is no such variable (ENOENT) or it has another size (EINVAL).
    pub fn global<T: Plain>(mut self, name: &str, value: &T) -> Result<ObjectBuilder> {
        let place = find_global(&self.bytes, name, size_of::<T>())?;
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
        let mut image = zeros(place.section_size)?;
        image[at].copy_from_slice(bytes);
        self.zeroed.push((place.section.to_string(), image));
        Ok(self)
    }

    /// Loads the object into the kernel. Where that fails the runtime has told the user why;
    /// the error has no errno.
    pub fn load(self) -> Result<Object> {
        let address = self.bytes.as_ptr() as usize as u32;
        let handle = binding::wasm_load_bpf_object(address, self.bytes.len() as i32);
        if handle == 0 {
            return Err(Error::new(0, "the BPF object was not loaded"));
        }
        let object = Object { handle, bytes: self.bytes, cpus: Cell::new(0) };
        for (section, image) in self.zeroed {
            // SAFETY: the image has the section's size, which is the map's value size.
            unsafe { object.raw_map(&section)?.update(&0u32.to_le_bytes(), &image)? }
        }
        Ok(object)
    }
}

impl Object {
    /// Loads the object of these bytes as it is.
    pub fn load(bytes: impl Into<Cow<'static, [u8]>>) -> Result<Object> {
        ObjectBuilder::new(bytes).load()
    }

    /// The names of the object's programs, in the order of its symbols.
    pub fn programs(&self) -> impl Iterator<Item = &str> {
        let programs: Vec<_> = Elf::new(&self.bytes).iter().flat_map(Elf::programs).collect();
        programs.into_iter()
    }

    /// Attaches the program: to `target`, which docs/abi.md tells for each type, for example
    /// `"eth0"` for XDP; without one as its section says.
    pub fn attach<'a>(&'a self, program: &'a str, target: Option<&str>) -> Result<Link<'a>> {
        let what = || match target {
            Some(target) => format!("program '{program}' on '{target}'"),
            None => format!("program '{program}'"),
        };
        let name = c_string(program)?;
        let target = target.map(c_string).transpose()?;
        let target = target.as_ref().map_or(0, |target| target.as_ptr() as usize as u32);
        let name = name.as_ptr() as usize as u32;
        check(binding::wasm_attach_bpf_program(self.handle, name, target), what)?;
        Ok(Link { program })
    }

    /// Attaches every program as its section says, and stops at the first that cannot be.
    pub fn attach_all(&self) -> Result<()> {
        self.programs().try_for_each(|program| self.attach(program, None).map(drop))
    }

    /// The map of that name, whose keys and values have the sizes of `K` and `V`: ENOENT where
    /// there is none, EINVAL where the sizes differ. `".bss"` and the like are maps, too.
    pub fn map<K: Plain, V: Value>(&self, name: &str) -> Result<Map<'_, K, V>> {
        Map::new(self, name)
    }

    /// The present value of a global variable.
    pub fn global<T: Plain>(&self, name: &str) -> Result<T> {
        let place = find_global(&self.bytes, name, size_of::<T>())?;
        let mut image = zeros(place.section_size)?;
        let map = self.raw_map(place.section)?;
        // SAFETY: the image has the section's size, which is the map's value size.
        unsafe { map.lookup(&0u32.to_le_bytes(), &mut image)? };
        T::from_bytes(&image[place.offset..]).ok_or_else(|| Error::new(errno::EINVAL, name))
    }

    /// Detaches the programs and closes the object, and tells of a failure, which dropping the
    /// object does not.
    pub fn close(self) -> Result<()> {
        let result = check(binding::wasm_close_bpf_object(self.handle), || "closing".into());
        forget(self);
        result.map(drop)
    }

    pub(crate) fn handle(&self) -> u64 {
        self.handle
    }

    pub(crate) fn cpus(&self) -> &Cell<usize> {
        &self.cpus
    }

    pub(crate) fn map_def(&self, name: &str) -> Result<MapDef> {
        let def = Elf::new(&self.bytes).and_then(|elf| btf::map_def(&elf, name));
        def.ok_or_else(|| Error::new(errno::ENOENT, format!("map '{name}'")))
    }

    pub(crate) fn raw_map(&self, name: &str) -> Result<crate::map::Raw> {
        let c_name = c_string(name)?;
        let fd = binding::wasm_bpf_map_fd_by_name(self.handle, c_name.as_ptr() as usize as u32);
        Ok(crate::map::Raw { fd: check(fd, || format!("map '{name}'"))? })
    }
}

impl Drop for Object {
    fn drop(&mut self) {
        binding::wasm_close_bpf_object(self.handle);
    }
}

impl Link<'_> {
    /// The name of the program that is attached.
    pub fn program(&self) -> &str {
        self.program
    }
}

fn c_string(text: &str) -> Result<CString> {
    CString::new(text).map_err(|_| Error::new(errno::EINVAL, format!("the name '{text}'")))
}

/// A section's image. Its size is the object's word, which may be a lie.
fn zeros(size: usize) -> Result<Vec<u8>> {
    if size > SECTION_MAX {
        return Err(Error::new(errno::E2BIG, format!("{size} bytes of global variables")));
    }
    Ok(alloc::vec![0; size])
}

fn find_global<'a>(bytes: &'a [u8], name: &str, size: usize) -> Result<Place<'a>> {
    let elf = Elf::new(bytes).ok_or_else(|| Error::new(errno::ENOEXEC, "the BPF object"))?;
    let symbols = elf.symbols().filter(|symbol| symbol.name == name);
    let mut places = symbols.filter_map(|symbol| {
        let section = elf.section(symbol.section).filter(|section| section.is_data())?;
        let end = symbol.value.checked_add(symbol.size)?;
        let in_file = elf.range(&section).map(|range| range.start + symbol.value);
        let place = Place {
            section: section.name,
            offset: symbol.value,
            section_size: section.size,
            in_file,
        };
        (end <= section.size).then_some((symbol.size, place))
    });
    match places.next() {
        None => Err(Error::new(errno::ENOENT, format!("global variable '{name}'"))),
        Some((has, _)) if has != size => Err(Error::new(
            errno::EINVAL,
            format!("global variable '{name}' has {has} bytes, not {size}"),
        )),
        Some((_, place)) => Ok(place),
    }
}
