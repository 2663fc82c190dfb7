import { existsSync, rmSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { writeFleeting } from '../../system/files/atomic-file.js'
import { changedAt, namesIn } from '../../system/files/read-own-file.js'
import { ensurePrivateFolder } from '../../system/files/private-folder.js'
import type { Paths } from '../../system/paths.js'
import type { LoadedModule } from './loader.js'
import { cacheFile, packCode } from './read.js'

/**
 * Saves the code of modules in a private folder, and removes the folders of old versions.
 * @throws Error if that is not possible
 */
export function saveModules(
  paths: Pick<Paths, 'home' | 'compiled'>,
  folder: string,
  modules: readonly LoadedModule[],
): void {
  // The home of a service account may not exist, and must not be created.
  if (!existsSync(paths.home)) return
  // The parent as well: another user who can write to it could replace the folder later.
  ensurePrivateFolder(dirname(paths.compiled))
  ensurePrivateFolder(paths.compiled)
  const isFirst = !existsSync(folder)
  for (const module of modules) save(module, cacheFile(folder, module.name))
  if (isFirst) removeOldFolders(paths.compiled)
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
