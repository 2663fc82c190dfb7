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
    ENETUNREACH ENFILE ENOBUFS ENODATA ENODEV ENOENT ENOMEM ENONET ENOPROTOOPT ENOSPC ENOSYS
    ENOTCONN ENOTDIR ENOTEMPTY ENOTSOCK ENOTSUP ENOTTY ENXIO EOVERFLOW EPERM EPIPE EPROTO
    EPROTONOSUPPORT EPROTOTYPE ERANGE EREMOTEIO EROFS ESHUTDOWN ESOCKTNOSUPPORT ESPIPE ESRCH
    ETIMEDOUT ETXTBSY EUNATCH EXDEV
];

/// More that rolecall's stores tell apart.
const MORE: &[(i32, &str)] = numbered![EDQUOT ENOKEY];

/// A name, or Node's text for a number without one.
pub fn error_code(number: i32) -> String {
    let number = match number {
        // To the reader of the kernel keyring, such a key is not there.
        libc::EKEYEXPIRED | libc::EKEYREVOKED => libc::ENOKEY,
        number => number,
    };
    let named = NAMES.iter().chain(MORE).find(|(known, _)| *known == number);
    named.map_or_else(|| format!("Unknown system error -{number}"), |(_, name)| (*name).to_owned())
}
