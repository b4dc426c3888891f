// SPDX-License-Identifier: MIT
//! What all languages print alike: see tests/t/report.sh.
use wasm_bpf_binding::report::*;

/// The offsets of local time at many times.
fn offsets() {
    for time in (0..4_100_000_000).step_by(98_765) {
        println!("{time} {}", local_offset(time));
    }
}

fn main() {
    if std::env::args().len() > 1 {
        return offsets();
    }
    let (few, mut many) = ([1, 0, 7, 20, 0, 0, 0, 0], [0; 40]);
    (many[0], many[39]) = (3, 4000000000);
    print!("{}{}", log2_hist(&few, "usecs"), log2_hist(&many, "nsecs"));
    print!("{}{}", log2_hist(&[0; 4], "none"), linear_hist(&few[1..], 100, 25, "percent"));
    for n in [-1, 0, 1, 2, 9, 31, 41, 133, 134, 335, 451, 999] {
        println!("{} {} {}", syscall_name(n.into()), errno_name(n), signal_name(n));
    }
    println!("{} {} {}", user_name(0), user_name(4000000000), group_name(0));
    println!("{}", &timestamp()[..5]);
    let mut top = Top::new();
    for name in ["sh", "cat", "ls", "sh", "awk"] {
        top.add(name, 5);
    }
    let mut numbers = Top::new();
    numbers.add(-3, 12345678901);
    print!("{}{}", top.text(3), numbers.text(9));
}
