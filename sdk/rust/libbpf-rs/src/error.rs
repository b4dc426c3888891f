// SPDX-License-Identifier: MIT
use std::fmt;

/// What went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
#[allow(missing_docs)]
pub enum ErrorKind {
    NotFound,
    PermissionDenied,
    AlreadyExists,
    WouldBlock,
    InvalidInput,
    InvalidData,
    TimedOut,
    Interrupted,
    Unsupported,
    OutOfMemory,
    Other,
}

/// An error, with what was tried before its cause.
pub struct Error {
    context: Vec<String>,
    cause: Cause,
}

enum Cause {
    Runtime(wasm_bpf_binding::Error),
    Text(ErrorKind, String),
}

/// A result with such an error.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    pub(crate) fn new(kind: ErrorKind, text: impl Into<String>) -> Error {
        Error { context: Vec::new(), cause: Cause::Text(kind, text.into()) }
    }

    /// What went wrong.
    pub fn kind(&self) -> ErrorKind {
        use wasm_bpf_binding::errno::*;
        let number = match &self.cause {
            Cause::Text(kind, _) => return *kind,
            Cause::Runtime(err) => err.errno(),
        };
        match number {
            ENOENT => ErrorKind::NotFound,
            EPERM | EACCES => ErrorKind::PermissionDenied,
            EEXIST => ErrorKind::AlreadyExists,
            EAGAIN => ErrorKind::WouldBlock,
            EINVAL => ErrorKind::InvalidInput,
            ETIMEDOUT => ErrorKind::TimedOut,
            EINTR => ErrorKind::Interrupted,
            EOPNOTSUPP => ErrorKind::Unsupported,
            ENOMEM => ErrorKind::OutOfMemory,
            _ => ErrorKind::Other,
        }
    }
}

impl From<wasm_bpf_binding::Error> for Error {
    fn from(err: wasm_bpf_binding::Error) -> Error {
        Error { context: Vec::new(), cause: Cause::Runtime(err) }
    }
}

impl From<std::io::Error> for Error {
    fn from(err: std::io::Error) -> Error {
        let kind = match err.kind() {
            std::io::ErrorKind::NotFound => ErrorKind::NotFound,
            std::io::ErrorKind::PermissionDenied => ErrorKind::PermissionDenied,
            _ => ErrorKind::Other,
        };
        Error::new(kind, err.to_string())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for context in self.context.iter().rev() {
            write!(f, "{context}")?;
            if !f.alternate() {
                return Ok(());
            }
            write!(f, ": ")?;
        }
        match &self.cause {
            Cause::Runtime(err) => write!(f, "{err}"),
            Cause::Text(_, text) => write!(f, "{text}"),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Error: {self:#}")
    }
}

impl std::error::Error for Error {}

/// Adds what was tried.
pub trait ErrorExt: Sized {
    /// The value or the error with more context.
    type Output;

    /// Adds it.
    fn context(self, context: impl fmt::Display) -> Self::Output {
        self.with_context(|| context)
    }

    /// Adds what the closure gives, if there is an error.
    fn with_context<C: fmt::Display>(self, context: impl FnOnce() -> C) -> Self::Output;
}

impl ErrorExt for Error {
    type Output = Error;

    fn with_context<C: fmt::Display>(mut self, context: impl FnOnce() -> C) -> Error {
        self.context.push(context().to_string());
        self
    }
}

impl<T, E: Into<Error>> ErrorExt for std::result::Result<T, E> {
    type Output = Result<T>;

    fn with_context<C: fmt::Display>(self, context: impl FnOnce() -> C) -> Result<T> {
        self.map_err(|err| err.into().with_context(context))
    }
}
