import { homeOfUser } from '../system/home.js'
import { pathsFor } from '../system/paths.js'
import { keepInspectorClosed } from '../system/process/inspector.js'
import { loadModules } from './compile-cache/loader.js'
import { cacheFolder } from './compile-cache/read.js'
import type { main } from './main.js'

/**
 * Loads and runs the program, through the compile cache. `bin/rolecall.js` calls this.
 * @param entry absolute path of the built `main.ts`
 * @param require Node's own
 */
export function start(entry: string, require: (name: string) => unknown): void {
  keepInspectorClosed()
  const { exports, modules } = loadModules(entry, compileCacheFolder(), require)
  const program = exports as { main: typeof main }
  program.main(modules)
}

/**
 * @returns undefined for a user without a home directory; the program reports that if it matters
 */
function compileCacheFolder(): string | undefined {
  try {
    const { compiled } = pathsFor(process.env, process.platform, homeOfUser)
    return cacheFolder(compiled, process.env)
  } catch {
    return undefined
  }
}
