// SPDX-License-Identifier: MIT
//! The types of maps and programs, with the kernel's numbers.

macro_rules! kinds {
    ($($(#[doc = $doc:literal])* $type:ident { $($name:ident $number:literal)* })*) => {
        $(
            $(#[doc = $doc])*
            #[derive(Clone, Copy, PartialEq, Eq, Hash)]
            pub struct $type(pub u32);

            #[allow(missing_docs)]
            impl $type {
                $(pub const $name: $type = $type($number);)*
            }

            impl core::fmt::Debug for $type {
                fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                    match self.0 {
                        $($number => f.write_str(stringify!($name)),)*
                        number => write!(f, "{number}"),
                    }
                }
            }
        )*
    };
}

kinds! {
    /// The type of a map: `BPF_MAP_TYPE_HASH` is [`HASH`](MapType::HASH). Other numbers are
    /// possible.
    MapType {
        HASH 1
        ARRAY 2
        PROG_ARRAY 3
        PERF_EVENT_ARRAY 4
        PERCPU_HASH 5
        PERCPU_ARRAY 6
        STACK_TRACE 7
        CGROUP_ARRAY 8
        LRU_HASH 9
        LRU_PERCPU_HASH 10
        LPM_TRIE 11
        ARRAY_OF_MAPS 12
        HASH_OF_MAPS 13
        DEVMAP 14
        SOCKMAP 15
        CPUMAP 16
        XSKMAP 17
        SOCKHASH 18
        CGROUP_STORAGE 19
        REUSEPORT_SOCKARRAY 20
        PERCPU_CGROUP_STORAGE 21
        QUEUE 22
        STACK 23
        SK_STORAGE 24
        DEVMAP_HASH 25
        STRUCT_OPS 26
        RINGBUF 27
        INODE_STORAGE 28
        TASK_STORAGE 29
        BLOOM_FILTER 30
        USER_RINGBUF 31
        CGRP_STORAGE 32
        ARENA 33
    }

    /// The type of a program: `BPF_PROG_TYPE_XDP` is [`XDP`](ProgramType::XDP). Other numbers are
    /// possible.
    ProgramType {
        SOCKET_FILTER 1
        KPROBE 2
        SCHED_CLS 3
        SCHED_ACT 4
        TRACEPOINT 5
        XDP 6
        PERF_EVENT 7
        CGROUP_SKB 8
        CGROUP_SOCK 9
        LWT_IN 10
        LWT_OUT 11
        LWT_XMIT 12
        SOCK_OPS 13
        SK_SKB 14
        CGROUP_DEVICE 15
        SK_MSG 16
        RAW_TRACEPOINT 17
        CGROUP_SOCK_ADDR 18
        LWT_SEG6LOCAL 19
        LIRC_MODE2 20
        SK_REUSEPORT 21
        FLOW_DISSECTOR 22
        CGROUP_SYSCTL 23
        RAW_TRACEPOINT_WRITABLE 24
        CGROUP_SOCKOPT 25
        TRACING 26
        STRUCT_OPS 27
        EXT 28
        LSM 29
        SK_LOOKUP 30
        SYSCALL 31
        NETFILTER 32
    }
}
