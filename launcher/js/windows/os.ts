import type * as Node from 'node:os'
import { environment } from './machine.js'
import { host } from '../host.js'
import { unsure } from '../unsure.js'

/** Node's `os`, cut to what the fast path uses of it, on Windows. */

export const uptime = (): number => host.uptime()

export const tmpdir = (): never => unsure('a folder for temporary files')

/** Signals are the program's. */
export const constants = { signals: {} }

export const homedir = (): string =>
  environment()['USERPROFILE'] || unsure('USERPROFILE is not set')

export function userInfo(): Node.UserInfo<string> {
  const username = host.userName?.() ?? unsure('the name of the user is unusual')
  return { username, uid: -1, gid: -1, homedir: homedir(), shell: null }
}

;({ uptime, homedir, tmpdir }) satisfies Partial<typeof Node>
