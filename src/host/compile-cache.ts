import { existsSync } from 'node:fs'
import nodeModule from 'node:module'
import { dirname } from 'node:path'
import { ensurePrivateFolder } from './atomic-file.js'
import type { Paths } from './paths.js'

/** Since Node 22.1: what it compiles from then on is kept in the folder, checked against the source when it is used again. */
type Enable = (folder: string) => unknown

/**
 * Spares the next process the compilation of the program, a tenth of a miss; nothing on Node 20. Whoever may write to the folder says
 * what rolecall does, so it is the user's alone, and not the one in the temporary folder that Node would choose.
 */
export function keepCompiled(paths: Pick<Paths, 'home' | 'compiled'>): void {
  const { enableCompileCache } = nodeModule as { enableCompileCache?: Enable }
  if (!enableCompileCache) return
  try {
    // A service's home that was never made stays so.
    if (!existsSync(paths.home)) return
    // Whoever may write to the folder above puts another in its place, after we have looked.
    ensurePrivateFolder(dirname(paths.compiled))
    ensurePrivateFolder(paths.compiled)
    enableCompileCache(paths.compiled)
  } catch {
    // No home, or one that cannot be written to, costs time and no more; so does a folder that others can write to.
  }
}
