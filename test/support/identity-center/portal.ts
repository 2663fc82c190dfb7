import { Answer, type Exchange } from './exchange.js'

const fail = (status: number, type: string, message: string): Answer =>
  new Answer(status, { message, __type: type }, { 'x-amzn-errortype': type })

/** Refuses a dead token, and whoever asks more often than the service allows. */
export function refusal({ bearer, state }: Exchange): Answer | undefined {
  const { rate } = state.behaviour
  const [now, at] = [state.now(), Date.now()]
  state.bucket.left = Math.min(rate, state.bucket.left + ((at - state.bucket.at) * rate) / 1000)
  state.bucket.at = at
  if (state.bucket.left < 1) {
    return fail(429, 'TooManyRequestsException', 'HTTP 429 Unknown Code')
  }
  state.bucket.left -= 1
  const token = state.tokens.get(bearer ?? '')
  if (token && token.expires > now) return undefined
  return fail(401, 'UnauthorizedException', 'Session token not found or invalid')
}

export function listAccounts({ query, state }: Exchange): Answer {
  const page = pageOf(state.assignments, query)
  if (page instanceof Answer) return page
  const accountList = page.items.map(({ roles: _, ...account }) => account)
  return new Answer(200, { accountList, nextToken: page.next })
}

export function listRoles({ query, state }: Exchange): Answer {
  const account = state.assignments.find(({ accountId }) => accountId === query.get('account_id'))
  if (!account) return fail(403, 'ForbiddenException', 'No access')
  const page = pageOf(account.roles, query)
  if (page instanceof Answer) return page
  const roleList = page.items.map((roleName) => ({ roleName, accountId: account.accountId }))
  return new Answer(200, { roleList, nextToken: page.next })
}

export function getRoleCredentials({ query, state }: Exchange): Answer {
  const [account, role] = [query.get('account_id'), query.get('role_name')]
  if (!account || !role) return fail(400, 'InvalidRequestException', 'Request is invalid')
  const assigned = state.assignments.find(({ accountId }) => accountId === account)
  if (!assigned?.roles.includes(role)) return fail(403, 'ForbiddenException', 'No access')
  const { roleSeconds, clockShift } = state.behaviour
  const issued = state.issue(account, role, roleSeconds)
  const roleCredentials = { ...issued, expiration: issued.expiration + clockShift }
  state.secrets.push(roleCredentials.secretAccessKey, roleCredentials.sessionToken)
  return new Answer(200, { roleCredentials })
}

export function logout({ bearer, state }: Exchange): Answer {
  const token = state.tokens.get(bearer ?? '')
  for (const [name, each] of state.tokens) if (each.user === token?.user) state.tokens.delete(name)
  for (const [name, each] of state.refreshTokens) {
    if (each.user === token?.user) state.refreshTokens.delete(name)
  }
  return new Answer(200, '')
}

/** One page; next_token is opaque, and at most 100 results are returned. */
function pageOf<T>(all: readonly T[], query: URLSearchParams) {
  const size = Number(query.get('max_result') ?? 20)
  if (!(size >= 1 && size <= 100)) return fail(400, 'InvalidRequestException', 'max_result')
  const token = query.get('next_token')
  const start = token === null ? 0 : Number(Buffer.from(token, 'base64url').toString())
  if (!Number.isInteger(start)) return fail(400, 'InvalidRequestException', 'next_token')
  const end = start + size
  const next = end < all.length ? Buffer.from(String(end)).toString('base64url') : null
  return { items: all.slice(start, end), next }
}
