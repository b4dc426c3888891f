// SPDX-License-Identifier: MIT
//! The positions of an object's global variables.

use crate::elf::Elf;
use crate::error::errno;
use crate::{Error, Result};
use alloc::format;
use alloc::vec::Vec;

/// The maximum size of a section of global variables.
const SECTION_MAX: usize = 64 << 20;

/// The position of a global variable.
#[cfg_attr(feature = "v2", allow(dead_code))] // the host tells more there
pub(crate) struct Place<'a> {
    pub section: &'a str,
    pub offset: usize,
    pub section_size: usize,
    /// In the file, if the section has bytes there.
    pub in_file: Option<usize>,
}

/// Finds the variable with this name and size: ENOENT if there is none, EINVAL for another size.
pub(crate) fn find<'a>(bytes: &'a [u8], name: &str, size: usize) -> Result<Place<'a>> {
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

/// A section's image. Its size comes from the object and may be wrong.
pub(crate) fn zeros(size: usize) -> Result<Vec<u8>> {
    if size > SECTION_MAX {
        return Err(Error::new(errno::E2BIG, format!("{size} bytes of global variables")));
    }
    Ok(alloc::vec![0; size])
}
