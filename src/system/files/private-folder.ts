import { accessSync, chmodSync, constants, lstatSync, mkdirSync, readlinkSync } from 'node:fs'
import { dirname, join, parse, resolve, sep } from 'node:path'
import { RolecallError } from '../../core/errors.js'
import { shellWord } from '../../core/shell-word.js'
import { folderTrustFault, isOfUserOrRoot, privacyFault, type OwnershipFault } from './ownership.js'
import { isCode } from './system-error.js'

/*
 * The rule for every folder of rolecall: state, runtime, cache, encrypted files, mailboxes, locks
 *
 * The folder is private, and every folder above it is trusted (ownership.ts). Otherwise another
 * user could replace it, or a folder above it, by one with files of his choice. A link counts as a
 * folder of its owner: it is followed only if this user or root made it, and its target is checked
 * in the same way. From this follows that root creates nothing in the home of another user, whom
 * `sudo -E` leaves in HOME.
 */

interface Fault {
  path: string
  kind: OwnershipFault
}

/** What a walk along a path has found. */
interface Walk {
  fault?: Fault
  /** The first folder that does not exist, with all links above it resolved. */
  missing?: string
  /** Mode of the last folder. */
  mode?: number
}

/** Linux follows as many (path_resolution(7)). */
const MAX_LINKS = 40

/**
 * Walks along a path from the root, without letting the system follow a link.
 * @param own how many folders at the end must be private; those above must be trusted
 * @throws Error of the file system
 */
function walk(path: string, own: number): Walk {
  const absolute = resolve(path)
  const { root } = parse(absolute)
  const names = absolute.slice(root.length).split(sep).filter(Boolean)
  const rest = names.map((name, at) => ({ name, isOwn: at >= names.length - own }))
  let [at, links, mode] = [root, 0, 0]
  for (let next = rest.shift(); next; next = rest.shift()) {
    const { name, isOwn } = next
    const here = join(at, name)
    const stat = lstatSync(here, { throwIfNoEntry: false })
    if (!stat) return { missing: join(here, ...rest.map((each) => each.name)) }
    if (stat.isSymbolicLink()) {
      links += 1
      if (!isOfUserOrRoot(stat) || links > MAX_LINKS)
        return { fault: { path: here, kind: 'foreign' } }
      const target = resolve(at, readlinkSync(here))
      const parts = target.slice(root.length).split(sep).filter(Boolean)
      rest.unshift(
        ...parts.map((part, index) => ({ name: part, isOwn: isOwn && index === parts.length - 1 })),
      )
      at = root
      continue
    }
    // The system itself refuses a folder below a file, by ENOTDIR.
    if (!stat.isDirectory()) return { missing: join(here, ...rest.map((each) => each.name)) }
    const kind = isOwn ? privacyFault(stat) : folderTrustFault(stat)
    if (kind) return { fault: { path: here, kind } }
    ;[at, mode] = [here, stat.mode]
  }
  return { mode }
}

/**
 * True if the path is a folder that exists and keeps the rule above. Changes nothing, never throws.
 * @param own how many folders at the end of the path must be private
 */
export function isPrivateFolder(path: string, own = 1): boolean {
  try {
    const { fault, missing, mode = -1 } = walk(path, own)
    return !fault && missing === undefined && mode >= 0
  } catch {
    return false
  }
}

/**
 * Creates a folder with its parents, mode 0700, or closes an existing one to other readers.
 * @throws RolecallError 'failed' if the folder breaks the rule above; Error of the file system
 */
export function ensurePrivateFolder(path: string): void {
  // Windows shows neither owner nor mode.
  if (!process.getuid) return makeFolders(path)
  let found = walk(path, 1)
  if (found.missing !== undefined && !found.fault) {
    makeFolders(found.missing)
    found = walk(path, 1)
  }
  if (found.fault) throw faultError(found.fault)
  if ((found.mode ?? 0) & 0o055) chmodSync(path, 0o700)
}

function faultError({ path, kind }: Fault): RolecallError {
  if (kind === 'foreign') {
    return new RolecallError('failed', `${path} belongs to another user`, {
      hint: 'run rolecall as the owner of the home directory, or set HOME',
    })
  }
  return new RolecallError('failed', `other users can write to ${path}`, {
    hint: `check its contents, then run: chmod go-w ${shellWord(path)}`,
  })
}

/** True if the folder exists or can be created, is private, and is writable. Never throws. */
export function canUsePrivateFolder(path: string): boolean {
  try {
    ensurePrivateFolder(path)
    accessSync(path, constants.W_OK)
    return true
  } catch {
    return false
  }
}

/**
 * Refuses to create anything in the home of another user, as root would under `sudo -E`: the owner
 * could neither change nor remove it.
 * @param path of a file or folder that does not exist
 * @throws RolecallError 'failed'
 */
export function refusePlaceOfAnother(path: string): void {
  if (process.getuid?.() !== 0) return
  const parent = dirname(path)
  const stat = lstatSync(parent, { throwIfNoEntry: false })
  if (!stat) return refusePlaceOfAnother(parent)
  if (!isOfUserOrRoot(stat)) throw faultError({ path: parent, kind: 'foreign' })
}

/**
 * Creates a folder and its missing parents, mode 0700. Not Node's `recursive`: that loops forever
 * on a file system that answers ENOENT below an existing folder, as /proc does.
 * @throws Error of the file system
 */
export function makeFolders(path: string): void {
  if (lstatSync(path, { throwIfNoEntry: false })) return
  const parent = dirname(path)
  if (parent !== path) makeFolders(parent)
  try {
    mkdirSync(path, { mode: 0o700 })
  } catch (error) {
    // Another process created it first.
    if (!isCode(error, 'EEXIST')) throw error
  }
}
