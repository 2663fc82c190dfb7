import { readIfPresent } from '../../system/files/atomic-file.js'

/** A key of ours in the kernel. */
export interface KernelKey {
  /** As `keyctl` takes it: `0x1f7348e8`. */
  id: string
  /** What it was written as. */
  name: string
  /** Seconds that it lives; coarse, since the kernel says no more than days or hours. */
  left: number
}

/** ID, flags, usage, timeout, permissions, uid, gid, type, description: proc(5), /proc/keys. The addon makes the description. */
const KEY =
  /^([0-9a-f]{8}) (\S+) +\d+ +(\S+) [0-9a-f]{8} +\d+ +-?\d+ user +keyring:(\S+)@rolecall: \d+$/

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 }

/** @param text of /proc/keys, which lists the keys that this process may view */
export function kernelKeys(text = readIfPresent('/proc/keys')?.toString() ?? ''): KernelKey[] {
  return text.split('\n').flatMap((line) => {
    const [, id, flags = '', timeout = '', name] = KEY.exec(line) ?? []
    // Removed, and on its way out.
    if (!id || !name || /[Ri]/.test(flags)) return []
    return [{ id: `0x${id}`, name, left: secondsOf(timeout) }]
  })
}

function secondsOf(timeout: string): number {
  if (timeout === 'perm') return Infinity
  const [, count = '0', unit = 's'] = /^(\d+)([smhdw])$/.exec(timeout) ?? []
  return Number(count) * (SECONDS[unit] ?? 1)
}
