// SPDX-License-Identifier: MIT
//! Local time. A guest has no files of time zones: TZ has the rule itself, as POSIX writes it,
//! `CET-1CEST,M3.5.0,M10.5.0/3`. The runtime puts it there for `--env TZ=Europe/Berlin`.

use alloc::format;
use alloc::string::String;
use std::time::{SystemTime, UNIX_EPOCH};

const HOUR: i64 = 3600;
const DAY: i64 = 86400;

#[derive(Clone, Copy)]
enum On {
    /// The week (5: the last) and the weekday of a month.
    Weekday(i64, i64, i64),
    /// From 1, without the 29th of February.
    Julian(i64),
    /// From 0.
    Day(i64),
}

/// When summer time begins or ends: a day of the year, and seconds of local time on it.
type Change = (On, i64);

#[derive(Clone, Copy, Default)]
struct Zone {
    /// Seconds east of Greenwich.
    offset: i64,
    /// The same in summer, from one change to the other.
    summer: Option<(i64, Change, Change)>,
}

/// Takes a rule apart. `None` is a mistake in it.
struct Reader<'a>(&'a str);

impl Reader<'_> {
    fn take(&mut self, c: char) -> bool {
        let rest = self.0.strip_prefix(c);
        self.0 = rest.unwrap_or(self.0);
        rest.is_some()
    }

    fn number(&mut self, most: i64) -> Option<i64> {
        let end = self.0.find(|c: char| !c.is_ascii_digit()).unwrap_or(self.0.len());
        let (digits, rest) = self.0.split_at(end);
        self.0 = rest;
        digits.parse().ok().filter(|number| *number <= most)
    }

    /// `[+-]hh[:mm[:ss]]`, in seconds.
    fn time(&mut self) -> Option<i64> {
        let sign = if self.take('-') { -1 } else { 1 };
        self.take('+');
        let mut seconds = self.number(167)? * HOUR;
        if self.take(':') {
            seconds += self.number(59)? * 60;
            if self.take(':') {
                seconds += self.number(59)?;
            }
        }
        Some(sign * seconds)
    }

    /// Letters, or anything in angle brackets.
    fn name(&mut self) -> Option<()> {
        if self.take('<') {
            self.0 = self.0.split_once('>')?.1;
            return Some(());
        }
        let rest = self.0.trim_start_matches(|c: char| c.is_ascii_alphabetic());
        let is_name = self.0.len() - rest.len() >= 3;
        self.0 = rest;
        is_name.then_some(())
    }

    fn change(&mut self) -> Option<Change> {
        self.take(',').then_some(())?;
        let on = if self.take('M') {
            let month = self.number(12).filter(|month| *month > 0)?;
            self.take('.').then_some(())?;
            let week = self.number(5).filter(|week| *week > 0)?;
            self.take('.').then_some(())?;
            On::Weekday(month, week, self.number(6)?)
        } else if self.take('J') {
            On::Julian(self.number(365)?)
        } else {
            On::Day(self.number(365)?)
        };
        let seconds = if self.take('/') { self.time()? } else { 2 * HOUR };
        Some((on, seconds))
    }

    fn zone(&mut self) -> Option<Zone> {
        self.name()?;
        let offset = -self.time()?;
        if self.0.is_empty() {
            return Some(Zone { offset, summer: None });
        }
        self.name()?;
        let there = self.0.starts_with(|c| c != ',');
        let summer = if there { -self.time()? } else { offset + HOUR };
        if self.0.is_empty() {
            self.0 = ",M3.2.0,M11.1.0"; // as glibc: the rules of the United States
        }
        let summer = (summer, self.change()?, self.change()?);
        self.0.is_empty().then_some(Zone { offset, summer: Some(summer) })
    }
}

fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

/// Days from 1970 to the first of January.
fn days_before(year: i64) -> i64 {
    let before = year - 1;
    365 * (year - 1970) + before / 4 - before / 100 + before / 400 - 477
}

/// The year of a day since 1970.
fn year_of(day: i64) -> i64 {
    let guess = 1970 + day.div_euclid(366);
    let mut year = guess.max(1);
    while days_before(year + 1) <= day {
        year += 1;
    }
    year
}

/// The day of a year, from 0.
fn day_of(on: On, year: i64) -> i64 {
    const BEFORE: [i64; 13] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365];
    let leap = is_leap(year);
    match on {
        On::Julian(day) => day - 1 + i64::from(leap && day > 59),
        On::Day(day) => day,
        On::Weekday(month, week, weekday) => {
            let first = BEFORE[month as usize - 1] + i64::from(leap && month > 2);
            let end = BEFORE[month as usize] + i64::from(leap && month > 1);
            let begins = (days_before(year) + first + 4).rem_euclid(7); // 1970 on a Thursday
            let day = first + (weekday - begins).rem_euclid(7) + 7 * (week - 1);
            if day < end {
                day
            } else {
                day - 7
            }
        }
    }
}

impl Zone {
    /// Of a rule; UTC for what is none.
    fn of(rule: &str) -> Zone {
        Reader(rule.strip_prefix(':').unwrap_or(rule)).zone().unwrap_or_default()
    }

    fn offset_at(&self, time: i64) -> i64 {
        let Some((summer, begin, end)) = self.summer else { return self.offset };
        let year = year_of((time + self.offset).div_euclid(DAY));
        let at = |change: Change, offset| {
            (days_before(year) + day_of(change.0, year)) * DAY + change.1 - offset
        };
        let (begin, end) = (at(begin, self.offset), at(end, summer));
        let is_summer = if begin < end {
            (begin..end).contains(&time)
        } else {
            !(end..begin).contains(&time) // the year's turn lies in the summer
        };
        if is_summer {
            summer
        } else {
            self.offset
        }
    }
}

/// How many seconds local time is ahead of UTC at a time in seconds since 1970, by the variable
/// TZ: 0 if the guest was not given one. `wasm-bpf --env TZ=Europe/Berlin app.wasm` gives it.
pub fn local_offset(time: i64) -> i64 {
    Zone::of(&std::env::var("TZ").unwrap_or_default()).offset_at(time)
}

/// The time of day, such as `23:59:01`.
pub fn timestamp() -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs() as i64;
    let second = (now + local_offset(now)).rem_euclid(DAY);
    format!("{:02}:{:02}:{:02}", second / HOUR, second / 60 % 60, second % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_summer_time() {
        let berlin = Zone::of("CET-1CEST,M3.5.0,M10.5.0/3");
        assert_eq!(berlin.offset_at(1774745999), HOUR); // 2026-03-29, a second before 02:00
        assert_eq!(berlin.offset_at(1774746000), 2 * HOUR);
        assert_eq!(berlin.offset_at(1792889999), 2 * HOUR); // 2026-10-25
        assert_eq!(berlin.offset_at(1792890000), HOUR);
        let sydney = Zone::of("AEST-10AEDT,M10.1.0,M4.1.0/3");
        assert_eq!(sydney.offset_at(1767225600), 11 * HOUR); // the new year
        assert_eq!(sydney.offset_at(1782864000), 10 * HOUR);
        assert_eq!(Zone::of("<+0530>-5:30").offset_at(0), 19800);
        assert_eq!(Zone::of("EST5EDT").offset_at(1782864000), -4 * HOUR);
    }

    #[test]
    fn takes_what_is_no_rule_for_utc() {
        for rule in ["", "Europe/Berlin", "C", "CET", "CET-1CEST,M13.1.0,M4.1.0", "CET-1CEST,x"] {
            assert_eq!(Zone::of(rule).offset_at(1782864000), 0, "{rule}");
        }
    }
}
