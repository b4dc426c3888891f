// SPDX-License-Identifier: MIT
//! there.
#![allow(dead_code)]

pub const MAP_LOOKUP: i32 = 1;
pub const MAP_UPDATE: i32 = 2;
pub const MAP_DELETE: i32 = 3;
pub const MAP_GET_NEXT_KEY: i32 = 4;
pub const ERROR_MAX: i32 = 4095;
pub const USER_ID: i32 = 1;
pub const PROCESS_ID: i32 = 2;
pub const CLOCK_TICKS: i32 = 3;
pub const CPUS_ONLINE: i32 = 4;
pub const LOAD_AVERAGE: i32 = 1;
pub const PARTITIONS: i32 = 2;
pub const CGROUP: i32 = 1;
pub const MNTNS: i32 = 2;
pub const CONTAINER_ID: i32 = 1;
pub const CONTAINER_NAME: i32 = 2;
pub const CONTAINER_IMAGE: i32 = 3;
pub const CONTAINER_POD: i32 = 4;
pub const CONTAINER_NAMESPACE: i32 = 5;
pub const CONTAINER_RUNTIME: i32 = 6;
pub const PROBE_PROGRAM: i32 = 1;
pub const PROBE_MAP: i32 = 2;
pub const PROBE_HELPER: i32 = 3;
pub const PROGRAM_LOADED: u32 = 1;
pub const PROGRAM_AUTOLOAD: u32 = 2;
pub const PROGRAM_NAME: i32 = 1;
pub const PROGRAM_SECTION: i32 = 2;
pub const PROGRAM_SET_AUTOLOAD: i32 = 1;
pub const PROGRAM_SET_LOG_LEVEL: i32 = 2;
pub const PROGRAM_SET_TYPE: i32 = 3;
pub const PROGRAM_SET_ATTACH_TYPE: i32 = 4;
pub const PROGRAM_SET_FLAGS: i32 = 5;
pub const LINK_KERNELS: u32 = 1;
pub const LINK_ATTACHED: u32 = 2;
pub const MAP_LOADED: u32 = 1;
pub const MAP_GLOBALS: u32 = 2;
pub const MAP_AUTOCREATE: u32 = 4;
pub const MAP_FROZEN: u32 = 8;
pub const MAP_SET_MAX_ENTRIES: i32 = 1;
pub const MAP_SET_AUTOCREATE: i32 = 2;
pub const MAP_SET_TYPE: i32 = 3;
pub const MAP_SET_KEY_SIZE: i32 = 4;
pub const MAP_SET_VALUE_SIZE: i32 = 5;
pub const MAP_SET_FLAGS: i32 = 6;
pub const MAP_SET_NUMA_NODE: i32 = 7;
pub const MAP_SET_EXTRA: i32 = 8;
pub const MAP_SET_IFINDEX: i32 = 9;
pub const BATCH_LOOKUP: i32 = 1;
pub const BATCH_UPDATE: i32 = 2;
pub const BATCH_DELETE: i32 = 3;
pub const BATCH_TAKE: i32 = 4;
pub const WAKE_BYTES: i32 = 1;
pub const WAKE_DELAY: i32 = 2;
pub const PERF_PAGES: i32 = 3;
pub const PERF_FRAMES: i32 = 4;

#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ProgramInfo {
    pub kind: u32,
    pub expected_attach_type: u32,
    pub state: u32,
    pub id: u32,
    pub instructions: u32,
    pub verified_instructions: u32,
    pub xlated_size: u32,
    pub jited_size: u32,
    pub loaded_at: u64,
    pub run_time_ns: u64,
    pub runs: u64,
    pub recursion_misses: u64,
    pub tag: [u8; 8],
    pub name: [u8; 128],
}

#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct TestRun {
    pub data_in: u32,
    pub data_in_size: u32,
    pub data_out: u32,
    pub data_out_size: u32,
    pub context_in: u32,
    pub context_in_size: u32,
    pub context_out: u32,
    pub context_out_size: u32,
    pub repeat: u32,
    pub flags: u32,
    pub cpu: u32,
    pub batch_size: u32,
    pub retval: u32,
    pub duration_ns: u32,
}

#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct LinkInfo {
    pub kind: u32,
    pub id: u32,
    pub program_id: u32,
    pub state: u32,
    pub program: i32,
    pub reserved: u32,
}

#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct MapInfo {
    pub kind: u32,
    pub key_size: u32,
    pub value_size: u32,
    pub max_entries: u32,
    pub flags: u32,
    pub state: u32,
    pub mmap_size: u64,
    pub name: [u8; 64],
    pub id: u32,
    pub reserved: u32,
}

#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct MapDefinition {
    pub kind: u32,
    pub key_size: u32,
    pub value_size: u32,
    pub max_entries: u32,
    pub flags: u32,
    pub inner: i32,
    pub extra: u64,
    pub name: [u8; 16],
}

#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct BufferCounts {
    pub reads: u64,
    pub delivered: u64,
    pub cut: u64,
    pub lost: u64,
}

macro_rules! zero_by_default {
    ($($name:ident),*) => {$(
        impl Default for $name {
            fn default() -> $name {
                // SAFETY: integers and arrays of them may be zero.
                unsafe { core::mem::zeroed() }
            }
        }
    )*};
}
zero_by_default!(ProgramInfo, TestRun, LinkInfo, MapInfo, MapDefinition, BufferCounts);
