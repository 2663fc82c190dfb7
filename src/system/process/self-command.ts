import { realpathSync } from 'node:fs'
import { join } from 'node:path'
import type { Host } from '../host.js'

/** Folders that are in the PATH of desktop programs, and whose links survive updates of Node. */
const DESKTOP_FOLDERS: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  linux: ['/usr/local/bin', '/usr/bin', '/bin'],
  darwin: ['/usr/bin', '/bin'],
}

/** Folders whose links survive updates too, but that desktop programs do not search. */
const STABLE_FOLDERS = ['/usr/local/bin', '/opt/homebrew/bin', '/run/current-system/sw/bin']

/**
 * The command that starts rolecall from a program without the shell's PATH. It is `rolecall` if the
 * standard folders have it, else the absolute paths of Node and the script. A package manager's
 * links are preferred, because the files themselves move with every version.
 */
export function selfCommand({ platform }: Pick<Host, 'platform'>): string[] {
  const node = process.execPath
  const script = realpathSync(process.argv[1] ?? '')
  const desktop = DESKTOP_FOLDERS[platform] ?? []
  if (linkTo(script, 'rolecall', desktop) && linkTo(node, 'node', desktop)) return ['rolecall']
  return [
    linkTo(node, 'node', [...desktop, ...STABLE_FOLDERS]) ?? node,
    linkTo(script, 'rolecall', [...desktop, ...STABLE_FOLDERS]) ?? script,
  ]
}

/** @returns the first command of this name in the folders that leads to the file */
function linkTo(file: string, name: string, folders: readonly string[]): string | undefined {
  const own = realpathSync(file)
  return folders.map((folder) => join(folder, name)).find((path) => resolved(path) === own)
}

function resolved(path: string): string | undefined {
  try {
    return realpathSync(path)
  } catch {
    return undefined
  }
}
