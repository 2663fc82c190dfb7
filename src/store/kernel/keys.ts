import { utf8Text } from '../../system/bytes.js'
import { readIfPresent } from '../../system/files/read-own-file.js'

/** A key that rolecall wrote to the Linux kernel keyring. */
export interface KernelKey {
  /** As `keyctl` takes it: `0x1f7348e8`. */
  id: string
  /** The user name under which the addon wrote it. */
  name: string
  /**
   * Seconds until it expires; Infinity without a time limit. Coarse: the kernel reports whole
   * minutes, hours or days.
   */
  secondsLeft: number
}

/**
 * A line of /proc/keys, see proc(5): ID, flags, usage, timeout, permissions, uid, gid, type,
 * description. The addon forms the description from user name and service.
 */
const KEY =
  /^([0-9a-f]{8}) (\S+) +\d+ +(\S+) [0-9a-f]{8} +\d+ +-?\d+ user +keyring:(\S+)@rolecall: \d+$/

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 }

/**
 * Lists rolecall's keys in the kernel.
 * @param text of /proc/keys, which contains the keys that this process may view
 */
export function kernelKeys(text = readProcKeys()): KernelKey[] {
  return text.split('\n').flatMap((line) => {
    const [, id, flags = '', timeout = '', name] = KEY.exec(line) ?? []
    // R: revoked; i: invalidated. Neither can be read any more.
    if (!id || !name || /[Ri]/.test(flags)) return []
    return [{ id: `0x${id}`, name, secondsLeft: secondsOf(timeout) }]
  })
}

function readProcKeys(): string {
  const data = readIfPresent('/proc/keys')
  return data ? utf8Text(data) : ''
}

function secondsOf(timeout: string): number {
  if (timeout === 'perm') return Infinity
  const [, count = '0', unit = 's'] = /^(\d+)([smhdw])$/.exec(timeout) ?? []
  return Number(count) * (SECONDS[unit] ?? 1)
}
