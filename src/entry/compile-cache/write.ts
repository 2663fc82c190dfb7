import type { Paths } from '../../system/paths.js'
import type { LoadedModules } from './loader.js'
import { saveModules } from './save.js'

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
    saveModules(paths, folder, candidates)
  } catch {
    // The user could do nothing about it.
  }
}
