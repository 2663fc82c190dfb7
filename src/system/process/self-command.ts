import { realpathSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import type { Host } from '../host.js'

/** Folders in which a program that was started from a desktop finds commands, and which outlive an update of Node. */
const LASTING: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  linux: ['/usr/local/bin', '/usr/bin', '/bin'],
  darwin: ['/usr/bin', '/bin'],
}

/** These outlive an update too, but a desktop program does not look into them. */
const STABLE = ['/usr/local/bin', '/opt/homebrew/bin', '/run/current-system/sw/bin']

/**
 * How a program that knows nothing of the shell's PATH starts us: by our plain name where that is enough, else by the absolute paths
 * of Node and the script. Where the package manager keeps a link to them, that is named, since the file itself moves with the next
 * version.
 */
export function selfCommand({ platform }: Pick<Host, 'platform'>): string[] {
  const node = process.execPath
  const script = realpathSync(process.argv[1] ?? '')
  const lasting = LASTING[platform] ?? []
  if (linkTo(script, 'rolecall', lasting) && linkTo(node, 'node', lasting)) return ['rolecall']
  return [
    linkTo(node, 'node', [...lasting, ...STABLE]) ?? node,
    linkTo(script, 'rolecall', [...lasting, ...STABLE]) ?? script,
  ]
}

/** @returns the first of the folders' commands of this name that is this very file */
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
