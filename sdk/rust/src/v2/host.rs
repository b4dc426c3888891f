// SPDX-License-Identifier: MIT
//! Information about the host: its kernel, symbols, network interfaces.

use crate::binding::v2;
use crate::error::errno;
use crate::plain::c_string;
use crate::{Error, MapType, ProgramType, Result};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::ffi::c_char;
use core::time::Duration;

/// The host's answer as a value, or as an error with its reason if it is negative.
pub(crate) fn told(answer: i32, what: impl FnOnce() -> String) -> Result<i32> {
    if answer < 0 {
        let reason = reason(); // before `what` asks the host for more
        return Err(Error::new(answer, what()).with_reason(reason));
    }
    Ok(answer)
}

#[cold]
#[inline(never)]
fn reason() -> String {
    // SAFETY: the host stores no more than the size it is told; so for all texts.
    let reason = text(|text, size| unsafe { v2::last_error(text, size) });
    let mut reason = reason.unwrap_or_default();
    reason.truncate(reason.len() - usize::from(reason.ends_with('\n')));
    reason
}

/// The text that `ask` stores, or its errno. Bytes that are not UTF-8 become the replacement
/// character.
fn text(mut ask: impl FnMut(*mut c_char, u32) -> i32) -> core::result::Result<String, i32> {
    let mut bytes: Vec<u8> = alloc::vec![0; 128];
    loop {
        let len = ask(bytes.as_mut_ptr().cast(), bytes.len() as u32);
        if len < 0 {
            return Err(len);
        }
        if (len as usize) < bytes.len() {
            return Ok(String::from_utf8_lossy(&bytes[..len as usize]).into_owned());
        }
        bytes.resize(len as usize + 1, 0);
    }
}

/// The same with the error's reason.
pub(crate) fn told_text(
    ask: impl FnMut(*mut c_char, u32) -> i32,
    what: impl FnOnce() -> String,
) -> Result<String> {
    text(ask).or_else(|err| told(err, what).map(|_| String::new()))
}

/// The number of possible CPUs. Each key of a per-CPU map has one value for each.
pub fn cpus() -> usize {
    // SAFETY: the host only answers.
    unsafe { v2::cpus() }.max(0) as usize
}

/// The number of CPUs that are online.
pub fn online_cpus() -> Result<usize> {
    number(v2::CPUS_ONLINE, "the number of CPUs").map(|cpus| cpus as usize)
}

/// The size of the host's pages, in bytes.
pub fn page_size() -> usize {
    // SAFETY: the host only answers.
    unsafe { v2::page_size() }.max(0) as usize
}

/// The kernel's release, for example `6.1.0-18-amd64`.
pub fn kernel_release() -> Result<String> {
    told_text(|text, size| unsafe { v2::kernel_release(text, size) }, || "the release".into())
}

/// The time since boot, including sleep, as `bpf_ktime_get_boot_ns()` returns it.
pub fn boot_clock() -> Duration {
    // SAFETY: the host only answers.
    Duration::from_nanos(unsafe { v2::boot_clock() }.max(0) as u64)
}

/// The user ID of the runtime's process.
pub fn user_id() -> Result<u32> {
    number(v2::USER_ID, "the user's id").map(|id| id as u32)
}

/// The ID of the runtime's process. Use it to leave the runtime out of a trace.
pub fn process_id() -> Result<u32> {
    number(v2::PROCESS_ID, "the process's id").map(|id| id as u32)
}

/// The clock ticks per second, the unit of times in /proc.
pub fn clock_ticks() -> Result<u64> {
    number(v2::CLOCK_TICKS, "the clock's ticks").map(|ticks| ticks as u64)
}

fn number(which: i32, what: &str) -> Result<i64> {
    // SAFETY: the host only answers.
    let number = unsafe { v2::host_number(which) };
    told(number.min(0) as i32, || what.into()).map(|_| number)
}

/// A symbol, and the distance of an address from its start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Symbol {
    /// Its name, or the path of a file.
    pub name: String,
    /// Bytes from its start to the address.
    pub offset: u64,
}

/// The symbol at an address; `None` if the host knows none.
fn symbol(
    mut ask: impl FnMut(*mut u64, *mut c_char, u32) -> i32,
    address: u64,
) -> Result<Option<Symbol>> {
    let mut offset = 0;
    match text(|text, size| ask(&mut offset, text, size)) {
        Ok(name) => Ok(Some(Symbol { name, offset })),
        Err(err) if err == -errno::ENOENT => Ok(None),
        Err(err) => told(err, || format!("the symbol at {address:#x}")).map(|_| None),
    }
}

/// The kernel symbol at an address.
pub fn ksym(address: u64) -> Result<Option<Symbol>> {
    symbol(|offset, text, size| unsafe { v2::ksym(address, offset, text, size) }, address)
}

