// SPDX-License-Identifier: MIT
//! Errors: what failed, and the kernel's errno for it.

use alloc::string::String;
use core::fmt;

/// The result of this crate's functions.
pub type Result<T> = core::result::Result<T, Error>;

/// What failed, with Linux's errno number. It is the same on every machine, and differs from
/// WASI's number for the same error.
///
/// It is shown as `map 'rb': no such file or directory (ENOENT)`, also by a `main` that returns
/// it. If libbpf or the verifier said more, the next lines show it.
#[derive(Clone, PartialEq, Eq)]
pub struct Error {
    what: String,
    errno: i32,
    reason: String,
}

impl Error {
    /// An error with the number `errno`, positive or negative, or 0 if the host gave none.
    pub fn new(errno: i32, what: impl Into<String>) -> Error {
        Error { what: what.into(), errno: errno.wrapping_abs(), reason: String::new() }
    }

    #[cfg(feature = "v2")]
    pub(crate) fn with_reason(self, reason: String) -> Error {
        Error { reason, ..self }
    }

    /// Linux's errno, for example [`errno::EINTR`]; 0 if the host gave none.
    pub fn errno(&self) -> i32 {
        self.errno
    }

    /// The host's reason: one line that says what failed, the messages of libbpf and the
    /// verifier, and a hint, if there are any. Empty for v1 calls, because the runtime prints
    /// their reasons.
    pub fn reason(&self) -> &str {
        &self.reason
    }

    /// Whether the guest was interrupted; it should end now.
    pub fn is_interrupt(&self) -> bool {
        self.errno == errno::EINTR
    }
}

/// The host's answer as a value, or as an error if it is negative.
pub(crate) fn check(answer: i32, what: impl FnOnce() -> String) -> Result<i32> {
    if answer < 0 {
        return Err(Error::new(answer, what()));
    }
    Ok(answer)
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)?;
        match errno::describe(self.errno) {
            _ if self.errno == 0 => Ok(()),
            Some((name, text)) => write!(f, ": {text} ({name})"),
            None => write!(f, ": error {}", self.errno),
        }?;
        match self.reason.as_str() {
            "" => Ok(()),
            reason => write!(f, "\n{reason}"),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(feature = "std")]
impl std::error::Error for Error {}

/// EINTR does not become `Interrupted`: the standard library would continue to read then, but the
/// guest must end.
#[cfg(feature = "std")]
impl From<Error> for std::io::Error {
    fn from(err: Error) -> std::io::Error {
        use std::io::ErrorKind;
        let kind = match err.errno() {
            errno::EPERM | errno::EACCES => ErrorKind::PermissionDenied,
            errno::ENOENT => ErrorKind::NotFound,
            errno::EAGAIN => ErrorKind::WouldBlock,
            errno::EEXIST => ErrorKind::AlreadyExists,
            errno::EINVAL => ErrorKind::InvalidInput,
            errno::ETIMEDOUT => ErrorKind::TimedOut,
            errno::ENOMEM => ErrorKind::OutOfMemory,
            _ => ErrorKind::Other,
        };
        std::io::Error::new(kind, err)
    }
}

macro_rules! errnos {
    ($($name:ident $number:literal $text:literal)*) => {
        /// Linux's errno numbers that BPF calls return.
        pub mod errno {
            $(#[doc = $text] pub const $name: i32 = $number;)*

            pub(crate) fn describe(number: i32) -> Option<(&'static str, &'static str)> {
                match number {
                    $($number => Some((stringify!($name), $text)),)*
                    _ => None,
                }
            }
        }
    };
}

errnos! {
    EPERM 1 "operation not permitted"
    ENOENT 2 "no such file or directory"
    ESRCH 3 "no such process"
    EINTR 4 "interrupted"
    EIO 5 "input/output error"
    ENXIO 6 "no such device or address"
    E2BIG 7 "argument list too long"
    ENOEXEC 8 "not an object that can be loaded"
    EBADF 9 "bad handle"
    EAGAIN 11 "try again"
    ENOMEM 12 "out of memory"
    EACCES 13 "permission denied"
    EFAULT 14 "bad address"
    EBUSY 16 "device or resource busy"
    EEXIST 17 "exists already"
    ENODEV 19 "no such device"
    EINVAL 22 "invalid argument"
    EMFILE 24 "too many open files"
    ENOSPC 28 "no space left"
    ERANGE 34 "out of range"
    ENAMETOOLONG 36 "name too long"
    ENOSYS 38 "function not implemented"
    ELOOP 40 "too many levels"
    EPROTO 71 "protocol error"
    EOVERFLOW 75 "value too large"
    EMSGSIZE 90 "message too long"
    EOPNOTSUPP 95 "operation not supported"
    EADDRINUSE 98 "address in use"
    ENETDOWN 100 "network is down"
    ENOBUFS 105 "no buffer space left"
    ETIMEDOUT 110 "timed out"
    EALREADY 114 "in progress already"
    ESTALE 116 "stale handle"
    ECANCELED 125 "canceled"
    ENOTSUPP 524 "not supported by this kernel"
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn shows_what_failed_and_why() {
        let err = Error::new(-2, "map 'rb'");
        assert_eq!(err.to_string(), "map 'rb': no such file or directory (ENOENT)");
        assert_eq!(err.errno(), errno::ENOENT);
        assert!(Error::new(-4, "").is_interrupt());
    }

    #[test]
    fn shows_numbers_without_a_name_and_reasons_without_a_number() {
        assert_eq!(Error::new(4095, "x").to_string(), "x: error 4095");
        assert_eq!(Error::new(0, "the object is empty").to_string(), "the object is empty");
        assert_eq!(Error::new(i32::MIN, "x").to_string(), "x: error -2147483648");
    }
}
