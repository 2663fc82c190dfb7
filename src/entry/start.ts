import { homeOfUser } from '../system/home.js'
import { keptFolder } from './compile-cache/read.js'
import { pathsFor } from '../system/paths.js'
import { loadPieces } from './compile-cache/loader.js'
import type { main } from './main.js'

/**
 * Loads and runs the program.
 * @param entry absolute path of the built `main.ts`
 * @param require Node's own
 */
export function start(entry: string, require: (word: string) => unknown): void {
  const { exports, pieces } = loadPieces(entry, folder(), require)
  const program = exports as { main: typeof main }
  program.main(pieces)
}

function folder(): string | undefined {
  try {
    const { compiled } = pathsFor(process.env, process.platform, homeOfUser)
    return keptFolder(compiled, process.env)
  } catch {
    return undefined
  }
}
