// SPDX-License-Identifier: MIT
//! The maps in an object's BTF: their types, key and value sizes.
//!
//! The format is the kernel's Documentation/bpf/btf.rst; how a map is defined in it is
//! libbpf's `__uint` and `__type`. As in `elf`, what is broken is `None`.

use crate::elf::{number, string, Elf};
use crate::map::MapDef;
use alloc::vec::Vec;

const INT: u8 = 1;
const PTR: u8 = 2;
const ARRAY: u8 = 3;
const STRUCT: u8 = 4;
const UNION: u8 = 5;
const ENUM: u8 = 6;
const TYPEDEF: u8 = 8;
const RESTRICT: u8 = 11;
const FUNC_PROTO: u8 = 13;
const VAR: u8 = 14;
const DATASEC: u8 = 15;
const FLOAT: u8 = 16;
const DECL_TAG: u8 = 17;
const TYPE_TAG: u8 = 18;
const ENUM64: u8 = 19;

/// The definition of the map `name`: of its own, or of the section of global variables.
pub(crate) fn map_def(elf: &Elf, name: &str) -> Option<MapDef> {
    let mut data = elf.sections().filter(|section| section.is_data());
    if let Some(section) = data.find(|section| section.name == name) {
        return Some(MapDef { kind: 2, key_size: 4, value_size: section.size });
    }
    let btf = elf.sections().find(|section| section.name == ".BTF")?;
    Btf::new(elf.content(&btf)?)?.map_def(name)
}

struct Btf<'a> {
    types: Vec<&'a [u8]>, // each from its beginning on; the first is type 1
    strings: &'a [u8],
}

impl<'a> Btf<'a> {
    fn new(bytes: &'a [u8]) -> Option<Btf<'a>> {
        if number!(u16, bytes, 0) != 0xeb9f {
            return None;
        }
        let rest = bytes.get(number!(u32, bytes, 4) as usize..)?;
        let part = |at: usize| {
            let start = number!(u32, bytes, at) as usize;
            rest.get(start..start.checked_add(number!(u32, bytes, at + 4) as usize)?)
        };
        let (mut rest, strings) = (part(8)?, part(16)?);
        let mut types = Vec::new();
        while !rest.is_empty() {
            types.push(rest);
            rest = rest.get(type_size(rest)?..)?;
        }
        Some(Btf { types, strings })
    }

    fn get(&self, id: u32) -> Option<&'a [u8]> {
        self.types.get((id as usize).checked_sub(1)?).copied()
    }

    fn name(&self, offset: u32) -> Option<&'a str> {
        string(self.strings, offset as usize)
    }

    /// The type that a chain of typedefs and qualifiers ends in.
    fn resolve(&self, mut id: u32) -> Option<&'a [u8]> {
        for _ in 0..32 {
            let ty = self.get(id)?;
            if !matches!(kind(ty)?, TYPEDEF..=RESTRICT | TYPE_TAG) {
                return Some(ty);
            }
            id = number!(u32, ty, 8);
        }
        None
    }

    fn size(&self, id: u32, depth: u32) -> Option<usize> {
        let ty = self.resolve(id)?;
        match kind(ty)? {
            INT | STRUCT | UNION | ENUM | DATASEC | FLOAT | ENUM64 => {
                Some(number!(u32, ty, 8) as usize)
            }
            PTR => Some(8),
            ARRAY if depth < 32 => {
                let element = self.size(number!(u32, ty, 12), depth + 1)?;
                element.checked_mul(number!(u32, ty, 20) as usize)
            }
            _ => None,
        }
    }

    fn map_def(&self, name: &str) -> Option<MapDef> {
        let maps = self.types.iter().find(|ty| {
            kind(ty) == Some(DATASEC) && named(ty).and_then(|at| self.name(at)) == Some(".maps")
        })?;
        for index in 0..vlen(maps)? {
            let var = self.get(number!(u32, maps, 12 + 12 * index))?;
            if kind(var)? == VAR && self.name(named(var)?)? == name {
                return self.members(self.resolve(number!(u32, var, 8))?);
            }
        }
        None
    }

    /// What it does not say is 0.
    fn members(&self, ty: &[u8]) -> Option<MapDef> {
        let mut def = MapDef::default();
        for index in 0..vlen(ty)? {
            let at = 12 + 12 * index;
            let member = self.resolve(number!(u32, ty, at + 4))?;
            let to = number!(u32, member, 8);
            match self.name(number!(u32, ty, at))? {
                "values" => def.value_size = 4, // maps or programs, of which a guest sees ids
                _ if kind(member)? != PTR => {}
                "type" => def.kind = self.constant(to)?,
                "key_size" => def.key_size = self.constant(to)?,
                "value_size" => def.value_size = self.constant(to)?,
                "key" => def.key_size = self.size(to, 0)?,
                "value" => def.value_size = self.size(to, 0)?,
                _ => {}
            }
        }
        Some(def)
    }

    /// The number that `__uint` has put into the length of an array.
    fn constant(&self, id: u32) -> Option<usize> {
        let ty = self.resolve(id)?;
        (kind(ty)? == ARRAY).then_some(number!(u32, ty, 20) as usize)
    }
}

