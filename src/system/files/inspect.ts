import { accessSync, chmodSync, constants, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { userPath } from '../home.js'
import { folderTrustFault, privacyFault, trustFault, type OwnershipFault } from './ownership.js'

/** What a file or folder is like, without its content. */
export interface Inspected {
  isFolder: boolean
  isFile: boolean
  /** The permission bits. */
  mode: number
  size: number
  /** Milliseconds since 1970. */
  changedAt: number
  /** Who else could have written it: not this user and not root, or users other than the owner. */
  fault: OwnershipFault | undefined
  /** The same without root, who must not own what rolecall writes. */
  privacyFault: OwnershipFault | undefined
  /** Whether users other than the owner can read it. False on Windows, which shows no modes. */
  isOpen: boolean
}

/** Inspects a file or folder; links are followed. @returns undefined if there is none */
export function inspect(path: string): Inspected | undefined {
  try {
    const stat = statSync(userPath(path))
    return {
      isFolder: stat.isDirectory(),
      isFile: stat.isFile(),
      mode: stat.mode & 0o7777,
      size: stat.size,
      changedAt: stat.mtimeMs,
      fault: stat.isDirectory() ? folderTrustFault(stat) : trustFault(stat),
      privacyFault: privacyFault(stat),
      isOpen: process.getuid !== undefined && (stat.mode & 0o044) !== 0,
    }
  } catch {
    return undefined
  }
}

/** Whether this process may write a file or folder: false on a read-only file system too. */
export function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK)
    return true
  } catch {
    return false
  }
}

/** Paths of the entries of a folder; none if it cannot be read. */
export function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder).map((name) => join(folder, name))
  } catch {
    return []
  }
}

/** Sets the permission bits. @throws Error of the file system */
export function setMode(path: string, mode: number): void {
  chmodSync(path, mode)
}
