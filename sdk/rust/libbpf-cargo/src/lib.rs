// SPDX-License-Identifier: MIT
//! For build scripts that are written for libbpf-cargo: compiles the kernel side by wasm-bpf-cc,
//! and writes a skeleton by `btf2h --lang libbpf-rs`. The tools are those in `$WASM_BPF_TOOLS`,
//! which wasm-bpf-cargo sets, or in `PATH`.
#![warn(missing_docs)]

use std::env;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::io::{Error, Result};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Makes a skeleton of a C file.
#[derive(Default)]
pub struct SkeletonBuilder {
    source: Option<PathBuf>,
    object: Option<PathBuf>,
    arguments: Vec<OsString>,
}

impl SkeletonBuilder {
    /// Without a source yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The C file, relative to the `Cargo.toml`.
    pub fn source(&mut self, source: impl AsRef<Path>) -> &mut Self {
        self.source = Some(source.as_ref().into());
        self
    }

    /// Where the object is, or is put; else in the folder of the build.
    pub fn obj(&mut self, object: impl AsRef<Path>) -> &mut Self {
        self.object = Some(object.as_ref().into());
        self
    }

    /// Arguments of the compiler.
    pub fn clang_args<A, S>(&mut self, arguments: A) -> &mut Self
    where
        A: IntoIterator<Item = S>,
        S: AsRef<OsStr>,
    {
        self.arguments = arguments.into_iter().map(|one| one.as_ref().into()).collect();
        self
    }

    /// Has no meaning: the compiler is that of the SDK.
    pub fn clang(&mut self, _: impl AsRef<Path>) -> &mut Self {
        self
    }

    /// Has no meaning: the skeleton is as rustfmt would not have it.
    pub fn rustfmt(&mut self, _: impl AsRef<Path>) -> &mut Self {
        self
    }

    /// Has no meaning.
    pub fn debug(&mut self, _: bool) -> &mut Self {
        self
    }

    /// Compiles the object.
    pub fn build(&mut self) -> Result<()> {
        let source = self.source.as_ref().ok_or_else(|| Error::other("no source"))?;
        let mut compiler = tool("wasm-bpf-cc");
        compiler.args(["-target", "bpf"]).args(&self.arguments).arg("-c").arg(source);
        run(compiler.arg("-o").arg(self.place()?))
    }

    /// Writes the skeleton of the object.
    pub fn generate(&mut self, output: impl AsRef<Path>) -> Result<()> {
        let object = self.place()?;
        let skeleton = object.with_extension("skel.rs");
        let mut binder = tool("btf2h");
        binder.args(["--skeleton", "--lang", "libbpf-rs", "--name", &self.name()?, "-o"]);
        run(binder.arg(&skeleton).arg(&object))?;
        // Which names the object's file beside it.
        let text = fs::read_to_string(&skeleton)?;
        let name = object.file_name().map(|name| format!("{name:?}")).unwrap_or_default();
        fs::write(output, text.replacen(&name, &format!("{:?}", object.as_os_str()), 1))
    }

    /// Both.
    pub fn build_and_generate(&mut self, output: impl AsRef<Path>) -> Result<()> {
        self.build()?;
        self.generate(output)
    }

    /// The file's name up to its first dot.
    fn name(&self) -> Result<String> {
        let file = self.source.as_deref().or(self.object.as_deref()).and_then(Path::file_name);
        let stem = file.and_then(OsStr::to_str).and_then(|name| name.split('.').next());
        let stem = stem.ok_or_else(|| Error::other("no source"))?;
        Ok(stem.replace('-', "_"))
    }

    fn place(&self) -> Result<PathBuf> {
        if let Some(object) = &self.object {
            return Ok(object.clone());
        }
        let folder = env::var_os("OUT_DIR").ok_or_else(|| Error::other("no build script"))?;
        Ok(Path::new(&folder).join(format!("{}.bpf.o", self.name()?)))
    }
}

fn tool(name: &str) -> Command {
    println!("cargo:rerun-if-env-changed=WASM_BPF_TOOLS");
    match env::var_os("WASM_BPF_TOOLS") {
        Some(directory) => Command::new(Path::new(&directory).join(name)),
        None => Command::new(name),
    }
}

fn run(command: &mut Command) -> Result<()> {
    let program = command.get_program().to_string_lossy().into_owned();
    match command.status()? {
        status if status.success() => Ok(()),
        status => Err(Error::other(format!("{program}: {status}"))),
    }
}
