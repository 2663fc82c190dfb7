import { statfsSync, type Stats } from 'node:fs'
import { RolecallError } from '../../../core/errors.js'
import { shellWord } from '../../../core/shell-word.js'
import type { Host } from '../../host.js'
import { trustFault, type OwnershipFault } from '../ownership.js'

const FAULTS = {
  foreign: 'belongs to another user',
  writable: 'can be written by other users',
} as const

/** Faults of the files that this process has read, by path. */
const found = new Map<string, OwnershipFault>()

/**
 * Notes whose an AWS file is when it is read. A user who can write to its folder can put another
 * file in its place afterwards, so the fault remains, even if a later read finds none.
 */
export function noteOwner(path: string): (stat: Stats) => void {
  return (stat) => {
    // A device such as /dev/null is writable, and has no content of its own.
    const fault = stat.isCharacterDevice() ? undefined : trustFault(stat)
    if (fault !== undefined) found.set(path, fault)
  }
}

/**
 * Refuses to run a command from the AWS files if another user could have written it. ssh treats its
 * own config file so. A file that root owns is accepted, as containers have it.
 * @param key of the command line, for the message
 * @throws RolecallError 'config'
 */
export function refuseForeignAwsFiles({ paths }: Pick<Host, 'paths'>, key: string): void {
  const places = [
    ['AWS_CONFIG_FILE', paths.awsConfig],
    ['AWS_SHARED_CREDENTIALS_FILE', paths.awsCredentials],
  ] as const
  for (const [variable, path] of places) {
    const fault = found.get(path)
    if (!fault || (fault === 'writable' && isWindowsDrive(path))) continue
    const [from, own] = [shellWord(path), shellWord(`${path}.mine`)]
    throw new RolecallError('config', `${key} is not run: ${path} ${FAULTS[fault]}`, {
      hint:
        fault === 'writable'
          ? `check its contents, then run: chmod go-w ${from}`
          : `check its contents, then use a copy of your own: install -m 600 ${from} ${own} && export ${variable}=${own}`,
    })
  }
}

/** The file system 9P, by which WSL shows Windows' drives (statfs(2)): all modes there are 0777. */
const V9FS_MAGIC = 0x01021997

function isWindowsDrive(path: string): boolean {
  try {
    return statfsSync(path).type === V9FS_MAGIC
  } catch {
    return false
  }
}