/// The address of a kernel symbol; `None` if there is none with this name.
pub fn ksym_find(name: &str) -> Result<Option<u64>> {
    let c_name = c_string(name)?;
    // SAFETY: the name ends in NUL.
    let address = unsafe { v2::ksym_find(c_name.as_ptr()) };
    // Addresses of the kernel are negative numbers, too; errors are the last 4,095.
    match address {
        _ if address == -i64::from(errno::ENOENT) => Ok(None),
        -4095..=-1 => told(address as i32, || format!("symbol '{name}'")).map(|_| None),
        _ => Ok(Some(address as u64)),
    }
}

/// The function at an address of a process, in its executable or a library.
pub fn usym(process: u32, address: u64) -> Result<Option<Symbol>> {
    let process = process as i32;
    symbol(|offset, text, size| unsafe { v2::usym(process, address, offset, text, size) }, address)
}

/// Whose container [`container`] looks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContainerBy {
    /// The number of a cgroup, from `bpf_get_current_cgroup_id()`.
    Cgroup(u64),
    /// The number of a mount namespace, in which a process runs.
    MountNamespace(u64),
}

/// What is known of a container; what is not known is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Container {
    pub id: String,
    pub name: String,
    pub image: String,
    pub pod: String,
    /// The namespace of the pod.
    pub namespace: String,
    pub runtime: String,
}

/// The container that a number is of; `None` if it is of none.
pub fn container(by: ContainerBy) -> Result<Option<Container>> {
    let (kind, number) = match by {
        ContainerBy::Cgroup(number) => (v2::CGROUP, number),
        ContainerBy::MountNamespace(number) => (v2::MNTNS, number),
    };
    let ask = |what| text(|text, size| unsafe { v2::container_of(kind, number, what, text, size) });
    let all = || {
        Ok(Container {
            id: ask(v2::CONTAINER_ID)?,
            name: ask(v2::CONTAINER_NAME)?,
            image: ask(v2::CONTAINER_IMAGE)?,
            pod: ask(v2::CONTAINER_POD)?,
            namespace: ask(v2::CONTAINER_NAMESPACE)?,
            runtime: ask(v2::CONTAINER_RUNTIME)?,
        })
    };
    match all() {
        Ok(container) => Ok(Some(container)),
        Err(err) if err == -errno::ENOENT => Ok(None),
        Err(err) => told(err, || format!("the container of {by:?}")).map(|_| None),
    }
}

/// The file that a process has mapped at an address, and the offset into it.
pub fn usym_module(process: u32, address: u64) -> Result<Option<Symbol>> {
    let process = process as i32;
    symbol(
        |offset, text, size| unsafe { v2::usym_module(process, address, offset, text, size) },
        address,
    )
}

/// The index of a network interface.
pub fn ifindex(name: &str) -> Result<u32> {
    let c_name = c_string(name)?;
    // SAFETY: the name ends in NUL.
    let index = unsafe { v2::ifindex(c_name.as_ptr()) };
    told(index, || format!("interface '{name}'")).map(|index| index as u32)
}

/// The name of a network interface.
pub fn ifname(index: u32) -> Result<String> {
    told_text(
        |text, size| unsafe { v2::ifname(index as i32, text, size) },
        || format!("interface {index}"),
    )
}

/// Whether the kernel has this program type.
pub fn has_program_type(kind: ProgramType) -> Result<bool> {
    probe(v2::PROBE_PROGRAM, kind.0, 0)
}

/// Whether the kernel has this map type.
pub fn has_map_type(kind: MapType) -> Result<bool> {
    probe(v2::PROBE_MAP, kind.0, 0)
}

/// Whether programs of this type can call the helper with this number (`BPF_FUNC_...`).
pub fn has_helper(kind: ProgramType, helper: u32) -> Result<bool> {
    probe(v2::PROBE_HELPER, kind.0, helper)
}

fn probe(what: i32, kind: u32, helper: u32) -> Result<bool> {
    // SAFETY: the host only answers.
    let answer = unsafe { v2::probe(what, kind as i32, helper as i32) };
    told(answer, || "asking what the kernel has".into()).map(|answer| answer == 1)
}

/// While a value of this type exists, the kernel counts the runs and the run time of programs;
/// see [`Program::info`](crate::Program::info).
#[must_use = "dropping it ends the counting"]
#[derive(Debug)]
pub struct Stats(());

/// Makes the kernel count from now on.
pub fn enable_stats() -> Result<Stats> {
    // SAFETY: the host only answers; so below.
    told(unsafe { v2::stats_enable(1) }, || "counting runs".into()).map(|_| Stats(()))
}

impl Drop for Stats {
    fn drop(&mut self) {
        unsafe { v2::stats_enable(0) };
    }
}
