import type { AssignedAccount } from '../../core/state/assignments.js'
import { monotonicMs, sleep } from '../../system/time.js'
import { isTokenRefused, listAccountRoles, listAccounts } from './portal.js'
import type { Service } from '../json-service.js'

/**
 * Requests a second that are sent, and how many at once at the beginning. The portal allows 20, of
 * all programs of the user together (docs/contracts.md §4.4).
 */
const RATE = 19.6
const BURST = 19

/** What was found so far. */
export interface Progress {
  done: number
  accounts: number
}

type TokenRefusal = Extract<Awaited<ReturnType<typeof listAccounts>>, { ok: false }>

/**
 * Lists every account and role that is assigned to the user: one request for 100 accounts, and one
 * for each account, side by side below the portal's limit.
 * @returns the accounts in the order of their names, or the refusal of the access token
 * @throws RolecallError 'failed' if the portal cannot be reached, or stays overloaded
 */
export async function listAssignments(
  portal: Service,
  token: string,
  onProgress: (progress: Progress) => void,
): Promise<AssignedAccount[] | TokenRefusal> {
  const startedMs = monotonicMs()
  const accounts = await listAccounts(portal, token)
  if (isTokenRefused(accounts)) return accounts
  let done = 0
  onProgress({ done, accounts: accounts.length })
  const requests = accounts.map(async (account, index) => {
    // The first request, for the accounts, counts as well.
    const atMs = Math.max(0, ((index + 2 - BURST) / RATE) * 1000)
    await sleep(Math.max(0, startedMs + atMs - monotonicMs()))
    const roles = await listAccountRoles(portal, token, account.id)
    done += 1
    onProgress({ done, accounts: accounts.length })
    return isTokenRefused(roles) ? roles : { ...account, roles: roles.toSorted(byText) }
  })
  const found: AssignedAccount[] = []
  for (const each of await Promise.all(requests)) {
    if (isTokenRefused(each)) return each
    found.push(each)
  }
  return found.sort((one, other) => byText(one.name ?? one.id, other.name ?? other.id))
}

const byText = (one: string, other: string): number => one.localeCompare(other, 'en')
