// Made by btf2h from app.bpf.o: do not edit.
#![allow(dead_code, non_camel_case_types, non_snake_case, clippy::all)]

use ::wasm_bpf_binding as bpf;

/// The bytes of the object.
pub static OBJECT: &[u8] = include_bytes!("app.bpf.o");

#[repr(C, packed)]
#[derive(Debug, Clone, Copy)]
pub struct Event {
    pub pid: i32,
    pub comm: [u8; 16],
}
impl ::core::default::Default for Event {
    fn default() -> Self {
        // SAFETY: integers, floats and arrays of them may be zero.
        unsafe { ::core::mem::zeroed() }
    }
}
impl Event {
    pub fn pid(&self) -> i32 {
        self.pid
    }
}
const _: () = {
    assert!(::core::mem::size_of::<Event>() == 20);
    assert!(::core::mem::offset_of!(Event, pid) == 0);
    assert!(::core::mem::offset_of!(Event, comm) == 4);
};

#[repr(transparent)]
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct State(pub i32);
impl State {
    pub const IDLE: Self = Self(0);
    pub const FAILED: Self = Self(-3);
}

#[repr(C, packed)]
#[derive(Debug, Clone, Copy)]
pub struct SectionBss {
    pub many: [Event; 3],
    pub latest: Event,
    pub state: State,
    pub flag: u8,
}
impl ::core::default::Default for SectionBss {
    fn default() -> Self {
        // SAFETY: integers, floats and arrays of them may be zero.
        unsafe { ::core::mem::zeroed() }
    }
}
impl SectionBss {
    pub fn state(&self) -> State {
        self.state
    }
}
const _: () = {
    assert!(::core::mem::size_of::<SectionBss>() == 85);
    assert!(::core::mem::offset_of!(SectionBss, many) == 0);
    assert!(::core::mem::offset_of!(SectionBss, latest) == 60);
    assert!(::core::mem::offset_of!(SectionBss, state) == 80);
    assert!(::core::mem::offset_of!(SectionBss, flag) == 84);
};

#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct SectionData {
    pub counter: i32,
    pub hidden: i32,
}
impl ::core::default::Default for SectionData {
    fn default() -> Self {
        // SAFETY: integers, floats and arrays of them may be zero.
        unsafe { ::core::mem::zeroed() }
    }
}
impl SectionData {
    pub fn counter(&self) -> i32 {
        self.counter
    }
    pub fn hidden(&self) -> i32 {
        self.hidden
    }
}
const _: () = {
    assert!(::core::mem::size_of::<SectionData>() == 8);
    assert!(::core::mem::offset_of!(SectionData, counter) == 0);
    assert!(::core::mem::offset_of!(SectionData, hidden) == 4);
};

#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct SectionDataMore {
    pub more: i64,
}
impl ::core::default::Default for SectionDataMore {
    fn default() -> Self {
        // SAFETY: integers, floats and arrays of them may be zero.
        unsafe { ::core::mem::zeroed() }
    }
}
impl SectionDataMore {
    pub fn more(&self) -> i64 {
        self.more
    }
}
const _: () = {
    assert!(::core::mem::size_of::<SectionDataMore>() == 8);
    assert!(::core::mem::offset_of!(SectionDataMore, more) == 0);
};

#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct SectionRodata {
    pub min_duration_ns: u64,
    pub name: [u8; 16],
}
impl ::core::default::Default for SectionRodata {
    fn default() -> Self {
        // SAFETY: integers, floats and arrays of them may be zero.
        unsafe { ::core::mem::zeroed() }
    }
}
impl SectionRodata {
    pub fn min_duration_ns(&self) -> u64 {
        self.min_duration_ns
    }
}
const _: () = {
    assert!(::core::mem::size_of::<SectionRodata>() == 24);
    assert!(::core::mem::offset_of!(SectionRodata, min_duration_ns) == 0);
    assert!(::core::mem::offset_of!(SectionRodata, name) == 8);
};

#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct SectionRodataMore {
    pub extra: i32,
}
impl ::core::default::Default for SectionRodataMore {
    fn default() -> Self {
        // SAFETY: integers, floats and arrays of them may be zero.
        unsafe { ::core::mem::zeroed() }
    }
}
impl SectionRodataMore {
    pub fn extra(&self) -> i32 {
        self.extra
    }
}
const _: () = {
    assert!(::core::mem::size_of::<SectionRodataMore>() == 4);
    assert!(::core::mem::offset_of!(SectionRodataMore, extra) == 0);
};

// SAFETY: structs and unions of integers and floats, whose padding is a field.
unsafe impl bpf::Plain for Event {}
unsafe impl bpf::Plain for State {}
unsafe impl bpf::Plain for SectionBss {}
unsafe impl bpf::Plain for SectionData {}
unsafe impl bpf::Plain for SectionDataMore {}
unsafe impl bpf::Plain for SectionRodata {}
unsafe impl bpf::Plain for SectionRodataMore {}

impl bpf::Emit for Event {
    fn stream() -> &'static bpf::Stream {
        static STREAM: bpf::Stream = bpf::Stream::new(OBJECT, "event");
        &STREAM
    }
}

