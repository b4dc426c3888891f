// Made by btf2h: do not edit.
#[allow(dead_code, non_camel_case_types, non_snake_case, non_upper_case_globals, clippy::all)]
mod imp {
use core::marker::PhantomData;
use core::mem::MaybeUninit;
use libbpf_rs::skel::{OpenSkel, Skel, SkelBuilder};

/// The bytes of the object.
pub static OBJECT: &[u8] = include_bytes!("app.bpf.o");

pub mod types {

#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct event {
    pub pid: i32,
    pub comm: [u8; 16],
}
impl ::core::default::Default for event {
    fn default() -> Self {
        // SAFETY: integers, floats and arrays of them may be zero.
        unsafe { ::core::mem::zeroed() }
    }
}
impl event {
    pub fn pid(&self) -> i32 {
        self.pid
    }
}
const _: () = {
    assert!(::core::mem::size_of::<event>() == 20);
    assert!(::core::mem::offset_of!(event, pid) == 0);
    assert!(::core::mem::offset_of!(event, comm) == 4);
};

#[repr(transparent)]
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct state(pub i32);
impl state {
    pub const IDLE: Self = Self(0);
    pub const FAILED: Self = Self(-3);
}

#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct bss {
    pub many: [event; 3],
    pub latest: event,
    pub state: state,
    pub flag: u8,
}
impl ::core::default::Default for bss {
    fn default() -> Self {
        // SAFETY: integers, floats and arrays of them may be zero.
        unsafe { ::core::mem::zeroed() }
    }
}
impl bss {
    pub fn state(&self) -> state {
        self.state
    }
}
const _: () = {
    assert!(::core::mem::size_of::<bss>() >= 85);
    assert!(::core::mem::offset_of!(bss, many) == 0);
    assert!(::core::mem::offset_of!(bss, latest) == 60);
    assert!(::core::mem::offset_of!(bss, state) == 80);
    assert!(::core::mem::offset_of!(bss, flag) == 84);
};

#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct data {
    pub counter: i32,
    pub hidden: i32,
}
impl ::core::default::Default for data {
    fn default() -> Self {
        // SAFETY: integers, floats and arrays of them may be zero.
        unsafe { ::core::mem::zeroed() }
    }
}
impl data {
    pub fn counter(&self) -> i32 {
        self.counter
    }
    pub fn hidden(&self) -> i32 {
        self.hidden
    }
}
const _: () = {
    assert!(::core::mem::size_of::<data>() >= 8);
    assert!(::core::mem::offset_of!(data, counter) == 0);
    assert!(::core::mem::offset_of!(data, hidden) == 4);
};

#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct data_more {
    pub more: i64,
}
impl ::core::default::Default for data_more {
    fn default() -> Self {
        // SAFETY: integers, floats and arrays of them may be zero.
        unsafe { ::core::mem::zeroed() }
    }
}
impl data_more {
    pub fn more(&self) -> i64 {
        self.more
    }
}
const _: () = {
    assert!(::core::mem::size_of::<data_more>() >= 8);
    assert!(::core::mem::offset_of!(data_more, more) == 0);
};

#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct rodata {
    pub min_duration_ns: u64,
    pub name: [u8; 16],
}
impl ::core::default::Default for rodata {
    fn default() -> Self {
        // SAFETY: integers, floats and arrays of them may be zero.
        unsafe { ::core::mem::zeroed() }
    }
}
impl rodata {
    pub fn min_duration_ns(&self) -> u64 {
        self.min_duration_ns
    }
}
const _: () = {
    assert!(::core::mem::size_of::<rodata>() >= 24);
    assert!(::core::mem::offset_of!(rodata, min_duration_ns) == 0);
    assert!(::core::mem::offset_of!(rodata, name) == 8);
};

#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct rodata_more {
    pub extra: i32,
}
impl ::core::default::Default for rodata_more {
    fn default() -> Self {
        // SAFETY: integers, floats and arrays of them may be zero.
        unsafe { ::core::mem::zeroed() }
    }
}
impl rodata_more {
    pub fn extra(&self) -> i32 {
        self.extra
    }
}
const _: () = {
    assert!(::core::mem::size_of::<rodata_more>() >= 4);
    assert!(::core::mem::offset_of!(rodata_more, extra) == 0);
};
}

#[derive(Default)]
pub struct AppSkelBuilder {
    pub obj_builder: libbpf_rs::ObjectBuilder,
}

/// The opened object. You can change its settings before the load.
pub struct OpenAppSkel<'obj> {
    pub maps: OpenAppMaps<'obj>,
    pub progs: OpenAppProgs<'obj>,
    object: libbpf_rs::OpenObject,
}

pub struct OpenAppMaps<'obj> {
    pub events: libbpf_rs::OpenMapMut<'obj>,
    pub last_seen: libbpf_rs::OpenMapMut<'obj>,
    pub rodata_data: Option<libbpf_rs::Data<types::rodata>>,
    pub data_data: Option<libbpf_rs::Data<types::data>>,
    pub rodata_more_data: Option<libbpf_rs::Data<types::rodata_more>>,
    pub data_more_data: Option<libbpf_rs::Data<types::data_more>>,
    pub bss_data: Option<libbpf_rs::Data<types::bss>>,
    _object: PhantomData<&'obj ()>,
}

