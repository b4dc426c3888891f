// SPDX-License-Identifier: MIT
use crate::{Data, Error, ErrorKind, Link, MapMut, OpenMapMut, OpenProgramMut, ProgramMut, Result};
use std::marker::PhantomData;
use wasm_bpf_binding as own;

/// How an object is opened.
#[derive(Clone, Debug, Default)]
pub struct ObjectBuilder {
    name: Option<String>,
    debug: bool,
}

impl ObjectBuilder {
    /// The object's name.
    pub fn name(&mut self, name: impl AsRef<str>) -> Result<&mut Self> {
        self.name = Some(name.as_ref().into());
        Ok(self)
    }

    /// Logs what the verifier says of each program.
    pub fn debug(&mut self, on: bool) -> &mut Self {
        self.debug = on;
        self
    }

    /// Opens the object of these bytes.
    pub fn open_memory(&mut self, bytes: &[u8]) -> Result<OpenObject> {
        self.open(own::ObjectBuilder::new(bytes.to_vec()))
    }

    /// The same of bytes that stay.
    pub fn open_bytes(&self, bytes: &'static [u8]) -> Result<OpenObject> {
        self.open(own::ObjectBuilder::new(bytes))
    }

    /// Opens a file, in a directory of `--dir`.
    pub fn open_file(&mut self, path: impl AsRef<std::path::Path>) -> Result<OpenObject> {
        self.open(own::ObjectBuilder::new(std::fs::read(path)?))
    }

    fn open(&self, mut builder: own::ObjectBuilder) -> Result<OpenObject> {
        if let Some(name) = &self.name {
            builder = builder.name(name);
        }
        if self.debug {
            builder = builder.log_level(1);
        }
        Ok(OpenObject(builder.open()?))
    }
}

/// An opened object.
pub struct OpenObject(own::OpenObject);

impl OpenObject {
    /// A map, by its name.
    pub fn map<'obj>(&self, name: &str) -> Result<OpenMapMut<'obj>> {
        Ok(OpenMapMut { map: self.0.map(name)?, object: PhantomData })
    }

    /// A program, by its name.
    pub fn program<'obj>(&self, name: &str) -> Result<OpenProgramMut<'obj>> {
        Ok(OpenProgramMut { program: self.0.program(name)?, object: PhantomData })
    }

    /// The variables of a section.
    ///
    /// # Safety
    ///
    /// The type must be that of the section.
    pub unsafe fn data<T>(&self, name: &str) -> Result<Data<T>> {
        Ok(Data::of(&self.0.map(name)?.initial()?))
    }

    /// Sets them.
    pub fn set_data<T>(&self, name: &str, data: &Data<T>) -> Result<()> {
        let map = self.0.map(name)?;
        let mut image = map.initial()?;
        let size = image.len();
        let bytes = data.bytes().get(..size);
        let bytes = bytes.ok_or_else(|| Error::new(ErrorKind::InvalidData, "another section"))?;
        image.copy_from_slice(bytes);
        Ok(map.set_initial(&image)?)
    }

    /// Loads it.
    pub fn load(self) -> Result<Object> {
        Ok(Object(self.0.load()?))
    }
}

/// A loaded object.
pub struct Object(own::Object);

impl Object {
    /// A map, by its name.
    pub fn map<'obj>(&self, name: &str) -> Result<MapMut<'obj>> {
        Ok(MapMut { map: self.0.any_map(name)?, object: PhantomData })
    }

    /// A program, by its name.
    pub fn program<'obj>(&self, name: &str) -> Result<ProgramMut<'obj>> {
        Ok(ProgramMut { program: self.0.program(name)?, object: PhantomData })
    }

    /// The variables of a section, if they can be mapped.
    ///
    /// # Safety
    ///
    /// The type must be that of the section.
    pub unsafe fn data<T>(&self, name: &str) -> Result<Option<Data<T>>> {
        Ok(self.0.section(name).ok().and_then(|section| Data::mapped(section)))
    }

    /// Attaches a map of struct_ops.
    pub fn attach_map(&self, name: &str) -> Result<Link> {
        Ok(Link(self.0.attach_map(name)?))
    }
}
