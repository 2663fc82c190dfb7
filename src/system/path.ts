import { realpathSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/** Functions on this machine's paths. Folders without access to `node:` modules use these. */
export { dirname, join, resolve as absolutePath } from 'node:path'

/** The path of a file, which may not exist, without links in its folder: one name for one place. */
export function placeOf(path: string): string {
  try {
    return join(realpathSync(dirname(path)), basename(path))
  } catch {
    return path
  }
}
