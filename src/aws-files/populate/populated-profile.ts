import type { Assignments } from '../../core/state/assignments.js'
import type { Keys } from '../keys.js'
import { KEY_PREFIX } from '../profile.js'
import type { NamedRole } from './names.js'

/*
 * A profile that `populate` wrote
 *
 *     [profile dev-ReadOnly]
 *     sso_session = corp
 *     sso_account_id = 222222222222
 *     sso_role_name = ReadOnly
 *     rolecall_populated_from = corp
 *
 * The last line marks it. Lines that a person adds to it stay.
 */

const MARK = 'rolecall_populated_from'

/** Identifies the sign-in in the mark. */
export const originOf = ({
  session,
  startUrl,
}: Pick<Assignments, 'session' | 'startUrl'>): string => session ?? startUrl

const valueOf = (keys: Keys, key: string): string | undefined =>
  (keys.get(KEY_PREFIX + key) ?? keys.get(key))?.value

/** The account and the role of a profile: `222222222222/ReadOnly`. */
export const targetOf = (keys: Keys): string =>
  `${valueOf(keys, 'sso_account_id')}/${valueOf(keys, 'sso_role_name')}`

/** Whether `populate` wrote the profile, for the sign-in of the list. */
export const isMarked = (keys: Keys, list: Pick<Assignments, 'session' | 'startUrl'>): boolean =>
  valueOf(keys, 'populated_from') === originOf(list)

/** Whether a profile that a person wrote leads to the role. */
export function isFor(keys: Keys, target: string, { session, startUrl }: Assignments): boolean {
  const isSame =
    (session !== undefined && valueOf(keys, 'sso_session') === session) ||
    valueOf(keys, 'sso_start_url') === startUrl
  return isSame && targetOf(keys) === target
}

/** The lines of a new profile. */
export function linesOf(
  name: string,
  { account, role }: NamedRole,
  { session, startUrl, region: ssoRegion }: Assignments,
  region: string | undefined,
): string[] {
  const place =
    session === undefined
      ? [`sso_start_url = ${startUrl}`, `sso_region = ${ssoRegion}`]
      : [`sso_session = ${session}`]
  return [
    `[profile ${name}]`,
    ...place,
    `sso_account_id = ${account.id}`,
    `sso_role_name = ${role}`,
    ...(region === undefined ? [] : [`region = ${region}`]),
    `${MARK} = ${session ?? startUrl}`,
  ]
}
