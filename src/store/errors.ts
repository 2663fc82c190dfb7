import { RolecallError } from '../core/errors.js'
import { isStoreError } from './store.js'

/** What a person is told of a store that fails, where the credentials are in hand without it. */
export function withoutCache(error: unknown): string {
  const reason = error instanceof Error ? error.message : String(error)
  const remedy = isAbsent(error) ? '; `rolecall store` shows what else could keep sessions' : ''
  return `${reason}: going on without the session cache${remedy}`
}

/** The failure of a store that is needed: the user asked for just this one, or it holds what is to be removed. */
export function unavailable(error: Error): RolecallError {
  return new RolecallError('keychain', error.message, {
    hint: isAbsent(error)
      ? 'rolecall store lists what works here; --store NAME takes another'
      : 'unlock it (rolecall login asks), or choose another store with --store',
    cause: error,
  })
}

const isAbsent = (error: unknown): boolean => isStoreError(error) && error.fault === 'absent'
