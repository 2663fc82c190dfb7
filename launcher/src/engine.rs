//! Runs the fast path: loads the bytecode, settles promises, and waits for sockets and timers.

use crate::{become_program::become_program, host, modules, words::Words};
use rquickjs::{context::intrinsic, CatchResultExt, Context, Ctx, Function, Runtime};

/// The objects of the language that the fast path uses. Each costs time at every start.
type Intrinsics = (
    intrinsic::Date,
    intrinsic::RegExpCompiler,
    intrinsic::RegExp,
    intrinsic::Json,
    intrinsic::MapSet,
    intrinsic::TypedArrays,
    intrinsic::Promise,
    intrinsic::Proxy,
);

/// A config file may have 64 MiB, and is one string of one or two bytes a character.
const MAX_MEMORY_BYTES: usize = 512 * 1024 * 1024;

/// Ends in the answer or in the program, never by returning.
pub fn run(words: Words) -> ! {
    let reason = match start(words) {
        Ok(()) => "the fast path ended without an answer".to_owned(),
        Err(error) => error,
    };
    become_program(&reason)
}

fn start(words: Words) -> Result<(), String> {
    let runtime = Runtime::new().map_err(|error| error.to_string())?;
    runtime.set_memory_limit(MAX_MEMORY_BYTES);
    // A hit allocates less than a collection is worth.
    runtime.set_gc_threshold(usize::MAX);
    runtime.set_loader(crate::module_names::Names, modules::Modules);
    let context = Context::custom::<Intrinsics>(&runtime).map_err(|error| error.to_string())?;
    context.with(|ctx| load(&ctx, words))?;
    loop {
        while runtime.is_job_pending() {
            // The exception of a job is that of a promise which the fast path itself handles.
            let _ = runtime.execute_pending_job();
        }
        if !context.with(|ctx| turn(&ctx))? {
            return Ok(());
        }
    }
}

fn load<'js>(ctx: &Ctx<'js>, words: Words) -> Result<(), String> {
    let result = host::install(ctx, words).and_then(|()| {
        let (_, promise) = modules::load(ctx, modules::MAIN)?.eval()?;
        // Otherwise an exception of the module's own code would be lost.
        promise.result::<()>().transpose().map(|_| ())
    });
    result.catch(ctx).map_err(|error| error.to_string())
}

/// Lets the fast path wait for its next event. False if there is none.
fn turn(ctx: &Ctx<'_>) -> Result<bool, String> {
    let turn = ctx.globals().get::<_, Function>("__turn");
    let result = turn.and_then(|turn| turn.call::<_, bool>(()));
    result.catch(ctx).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::Intrinsics;
    use rquickjs::{Context, Runtime};

    /// scripts/launcher.ts refuses a bundle that uses any other global.
    #[test]
    fn the_engine_has_the_globals_that_the_bundle_may_use() {
        let context = Context::custom::<Intrinsics>(&Runtime::new().unwrap()).unwrap();
        let names = include_str!("../engine-globals.json").split('"').skip(1).step_by(2);
        let missing: Vec<&str> = context.with(|ctx| {
            crate::host::prepare_cold(ctx.clone());
            names.filter(|name| !ctx.globals().contains_key(*name).unwrap()).collect()
        });
        assert!(missing.is_empty(), "{missing:?}");
    }
}
