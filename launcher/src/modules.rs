//! The bytecode that build.rs has made, for the engine's `import`.

use rquickjs::{
    loader::{ImportAttributes, Loader},
    module::Declared,
    Ctx, Error, Module, Object, Promise, Result,
};

include!(concat!(env!("OUT_DIR"), "/modules.rs"));

/// The module that answers.
pub const MAIN: &str = "main.js";

fn load<'js>(ctx: &Ctx<'js>, name: &str) -> Result<Module<'js, Declared>> {
    let module = MODULES.iter().find(|(each, _)| *each == name);
    let (_, bytecode) = module.ok_or_else(|| Error::new_loading(name))?;
    // SAFETY: build.rs made this bytecode with the same version of the engine.
    unsafe { Module::load(ctx.clone(), bytecode) }
}

/// Runs a module, unless it has run.
pub fn run(ctx: &Ctx<'_>, name: &str) -> Result<()> {
    import(ctx, &format!("./{name}"))?.finish::<Object>().map(|_| ())
}

/// The promise of a module that is imported on demand.
pub fn import<'js>(ctx: &Ctx<'js>, name: &str) -> Result<Promise<'js>> {
    Module::import(ctx, name)
}

pub struct Modules;

impl Loader for Modules {
    fn load<'js>(
        &mut self,
        ctx: &Ctx<'js>,
        name: &str,
        _: Option<ImportAttributes<'js>>,
    ) -> Result<Module<'js, Declared>> {
        load(ctx, name)
    }
}
