//! Runs the fast path: loads it, settles promises, and waits for sockets and timers.

use crate::{host, modules, words};
use rquickjs::{context::intrinsic, qjs, CatchResultExt, Context, Ctx, Function, Runtime};

/// The objects of the language that the launcher uses. Without a snapshot, each costs time at every
/// start.
type Intrinsics = (
    intrinsic::Date,
    intrinsic::RegExpCompiler,
    intrinsic::RegExp,
    intrinsic::Json,
    intrinsic::MapSet,
    intrinsic::TypedArrays,
    intrinsic::Promise,
    intrinsic::Proxy,
    intrinsic::WeakRef,
);

/// A config file may have 64 MiB, and is one string of one or two bytes a character.
const MAX_MEMORY_BYTES: usize = 512 * 1024 * 1024;

/// The engine with the fast path loaded, which depends on nothing of this process.
pub struct Engine {
    runtime: Runtime,
    context: Context,
}

impl Engine {
    pub fn new() -> Result<Self, String> {
        let runtime = Runtime::new().map_err(|error| error.to_string())?;
        runtime.set_memory_limit(MAX_MEMORY_BYTES);
        // A hit allocates less than a collection is worth.
        runtime.set_gc_threshold(usize::MAX);
        runtime.set_loader(crate::module_names::Names, modules::Modules);
        let context = Context::custom::<Intrinsics>(&runtime).map_err(|error| error.to_string())?;
        let engine = Self { runtime, context };
        engine.with(|ctx| {
            host::install(ctx)?;
            modules::run(ctx, modules::MAIN)
        })?;
        Ok(engine)
    }

    /// For a snapshot: all modules that this launcher contains are loaded.
    #[cfg(has_snapshot)]
    pub fn with_all_modules() -> Result<Self, String> {
        let engine = Self::new()?;
        engine
            .with(|ctx| modules::IN_SNAPSHOT.iter().try_for_each(|name| modules::run(ctx, name)))?;
        engine.settle();
        // Without a limit there is no address of this process's stack.
        engine.runtime.set_max_stack_size(0);
        Ok(engine)
    }

    /// Answers, or becomes the program. Returns if nothing is left to do.
    pub fn answer(&self) -> Result<(), String> {
        let words = words::read().ok_or("a word or a variable is not text")?;
        // A snapshot is of a process with another stack.
        // SAFETY: the runtime is that of a context, and nothing runs in it yet.
        self.context.with(|ctx| unsafe {
            qjs::JS_UpdateStackTop(qjs::JS_GetRuntime(ctx.as_raw().as_ptr()));
        });
        self.runtime.set_max_stack_size(host::system::stack_bytes());
        self.with(|ctx| {
            host::begin(ctx, words)?;
            ctx.globals().get::<_, Function>("__answer")?.call::<_, ()>(())
        })?;
        loop {
            self.settle();
            if !self.with(turn)? {
                return Ok(());
            }
        }
    }

    fn settle(&self) {
        while self.runtime.is_job_pending() {
            // The exception of a job is that of a promise which the fast path itself handles.
            let _ = self.runtime.execute_pending_job();
        }
    }

    fn with<T>(&self, run: impl FnOnce(&Ctx<'_>) -> rquickjs::Result<T>) -> Result<T, String> {
        self.context.with(|ctx| run(&ctx).catch(&ctx).map_err(|error| error.to_string()))
    }
}

/// Lets the fast path wait for its next event. False if there is none.
fn turn(ctx: &Ctx<'_>) -> rquickjs::Result<bool> {
    ctx.globals().get::<_, Function>("__turn")?.call(())
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
        let missing: Vec<&str> = context
            .with(|ctx| names.filter(|name| !ctx.globals().contains_key(*name).unwrap()).collect());
        assert!(missing.is_empty(), "{missing:?}");
    }
}
