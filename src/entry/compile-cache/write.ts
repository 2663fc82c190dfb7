import { existsSync, rmSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { writeFleeting } from '../../system/files/atomic-file.js'
import { changedAt, namesIn } from '../../system/files/read-own-file.js'
import { ensurePrivateFolder } from '../../system/files/private-folder.js'
import type { Paths } from '../../system/paths.js'
import type { LoadedModule, LoadedModules } from './loader.js'
import { cacheFile, packCode } from './read.js'

/**
 * Writes V8's code cache for the modules that this process compiled, with the functions that it
 * ran. Anyone who can write to the folder can run code as the user, so it must be private. Best
 * effort: a missing or read-only home costs time only.
 * @param hit true after a cache hit. The entry module is saved only then, so that its cache holds
 * the functions of the fast path.
 */
export function writeCompileCache(
  paths: Pick<Paths, 'home' | 'compiled'>,
  { entry, loaded, folder }: LoadedModules,
  hit: boolean,
): void {
  const candidates = loaded.filter(({ name }) => (name === entry) === hit)
  // A command's first run compiles a module of its own, and runs new functions of shared modules.
  if (folder === undefined || candidates.every(({ isCached }) => isCached)) return
  try {
    // The home of a service account may not exist, and must not be created.
    if (!existsSync(paths.home)) return
    // The parent as well: another user who can write to it could replace the folder later.
    ensurePrivateFolder(dirname(paths.compiled))
    ensurePrivateFolder(paths.compiled)
    const isFirst = !existsSync(folder)
    for (const module of candidates) save(module, cacheFile(folder, module.name))
    if (isFirst) removeOldFolders(paths.compiled)
  } catch {
    // The user could do nothing about it.
  }
}

/** Saves a module's code, unless it is less: V8 drops functions that have not run for long. */
function save({ stamp, text, script, isCached }: LoadedModule, path: string): void {
  if (isNew(path)) return
  const data = packCode(stamp, text, script.createCachedData())
  const { size = 0 } = statSync(path, { throwIfNoEntry: false }) ?? {}
  if (!isCached || data.length > size) writeFleeting(path, data)
}

/** True if another process wrote the file during this run. A future time does not count. */
function isNew(path: string): boolean {
  const written = changedAt(path) ?? 0
  return written > performance.timeOrigin && written <= Date.now()
}

/** Thirty days: the folders of versions that are probably no longer in use. */
const MAX_AGE_MS = 30 * 24 * 3600_000

/** NODE_OPTIONS may differ in every project, or in every run; a folder has 3 MB. */
const MAX_FOLDERS = 10

function removeOldFolders(compiled: string): void {
  const folders = namesIn(compiled)
    .map((name) => join(compiled, name))
    .map((path) => ({ path, written: changedAt(path) ?? 0 }))
    .sort((one, other) => other.written - one.written)
  const old = folders.filter(
    ({ written }, index) => index >= MAX_FOLDERS || Date.now() - written > MAX_AGE_MS,
  )
  for (const { path } of old) rmSync(path, { recursive: true, force: true })
}
