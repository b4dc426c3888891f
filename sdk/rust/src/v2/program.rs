// SPDX-License-Identifier: MIT
//! Programs: attaching, running, information.

use super::host::{told, told_text};
use super::object::Open;
use crate::binding::v2;
use crate::error::errno;
use crate::plain::c_string;
use crate::{text as text_of, Link, ProgramType, Result};
use alloc::format;
use alloc::rc::Rc;
use alloc::string::{String, ToString};
use core::mem::size_of;
use core::ptr::null;
use core::time::Duration;

/// A program of an object, see `Object::program`. It keeps its object open.
pub struct Program {
    pub(crate) handle: i32,
    pub(crate) object: Rc<Open>,
}

/// What the kernel knows about a program, or before the load, what its object says.
#[derive(Clone, Debug)]
pub struct ProgramInfo {
    /// Its type.
    pub kind: ProgramType,
    /// Its expected attach type: a number of the kernel's `enum bpf_attach_type`.
    pub expected_attach_type: u32,
    /// Whether it is in the kernel.
    pub loaded: bool,
    /// The kernel's ID; like the following members, 0 before the load.
    pub id: u32,
    /// Instructions in the object.
    pub instructions: u32,
    /// Instructions that the verifier checked.
    pub verified_instructions: u32,
    /// Bytes of BPF after verification.
    pub xlated_size: u32,
    /// Bytes of machine code.
    pub jited_size: u32,
    /// The time of the load, since boot.
    pub loaded_at: Duration,
    /// Its run time and number of runs, counted while [`enable_stats`](crate::host::enable_stats)
    /// is active.
    pub run_time: Duration,
    /// See `run_time`.
    pub runs: u64,
    /// How often it was skipped because it was already running.
    pub recursion_misses: u64,
    /// A hash of its instructions.
    pub tag: [u8; 8],
    /// Its whole name.
    pub name: String,
}

/// The input of [`Program::test_run`]: `TestRun { data: &packet, ..Default::default() }`.
#[derive(Default)]
pub struct TestRun<'a> {
    /// The packet, if the program's type takes one.
    pub data: &'a [u8],
    /// Gets the packet after the run.
    pub data_out: &'a mut [u8],
    /// The context, if the program's type takes one.
    pub context: &'a [u8],
    /// Gets the context after the run.
    pub context_out: &'a mut [u8],
    /// The number of runs; 0 means one.
    pub repeat: u32,
    /// `BPF_F_TEST_...`
    pub flags: u32,
    /// The CPU to run it on, with `BPF_F_TEST_RUN_ON_CPU`.
    pub cpu: u32,
    /// Packets per batch, with `BPF_F_TEST_XDP_LIVE_FRAMES`.
    pub batch_size: u32,
}

/// The result of a [`TestRun`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TestResult {
    /// The program's result.
    pub retval: u32,
    /// The average time of a run.
    pub duration: Duration,
    /// Bytes in `data_out`.
    pub data_size: usize,
    /// Bytes in `context_out`.
    pub context_size: usize,
}

impl Program {
    /// Attaches it to what its section names.
    pub fn attach(&self) -> Result<Link> {
        self.attach_with(None, 0)
    }

    /// Attaches it to what its section names. `None` if the section names no target, or if the
    /// program was not loaded.
    pub fn attach_auto(&self) -> Result<Option<Link>> {
        if !self.is_loaded() {
            return Ok(None);
        }
        match self.attach() {
            Err(err) if err.errno() == errno::EOPNOTSUPP => Ok(None),
            link => link.map(Some),
        }
    }

    /// Attaches it to a target; wasm-bpf(1) lists the targets for each type.
    pub fn attach_to(&self, target: &str) -> Result<Link> {
        self.attach_with(Some(target), 0)
    }

    /// Attaches it to a target or to what its section names, with a cookie. In the program,
    /// `bpf_get_attach_cookie()` returns the cookie; 0 means no cookie.
    pub fn attach_with(&self, target: Option<&str>, cookie: u64) -> Result<Link> {
        let c_target = target.map(c_string).transpose()?;
        let at = c_target.as_ref().map_or(null(), |target| target.as_ptr());
        // SAFETY: the text ends in NUL.
        let answer = unsafe { v2::program_attach(self.handle, at, cookie) };
        let handle = told(answer, || match target {
            Some(target) => format!("{} on '{target}'", self.what()),
            None => self.what(),
        })?;
        Ok(Link { handle, object: self.object.clone() })
    }

