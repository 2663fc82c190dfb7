//! Names of error numbers.

/// Names, each with its number on this system.
macro_rules! numbered {
    ($($name:ident)*) => {
        &[$((libc::$name, stringify!($name))),*]
    };
}

/// Those that Node knows (`util.getSystemErrorMap()`).
const NAMES: &[(i32, &str)] = numbered![
    E2BIG EACCES EADDRINUSE EADDRNOTAVAIL EAFNOSUPPORT EAGAIN EALREADY EBADF EBUSY ECANCELED
    ECONNABORTED ECONNREFUSED ECONNRESET EDESTADDRREQ EEXIST EFAULT EFBIG EHOSTDOWN EHOSTUNREACH
    EILSEQ EINTR EINVAL EIO EISCONN EISDIR ELOOP EMFILE EMLINK EMSGSIZE ENAMETOOLONG ENETDOWN
    ENETUNREACH ENFILE ENOBUFS ENODATA ENODEV ENOENT ENOMEM ENOPROTOOPT ENOSPC ENOSYS ENOTCONN
    ENOTDIR ENOTEMPTY ENOTSOCK ENOTSUP ENOTTY ENXIO EOVERFLOW EPERM EPIPE EPROTO EPROTONOSUPPORT
    EPROTOTYPE ERANGE EROFS ESHUTDOWN ESOCKTNOSUPPORT ESPIPE ESRCH ETIMEDOUT ETXTBSY EXDEV
];

/// More of them, that only Linux has.
#[cfg(target_os = "linux")]
const NAMES_OF_LINUX: &[(i32, &str)] = numbered![ENONET EREMOTEIO EUNATCH];
#[cfg(not(target_os = "linux"))]
const NAMES_OF_LINUX: &[(i32, &str)] = &[];

/// More that rolecall's stores tell apart.
#[cfg(target_os = "linux")]
const MORE: &[(i32, &str)] = numbered![EDQUOT ENOKEY];
#[cfg(not(target_os = "linux"))]
const MORE: &[(i32, &str)] = numbered![EDQUOT];

/// A name, or Node's text for a number without one.
pub fn error_code(number: i32) -> String {
    // To the reader of the kernel keyring, such a key is not there.
    #[cfg(target_os = "linux")]
    if matches!(number, libc::EKEYEXPIRED | libc::EKEYREVOKED) {
        return "ENOKEY".to_owned();
    }
    let mut all = NAMES.iter().chain(NAMES_OF_LINUX).chain(MORE);
    let named = all.find(|(known, _)| *known == number);
    named.map_or_else(|| format!("Unknown system error -{number}"), |(_, name)| (*name).to_owned())
}