fn named(ty: &[u8]) -> Option<u32> {
    Some(number!(u32, ty, 0))
}

fn kind(ty: &[u8]) -> Option<u8> {
    Some((number!(u32, ty, 4) >> 24) as u8 & 0x1f)
}

fn vlen(ty: &[u8]) -> Option<usize> {
    Some((number!(u32, ty, 4) & 0xffff) as usize)
}

/// How many bytes the type that begins here takes with all that follows its header.
fn type_size(ty: &[u8]) -> Option<usize> {
    let rest = match kind(ty)? {
        INT | VAR | DECL_TAG => 4,
        ARRAY => 12,
        STRUCT | UNION | DATASEC | ENUM64 => 12 * vlen(ty)?,
        ENUM | FUNC_PROTO => 8 * vlen(ty)?,
        _ => 0,
    };
    Some(12 + rest)
}

/// These read the object that tests/t/rust-sdk.sh compiles from tests/rust/guests.bpf.c.
#[cfg(test)]
mod tests {
    use super::*;
    use crate::{errno, ObjectBuilder};

    fn object() -> Vec<u8> {
        std::fs::read(std::env::var("BPF_OBJECT").expect("BPF_OBJECT")).expect("an object")
    }

    /// Reads all there is to read, and says whether it is an object at all.
    fn read_all(bytes: &[u8]) -> bool {
        let Some(elf) = Elf::new(bytes) else { return false };
        for section in elf.sections() {
            map_def(&elf, section.name);
        }
        for symbol in elf.symbols() {
            map_def(&elf, symbol.name);
        }
        elf.programs().count();
        let _ = ObjectBuilder::new(bytes.to_vec()).global("in_rodata", &0u32);
        let _ = ObjectBuilder::new(bytes.to_vec()).global("in_bss", &0u32);
        true
    }

    #[test]
    #[ignore = "needs BPF_OBJECT"]
    fn reads_definitions_as_libbpf_does() {
        let bytes = object();
        let elf = Elf::new(&bytes).unwrap();
        let def = |name| map_def(&elf, name).map(|def| (def.kind, def.key_size, def.value_size));
        assert_eq!(def("hash"), Some((1, 4, 16)));
        assert_eq!(def("sized"), Some((2, 4, 3)));
        assert_eq!(def("nested"), Some((2, 4, 30)));
        assert_eq!(def("per_cpu"), Some((6, 4, 4)));
        assert_eq!(def("outer"), Some((12, 4, 4)));
        assert_eq!(def("queue"), Some((22, 0, 4)));
        assert_eq!(def("rb"), Some((27, 0, 0)));
        assert_eq!(def(".bss"), Some((2, 4, 8)));
        assert_eq!(def("send"), None);
        assert_eq!(elf.programs().collect::<Vec<_>>(), ["send"]);
    }

    #[test]
    #[ignore = "needs BPF_OBJECT"]
    fn survives_objects_that_are_cut() {
        let bytes = object();
        assert!(read_all(&bytes));
        (0..bytes.len()).step_by(7).for_each(|len| _ = read_all(&bytes[..len]));
    }

    #[test]
    #[ignore = "needs BPF_OBJECT"]
    fn survives_objects_with_other_bytes() {
        let bytes = object();
        let mut state = 1u64;
        let mut random = |below: usize| {
            state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            (state >> 33) as usize % below
        };
        for _ in 0..2000 {
            let mut broken = bytes.clone();
            (0..8).for_each(|_| broken[random(bytes.len())] = random(256) as u8);
            read_all(&broken);
        }
    }

    #[test]
    fn refuses_what_is_no_object() {
        for bytes in [&b""[..], b"\x7fELF", b"\x7fELF\x02\x01", &[0; 4096]] {
            let err = ObjectBuilder::new(bytes).global("x", &0u8).err().unwrap();
            assert_eq!(err.errno(), errno::ENOEXEC);
        }
    }
}
