import { RolecallError } from '../core/errors.js'
import { isStoreError } from './store.js'

/** The warning for a store that fails although the command can do without it. */
export function withoutCacheMessage(error: unknown): string {
  const reason = error instanceof Error ? error.message : String(error)
  const remedy = isAbsent(error) ? '; `rolecall store` shows which stores work here' : ''
  return `${reason}: continuing without the session cache${remedy}`
}

/** The error for a store that the user asked for, or that contains what is to be removed. */
export function storeUnavailableError(error: Error): RolecallError {
  return new RolecallError('keychain', error.message, {
    hint: isAbsent(error)
      ? 'rolecall store lists what works here; --store NAME uses another store'
      : 'unlock it (rolecall login prompts for that), or use another store with --store NAME',
    cause: error,
  })
}

const isAbsent = (error: unknown): boolean => isStoreError(error) && error.fault === 'absent'
