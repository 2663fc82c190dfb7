import { readFileSync } from 'node:fs'

/*
 * Whose file is it
 *
 * - Private: this user owns it and no other user can write to it. rolecall's own files and folders
 *   must be private.
 * - Trusted: this user or root owns it, and only they can write to it. So must be every folder
 *   above rolecall's own, a key file, and an AWS file whose line runs a command: ssh demands the
 *   same of its config file.
 *
 * Windows has no such mode bits: its profile folders are private by their inherited access list.
 */

/** Owner and mode, as of `fs.Stats`. */
export interface Ownership {
  uid: number
  gid: number
  mode: number
}

/** Why a file is not trusted: another user owns it, or can write to it. */
export type OwnershipFault = 'foreign' | 'writable'

const [GROUP_WRITABLE, OTHERS_WRITABLE, STICKY] = [0o020, 0o002, 0o1000]

/** @returns undefined if the file or folder is private */
export function privacyFault({ uid, mode }: Ownership): OwnershipFault | undefined {
  const user = process.getuid?.()
  if (user === undefined) return undefined
  if (uid !== user) return 'foreign'
  return mode & (GROUP_WRITABLE | OTHERS_WRITABLE) ? 'writable' : undefined
}

/** True if it is private, by what `stat` or `fstat` returned. */
export function isPrivate(stat: Ownership): boolean {
  return privacyFault(stat) === undefined
}

/** @returns undefined if the file is trusted */
export function trustFault(stat: Ownership): OwnershipFault | undefined {
  if (!process.getuid) return undefined
  if (!isOfUserOrRoot(stat)) return 'foreign'
  return isWritableByStrangers(stat) ? 'writable' : undefined
}

/**
 * The same for a folder. In a sticky one, such as /tmp, no user can replace what another owns.
 * @returns undefined if the folder is trusted
 */
export function folderTrustFault(stat: Ownership): OwnershipFault | undefined {
  const fault = trustFault(stat)
  return fault === 'writable' && stat.mode & STICKY ? undefined : fault
}

/** True if this user or root owns it; only they could have created it. */
export function isOfUserOrRoot({ uid }: Pick<Ownership, 'uid'>): boolean {
  return uid === 0 || uid === process.getuid?.() || isRootOfAnotherNamespace(uid)
}

/** Many systems give each user a group of the same number, and let it write (umask 002). */
function isWritableByStrangers({ uid, gid, mode }: Ownership): boolean {
  if (mode & OTHERS_WRITABLE) return true
  return Boolean(mode & GROUP_WRITABLE) && gid !== 0 && gid !== uid
}

/** The owner that the kernel shows for users that a user namespace does not have. */
const OVERFLOW_UID = 65534

/** In a user namespace without root (user_namespaces(7)), root's files belong to that number. */
function isRootOfAnotherNamespace(uid: number): boolean {
  if (uid !== OVERFLOW_UID) return false
  try {
    const ranges = readFileSync('/proc/self/uid_map', 'latin1').trim().split('\n')
    return !ranges.some((range) => /^\s*0\s/.test(range))
  } catch {
    return false
  }
}
