// SPDX-License-Identifier: MIT
//! For a guest's build script: compiles the kernel side and makes a module from it.
//!
//! ```no_run
//! // build.rs
//! wasm_bpf_build::Object::new("app.bpf.c").build();
//! ```
//!
//! `wasm_bpf_binding::include_bpf!(mod app);` then includes the object's skeleton, as `btf2h
//! --skeleton --lang rust` writes it: a module with the object's bytes as `OBJECT`, the types of
//! its maps and global variables (each is `Plain`), and `App`, which has all programs, maps and
//! variables.
//!
//! If wasm-bpf-cargo runs the build, the tools wasm-bpf-cc and btf2h are those beside it.
//! Otherwise they are those in `$WASM_BPF_TOOLS` or in `PATH`.
#![warn(missing_docs)]

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{exit, Command};

/// A BPF object to compile.
pub struct Object {
    source: PathBuf,
    args: Vec<OsString>,
    types: Vec<String>,
    types_only: bool,
}

impl Object {
    /// The object of a C file. The path is relative to the guest's `Cargo.toml`.
    pub fn new(source: impl Into<PathBuf>) -> Object {
        Object { source: source.into(), args: Vec::new(), types: Vec::new(), types_only: false }
    }

    /// Adds an argument for the compiler, such as `-DDEBUG`.
    pub fn arg(mut self, arg: impl Into<OsString>) -> Object {
        self.args.push(arg.into());
        self
    }

    /// Adds this type, by its C name, and the types that it uses, for example the records of a
    /// buffer. `*` means all types.
    pub fn bind(mut self, name: &str) -> Object {
        self.types.push(name.into());
        self
    }

    /// Makes no skeleton, only `OBJECT` and the bound types (all types, if none is bound). Use
    /// this without the crate's feature `v2`.
    pub fn types_only(mut self) -> Object {
        self.types_only = true;
        self
    }

    /// Compiles the object and writes the module. On failure it prints the compiler's messages,
    /// and the build script ends.
    pub fn build(self) {
        if let Err(message) = self.try_build() {
            eprintln!("{message}");
            exit(1);
        }
    }

    fn try_build(&self) -> Result<(), String> {
        let out =
            PathBuf::from(env::var_os("OUT_DIR").ok_or("OUT_DIR is not set: no build script")?);
        let name = self.name()?;
        let object = out.join(format!("{name}.bpf.o"));
        let dependencies = out.join(format!("{name}.d"));
        let bound = out.join(format!("{name}.bound.rs"));

        let mut compiler = tool("wasm-bpf-cc");
        compiler.args(["-target", "bpf", "-MD", "-MF"]).arg(&dependencies);
        run(compiler.args(&self.args).arg("-c").arg(&self.source).arg("-o").arg(&object))?;
        rerun_if_changed(&read(&dependencies)?);

        let mut binder = tool("btf2h");
        binder.args(["--lang", "rust", "-o"]).arg(&bound);
        if !self.types_only {
            binder.args(["--skeleton", "--name", &name]);
        }
        self.types.iter().for_each(|name| _ = binder.args(["--type", name]));
        run(binder.arg(&object))?;
        let bound = read(&bound)?;
        let module = if self.types_only { types_module(&object, &bound) } else { inner(&bound) };
        fs::write(out.join(format!("{name}.rs")), module).map_err(|err| err.to_string())
    }

    /// The module's name: that of the file up to its first dot, as an identifier.
    fn name(&self) -> Result<String, String> {
        let file = self.source.file_name().and_then(|name| name.to_str());
        let stem = file.and_then(|name| name.split('.').next()).filter(|stem| !stem.is_empty());
        let stem = stem.ok_or_else(|| format!("'{}' names no file", self.source.display()))?;
        Ok(stem.replace('-', "_"))
    }
}

fn tool(name: &str) -> Command {
    println!("cargo:rerun-if-env-changed=WASM_BPF_TOOLS");
    match env::var_os("WASM_BPF_TOOLS") {
        Some(directory) => Command::new(Path::new(&directory).join(name)),
        None => Command::new(name),
    }
}

fn run(command: &mut Command) -> Result<(), String> {
    let program = command.get_program().to_string_lossy().into_owned();
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("{program}: {status}")),
        Err(err) => Err(format!("cannot run '{program}': {err}")),
    }
}

fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|err| format!("cannot read '{}': {err}", path.display()))
}

/// Tells cargo of the files in a rule of make, which the compiler writes with `\ ` for a space.
fn rerun_if_changed(rule: &str) {
    let files = rule.split_once(": ").map_or("", |(_, files)| files);
    let files = files.replace("\\\n", " ").replace("\\ ", "\0");
    for file in files.split_whitespace() {
        println!("cargo:rerun-if-changed={}", file.replace('\0', " "));
    }
}

/// The text of a file without its attributes: those of a whole file cannot be included; the macro
/// has them.
fn inner(file: &str) -> String {
    let lines = file.lines().filter(|line| !line.starts_with("#!["));
    lines.flat_map(|line| [line, "\n"]).collect()
}

/// The text of a module that has types alone.
fn types_module(object: &Path, types: &str) -> String {
    let mut text = format!(
        "/// The bytes of the object.\npub static OBJECT: &[u8] = include_bytes!({:?});\n{}",
        object.display().to_string(),
        inner(types),
    );
    for name in types.lines().filter_map(struct_name) {
        text.push_str("// SAFETY: all of it is integers, floats and arrays of them.\n");
        text.push_str(&format!("unsafe impl ::wasm_bpf_binding::Plain for {name} {{}}\n"));
    }
    text
}

fn struct_name(line: &str) -> Option<&str> {
    line.strip_prefix("pub struct ")?.split([' ', '(', ';']).next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_modules_after_files() {
        let name = |path: &str| Object::new(path).name();
        assert_eq!(name("src/my-app.bpf.c"), Ok("my_app".into()));
        assert_eq!(name("app"), Ok("app".into()));
        assert_eq!(name("src/.c"), Err("'src/.c' names no file".into()));
    }

    #[test]
    fn modules_of_types_have_plain_ones() {
        let types = "#![allow(dead_code)]\npub struct Event {\n}\npub struct Kind(pub u32);\n";
        let text = types_module(Path::new("/o/app.bpf.o"), types);
        assert!(text.contains("include_bytes!(\"/o/app.bpf.o\")"));
        assert!(text.contains("Plain for Event {}\n"));
        assert!(text.contains("Plain for Kind {}\n"));
        assert!(!text.contains("#!["));
    }
}
