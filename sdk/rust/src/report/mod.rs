// SPDX-License-Identifier: MIT
//! What tools write by hand to show what they found: histograms, tables of the largest, names of
//! numbers, the time of day. The SDKs for C, C++ and Go have the same, and print the same.

#[cfg(feature = "std")]
mod clock;
mod names;

#[cfg(feature = "std")]
pub use clock::{local_offset, timestamp};

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt::{Display, Write};

const STARS: u64 = 40;

/// How much a value is of the largest one.
fn bar(value: u32, most: u32) -> String {
    let stars = (u64::from(value) * STARS / u64::from(most.max(1))) as usize;
    format!("{:<40}", "*".repeat(stars))
}

/// A histogram of powers of two: slot i counts what is from 2^i to 2^(i+1)-1, and slot 0 also what
/// is 0. Empty if all slots are.
pub fn log2_hist(values: &[u32], unit: &str) -> String {
    let Some(last) = values.iter().position_last() else { return String::new() };
    let most = *values.iter().max().unwrap_or(&0);
    let (width, left, name) = if last < 32 { (10, 5, 19) } else { (20, 15, 29) };
    let mut text = format!("{:left$}{unit:<name$} : count    distribution\n", "");
    for (i, value) in values[..=last].iter().enumerate() {
        let high = u64::MAX >> (63 - i.min(63));
        let low = if i == 0 { 0 } else { 1u64 << i.min(63) };
        let stars = bar(*value, most);
        _ = writeln!(text, "{low:>width$} -> {high:<width$} : {value:<8} |{stars}|");
    }
    text
}

/// A histogram of equal steps: slot i counts what is from base + i * step. It begins with the
/// first slot that is not empty.
pub fn linear_hist(values: &[u32], base: u32, step: u32, unit: &str) -> String {
    let Some(last) = values.iter().position_last() else { return String::new() };
    let most = *values.iter().max().unwrap_or(&0);
    let first = values.iter().position(|value| *value > 0).unwrap_or(0);
    let mut text = format!("     {unit:<13} : count     distribution\n");
    for (i, value) in values.iter().enumerate().take(last + 1).skip(first) {
        let at = base.wrapping_add((i as u32).wrapping_mul(step));
        let stars = bar(*value, most);
        _ = writeln!(text, "        {at:<10} : {value:<8} |{stars}|");
    }
    text
}

/// The last slot that holds something.
trait Slots {
    fn position_last(self) -> Option<usize>;
}

impl Slots for core::slice::Iter<'_, u32> {
    fn position_last(mut self) -> Option<usize> {
        self.rposition(|value| *value > 0)
    }
}

/// Sums of amounts by their keys.
#[derive(Clone, Debug, Default)]
pub struct Top<K>(BTreeMap<K, u64>);

impl<K: Ord + Clone> Top<K> {
    /// Without any key.
    pub fn new() -> Top<K> {
        Top(BTreeMap::new())
    }

    /// Adds an amount to a key's.
    pub fn add(&mut self, key: K, amount: u64) {
        *self.0.entry(key).or_default() += amount;
    }

    /// Those with the largest sums, at most `count`; of equal ones the smaller key is first.
    pub fn rows(&self, count: usize) -> Vec<(K, u64)> {
        let mut rows: Vec<_> = self.0.iter().map(|(key, sum)| (key.clone(), *sum)).collect();
        rows.sort_by_key(|row| core::cmp::Reverse(row.1)); // which is stable
        rows.truncate(count);
        rows
    }

    /// These rows as lines of a table.
    pub fn text(&self, count: usize) -> String
    where
        K: Display,
    {
        let mut text = String::new();
        for (key, sum) in self.rows(count) {
            _ = writeln!(text, "{sum:>10}  {key}");
        }
        text
    }

    /// Forgets all sums.
    pub fn clear(&mut self) {
        self.0.clear();
    }
}

/// A name of a list, or the number as text.
fn nth(list: &str, prefix: &str, index: i64, number: i64) -> String {
    let name = usize::try_from(index).ok().and_then(|index| list.split(' ').nth(index));
    match name {
        Some(name) if name != "-" => format!("{prefix}{name}"),
        _ => number.to_string(),
    }
}

/// The name of a system call by its number on x86-64, or the number.
pub fn syscall_name(number: i64) -> String {
    nth(names::SYSCALLS, "", number, number)
}

/// The name of an error of Linux, such as `ENOENT` for 2, or the number.
pub fn errno_name(number: i32) -> String {
    nth(names::ERRNOS, "", i64::from(number) - 1, number.into())
}

/// The name of a signal, such as `SIGKILL` for 9, or the number.
pub fn signal_name(number: i32) -> String {
    nth(names::SIGNALS, "SIG", i64::from(number) - 1, number.into())
}

/// The name of a user, by /etc/passwd if the guest has `--dir /etc`, or the number.
#[cfg(feature = "std")]
pub fn user_name(id: u32) -> String {
    named("/etc/passwd", id)
}

/// The name of a group, by /etc/group if the guest has `--dir /etc`, or the number.
#[cfg(feature = "std")]
pub fn group_name(id: u32) -> String {
    named("/etc/group", id)
}

#[cfg(feature = "std")]
fn named(file: &str, id: u32) -> String {
    let number = id.to_string();
    let text = std::fs::read(file).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let has_number = |line: &&str| line.split(':').nth(2) == Some(&number);
    let found = text.lines().find(has_number).and_then(|line| line.split(':').next());
    found.map(String::from).unwrap_or(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_histograms() {
        assert_eq!(log2_hist(&[0, 0], "us"), "");
        let text = log2_hist(&[1, 0, 4], "us");
        let lines: Vec<_> = text.lines().collect();
        assert_eq!(lines[0], "     us                  : count    distribution");
        let stars = |count: usize| format!("|{:<40}|", "*".repeat(count));
        assert_eq!(lines[1], format!("         0 -> 1          : 1        {}", stars(10)));
        assert_eq!(lines[3], format!("         4 -> 7          : 4        {}", stars(40)));
        assert!(log2_hist(&[1; 64], "us").contains("-> 18446744073709551615"));
        assert!(linear_hist(&[0, 2], 10, 5, "x").contains("        15         : 2"));
    }

    #[test]
    fn sorts_the_largest_first() {
        let mut top = Top::new();
        for (key, amount) in [("b", 2), ("a", 1), ("c", 7), ("a", 1)] {
            top.add(key, amount);
        }
        assert_eq!(top.rows(2), [("c", 7), ("a", 2)]);
        assert_eq!(top.text(1), "         7  c\n");
    }

    #[test]
    fn knows_names() {
        assert_eq!(syscall_name(0), "read");
        assert_eq!(syscall_name(-1), "-1");
        assert_eq!(errno_name(2), "ENOENT");
        assert_eq!(errno_name(41), "41");
        assert_eq!(signal_name(9), "SIGKILL");
        assert_eq!(signal_name(0), "0");
        assert_eq!(signal_name(40), "40");
    }
}
