import { statfsSync, statSync } from 'node:fs'
import { RolecallError } from '../../../core/errors.js'
import { shellWord } from '../../../core/shell-word.js'
import type { Host } from '../../host.js'
import { trustFault } from '../ownership.js'

const FAULTS = {
  foreign: 'belongs to another user',
  writable: 'can be written by other users',
} as const

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
    const fault = faultOf(path)
    if (!fault) continue
    const [from, own] = [shellWord(path), shellWord(`${path}.mine`)]
    throw new RolecallError('config', `${key} is not run: ${path} ${FAULTS[fault]}`, {
      hint:
        fault === 'writable'
          ? `check its contents, then run: chmod go-w ${from}`
          : `check its contents, then use a copy of your own: install -m 600 ${from} ${own} && export ${variable}=${own}`,
    })
  }
}

function faultOf(path: string): keyof typeof FAULTS | undefined {
  const stat = statSync(path, { throwIfNoEntry: false })
  // A pipe or a device has no content of its own.
  const fault = stat?.isFile() ? trustFault(stat) : undefined
  return fault === 'writable' && isWindowsDrive(path) ? undefined : fault
}

/** The file system 9P, by which WSL shows Windows' drives (statfs(2)): all modes there are 0777. */
const V9FS_MAGIC = 0x01021997

function isWindowsDrive(path: string): boolean {
  return statfsSync(path).type === V9FS_MAGIC
}
