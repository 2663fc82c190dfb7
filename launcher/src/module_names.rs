//! How modules name each other, when the build compiles them and when the launcher loads them.

use rquickjs::{
    loader::{ImportAttributes, Resolver},
    Ctx, Error, Result,
};

/// Modules import each other as `./name.js`.
pub struct Names;

impl Resolver for Names {
    fn resolve<'js>(
        &mut self,
        _: &Ctx<'js>,
        _: &str,
        name: &str,
        _: Option<ImportAttributes<'js>>,
    ) -> Result<String> {
        name.strip_prefix("./").map(str::to_owned).ok_or_else(|| Error::new_loading(name))
    }
}
