//! Dates as XML Schema writes them.

/// Whether `text` is an `xsd:date` without a time zone: `2024-05-01`.
pub(crate) fn is_date(text: &str) -> bool {
    let mut parts = text.split('-');
    let (Some(year), Some(month), Some(day), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return false;
    };
    let (Some(year), Some(month), Some(day)) = (number(year, 4), number(month, 2), number(day, 2))
    else {
        return false;
    };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        1..=12 => 31,
        _ => return false,
    };
    year > 0 && (1..=days).contains(&day)
}

/// Whether `text` is an `xsd:dateTime`: `2024-05-01T12:00:00`, fractions of seconds and a time zone allowed.
pub(crate) fn is_date_time(text: &str) -> bool {
    let Some((date, time)) = text.split_once('T') else { return false };
    let (clock, zone) = match time.find(['Z', '+', '-']) {
        Some(at) => time.split_at(at),
        None => (time, "Z"),
    };
    let (seconds, fraction) = clock.split_once('.').unwrap_or((clock, "0"));
    let in_range = |text: &str, most: u32| number(text, 2).is_some_and(|n| n <= most);
    let mut parts = seconds.split(':');
    let clock_is_right = matches!(
        (parts.next(), parts.next(), parts.next(), parts.next()),
        (Some(hour), Some(minute), Some(second), None)
            if in_range(hour, 23) && in_range(minute, 59) && in_range(second, 59)
    );
    let zone_is_right = zone == "Z"
        || zone
            .get(1..)
            .and_then(|zone| zone.split_once(':'))
            .is_some_and(|(hour, minute)| in_range(hour, 13) && in_range(minute, 59));
    is_date(date)
        && clock_is_right
        && zone_is_right
        && !fraction.is_empty()
        && fraction.bytes().all(|byte| byte.is_ascii_digit())
}

fn number(text: &str, digits: usize) -> Option<u32> {
    let all_digits = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
    all_digits.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_programs() {
        for right in
            ["2019-06-04T05:25:16Z", "2023-03-09T23:19:07.1234567+01:00", "2024-02-29T00:00:00"]
        {
            assert!(is_date_time(right), "{right}");
        }
        for wrong in ["2019-06-04 05:25:16", "2023-02-29T00:00:00Z", "2019-06-04T5:25:16Z", "T", ""]
        {
            assert!(!is_date_time(wrong), "{wrong}");
        }
        assert!(is_date("2024-05-01") && !is_date("2024-13-01") && !is_date("1.5.2024"));
    }
}
