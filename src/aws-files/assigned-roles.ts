import type { AssignedAccount, Assignments } from '../core/state/assignments.js'
import { RolecallError } from '../core/errors.js'
import type { Evidence } from '../core/state/evidence.js'

/** A role that is assigned to the user in IAM Identity Center, and its name on the command line. */
export interface AssignedRole {
  /** `ACCOUNT/ROLE`; the account by its name if only one has it, else by its number. */
  name: string
  list: Assignments
  account: AssignedAccount
  role: string
}

/** Every role of the remembered lists, in their order. */
export function assignedRoles(lists: readonly Assignments[]): AssignedRole[] {
  const owners = new Map<string, Set<string>>()
  for (const { accounts } of lists) {
    for (const { id, name = '' } of accounts) {
      owners.set(name, (owners.get(name) ?? new Set()).add(id))
    }
  }
  const isUnique = (name: string): boolean => owners.get(name)?.size === 1
  const roles = lists.flatMap((list) =>
    list.accounts.flatMap((account) => {
      const { id, name } = account
      const label = name !== undefined && isUnique(name) && !/^\d{12}$/.test(name) ? name : id
      return account.roles.map((role) => ({ name: `${label}/${role}`, list, account, role }))
    }),
  )
  if (lists.length < 2) return roles
  const counts = new Map<string, number>()
  for (const { name } of roles) counts.set(name, (counts.get(name) ?? 0) + 1)
  // The same account by two sign-ins: the session tells them apart.
  return roles.map((each) =>
    counts.get(each.name) === 1 || each.list.session === undefined
      ? each
      : { ...each, name: `${each.list.session}:${each.name}` },
  )
}

/** A value and its origin, as in the AWS files. */
interface FileValue {
  value: string
  path: string
}
type Keys = ReadonlyMap<string, FileValue>

/** The part of the AWS files that is needed here. */
interface Sections {
  section: (type: 'sso-session', name: string) => Keys | undefined
  sectionNames: (type: 'sso-session') => string[]
  evidence: Pick<Evidence, 'assigned'>
}

/**
 * The keys of a role that is named `ACCOUNT/ROLE`, as if it were a profile. The account is a number
 * or, if `rolecall accounts` has remembered it, a name; `SESSION:` before it chooses the sign-in.
 * @param region for the output
 * @returns undefined if the name has another form, or nothing of that name is remembered
 * @throws RolecallError 'config' if it may mean several roles
 */
export function assignedRole(
  name: string,
  files: Sections,
  region: FileValue | undefined,
): Keys | undefined {
  const at = name.lastIndexOf('/')
  if (at < 1 || at === name.length - 1 || /^arn:/.test(name)) return undefined
  const lists = files.evidence.assigned()
  const found = matches(name, assignedRoles(lists))
  const targets = new Set(found.map(({ list, account, role }) => idOf(list, account.id, role)))
  const [first] = found
  if (first && targets.size === 1) {
    const { session, startUrl, region: ssoRegion } = first.list
    // A section that was edited since counts, not what is remembered of it.
    const isThere = session !== undefined && files.section('sso-session', session) !== undefined
    const place = isThere
      ? { sso_session: session }
      : { sso_start_url: startUrl, sso_region: ssoRegion }
    return keysOf(place, first.account.id, first.role, region)
  }
  if (first) throw ambiguousError(name, found)
  return byNumber(name, files, region)
}

const idOf = ({ session, startUrl }: Assignments, account: string, role: string): string =>
  [session ?? startUrl, account, role].join('\n')

/** The roles that a name may mean: exactly as written, else in any case. */
function matches(name: string, roles: readonly AssignedRole[]): AssignedRole[] {
  const same = (one: string, other: string): boolean => one === other
  const alike = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase()
  for (const equal of [same, alike]) {
    const found = roles.filter(({ list: { session }, account, role }) =>
      [account.id, ...(account.name === undefined ? [] : [account.name])].some((label) => {
        const plain = `${label}/${role}`
        return equal(plain, name) || (session !== undefined && equal(`${session}:${plain}`, name))
      }),
    )
    if (found.length > 0) return found
  }
  return []
}

/** A role that is not remembered, but completely named: the only session is meant. */
function byNumber(
  name: string,
  { section, sectionNames }: Sections,
  region: FileValue | undefined,
): Keys | undefined {
  const [, prefix, account, role] = /^(?:([^:]+):)?(\d{12})\/([\w+=,.@-]{1,64})$/.exec(name) ?? []
  if (account === undefined || role === undefined) return undefined
  const sessions = sectionNames('sso-session')
  const session = prefix ?? (sessions.length === 1 ? sessions[0] : undefined)
  if (session === undefined || section('sso-session', session) === undefined) return undefined
  return keysOf({ sso_session: session }, account, role, region)
}

/** Where such keys come from, in messages. */
const ORIGIN = 'the list of `rolecall accounts`'

function keysOf(
  place: Readonly<Record<string, string>>,
  account: string,
  role: string,
  region: FileValue | undefined,
): Keys {
  const values = { ...place, sso_account_id: account, sso_role_name: role }
  const keys = new Map<string, FileValue>(
    Object.entries(values).map(([key, value]) => [key, { value, path: ORIGIN }]),
  )
  if (region) keys.set('region', region)
  return keys
}

function ambiguousError(name: string, found: readonly AssignedRole[]): RolecallError {
  const names = [
    ...new Set(
      found.map(({ list, account, role }) => {
        const prefix = list.session === undefined ? '' : `${list.session}:`
        return `${prefix}${account.id}/${role}`
      }),
    ),
  ]
  return new RolecallError('config', `${name} may mean several roles`, {
    hint: `write one of ${names.join(', ')}`,
  })
}
