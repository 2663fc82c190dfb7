import { homeOfUser } from '../system/home.js'
import { cacheFolder } from './compile-cache/read.js'
import { pathsFor } from '../system/paths.js'
import { loadModules } from './compile-cache/loader.js'
import type { main } from './main.js'

/**
 * Loads and runs the program.
 * @param entry absolute path of the built `main.ts`
 * @param require Node's own
 */
export function start(entry: string, require: (word: string) => unknown): void {
  const { exports, pieces } = loadModules(entry, folder(), require)
  const program = exports as { main: typeof main }
  program.main(pieces)
}

function folder(): string | undefined {
  try {
    const { compiled } = pathsFor(process.env, process.platform, homeOfUser)
    return cacheFolder(compiled, process.env)
  } catch {
    return undefined
  }
}
