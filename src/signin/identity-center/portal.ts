import { isoSeconds, type ClockReading, type Session } from '../../core/credentials.js'
import { RolecallError } from '../../core/errors.js'
import { isNonEmptyString, isObject } from '../../core/json.js'
import { printable } from '../../core/printable.js'
import { clockReading } from '../../core/time/clock-reading.js'
import { callService, type Answer, type Service } from '../json-service.js'

/** An account that is assigned to the user. */
export interface Account {
  /** Twelve digits. */
  id: string
  /** AWS may leave it out. */
  name?: string
  email?: string
}

type Refusal = Extract<Answer, { ok: false }>
/** The portal does not accept the access token: the user must sign in again. */
type TokenRefusal = Refusal & { status: 401 }

/** Guard for the refusal of an access token. */
export function isTokenRefused(answer: unknown): answer is TokenRefusal {
  return isObject(answer) && answer['ok'] === false && answer['status'] === 401
}

/**
 * Gets the credentials of a role (docs/contracts.md §4.4).
 * @returns them, or the refusal of the access token
 * @throws RolecallError 'refused' if the role is not assigned, 'failed' for anything else
 */
export async function getRoleCredentials(
  portal: Service,
  token: string,
  { accountId, roleName }: { accountId: string; roleName: string },
  now: () => Omit<ClockReading, 'serverOffset'>,
): Promise<Session | TokenRefusal> {
  const query = `role_name=${encodeURIComponent(roleName)}&account_id=${encodeURIComponent(accountId)}`
  const path = `/federation/credentials?${query}`
  const answer = await callService(portal, { method: 'GET', path, token })
  if (isTokenRefused(answer)) return answer
  if (!answer.ok) throw roleError(answer, accountId, roleName)
  const found = answer.body['roleCredentials']
  const { accessKeyId, secretAccessKey, sessionToken, expiration } = isObject(found) ? found : {}
  const texts = [accessKeyId, secretAccessKey, sessionToken]
  const expiry = Number(expiration)
  if (!texts.every(isNonEmptyString) || !Number.isFinite(expiry) || expiry <= 0) {
    throw new RolecallError('failed', 'IAM Identity Center returned incomplete credentials')
  }
  return {
    accessKeyId: accessKeyId as string,
    secretAccessKey: secretAccessKey as string,
    sessionToken: sessionToken as string,
    // The portal gives milliseconds.
    expiration: isoSeconds(expiry),
    issued: clockReading(now(), answer.servedAt),
    accountId,
  }
}

function roleError({ status, code, text }: Refusal, account: string, role: string): RolecallError {
  const what = `IAM Identity Center does not give you the role ${printable(role)} in ${printable(account)}`
  if (status === 403 || status === 404) {
    return new RolecallError('refused', `${what}: ${text}`, {
      hint: 'check sso_account_id and sso_role_name, or ask who assigns permission sets to you',
      awsCode: code,
    })
  }
  return portalError({ code, text })
}

/** The error for a refusal that says nothing about the role. */
function portalError({ code, text }: Pick<Refusal, 'code' | 'text'>): RolecallError {
  const reason = code && code !== text ? `${text} (${code})` : text
  return new RolecallError('failed', `IAM Identity Center refused: ${reason}`, { awsCode: code })
}

/** One page of a listing: at most that many are allowed. */
const PAGE_SIZE = 100

/** Lists the accounts that are assigned to the user. @returns them, or the refusal of the token */
export async function listAccounts(
  portal: Service,
  token: string,
): Promise<Account[] | TokenRefusal> {
  const found = await allPages(portal, token, '/assignment/accounts', 'accountList')
  if (!Array.isArray(found)) return found
  return found.flatMap(({ accountId: id, accountName: name, emailAddress: email }) => {
    if (!isNonEmptyString(id)) return []
    return [{ id, ...(isNonEmptyString(name) ? { name } : {}), ...mail(email) }]
  })
}

const mail = (email: unknown): { email?: string } => (isNonEmptyString(email) ? { email } : {})

/** Lists the roles in one account; as {@link listAccounts}. */
export async function listAccountRoles(
  portal: Service,
  token: string,
  account: string,
): Promise<string[] | TokenRefusal> {
  const path = `/assignment/roles?account_id=${encodeURIComponent(account)}`
  const found = await allPages(portal, token, path, 'roleList')
  if (!Array.isArray(found)) return found
  return found.flatMap(({ roleName }) => (isNonEmptyString(roleName) ? [roleName] : []))
}

/** @throws RolecallError 'failed' for a refusal that is not about the token */
async function allPages(
  portal: Service,
  token: string,
  path: string,
  member: string,
): Promise<Readonly<Record<string, unknown>>[] | TokenRefusal> {
  const items: Readonly<Record<string, unknown>>[] = []
  for (let next: unknown = ''; isNonEmptyString(next) || next === '';) {
    const separator = path.includes('?') ? '&' : '?'
    const from = next === '' ? '' : `&next_token=${encodeURIComponent(next)}`
    const page = `${path}${separator}max_result=${PAGE_SIZE}${from}`
    const answer = await callService(portal, { method: 'GET', path: page, token })
    if (isTokenRefused(answer)) return answer
    // An assignment that was removed since leaves an account without roles.
    if (!answer.ok && items.length === 0 && [403, 404].includes(answer.status)) return items
    if (!answer.ok) throw portalError(answer)
    const list = answer.body[member]
    if (Array.isArray(list)) items.push(...list.filter(isObject))
    next = answer.body['nextToken']
    if (next === '') break
  }
  return items
}

/** Ends a sign-in at AWS. Credentials of roles stay valid until they expire. */
export async function endSignIn(portal: Service, token: string): Promise<void> {
  const request = { method: 'POST', path: '/logout', token, mayRepeat: false } as const
  const answer = await callService(portal, request)
  if (!answer.ok && answer.status !== 401) throw portalError(answer)
}
