import { join } from 'node:path'
import { changedAt, readIfPresent, writePrivate } from '../system/files/atomic-file.js'
import type { Paths } from '../system/paths.js'
import { isSystemError } from '../system/files/system-error.js'
import { STATE_PATHS } from '../system/state-paths.js'
import { parseObject } from '../core/json.js'
import { STORE_NAMES, type StoreName } from './store.js'

/** The store that is in use from now on. */
export interface RememberedStore {
  name: StoreName
  /** Whether the user asked for it. */
  required: boolean
}

type StatePaths = Pick<Paths, 'state' | 'settings'>

const pathOf = ({ state }: StatePaths): string => join(state, STATE_PATHS.store)

/** @throws Error as the file system says */
export function saveRemembered(places: StatePaths, { name, required }: RememberedStore): void {
  const known = readRemembered(places)
  if (known?.name === name && known.required === required) return
  writePrivate(pathOf(places), JSON.stringify({ store: name, required }))
}

/** @returns undefined where there is none, none that can be read, or the settings have changed since: then it is searched for what works */
export function readRemembered(places: StatePaths): RememberedStore | undefined {
  const said = parseObject(textOf(places))
  const name = STORE_NAMES.find((name) => name === said?.['store'])
  return name && { name, required: said?.['required'] === true }
}

function textOf(places: StatePaths): string {
  try {
    const chosenAt = changedAt(pathOf(places))
    if (chosenAt === undefined || chosenAt < (changedAt(places.settings) ?? 0)) return ''
    return readIfPresent(pathOf(places))?.toString() ?? ''
  } catch (error) {
    if (isSystemError(error)) return ''
    throw error
  }
}
