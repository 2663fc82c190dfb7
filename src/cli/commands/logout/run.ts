import { cacheKeys } from '../../../plan/cache-key.js'
import { isRolecallError, RolecallError } from '../../../core/errors.js'
import { counted } from '../../../core/printable.js'
import { nearest } from '../../../core/did-you-mean.js'
import { forgetSignIns } from '../../../secrets/sign-ins.js'
import type { IndexEntry } from '../../../secrets/session-index.js'
import type { Run } from '../../command.js'
import type { CommandContext } from '../../context.js'
import { namedProfiles } from '../../options.js'

export const run: Run = async ({ args, options }, context) => {
  const profiles = namedProfiles(args, options)
  const all = options['all'] === true
  if (all === profiles.length > 0) {
    throw new RolecallError('usage', all ? '--all goes without names' : 'no session was named', {
      hint: 'name profiles, or give --all; rolecall status lists what there is',
    })
  }
  const cache = context.cache()
  const own = new Set(profiles.map((profile) => sessionKey(profile, context)))
  const isMeant = ({ profile, key }: IndexEntry): boolean =>
    all || profiles.includes(profile) || own.has(key)
  const gone = cache.list().filter(isMeant)
  for (const { key } of gone) await cache.remove(key)
  if (!all && gone.length === 0) {
    context.notify(`no session of ${profiles.join(', ')} is kept${guess(profiles, context)}`)
    return 0
  }
  const signIns = all ? await forgetSignIns(await cache.secrets(), context) : 0
  context.notify(
    `forgot ${counted(gone.length, 'session')}${signIns ? ` and ${counted(signIns, 'sign-in')}` : ''}`,
  )
  return 0
}

/** What the first that is no profile may have been meant to be. */
function guess(profiles: readonly string[], { files }: CommandContext): string {
  const known = files().profileNames()
  const stray = profiles.find((name) => !known.includes(name))
  const [meant] = stray === undefined ? [] : nearest(stray, known)
  return meant === undefined ? '' : `; did you mean ${meant}?`
}

/**
 * Profiles that say the same share a session, which goes by the name of the one that was first.
 * @returns undefined for what is no profile, or no more
 */
function sessionKey(profile: string, { plan }: CommandContext): string | undefined {
  try {
    return cacheKeys(plan(profile)).at(-1)
  } catch (error) {
    if (!isRolecallError(error)) throw error
    return undefined
  }
}
