import { existsSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { changedAt, ensurePrivateFolder, namesIn, writeFleeting } from './atomic-file.js'
import { keptFile, packCode } from './kept-code.js'
import type { Paths } from './paths.js'
import type { Pieces } from './pieces.js'

/**
 * Spares the next process the compilation of what this one had to compile, with the functions that it ran. Whoever may write to the folder
 * says what rolecall does, so it is the user's alone. A home that is not there or cannot be written to costs time and no more.
 * @param hit whether the first piece had the answer: what it runs then is to be fast, so that it is kept after a hit and at no other time
 */
export function keepCompiled(
  paths: Pick<Paths, 'home' | 'compiled'>,
  { entry, compiled, folder }: Pieces,
  hit: boolean,
): void {
  const missing = compiled.filter(({ name }) => (name === entry) === hit)
  if (missing.length === 0 || folder === undefined) return
  try {
    // A service's home that was never made stays so.
    if (!existsSync(paths.home)) return
    // Whoever may write to the folder above puts another in its place, after we have looked.
    ensurePrivateFolder(dirname(paths.compiled))
    ensurePrivateFolder(paths.compiled)
    if (!existsSync(folder)) forgetOld(paths.compiled)
    for (const { name, source, script } of missing) {
      const path = keptFile(folder, name)
      if (!isNew(path)) writeFleeting(path, packCode(source, script.createCachedData()))
    }
  } catch {
    // Nothing that a person could do anything about.
  }
}

/** Written by another process while this one ran. */
function isNew(path: string): boolean {
  return (changedAt(path) ?? 0) > performance.timeOrigin
}

/** Milliseconds, thirty days: folders of versions that may be gone. */
const OLD = 30 * 24 * 3600_000

function forgetOld(folder: string): void {
  for (const path of namesIn(folder).map((name) => join(folder, name))) {
    if (Date.now() - (changedAt(path) ?? Infinity) > OLD) rmSync(path, { recursive: true })
  }
}
