import { parseObject } from '../core/json.js'
import { utf8Text } from '../system/bytes.js'
import { writePrivate } from '../system/files/atomic-file.js'
import { changedAt, readOwnFile } from '../system/files/read-own-file.js'
import { isSystemError } from '../system/files/system-error.js'
import { join } from '../system/path.js'
import type { Paths } from '../system/paths.js'
import { STATE_PATHS } from '../system/state-paths.js'
import { isStoreName, type StoreName } from './store.js'

/** The store that an earlier command chose, or that the user configured. */
export interface RememberedStore {
  name: StoreName
  /** Whether the user asked for it. */
  required: boolean
}

type StatePaths = Pick<Paths, 'state' | 'settings'>

const pathOf = ({ state }: StatePaths): string => join(state, STATE_PATHS.store)

/** @throws Error as the file system does */
export function saveRemembered(paths: StatePaths, { name, required }: RememberedStore): void {
  const remembered = readRemembered(paths)
  if (remembered?.name === name && remembered.required === required) return
  writePrivate(pathOf(paths), JSON.stringify({ store: name, required }))
}

/**
 * Reads the remembered store.
 * @returns undefined if missing, unreadable, or older than the settings file; the caller then
 * searches for a working store
 */
export function readRemembered(paths: StatePaths): RememberedStore | undefined {
  const { store, required } = parseObject(textOf(paths)) ?? {}
  return isStoreName(store) ? { name: store, required: required === true } : undefined
}

function textOf(paths: StatePaths): string {
  try {
    const writtenAt = changedAt(pathOf(paths))
    if (writtenAt === undefined || writtenAt < (changedAt(paths.settings) ?? 0)) return ''
    const data = readOwnFile(pathOf(paths))
    return data ? utf8Text(data) : ''
  } catch (error) {
    if (isSystemError(error)) return ''
    throw error
  }
}
