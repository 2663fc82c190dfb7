import type * as Node from 'node:os'
import { readFileSync } from './fs.js'
import { host } from './host.js'
import { unsure } from './unsure.js'

/** Node's `os`, cut to what the fast path uses of it. */

export const uptime = (): number => host.uptime()

/** As Node does it. */
export function tmpdir(): string {
  const path = host.env['TMPDIR'] || host.env['TMP'] || host.env['TEMP'] || '/tmp'
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path
}

/** Signals are the program's. */
export const constants = { signals: {} }

/** Node reads the user database if HOME is not set. That is left to the program. */
export const homedir = (): string => host.env['HOME'] || unsure('HOME is not set')

/**
 * The user's line of /etc/passwd. The system's own function would load code from disk: the name
 * services of nsswitch.conf(5). Users that another service knows are left to the program.
 */
export function userInfo(): Node.UserInfo<string> {
  if (!isFileFirst()) unsure('users are not looked up in /etc/passwd first')
  const lines = read('/etc/passwd').split('\n')
  const fields = lines.map((line) => line.split(':')).find((each) => each[2] === `${host.uid}`)
  const [username, , , gid, , homedir, shell = null] = fields ?? []
  if (fields?.length !== 7 || !username || !homedir) return unsure('no line of /etc/passwd')
  return { username, uid: host.uid, gid: Number(gid), homedir, shell }
}

function isFileFirst(): boolean {
  const services = /^\s*passwd:\s*(\S+)/m.exec(read('/etc/nsswitch.conf'))?.[1]
  return services === undefined || services === 'files' || services === 'compat'
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

;({ uptime, homedir, tmpdir }) satisfies Partial<typeof Node>
