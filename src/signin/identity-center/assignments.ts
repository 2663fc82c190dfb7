import type { AssignedAccount } from '../../core/state/assignments.js'
import { isTokenRefused, listAccountRoles, listAccounts } from './portal.js'
import type { Service } from '../json-service.js'

/** Requests that are under way at once: what the portal allows in two seconds. */
const AT_ONCE = 40

/** What was found so far. */
export interface Progress {
  done: number
  accounts: number
}

type TokenRefusal = Extract<Awaited<ReturnType<typeof listAccounts>>, { ok: false }>

/**
 * Lists every account and role that is assigned to the user: one request for 100 accounts, and one
 * for each account, side by side.
 * @param portal which is asked no more often than it allows
 * @returns the accounts in the order of their names, or the refusal of the access token
 * @throws RolecallError 'failed' if the portal cannot be reached, or stays overloaded
 */
export async function listAssignments(
  portal: Service,
  token: string,
  onProgress: (progress: Progress) => void,
): Promise<AssignedAccount[] | TokenRefusal> {
  const accounts = await listAccounts(portal, token)
  if (isTokenRefused(accounts)) return accounts
  const found: AssignedAccount[] = []
  onProgress({ done: 0, accounts: accounts.length })
  const waiting = accounts.values()
  let refusal: TokenRefusal | undefined
  const worker = async (): Promise<void> => {
    for (const account of waiting) {
      const roles = await listAccountRoles(portal, token, account.id)
      if (isTokenRefused(roles)) refusal = roles
      if (refusal || isTokenRefused(roles)) return
      found.push({ ...account, roles: roles.toSorted(byText) })
      onProgress({ done: found.length, accounts: accounts.length })
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  if (refusal) return refusal
  return found.sort(
    (one, other) => byText(one.name ?? one.id, other.name ?? other.id) || byText(one.id, other.id),
  )
}

const byText = (one: string, other: string): number => one.localeCompare(other, 'en')
