//! Dates as RFC 3339 writes them, in UTC.

use std::time::{SystemTime, UNIX_EPOCH};

/// `2026-03-21T09:05:00Z`.
///
/// ```
/// assert_eq!(quincunx_output::utc(std::time::UNIX_EPOCH), "1970-01-01T00:00:00Z");
/// ```
pub fn utc(time: SystemTime) -> String {
    let Parts { year, month, day, hour, minute, second } = parts(time);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

/// `20260321T090500Z`, for the name of a folder.
pub fn compact_utc(time: SystemTime) -> String {
    utc(time).chars().filter(|c| !matches!(c, '-' | ':')).collect()
}

struct Parts {
    year: u64,
    month: u64,
    day: u64,
    hour: u64,
    minute: u64,
    second: u64,
}

/// Counts in years that begin in March, so that the leap day is the last (the civil calendar of Howard Hinnant,
/// "chrono-compatible low-level date algorithms", 2021). A clock before 1970 reads as 1970.
fn parts(time: SystemTime) -> Parts {
    let seconds = time.duration_since(UNIX_EPOCH).map_or(0, |d| d.as_secs());
    let days = seconds / 86_400 + 719_468;
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * day_of_year + 2) / 153;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    Parts {
        year: era * 400 + year_of_era + u64::from(month <= 2),
        month,
        day: day_of_year - (153 * from_march + 2) / 5 + 1,
        hour: seconds / 3600 % 24,
        minute: seconds / 60 % 60,
        second: seconds % 60,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn known_dates() {
        let at = |seconds| utc(UNIX_EPOCH + Duration::from_secs(seconds));
        assert_eq!(at(951_782_399), "2000-02-28T23:59:59Z");
        assert_eq!(at(951_782_400), "2000-02-29T00:00:00Z");
        assert_eq!(at(1_709_251_199), "2024-02-29T23:59:59Z");
        assert_eq!(at(1_735_689_599), "2024-12-31T23:59:59Z");
        assert_eq!(at(4_107_542_400), "2100-03-01T00:00:00Z");
        assert_eq!(compact_utc(UNIX_EPOCH + Duration::from_secs(1_234_567_890)), "20090213T233130Z");
    }
}
