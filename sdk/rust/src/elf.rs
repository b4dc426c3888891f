// SPDX-License-Identifier: MIT
//! The parts of a BPF object that the SDK needs: its sections, symbols and programs.
//!
//! Objects are 64-bit little-endian relocatable ELF files (elf(5)). Every offset is checked:
//! functions return `None` for a broken object, and iterators leave broken entries out.

use core::ops::Range;

const SHT_SYMTAB: u32 = 2;
const SHT_NOBITS: u32 = 8;
const SHF_EXECINSTR: u64 = 4;
const STT_FUNC: u8 = 2;
const SHDR_SIZE: usize = 64;
const SYM_SIZE: usize = 24;

pub(crate) struct Elf<'a> {
    bytes: &'a [u8],
    shoff: usize,
    shnum: usize,
    shstrndx: usize,
}

pub(crate) struct Section<'a> {
    pub name: &'a str,
    pub kind: u32,
    flags: u64,
    offset: usize,
    pub size: usize,
    link: usize,
}

pub(crate) struct Symbol<'a> {
    pub name: &'a str,
    pub section: usize,
    pub value: usize,
    pub size: usize,
    kind: u8,
}

/// The little-endian number of type `$type` at `offset`.
macro_rules! number {
    ($type:ty, $bytes:expr, $offset:expr) => {{
        let offset: usize = $offset;
        let end = offset.checked_add(core::mem::size_of::<$type>())?;
        <$type>::from_le_bytes($bytes.get(offset..end)?.try_into().ok()?)
    }};
}
#[cfg(not(feature = "v2"))]
pub(crate) use number;

/// The string that begins at `offset`, without its NUL.
pub(crate) fn string(bytes: &[u8], offset: usize) -> Option<&str> {
    let rest = bytes.get(offset..)?;
    let end = rest.iter().position(|&byte| byte == 0)?;
    core::str::from_utf8(&rest[..end]).ok()
}

fn word(number: u64) -> Option<usize> {
    number.try_into().ok()
}

impl<'a> Elf<'a> {
    pub fn new(bytes: &'a [u8]) -> Option<Elf<'a>> {
        if !bytes.starts_with(b"\x7fELF\x02\x01") || number!(u16, bytes, 58) as usize != SHDR_SIZE {
            return None;
        }
        Some(Elf {
            bytes,
            shoff: word(number!(u64, bytes, 40))?,
            shnum: number!(u16, bytes, 60).into(),
            shstrndx: number!(u16, bytes, 62).into(),
        })
    }

    /// The section with this index and its position in the file, without its name.
    fn header(&self, index: usize) -> Option<Section<'a>> {
        if index >= self.shnum {
            return None;
        }
        let bytes = self.bytes.get(self.shoff.checked_add(index * SHDR_SIZE)?..)?;
        Some(Section {
            name: "",
            kind: number!(u32, bytes, 4),
            flags: number!(u64, bytes, 8),
            offset: word(number!(u64, bytes, 24))?,
            size: word(number!(u64, bytes, 32))?,
            link: number!(u32, bytes, 40) as usize,
        })
    }

    pub fn section(&self, index: usize) -> Option<Section<'a>> {
        let names = self.content(&self.header(self.shstrndx)?)?;
        let at = self.shoff.checked_add(index.checked_mul(SHDR_SIZE)?)?;
        let name = string(names, number!(u32, self.bytes, at) as usize)?;
        Some(Section { name, ..self.header(index)? })
    }

    pub fn sections(&self) -> impl Iterator<Item = Section<'a>> + '_ {
        (1..self.shnum).filter_map(|index| self.section(index))
    }

    /// The position of the section's bytes in the file; `None` if it has no bytes there.
    pub fn range(&self, section: &Section<'a>) -> Option<Range<usize>> {
        let end = section.offset.checked_add(section.size)?;
        (section.kind != SHT_NOBITS && end <= self.bytes.len()).then_some(section.offset..end)
    }

    pub fn content(&self, section: &Section<'a>) -> Option<&'a [u8]> {
        self.bytes.get(self.range(section)?)
    }

    pub fn symbols(&self) -> impl Iterator<Item = Symbol<'a>> + '_ {
        let table = (1..self.shnum).filter_map(|index| self.header(index));
        let table = table.filter(|section| section.kind == SHT_SYMTAB);
        table.flat_map(|table| {
            let names = self.header(table.link).and_then(|names| self.content(&names));
            let symbols = self.content(&table).unwrap_or(&[]);
            let symbols = symbols.chunks_exact(SYM_SIZE);
            symbols.filter_map(move |bytes| symbol(bytes, names?))
        })
    }

    /// The names of the programs: the functions outside of .text, which has subprograms.
    pub fn programs(&self) -> impl Iterator<Item = &'a str> + '_ {
        self.symbols().filter(|symbol| symbol.kind == STT_FUNC).filter_map(|symbol| {
            let section = self.section(symbol.section)?;
            let runs = section.flags & SHF_EXECINSTR != 0 && section.name != ".text";
            runs.then_some(symbol.name)
        })
    }
}

impl Section<'_> {
    /// Whether this section holds global variables; a map has the section's name.
    pub fn is_data(&self) -> bool {
        [".rodata", ".data", ".bss"].into_iter().any(|prefix| {
            let rest = self.name.strip_prefix(prefix);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        })
    }
}

fn symbol<'a>(bytes: &[u8], names: &'a [u8]) -> Option<Symbol<'a>> {
    Some(Symbol {
        name: string(names, number!(u32, bytes, 0) as usize)?,
        kind: bytes.get(4)? & 0xf,
        section: number!(u16, bytes, 6).into(),
        value: word(number!(u64, bytes, 8))?,
        size: word(number!(u64, bytes, 16))?,
    })
}
