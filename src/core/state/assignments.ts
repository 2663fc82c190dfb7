import { isNonEmptyString, isObject, isOptionalString, isTime, parseObject } from '../json.js'

/** An account of IAM Identity Center, and the roles in it that are assigned to the user. */
export interface AssignedAccount {
  /** Twelve digits. */
  id: string
  /** AWS may leave out both. */
  name?: string
  email?: string
  /** Names of permission sets. */
  roles: string[]
}

/** What is assigned to the user of one sign-in, as `rolecall accounts` has found it. */
export interface Assignments {
  /** Name of the `[sso-session]`; absent for a start URL that no section has. */
  session?: string
  startUrl: string
  /** Region of IAM Identity Center. */
  region: string
  /** ISO 8601. */
  fetched: string
  /** Whose sign-in it was; see {@link Evidence.ssoSignIn}. */
  identity?: string
  accounts: AssignedAccount[]
}

/** Reads a remembered list. @returns undefined if it is not complete */
export function parseAssignments(text: string): Assignments | undefined {
  const fields = parseObject(text)
  if (!fields) return undefined
  const { session, startUrl, region, fetched, identity, accounts } = fields
  const isList = Array.isArray(accounts) && accounts.every(isAccount)
  if (!isList || ![startUrl, region].every(isNonEmptyString) || !isTime(fetched)) return undefined
  if (![session, identity].every(isOptionalString)) return undefined
  return fields as unknown as Assignments
}

function isAccount(value: unknown): value is AssignedAccount {
  if (!isObject(value)) return false
  const { id, name, email, roles } = value
  const areRoles = Array.isArray(roles) && roles.every(isNonEmptyString)
  return isNonEmptyString(id) && areRoles && [name, email].every(isOptionalString)
}
