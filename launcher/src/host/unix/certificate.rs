//! What the launcher needs to know of a certificate before it may be an authority: OpenSSL, by
//! which the program decides, demands more of one than rustls does.

/// Parts of a certificate in DER (RFC 5280, section 4.1).
struct Parts<'a> {
    issuer: &'a [u8],
    subject: &'a [u8],
    not_before: String,
    not_after: String,
}

/// Why OpenSSL does not trust a certificate by itself, as Node names the reason: another has issued
/// it, or it is too old or too new. None for a root.
/// `now`: `YYYYMMDDhhmmss` in UTC.
pub fn fault_of_root(der: &[u8], now: &str) -> Option<&'static str> {
    match parts(der) {
        Some(Parts { issuer, subject, not_before, not_after }) if issuer == subject => {
            if *not_after < *now {
                Some("CERT_HAS_EXPIRED")
            } else if *now < *not_before {
                Some("CERT_NOT_YET_VALID")
            } else {
                None
            }
        }
        _ => Some("UNABLE_TO_GET_ISSUER_CERT"),
    }
}

/// True if a certificate has issued itself.
pub fn is_self_issued(der: &[u8]) -> bool {
    parts(der).is_some_and(|parts| parts.issuer == parts.subject)
}

/// True if one certificate names the other as its issuer.
pub fn is_issued_by(der: &[u8], authority: &[u8]) -> bool {
    let named = |(child, issuer): (Parts<'_>, Parts<'_>)| child.issuer == issuer.subject;
    parts(der).zip(parts(authority)).is_some_and(named)
}

/// True if a certificate says nothing about what its key is for.
pub fn is_for_anything(der: &[u8]) -> bool {
    const KEY_USAGE: &[u8] = &[0x06, 0x03, 0x55, 0x1d, 0x0f];
    const EXTENDED_KEY_USAGE: &[u8] = &[0x06, 0x03, 0x55, 0x1d, 0x25];
    let has = |id| memchr::memmem::find(der, id).is_some();
    !has(KEY_USAGE) && !has(EXTENDED_KEY_USAGE)
}

const SEQUENCE: u8 = 0x30;
const VERSION: u8 = 0xa0;
const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;

fn parts(der: &[u8]) -> Option<Parts<'_>> {
    let (certificate, _) = expect(der, SEQUENCE)?;
    let (mut rest, _) = expect(certificate, SEQUENCE)?;
    if let Some((_, behind)) = expect(rest, VERSION) {
        rest = behind;
    }
    let (_, _, rest) = element(rest)?; // Serial number.
    let (_, rest) = expect(rest, SEQUENCE)?; // Algorithm of the signature.
    let (issuer, rest) = expect(rest, SEQUENCE)?;
    let (validity, rest) = expect(rest, SEQUENCE)?;
    let (subject, _) = expect(rest, SEQUENCE)?;
    let (not_before, until) = time(validity)?;
    let (not_after, _) = time(until)?;
    Some(Parts { issuer, subject, not_before, not_after })
}

/// A time with four digits of the year, and what follows.
fn time(der: &[u8]) -> Option<(String, &[u8])> {
    let (tag, value, rest) = element(der)?;
    let digits = std::str::from_utf8(value).ok()?.strip_suffix('Z')?;
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let text = match (tag, digits.len()) {
        (UTC_TIME, 12) if digits < "50" => format!("20{digits}"),
        (UTC_TIME, 12) => format!("19{digits}"),
        (GENERALIZED_TIME, 14) => digits.to_owned(),
        _ => return None,
    };
    Some((text, rest))
}

/// The content of an element with this tag, and what follows.
fn expect(der: &[u8], wanted: u8) -> Option<(&[u8], &[u8])> {
    let (tag, value, rest) = element(der)?;
    (tag == wanted).then_some((value, rest))
}

/// Tag and content of the first element, and what follows.
fn element(der: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (&tag, rest) = der.split_first()?;
    let (&first, rest) = rest.split_first()?;
    let (length, rest) = match first {
        0..=0x7f => (usize::from(first), rest),
        0x81..=0x83 => {
            let (bytes, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
            (bytes.iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte)), rest)
        }
        _ => return None,
    };
    let (value, rest) = rest.split_at_checked(length)?;
    Some((tag, value, rest))
}

#[cfg(test)]
mod tests {
    use super::fault_of_root;

    fn der(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
        let content = parts.concat();
        let mut all = vec![tag, 0x82, (content.len() >> 8) as u8, content.len() as u8];
        all.extend(content);
        all
    }

    fn certificate(issuer: &[u8], subject: &[u8], from: &[u8], until: &[u8]) -> Vec<u8> {
        let validity = der(0x30, &[&der(0x17, &[from]), &der(0x18, &[until])]);
        let names = [der(0x30, &[issuer]), validity, der(0x30, &[subject])].concat();
        let tbs = [der(0xa0, &[&[2, 1, 2]]), vec![2, 1, 7], der(0x30, &[]), names].concat();
        der(0x30, &[&der(0x30, &[&tbs]), &der(0x30, &[])])
    }

    const NO_ROOT: Option<&str> = Some("UNABLE_TO_GET_ISSUER_CERT");

    #[test]
    fn a_root_has_issued_itself_and_is_valid() {
        let valid = certificate(b"a", b"a", b"991231235959Z", b"20500101000000Z");
        assert_eq!(fault_of_root(&valid, "19991231235958"), Some("CERT_NOT_YET_VALID"));
        assert_eq!(fault_of_root(&valid, "19991231235959"), None);
        assert_eq!(fault_of_root(&valid, "20500101000000"), None);
        assert_eq!(fault_of_root(&valid, "20500101000001"), Some("CERT_HAS_EXPIRED"));
        let issued = certificate(b"a", b"b", b"991231235959Z", b"20500101000000Z");
        assert_eq!(fault_of_root(&issued, "20261128000000"), NO_ROOT);
        let odd = certificate(b"a", b"a", b"9912312359Z", b"20500101000000Z");
        assert_eq!(fault_of_root(&odd, "20261128000000"), NO_ROOT);
        for end in 0..valid.len() - 4 {
            assert_eq!(fault_of_root(&valid[..end], "20261128000000"), NO_ROOT);
        }
    }
}
