// SPDX-License-Identifier: MIT
//! tests/bench/consumer.c in Rust, over the safe API: `consumer drain SIZE BURST` takes
//! records of SIZE bytes in 100 bursts of BURST from the object that stdin has, and prints the
//! nanoseconds a record took, and how many were wrong.

use std::io::Read;
use std::time::{Duration, Instant};
use wasm_bpf_binding::{Object, Plain, Result, RingBuffer};

const BURSTS: u64 = 100;
const TOKEN: u32 = 1061;

/// `struct order` of tests/guests/abi.h.
#[repr(C)]
#[derive(Clone, Copy)]
struct Order {
    token: u32,
    to: u32,
    count: u32,
    size: u32,
    next: u64,
    dropped: u64,
}
// SAFETY: integers, without padding between them.
unsafe impl Plain for Order {}

#[link(wasm_import_module = "wasi_snapshot_preview1")]
extern "C" {
    fn poll_oneoff(waits: *const [u64; 6], events: *mut [u64; 4], count: u32, n: *mut u32) -> u32;
}

/// Sleeps so many nanoseconds that the kernel's side knows it is meant.
fn trigger() {
    let wait = [0, 0, 0, u64::from(TOKEN), 0, 0];
    let (mut event, mut n) = ([0; 4], 0);
    // SAFETY: there is room for the clock's event.
    unsafe { poll_oneoff(&wait, &mut event, 1, &mut n) };
}

fn drain(size: u32, count: u32) -> Result<()> {
    let mut bytes = Vec::new();
    std::io::stdin().read_to_end(&mut bytes).expect("an object on stdin");
    let object = Object::load(bytes)?;
    object.attach("on_syscall", None)?.keep();
    let orders = object.map::<u32, Order>("orders")?;
    let mut ring = RingBuffer::new(&object, "ring")?;

    let (mut expected, mut wrong, mut spent) = (0, 0, Duration::ZERO);
    for burst in 0..=BURSTS {
        let next = burst * u64::from(count);
        let order = Order { token: TOKEN, to: 0, count, size, next, dropped: 0 };
        orders.update(&0, &order)?;
        trigger();
        let before = Instant::now();
        ring.poll(Duration::ZERO, |record| {
            let number = u64::from_bytes(record).unwrap_or(u64::MAX);
            wrong += u64::from(number != expected);
            expected = number.wrapping_add(1);
        })?;
        if burst > 0 {
            spent += before.elapsed();
        }
    }
    wrong += u64::from(expected != (BURSTS + 1) * u64::from(count));
    println!("{:.2} {wrong}", spent.as_nanos() as f64 / (BURSTS * u64::from(count)) as f64);
    Ok(())
}

fn main() -> Result<()> {
    let number = |i| std::env::args().nth(i).and_then(|text| text.parse().ok());
    drain(number(2).expect("a size"), number(3).expect("a burst"))
}