pub struct OpenAppProgs<'obj> {
    pub pass: libbpf_rs::OpenProgramMut<'obj>,
    pub handle_exec: libbpf_rs::OpenProgramMut<'obj>,
    _object: PhantomData<&'obj ()>,
}

/// The loaded object.
pub struct AppSkel<'obj> {
    pub links: AppLinks,
    pub maps: AppMaps<'obj>,
    pub progs: AppProgs<'obj>,
    object: libbpf_rs::Object,
}

pub struct AppMaps<'obj> {
    pub events: libbpf_rs::MapMut<'obj>,
    pub last_seen: libbpf_rs::MapMut<'obj>,
    pub rodata_data: Option<libbpf_rs::Data<types::rodata>>,
    pub data_data: Option<libbpf_rs::Data<types::data>>,
    pub rodata_more_data: Option<libbpf_rs::Data<types::rodata_more>>,
    pub data_more_data: Option<libbpf_rs::Data<types::data_more>>,
    pub bss_data: Option<libbpf_rs::Data<types::bss>>,
    _object: PhantomData<&'obj ()>,
}

pub struct AppProgs<'obj> {
    pub pass: libbpf_rs::ProgramMut<'obj>,
    pub handle_exec: libbpf_rs::ProgramMut<'obj>,
    _object: PhantomData<&'obj ()>,
}

#[derive(Default)]
pub struct AppLinks {
    pub pass: Option<libbpf_rs::Link>,
    pub handle_exec: Option<libbpf_rs::Link>,
}

impl<'obj> SkelBuilder<'obj> for AppSkelBuilder {
    type Output = OpenAppSkel<'obj>;

    fn open(self, _: &'obj mut MaybeUninit<libbpf_rs::OpenObject>) -> libbpf_rs::Result<Self::Output> {
        let object = self.obj_builder.open_bytes(OBJECT)?;
        Ok(OpenAppSkel {
            maps: OpenAppMaps {
                events: object.map("events")?,
                last_seen: object.map("last_seen")?,
                // SAFETY: the type is that of the section, and its bytes come from the compiler.
                rodata_data: Some(unsafe { object.data(".rodata")? }),
                // SAFETY: the type is that of the section, and its bytes come from the compiler.
                data_data: Some(unsafe { object.data(".data")? }),
                // SAFETY: the type is that of the section, and its bytes come from the compiler.
                rodata_more_data: Some(unsafe { object.data(".rodata.more")? }),
                // SAFETY: the type is that of the section, and its bytes come from the compiler.
                data_more_data: Some(unsafe { object.data(".data.more")? }),
                // SAFETY: the type is that of the section, and its bytes come from the compiler.
                bss_data: Some(unsafe { object.data(".bss")? }),
                _object: PhantomData,
            },
            progs: OpenAppProgs {
                pass: object.program("pass")?,
                handle_exec: object.program("handle_exec")?,
                _object: PhantomData,
            },
            object,
        })
    }

    fn object_builder_mut(&mut self) -> &mut libbpf_rs::ObjectBuilder {
        &mut self.obj_builder
    }
}

impl<'obj> OpenSkel<'obj> for OpenAppSkel<'obj> {
    type Output = AppSkel<'obj>;

    fn load(self) -> libbpf_rs::Result<Self::Output> {
        if let Some(data) = &self.maps.rodata_data {
            self.object.set_data(".rodata", data)?;
        }
        if let Some(data) = &self.maps.data_data {
            self.object.set_data(".data", data)?;
        }
        if let Some(data) = &self.maps.rodata_more_data {
            self.object.set_data(".rodata.more", data)?;
        }
        if let Some(data) = &self.maps.data_more_data {
            self.object.set_data(".data.more", data)?;
        }
        if let Some(data) = &self.maps.bss_data {
            self.object.set_data(".bss", data)?;
        }
        let object = self.object.load()?;
        Ok(AppSkel {
            links: AppLinks::default(),
            maps: AppMaps {
                events: object.map("events")?,
                last_seen: object.map("last_seen")?,
                rodata_data: self.maps.rodata_data,
                // SAFETY: as above; the kernel's side changes it as the program says.
                data_data: unsafe { object.data(".data")? },
                rodata_more_data: self.maps.rodata_more_data,
                // SAFETY: as above; the kernel's side changes it as the program says.
                data_more_data: unsafe { object.data(".data.more")? },
                // SAFETY: as above; the kernel's side changes it as the program says.
                bss_data: unsafe { object.data(".bss")? },
                _object: PhantomData,
            },
            progs: AppProgs {
                pass: object.program("pass")?,
                handle_exec: object.program("handle_exec")?,
                _object: PhantomData,
            },
            object,
        })
    }

    fn open_object(&self) -> &libbpf_rs::OpenObject {
        &self.object
    }
}

impl<'obj> Skel<'obj> for AppSkel<'obj> {
    fn attach(&mut self) -> libbpf_rs::Result<()> {
        if self.links.pass.is_none() {
            self.links.pass = self.progs.pass.attach_auto()?;
        }
        if self.links.handle_exec.is_none() {
            self.links.handle_exec = self.progs.handle_exec.attach_auto()?;
        }
        Ok(())
    }

    fn object(&self) -> &libbpf_rs::Object {
        &self.object
    }
}
}
#[allow(unused_imports)]
pub use imp::*;
