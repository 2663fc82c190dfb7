import { createRequire } from 'node:module'

/**
 * Loads a CommonJS package that is not part of the bundle, such as a native addon. It is searched
 * for next to rolecall, then as Node does (NODE_PATH, the global folders).
 * @throws Error `MODULE_NOT_FOUND` if the package is not installed; or as its own code throws
 */
export function loadAddon(name: string): unknown {
  return createRequire(import.meta.url)(name)
}
