// SPDX-License-Identifier: MIT
//! Whether WIT is right, by those who decide it: the reference parser, the
//! encoder and validator of components, and the generators of bindings.
//!
//!     wit-check [--fixed-lists] [--bindgen DIR] FILE.wit...
//!     wit-check --component OUT CORE.wasm
//!     wit-check --encode OUT FILE.wit
//!     wit-check --dummy OUT FILE.wit
//!
//! Prints a line a file that is refused and exits 1 if one was. With --bindgen,
//! DIR/c and DIR/rust receive what wit-bindgen makes of each world. With --component,
//! a core module that was linked with such bindings becomes a component. With --encode,
//! OUT receives the package as other tools fetch it: a component of types alone. With --dummy,
//! OUT receives a component that imports and exports all of the package's world, and does nothing.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};
use wasmparser::{Validator, WasmFeatures};
use wit_bindgen_core::{
    wit_parser::{ManglingAndAbi, PackageId, Resolve},
    Files, WorldGenerator,
};
use wit_component::StringEncoding;

struct Options {
    features: WasmFeatures,
    bindgen: Option<PathBuf>,
    component: Option<PathBuf>,
    encode: Option<PathBuf>,
    dummy: Option<PathBuf>,
    files: Vec<PathBuf>,
}

fn options() -> Result<Options> {
    let mut options = Options {
        features: WasmFeatures::default(),
        bindgen: None,
        component: None,
        encode: None,
        dummy: None,
        files: Vec::new(),
    };
    let mut args = std::env::args_os().skip(1);
    while let Some(arg) = args.next() {
        match arg.to_str() {
            Some("--fixed-lists") => options.features |= WasmFeatures::CM_FIXED_LENGTH_LISTS,
            Some("--bindgen") => {
                options.bindgen = Some(args.next().context("--bindgen needs a folder")?.into())
            }
            Some("--component") => {
                options.component = Some(args.next().context("--component needs a file")?.into())
            }
            Some("--encode") => {
                options.encode = Some(args.next().context("--encode needs a file")?.into())
            }
            Some("--dummy") => {
                options.dummy = Some(args.next().context("--dummy needs a file")?.into())
            }
            _ => options.files.push(arg.into()),
        }
    }
    Ok(options)
}

fn write(files: &Files, dir: &Path) -> Result<()> {
    for (name, text) in files.iter() {
        let path = dir.join(name.trim_start_matches('/'));
        std::fs::create_dir_all(path.parent().context("a path without a folder")?)?;
        std::fs::write(path, text)?;
    }
    Ok(())
}

fn bindgen(
    resolve: &Resolve,
    package: PackageId,
    generator: &mut dyn WorldGenerator,
    dir: &Path,
) -> Result<()> {
    for &world in resolve.packages[package].worlds.values() {
        let mut files = Files::default();
        generator.generate(&mut resolve.clone(), world, &mut files)?;
        write(&files, dir)?;
    }
    Ok(())
}

/// The functions of WASI 0.1 that the module imports become those of WASI 0.2.
fn componentize(core: &Path, out: &Path) -> Result<()> {
    let component = wit_component::ComponentEncoder::default()
        .module(&std::fs::read(core)?)?
        .adapter(
            wasi_preview1_component_adapter_provider::WASI_SNAPSHOT_PREVIEW1_ADAPTER_NAME,
            wasi_preview1_component_adapter_provider::WASI_SNAPSHOT_PREVIEW1_REACTOR_ADAPTER,
        )?
        .validate(true)
        .encode()?;
    Ok(std::fs::write(out, component)?)
}

fn dummy(resolve: &Resolve, package: PackageId, out: &Path) -> Result<()> {
    let worlds = &resolve.packages[package].worlds;
    let world = *worlds.values().next().context("it has no world")?;
    let mut module = wit_component::dummy_module(resolve, world, ManglingAndAbi::Standard32);
    let text = StringEncoding::UTF8;
    wit_component::embed_component_metadata(&mut module, resolve, world, text, false)?;
    let component = wit_component::ComponentEncoder::default().module(&module)?.encode()?;
    Ok(std::fs::write(out, component)?)
}

fn check(path: &Path, options: &Options) -> Result<()> {
    let mut resolve = Resolve::default();
    let text = std::fs::read_to_string(path)?;
    let package = resolve.push_str(path, &text)?;
    let component = wit_component::encode(&resolve, package, false).context("cannot be encoded")?;
    Validator::new_with_features(options.features)
        .validate_all(&component)
        .context("does not validate")?;
    if let Some(out) = &options.encode {
        std::fs::write(out, &component)?;
    }
    if let Some(out) = &options.dummy {
        dummy(&resolve, package, out)?;
    }
    if let Some(dir) = &options.bindgen {
        let mut c = wit_bindgen_c::Opts::default().build();
        bindgen(&resolve, package, c.as_mut(), &dir.join("c")).context("wit-bindgen c")?;
        // A world imports and exports what is in another package: wasi:cli.
        let mut rust = wit_bindgen_rust::Opts { generate_all: true, ..Default::default() }.build();
        bindgen(&resolve, package, &mut rust, &dir.join("rust")).context("wit-bindgen rust")?;
    }
    Ok(())
}

fn main() -> ExitCode {
    let options = match options() {
        Ok(options) => options,
        Err(error) => {
            eprintln!("wit-check: {error:#}");
            return ExitCode::from(2);
        }
    };
    let mut status = ExitCode::SUCCESS;
    for file in &options.files {
        let result = match &options.component {
            Some(out) => componentize(file, out),
            None => check(file, &options),
        };
        if let Err(error) = result {
            eprintln!("{}: {error:#}", file.display());
            status = ExitCode::FAILURE;
        }
    }
    status
}
