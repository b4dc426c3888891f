// SPDX-License-Identifier: MIT
//! Calls `func(list<T>)` of a component with elements that C code writes into the
//! component's memory, in the layout of the canonical ABI.
//!
//! The C API makes a tree of values for each element, with each field's name.  Here
//! the list's memory comes from the component, as the ABI wants, and is handed out
//! as bytes.  What the elements are is the caller's business: it reads the
//! component's own type, and this module checks the size and the alignment of an
//! element against it.
//!
//! Implementing `Lower` by hand leans on items that wasmtime hides from its
//! documentation: the engine's version is pinned for that, too.
use std::ffi::c_void;
use std::mem::MaybeUninit;
use std::slice;
use wasmtime::component::__internal::{
    CanonicalAbiInfo, InstanceType, InterfaceType, LowerContext,
};
use wasmtime::component::{ComponentType, Func, Lower, TypedFunc};
use wasmtime::{bail, Result, ValRaw};
use wasmtime_c_api::wasmtime;
use wasmtime_c_api::{wasmtime_error_t, WasmtimeStoreContextMut};

/// What the elements are written through, only during the call of `write`.
pub struct Cursor<'a> {
    context: &'a mut dyn Guest,
    error: Option<wasmtime::Error>,
}

/// The guest's memory, whatever the store's data.
trait Guest {
    fn bytes(&mut self) -> &mut [u8];
    fn allocate(&mut self, align: u32, size: usize) -> Result<usize>;
    fn string(&mut self, text: &str, at: usize) -> Result<()>;
}

impl<T: 'static> Guest for LowerContext<'_, T> {
    fn bytes(&mut self) -> &mut [u8] {
        self.as_slice_mut()
    }

    fn allocate(&mut self, align: u32, size: usize) -> Result<usize> {
        self.realloc(0, 0, align, size)
    }

    fn string(&mut self, text: &str, at: usize) -> Result<()> {
        text.linear_lower_to_memory(self, InterfaceType::String, at)
    }
}

/// Writes `count` elements from `at` on.  False: there is an error, perhaps the cursor's.
pub type Write = unsafe extern "C" fn(env: *mut c_void, cursor: &mut Cursor, at: usize) -> bool;

#[repr(C)]
#[derive(Clone, Copy)]
pub struct List {
    count: usize,
    size: usize,
    align: u32,
    write: Write,
    env: *mut c_void,
}

// A list is given to one call, which returns before anything else sees it.
unsafe impl Send for List {}
unsafe impl Sync for List {}

unsafe impl ComponentType for List {
    type Lower = [ValRaw; 2];
    const ABI: CanonicalAbiInfo = CanonicalAbiInfo::POINTER_PAIR;

    fn typecheck(ty: &InterfaceType, _: &InstanceType<'_>) -> Result<()> {
        match ty {
            InterfaceType::List(_) => Ok(()),
            _ => bail!("expected a list"),
        }
    }
}

impl List {
    fn store<T: 'static>(&self, cx: &mut LowerContext<'_, T>, ty: InterfaceType) -> Result<usize> {
        let InterfaceType::List(index) = ty else {
            bail!("expected a list");
        };
        let element = cx.types.canonical_abi(&cx.types[index].element);
        if element.size32 as usize != self.size || element.align32 != self.align {
            bail!(
                "an element has {} bytes, aligned to {}, where {} were expected, aligned to {}",
                element.size32,
                element.align32,
                self.size,
                self.align
            );
        }
        let Some(size) = self.count.checked_mul(self.size) else {
            bail!("the list is too long");
        };
        let at = cx.realloc(0, 0, self.align, size)?;
        let mut cursor = Cursor { context: cx, error: None };
        let ok = unsafe { (self.write)(self.env, &mut cursor, at) };
        match cursor.error {
            Some(error) => Err(error),
            None if !ok => bail!("the records cannot be written"),
            None => Ok(at),
        }
    }
}

unsafe impl Lower for List {
    fn linear_lower_to_flat<T: 'static>(
        &self,
        cx: &mut LowerContext<'_, T>,
        ty: InterfaceType,
        dst: &mut MaybeUninit<[ValRaw; 2]>,
    ) -> Result<()> {
        let at = self.store(cx, ty)?;
        dst.write([ValRaw::i64(at as i64), ValRaw::i64(self.count as i64)]);
        Ok(())
    }

    fn linear_lower_to_memory<T: 'static>(
        &self,
        cx: &mut LowerContext<'_, T>,
        ty: InterfaceType,
        offset: usize,
    ) -> Result<()> {
        let at = self.store(cx, ty)?;
        let pair = [at as u32, self.count as u32];
        for (place, word) in cx.as_slice_mut()[offset..][..8].chunks_mut(4).zip(pair) {
            place.copy_from_slice(&word.to_le_bytes());
        }
        Ok(())
    }
}

/// The component's memory and its length; gone with the next allocation or string.
#[no_mangle]
pub extern "C" fn wasm_bpf_list_memory(cursor: &mut Cursor, length: &mut usize) -> *mut u8 {
    let bytes = cursor.context.bytes();
    *length = bytes.len();
    bytes.as_mut_ptr()
}

/// Memory of the component for a list inside an element.  False: the cursor has the error.
#[no_mangle]
pub extern "C" fn wasm_bpf_list_allocate(
    cursor: &mut Cursor,
    align: u32,
    size: usize,
    at: &mut usize,
) -> bool {
    match cursor.context.allocate(align, size) {
        Ok(place) => *at = place,
        Err(error) => cursor.error = Some(error),
    }
    cursor.error.is_none()
}

/// Writes a string, which has to be UTF-8, at this offset.  False: the cursor has the error.
#[no_mangle]
pub unsafe extern "C" fn wasm_bpf_list_string(
    cursor: &mut Cursor,
    text: *const u8,
    length: usize,
    at: usize,
) -> bool {
    let text = std::str::from_utf8_unchecked(slice::from_raw_parts(text, length));
    if let Err(error) = cursor.context.string(text, at) {
        cursor.error = Some(error);
    }
    cursor.error.is_none()
}

/// A function `func(list<T>)`, found to be one.
pub struct ListFunc(TypedFunc<(List,), ()>);

#[no_mangle]
pub extern "C" fn wasm_bpf_list_func_new(
    func: &Func,
    context: WasmtimeStoreContextMut<'_>,
    out: &mut *mut ListFunc,
) -> Option<Box<wasmtime_error_t>> {
    match func.typed::<(List,), ()>(context) {
        Ok(func) => {
            *out = Box::into_raw(Box::new(ListFunc(func)));
            None
        }
        Err(error) => Some(Box::new(error.into())),
    }
}

#[no_mangle]
pub extern "C" fn wasm_bpf_list_func_call(
    func: &ListFunc,
    context: WasmtimeStoreContextMut<'_>,
    list: &List,
) -> Option<Box<wasmtime_error_t>> {
    match func.0.call(context, (*list,)) {
        Ok(()) => None,
        Err(error) => Some(Box::new(error.into())),
    }
}

#[no_mangle]
pub extern "C" fn wasm_bpf_list_func_delete(_: Box<ListFunc>) {}
