import { cacheKeys } from '../../../plan/cache-key.js'
import { isRolecallError, RolecallError } from '../../../core/errors.js'
import { counted } from '../../../core/printable.js'
import { nearest } from '../../../core/did-you-mean.js'
import { forgetSignIns } from '../../../secrets/sign-ins.js'
import type { IndexEntry } from '../../../secrets/secret-index.js'
import type { Run } from '../../command-types.js'
import type { logoutSpec } from './spec.js'
import type { CommandContext } from '../../context.js'
import { namedProfiles } from '../../parse-options.js'

export const run: Run<typeof logoutSpec> = async ({ args, options }, context) => {
  const profiles = namedProfiles(args, options)
  const { all = false } = options
  if (all === profiles.length > 0) {
    const message = all ? '--all cannot be combined with profile names' : 'no profile was named'
    throw new RolecallError('usage', message, {
      hint: 'name profiles, or use --all; rolecall status lists the sessions',
    })
  }
  const cache = context.cache()
  const own = new Set(profiles.map((profile) => sessionKey(profile, context)))
  const matchesSelection = ({ profile, key }: IndexEntry): boolean =>
    all || profiles.includes(profile) || own.has(key)
  const gone = cache.list().filter(matchesSelection)
  for (const { key } of gone) await cache.remove(key)
  if (!all && gone.length === 0) {
    const names = profiles.join(', ')
    context.notify(`nothing to do: no cached session for ${names}${suggestion(profiles, context)}`)
    return 0
  }
  const signIns = all ? await removeAllSignIns(context) : 0
  const removed = [
    ...(gone.length > 0 ? [counted(gone.length, 'cached session')] : []),
    ...(signIns > 0 ? [counted(signIns, 'sign-in')] : []),
  ]
  const isEmpty = gone.length === 0 && signIns === 0
  context.notify(isEmpty ? 'nothing to do: no cached sessions' : `removed ${removed.join(' and ')}`)
  return 0
}

async function removeAllSignIns({ host, storeOptions, cache }: CommandContext): Promise<number> {
  return forgetSignIns({ host, options: storeOptions, inUse: await cache().secrets() })
}

/** Suggests an existing profile for the first name that is not a profile. */
function suggestion(profiles: readonly string[], { files }: CommandContext): string {
  const known = files().profileNames()
  const unknown = profiles.find((name) => !known.includes(name))
  const [best] = unknown === undefined ? [] : nearest(unknown, known)
  return best === undefined ? '' : `; did you mean ${best}?`
}

/**
 * Cache key of a profile's session. Profiles with the same settings share a session, whose index
 * entry names only one of them.
 * @returns undefined if the profile does not exist or is not valid
 */
function sessionKey(profile: string, { plan }: CommandContext): string | undefined {
  try {
    return cacheKeys(plan(profile)).at(-1)
  } catch (error) {
    if (!isRolecallError(error)) throw error
    return undefined
  }
}
