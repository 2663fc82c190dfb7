import { existsSync, rmSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import {
  changedAt,
  ensurePrivateFolder,
  namesIn,
  writeFleeting,
} from '../../system/files/atomic-file.js'
import { cacheFile, packCode } from './read.js'
import type { Paths } from '../../system/paths.js'
import type { LoadedModule, LoadedModules } from './loader.js'

/**
 * Spares the next process the compilation of what this one had to compile, with the functions that it ran. Whoever may write to the folder
 * says what rolecall does, so it is the user's alone. A home that is not there or cannot be written to costs time and no more.
 * @param hit whether the first piece had the answer: what it runs then is to be fast, so that it is kept after a hit and at no other time
 */
export function writeCompileCache(
  paths: Pick<Paths, 'home' | 'compiled'>,
  { entry, loaded, folder }: LoadedModules,
  hit: boolean,
): void {
  const pieces = loaded.filter(({ name }) => (name === entry) === hit)
  // The first run of a command has a piece of its own to compile, and runs functions of the others that no command before it did.
  if (folder === undefined || pieces.every(({ isKept }) => isKept)) return
  try {
    // A service's home that was never made stays so.
    if (!existsSync(paths.home) || isPlaceOfAnother(paths.compiled)) return
    // Whoever may write to the folder above puts another in its place, after we have looked.
    ensurePrivateFolder(dirname(paths.compiled))
    ensurePrivateFolder(paths.compiled)
    const isFirst = !existsSync(folder)
    for (const piece of pieces) keep(piece, cacheFile(folder, piece.name))
    if (isFirst) forgetOld(paths.compiled)
  } catch {
    // Nothing that a person could do anything about.
  }
}

/** V8 forgets functions that have not run for long, as in an `exec` of hours: less than there was is not kept. */
function keep({ source, script, isKept }: LoadedModule, path: string): void {
  if (isNew(path)) return
  const data = packCode(source, script.createCachedData())
  const { size = 0 } = statSync(path, { throwIfNoEntry: false }) ?? {}
  if (!isKept || data.length > size) writeFleeting(path, data)
}

/** What root makes in a user's home, as under `sudo -E`, that user's programs can neither use nor remove: not even `~/.cache`. */
function isPlaceOfAnother(path: string): boolean {
  if (!process.getuid) return false
  if (!existsSync(path)) return isPlaceOfAnother(dirname(path))
  const { uid } = statSync(path)
  return uid !== process.getuid() && uid !== 0
}

/** Written by another process while this one ran. What the clock, set back since, calls the future is not. */
function isNew(path: string): boolean {
  const written = changedAt(path) ?? 0
  return written > performance.timeOrigin && written <= Date.now()
}

/** Milliseconds, thirty days: folders of versions that may be gone. */
const OLD = 30 * 24 * 3600_000

/** NODE_OPTIONS may name another file in every project, or in every run; a folder is 3 MB. */
const MOST = 10

function forgetOld(compiled: string): void {
  const folders = namesIn(compiled)
    .map((name) => join(compiled, name))
    .map((path) => ({ path, written: changedAt(path) ?? 0 }))
    .sort((one, other) => other.written - one.written)
  const old = folders.filter(({ written }, i) => i >= MOST || Date.now() - written > OLD)
  for (const { path } of old) rmSync(path, { recursive: true, force: true })
}
