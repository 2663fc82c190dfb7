//! Functions of the C library's mathematics that the engine links and the fast path never calls.
//! The C library's own have tables for every kind of processor, a quarter of a megabyte in all.

macro_rules! instead_of_c {
    ($($name:ident($($argument:ident),*);)*) => {
        $(
            /// The engine's `Math` calls it.
            #[cfg(not(test))]
            #[no_mangle]
            extern "C" fn $name($($argument: f64),*) -> f64 {
                libm::$name($($argument),*)
            }
        )*
    };
}

instead_of_c! {
    acos(x);
    asin(x);
    atan(x);
    atan2(y, x);
    cos(x);
    sin(x);
    tan(x);
}
