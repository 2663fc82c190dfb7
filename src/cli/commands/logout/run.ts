import { readProfile } from '../../../aws-files/profile.js'
import { lastKey, routesOf } from '../../../plan/cache-key.js'
import { isArn } from '../../../core/arn.js'
import { isRolecallError, RolecallError } from '../../../core/errors.js'
import type { SsoSource } from '../../../core/source/sign-ins.js'
import { counted } from '../../../core/printable.js'
import { forgetSignIns } from '../../../secrets/sign-ins.js'
import type { IndexEntry } from '../../../secrets/secret-index.js'
import { idOf } from '../../../sources/sso/sign-in-id.js'
import { forgetLogin } from '../../../signin/aws-login/token-file.js'
import { storeNoun } from '../../../store/store.js'
import type { Run } from '../../command-types.js'
import type { logoutSpec } from './spec.js'
import type { CommandContext } from '../../context.js'
import { signOut, signOutEverywhere } from '../../identity-center/sign-out.js'
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
  const own = new Set(profiles.flatMap((profile) => sessionNames(profile, context)))
  const matchesSelection = ({ profile, key, route }: IndexEntry): boolean =>
    all || profiles.includes(profile) || own.has(key) || (route !== undefined && own.has(route))
  const selected = cache.list().filter(matchesSelection)
  const kept: { entry: IndexEntry; error: RolecallError }[] = []
  for (const entry of selected) {
    await cache.remove(entry.key).catch((error: unknown) => {
      if (!isRolecallError(error) || error.code !== 'keychain') throw error
      kept.push({ entry, error })
    })
  }
  const gone = selected.filter((entry) => !kept.some((each) => each.entry === entry))
  const ended = options.signOut && !all ? await signOutOf(profiles, context) : 0
  const unknown = unknownName(profiles, selected, context)
  if (!all && selected.length === 0 && ended === 0 && unknown === undefined) {
    context.notify(`nothing to do: no cached session for ${profiles.join(', ')}`)
    return 0
  }
  const signIns = all ? await removeAllSignIns(context) : ended
  const removed = [
    ...(gone.length > 0 ? [counted(gone.length, 'cached session')] : []),
    ...(signIns > 0 ? [counted(signIns, 'sign-in')] : []),
  ]
  if (removed.length > 0) context.notify(`removed ${removed.join(' and ')}`)
  else if (kept.length === 0 && all) context.notify('nothing to do: no cached sessions')
  if (kept.length > 0) throw keptError(kept, context)
  if (unknown !== undefined) throw unknownNameError(unknown, context)
  return 0
}

/** The error for sessions in stores that cannot be reached: they may be used again. */
function keptError(
  kept: readonly { entry: IndexEntry; error: RolecallError }[],
  { cache }: CommandContext,
): RolecallError {
  // Removing has left only the stores that failed in the index.
  const keys = new Set(kept.map(({ entry }) => entry.key))
  const left = cache()
    .list()
    .filter(({ key }) => keys.has(key))
    .flatMap(({ store, copies = [] }) => [store, ...copies])
  const stores = [...new Set(left)].map(storeNoun).join(' and ')
  const [first] = kept
  const reason = first?.error.message ?? ''
  const hint = first?.error.hint
  const message = `${counted(kept.length, 'cached session')} stayed in ${stores}: ${reason}`
  return new RolecallError('keychain', message, hint === undefined ? {} : { hint })
}

async function removeAllSignIns(context: CommandContext): Promise<number> {
  const { host, storeOptions, cache } = context
  const ended = (await signOutEverywhere(context)) + forgetLogins(context)
  const access = { host, options: storeOptions, inUse: await cache().secrets() }
  return ended + (await forgetSignIns(access))
}

/** Removes the files of `aws login` for every profile that uses one. @returns their number */
function forgetLogins({ host, files }: CommandContext): number {
  const sessions = new Set(
    files()
      .profileNames()
      .flatMap((name) => readProfile(files(), name)?.get('login_session') ?? []),
  )
  return [...sessions].filter((session) => forgetLogin(session, host)).length
}

/** Ends the sign-ins with IAM Identity Center, or with the console, of some profiles; each once. */
async function signOutOf(profiles: readonly string[], context: CommandContext): Promise<number> {
  const places = new Map<string, SsoSource>()
  const consoles = new Set<string>()
  for (const name of profiles) {
    const { source } = context.plan(name)
    if (source.kind === 'login') {
      consoles.add(source.session)
      continue
    }
    if (source.kind !== 'sso') {
      throw new RolecallError('usage', `${name} has no sign-in that --sign-out can end`, {
        hint: 'leave out --sign-out; with --all, every sign-in is removed',
      })
    }
    places.set(idOf(source), source)
  }
  let ended = 0
  for (const session of consoles) ended += forgetLogin(session, context.host) ? 1 : 0
  for (const place of places.values()) ended += (await signOut(place, context)) ? 1 : 0
  return ended
}

/** The first name that is neither a role nor a profile, nor that of a session of a former one. */
function unknownName(
  names: readonly string[],
  selected: readonly IndexEntry[],
  { files }: CommandContext,
): string | undefined {
  const known = new Set([...files().profileNames(), ...selected.map(({ profile }) => profile)])
  // `dev/Admin` and `222222222222/Admin` are one role, whose session has one of the names.
  const isRole = (name: string): boolean =>
    name.includes('/') && files().profile(name) !== undefined
  return names.find((name) => !known.has(name) && !isArn(name) && !isRole(name))
}

/** A misspelt name is an error: the session that was meant is still there. */
function unknownNameError(name: string, { files, cache }: CommandContext): RolecallError {
  const ofSessions = cache()
    .list()
    .map(({ profile }) => profile)
  const message = `there is no profile ${name}, and no cached session of that name`
  return new RolecallError('config', message, {
    hint: '`rolecall status` lists the sessions',
    misspelt: { name, known: [...new Set([...files().profileNames(), ...ofSessions])] },
  })
}

/**
 * Cache key and route of a profile's session. Profiles with the same settings share a session,
 * whose index entry names only one of them.
 * @returns [] if the profile does not exist or is not valid
 */
function sessionNames(profile: string, { plan }: CommandContext): string[] {
  try {
    const found = plan(profile)
    return [lastKey(found), routesOf(found).at(-1)].filter((name) => name !== undefined)
  } catch (error) {
    if (!isRolecallError(error)) throw error
    return []
  }
}
