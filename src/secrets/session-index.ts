import { join } from 'node:path'
import type { ClockReading } from '../core/credentials.js'
import { RolecallError } from '../core/errors.js'
import {
  changedAt,
  namesIn,
  readIfPresent,
  removeFile,
  writePrivate,
} from '../system/files/atomic-file.js'
import { isSystemError, reason } from '../system/files/system-error.js'
import { STATE_PATHS } from '../system/state-paths.js'
import { isOptionalText, isText, isTime, parseObject } from '../core/json.js'
import { isClockReading } from './session-json.js'
import { STORE_NAMES, type StoreName } from '../store/store.js'

/** What a person knows a session by; no secret. */
export interface SessionMetadata {
  profile: string
  /** The STS operation that it came from. */
  operation: string
  /** ARN. */
  role?: string
  /** Twelve digits. */
  account?: string
  /** Of the MFA device. */
  serial?: string
  /** Of the STS that issued it. */
  region?: string
}

/** What the system's own keychain program shows. */
export function labelOf({ profile, operation, account }: SessionMetadata): string {
  return `rolecall: ${profile} (${operation}${account ? ` in ${account}` : ''})`
}

/** A cached session as `list` and `status` show it, at once and without opening the store. */
export interface IndexEntry extends SessionMetadata {
  /** The cache key, 64 hex digits. */
  key: string
  expiration: string
  issued: ClockReading
  store: StoreName
}

const folder = (state: string): string => join(state, STATE_PATHS.sessions)
const pathOf = (state: string, key: string): string => join(folder(state), `${key}.json`)

export function writeIndexEntry(state: string, side: IndexEntry): void {
  writePrivate(pathOf(state, side.key), JSON.stringify(side))
}

/**
 * Whether there is likely to be a session of this key, without asking the store: a full disk may have kept the side file from being
 * written.
 */
export function hasIndexEntry(state: string, key: string): boolean {
  return changedAt(pathOf(state, key)) !== undefined
}

/** @returns undefined where there is none, or none that can be read */
export function readIndexEntry(state: string, key: string): IndexEntry | undefined {
  try {
    return parse(key, readIfPresent(pathOf(state, key))?.toString() ?? '')
  } catch {
    return undefined
  }
}

/** @returns those that can be read. @throws RolecallError where their folder cannot, as after a run with sudo */
export function listIndexEntries(state: string): IndexEntry[] {
  return names(folder(state)).flatMap((name) => {
    const key = /^([0-9a-f]{64})\.json$/.exec(name)?.[1]
    return (key && readIndexEntry(state, key)) || []
  })
}

function names(path: string): string[] {
  try {
    return namesIn(path)
  } catch (error) {
    if (!isSystemError(error)) throw error
    throw new RolecallError('failed', `cannot read ${path}: ${reason(error)}`, {
      hint: 'look at who owns it and the folders above it; it should be you',
      cause: error,
    })
  }
}

export function removeIndexEntry(state: string, key: string): void {
  removeFile(pathOf(state, key))
}

function parse(key: string, text: string): IndexEntry | undefined {
  const value = parseObject(text)
  if (!value || value['key'] !== key) return undefined
  if (!isText(value['profile']) || !isText(value['operation'])) return undefined
  if (!isTime(value['expiration']) || !isClockReading(value['issued'])) return undefined
  if (!STORE_NAMES.some((name) => name === value['store'])) return undefined
  const told = [value['role'], value['account'], value['serial'], value['region']]
  if (!told.every(isOptionalText)) return undefined
  return value as unknown as IndexEntry
}
