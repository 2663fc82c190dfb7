import { realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { findProgram } from './path/find-program.js'

/** The files of the rolecall that runs. */
export interface OwnFiles {
  node: string
  /** bin/rolecall.js, without links. */
  script: string
  /** The native program that answers from the cache; undefined if it is not installed. */
  launcher: string | undefined
}

/** The launcher replaces this function, because it is not a script of Node. */
export function ownFiles(): OwnFiles {
  const script = realpathSync(process.argv[1] ?? '')
  const root = dirname(dirname(script))
  const name = `rolecall-${process.platform}-${process.arch}`
  const file = process.platform === 'win32' ? 'rolecall.exe' : 'rolecall'
  // The launcher finds the script from these places (start.rs in launcher/src/host/).
  const places = [
    join(root, 'launcher', 'build', file),
    join(root, 'node_modules', name, 'bin', file),
    join(dirname(root), name, 'bin', file),
  ]
  // In the archive for Windows it lies above the folders, where users start it.
  const isArchive = process.execPath === `${root}\\node\\node.exe`
  if (isArchive) places.unshift(join(dirname(dirname(root)), file))
  const isThere = (path: string): boolean => findProgram(path, { env: {} }) !== undefined
  return { node: process.execPath, script, launcher: places.find(isThere) }
}
