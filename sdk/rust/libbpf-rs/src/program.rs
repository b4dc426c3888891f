// SPDX-License-Identifier: MIT
use crate::{Error, ErrorKind, Result};
use std::marker::PhantomData;
use std::path::Path;
use wasm_bpf_binding::{self as own, host};

/// A program of an opened object.
pub struct OpenProgramMut<'obj> {
    pub(crate) program: own::OpenProgram,
    pub(crate) object: PhantomData<&'obj ()>,
}

impl OpenProgramMut<'_> {
    /// Whether it is loaded.
    pub fn set_autoload(&mut self, on: bool) {
        _ = self.program.set_autoload(on); // which fails only after the load
    }

    /// The verifier's log level.
    pub fn set_log_level(&mut self, level: u32) {
        _ = self.program.set_log_level(level);
    }

    /// The function that the load binds it to.
    pub fn set_attach_target(&mut self, _: i32, target: Option<String>) -> Result<()> {
        match target {
            Some(target) => Ok(self.program.set_attach_target(&target)?),
            None => Ok(()),
        }
    }
}

/// A program of a loaded object. It keeps its object open.
pub struct ProgramMut<'obj> {
    pub(crate) program: own::Program,
    pub(crate) object: PhantomData<&'obj ()>,
}

/// The same.
pub type Program<'obj> = ProgramMut<'obj>;

/// The hook and the priority of a program of netfilter.
#[derive(Clone, Debug, Default)]
pub struct NetfilterOpts {
    /// IPv4 or IPv6.
    pub protocol_family: i32,
    /// Which of NF_INET_...
    pub hooknum: i32,
    /// The smallest is called first.
    pub priority: i32,
    /// None are supported.
    pub flags: u32,
}

/// IPv4.
pub const NFPROTO_IPV4: i32 = 2;
/// IPv6.
pub const NFPROTO_IPV6: i32 = 10;
/// Before routing.
pub const NF_INET_PRE_ROUTING: i32 = 0;
/// What comes to this machine.
pub const NF_INET_LOCAL_IN: i32 = 1;
/// What goes through.
pub const NF_INET_FORWARD: i32 = 2;
/// What this machine sends.
pub const NF_INET_LOCAL_OUT: i32 = 3;
/// After routing.
pub const NF_INET_POST_ROUTING: i32 = 4;

impl ProgramMut<'_> {
    fn to(&self, target: &str) -> Result<Link> {
        Ok(Link(self.program.attach_to(target)?))
    }

    /// To what its section names, if it names something.
    pub fn attach_auto(&self) -> Result<Option<Link>> {
        Ok(self.program.attach_auto()?.map(Link))
    }

    /// To what its section names.
    pub fn attach(&self) -> Result<Link> {
        Ok(Link(self.program.attach()?))
    }

    /// To a target of wasm-bpf(1).
    pub fn attach_to(&self, target: &str) -> Result<Link> {
        self.to(target)
    }

    /// To an interface, for XDP.
    pub fn attach_xdp(&self, ifindex: i32) -> Result<Link> {
        self.to(&host::ifname(ifindex as u32)?)
    }

    /// To a tracepoint.
    pub fn attach_tracepoint(
        &self,
        category: impl AsRef<str>,
        name: impl AsRef<str>,
    ) -> Result<Link> {
        self.to(&format!("{}/{}", category.as_ref(), name.as_ref()))
    }

    /// To a raw tracepoint.
    pub fn attach_raw_tracepoint(&self, name: impl AsRef<str>) -> Result<Link> {
        self.to(name.as_ref())
    }

    /// To a function of the kernel. The section decides between its entry and its return.
    pub fn attach_kprobe(&self, _: bool, function: impl AsRef<str>) -> Result<Link> {
        self.to(function.as_ref())
    }

    /// To a static probe of a file; `pid` -1 is all processes.
    pub fn attach_usdt(
        &self,
        pid: i32,
        file: impl AsRef<Path>,
        provider: impl AsRef<str>,
        name: impl AsRef<str>,
    ) -> Result<Link> {
        let mut target =
            format!("{}:{}:{}", file.as_ref().display(), provider.as_ref(), name.as_ref());
        if pid > 0 {
            target += &format!(",pid={pid}");
        }
        self.to(&target)
    }

    /// To a hook of netfilter.
    pub fn attach_netfilter_with_opts(&self, opts: NetfilterOpts) -> Result<Link> {
        const HOOKS: [&str; 5] = ["prerouting", "input", "forward", "output", "postrouting"];
        let hook = usize::try_from(opts.hooknum).ok().and_then(|hook| HOOKS.get(hook));
        let (Some(hook), 0) = (hook, opts.flags) else {
            return Err(Error::new(ErrorKind::InvalidInput, format!("{opts:?}")));
        };
        let family = if opts.protocol_family == NFPROTO_IPV6 { ",ipv6" } else { "" };
        self.to(&format!("{hook}{family},prio={}", opts.priority))
    }

    /// Its name.
    pub fn name(&self) -> String {
        self.program.name().unwrap_or_default()
    }

    /// Its section.
    pub fn section(&self) -> String {
        self.program.section().unwrap_or_default()
    }
}

/// An attached program. Dropping it detaches it.
pub struct Link(pub(crate) own::Link);

impl Link {
    /// Detaches it.
    pub fn detach(self) -> Result<()> {
        Ok(self.0.detach()?)
    }

    /// Replaces the program.
    pub fn update_prog(&mut self, program: &ProgramMut<'_>) -> Result<()> {
        Ok(self.0.update(&program.program)?)
    }

    /// Pins it.
    pub fn pin(&mut self, path: impl AsRef<Path>) -> Result<()> {
        Ok(self.0.pin(&path.as_ref().to_string_lossy())?)
    }
}