/// The opened object. You can change its settings before the load.
pub struct OpenAppBpf {
    pub object: bpf::OpenObject,
    pub maps: OpenAppBpfMaps,
    pub programs: OpenAppBpfPrograms,
    pub rodata: bpf::Box<SectionRodata>,
    pub data: bpf::Box<SectionData>,
    pub rodata_more: bpf::Box<SectionRodataMore>,
    pub data_more: bpf::Box<SectionDataMore>,
    pub bss: bpf::Box<SectionBss>,
}

pub struct OpenAppBpfMaps {
    pub events: bpf::OpenMap,
    pub last_seen: bpf::OpenMap,
}

pub struct OpenAppBpfPrograms {
    pub pass: bpf::OpenProgram,
    pub handle_exec: bpf::OpenProgram,
}

/// The loaded object.
pub struct AppBpf {
    pub links: AppBpfLinks,
    pub maps: AppBpfMaps,
    pub programs: AppBpfPrograms,
    pub rodata: bpf::Box<SectionRodata>,
    pub data: AppBpfSectionData,
    pub rodata_more: bpf::Box<SectionRodataMore>,
    pub data_more: AppBpfSectionDataMore,
    pub bss: AppBpfSectionBss,
    pub object: bpf::Object,
}

pub struct AppBpfMaps {
    pub events: bpf::AnyMap,
    pub last_seen: bpf::Map<i32, Event>,
}

pub struct AppBpfPrograms {
    pub pass: bpf::Program,
    pub handle_exec: bpf::Program,
}

#[derive(Default)]
pub struct AppBpfLinks {
    pub pass: Option<bpf::Link>,
    pub handle_exec: Option<bpf::Link>,
}

/// The variables in data with their current values.
pub struct AppBpfSectionData {
    pub counter: bpf::Global<i32>,
}

/// The variables in data_more with their current values.
pub struct AppBpfSectionDataMore {
    pub more: bpf::Global<i64>,
}

/// The variables in bss with their current values.
pub struct AppBpfSectionBss {
    pub many: bpf::Global<[Event; 3]>,
    pub latest: bpf::Global<Event>,
    pub state: bpf::Global<State>,
    pub flag: bpf::Global<u8>,
}

impl OpenAppBpf {
    /// Wraps an object that was opened from OBJECT.
    pub fn new(object: bpf::OpenObject) -> bpf::Result<OpenAppBpf> {
        Ok(OpenAppBpf {
            maps: OpenAppBpfMaps {
                events: object.map("events")?,
                last_seen: object.map("last_seen")?,
            },
            programs: OpenAppBpfPrograms {
                pass: object.program("pass")?,
                handle_exec: object.program("handle_exec")?,
            },
            rodata: object.initial(".rodata")?,
            data: object.initial(".data")?,
            rodata_more: object.initial(".rodata.more")?,
            data_more: object.initial(".data.more")?,
            bss: object.initial(".bss")?,
            object,
        })
    }

    /// Creates the maps and verifies the programs.
    pub fn load(mut self) -> bpf::Result<AppBpf> {
        self.object.set_initial(".rodata", &*self.rodata)?;
        self.object.set_initial(".data", &*self.data)?;
        self.object.set_initial(".rodata.more", &*self.rodata_more)?;
        self.object.set_initial(".data.more", &*self.data_more)?;
        self.object.set_initial(".bss", &*self.bss)?;
        let object = self.object.load()?;
        Ok(AppBpf {
            links: AppBpfLinks::default(),
            maps: AppBpfMaps {
                events: object.any_map("events")?,
                last_seen: object.map("last_seen")?,
            },
            programs: AppBpfPrograms {
                pass: object.program("pass")?,
                handle_exec: object.program("handle_exec")?,
            },
            rodata: self.rodata,
            data: {
                let section = object.section(".data")?;
                AppBpfSectionData {
                    counter: section.global(0)?,
                }
            },
            rodata_more: self.rodata_more,
            data_more: {
                let section = object.section(".data.more")?;
                AppBpfSectionDataMore {
                    more: section.global(0)?,
                }
            },
            bss: {
                let section = object.section(".bss")?;
                AppBpfSectionBss {
                    many: section.global(0)?,
                    latest: section.global(60)?,
                    state: section.global(80)?,
                    flag: section.global(84)?,
                }
            },
            object,
        })
    }
}

impl AppBpf {
    /// Opens the object; nothing is in the kernel yet.
    pub fn open() -> bpf::Result<OpenAppBpf> {
        OpenAppBpf::new(bpf::OpenObject::open(OBJECT)?)
    }

    /// Opens the object and loads it without any changes.
    pub fn load() -> bpf::Result<AppBpf> {
        AppBpf::open()?.load()
    }

    /// Attaches each unattached program whose section names a target.
    pub fn attach(&mut self) -> bpf::Result<()> {
        if self.links.pass.is_none() {
            self.links.pass = self.programs.pass.attach_auto()?;
        }
        if self.links.handle_exec.is_none() {
            self.links.handle_exec = self.programs.handle_exec.attach_auto()?;
        }
        Ok(())
    }

    /// Detaches all programs.
    pub fn detach(&mut self) {
        self.links = AppBpfLinks::default();
    }
}