    /// Runs it now.
    pub fn test_run(&self, run: TestRun<'_>) -> Result<TestResult> {
        let mut raw = v2::TestRun {
            data_in: run.data.as_ptr() as usize as u32,
            data_in_size: run.data.len() as u32,
            data_out: run.data_out.as_mut_ptr() as usize as u32,
            data_out_size: run.data_out.len() as u32,
            context_in: run.context.as_ptr() as usize as u32,
            context_in_size: run.context.len() as u32,
            context_out: run.context_out.as_mut_ptr() as usize as u32,
            context_out_size: run.context_out.len() as u32,
            repeat: run.repeat,
            flags: run.flags,
            cpu: run.cpu,
            batch_size: run.batch_size,
            ..Default::default()
        };
        // A slice of nothing lies nowhere.
        for (address, size) in [
            (&mut raw.data_in, raw.data_in_size),
            (&mut raw.data_out, raw.data_out_size),
            (&mut raw.context_in, raw.context_in_size),
            (&mut raw.context_out, raw.context_out_size),
        ] {
            *address *= u32::from(size > 0);
        }
        // SAFETY: the host reads and writes within the slices, by their sizes.
        let answer =
            unsafe { v2::program_test_run(self.handle, &mut raw, size_of::<v2::TestRun>() as u32) };
        told(answer, || self.what())?;
        Ok(TestResult {
            retval: raw.retval,
            duration: Duration::from_nanos(raw.duration_ns.into()),
            data_size: raw.data_out_size as usize,
            context_size: raw.context_out_size as usize,
        })
    }

    /// Its name.
    pub fn name(&self) -> Result<String> {
        text(self.handle, v2::PROGRAM_NAME)
    }

    /// Its section, which can name its target.
    pub fn section(&self) -> Result<String> {
        text(self.handle, v2::PROGRAM_SECTION)
    }

    /// Information about it, and about its runs.
    pub fn info(&self) -> Result<ProgramInfo> {
        ProgramInfo::of(self.handle)
    }

    /// Its handle, which is the value to put into a map of programs.
    pub fn handle(&self) -> u32 {
        self.handle as u32
    }

    pub(crate) fn is_loaded(&self) -> bool {
        v2::ProgramInfo::of(self.handle).is_ok_and(|info| info.state & v2::PROGRAM_LOADED != 0)
    }

    fn what(&self) -> String {
        format!("program '{}'", self.name().unwrap_or_default())
    }
}

impl v2::ProgramInfo {
    fn of(program: i32) -> Result<v2::ProgramInfo> {
        let mut info = v2::ProgramInfo::default();
        // SAFETY: the host stores no more than the struct's size.
        let answer =
            unsafe { v2::program_info(program, &mut info, size_of::<v2::ProgramInfo>() as u32) };
        told(answer, || "a program's info".into()).map(|_| info)
    }
}

impl ProgramInfo {
    pub(crate) fn of(program: i32) -> Result<ProgramInfo> {
        let raw = v2::ProgramInfo::of(program)?;
        Ok(ProgramInfo {
            kind: ProgramType(raw.kind),
            expected_attach_type: raw.expected_attach_type,
            loaded: raw.state & v2::PROGRAM_LOADED != 0,
            id: raw.id,
            instructions: raw.instructions,
            verified_instructions: raw.verified_instructions,
            xlated_size: raw.xlated_size,
            jited_size: raw.jited_size,
            loaded_at: Duration::from_nanos(raw.loaded_at),
            run_time: Duration::from_nanos(raw.run_time_ns),
            runs: raw.runs,
            recursion_misses: raw.recursion_misses,
            tag: raw.tag,
            name: text_of(&raw.name).to_string(),
        })
    }
}

pub(crate) fn text(program: i32, which: i32) -> Result<String> {
    told_text(
        |text, size| unsafe { v2::program_text(program, which, text, size) },
        || "a program".into(),
    )
}
