import { createHash, randomBytes } from 'node:crypto'
import { Answer, type Exchange, type State } from './exchange.js'
import { secret, type Client, type CodePending, type DevicePending } from './model.js'

/** The only redirect URI that may be registered: the port is added when it is used. */
const REGISTERED_URI = 'http://127.0.0.1/oauth/callback'
const USED_URI = /^http:\/\/127\.0\.0\.1:\d{1,5}\/oauth\/callback$/
const DEVICE = 'urn:ietf:params:oauth:grant-type:device_code'

/** `authorization_pending` is an AuthorizationPendingException. */
const typeOf = (error: string): string =>
  `${error.replace(/(^|_)(\w)/g, (_, __, letter: string) => letter.toUpperCase())}Exception`

/** Refuses as the service does: status 400, the error in the body, and its name in a header. */
const refuse = (error: string, description = error, status = 400): Answer => {
  const headers = { 'x-amzn-errortype': typeOf(error) }
  return new Answer(status, { error, error_description: description }, headers)
}

export function register({ body, state }: Exchange): Answer {
  const { clientName, clientType, scopes = [], grantTypes, redirectUris, issuerUrl } = body
  const known = ['clientName', 'clientType', 'scopes', 'grantTypes', 'redirectUris', 'issuerUrl']
  const unknown = Object.keys(body).find((name) => !known.includes(name))
  if (unknown !== undefined) return refuse('invalid_request', `unknown member ${unknown}`)
  if (typeof clientName !== 'string' || !clientName) return refuse('invalid_client_metadata')
  if (clientType !== 'public') return refuse('invalid_client_metadata', 'clientType')
  if (!isList(scopes)) return refuse('invalid_scope')
  const grants = grantTypes ?? [DEVICE, 'refresh_token']
  if (!isList(grants)) return refuse('unsupported_grant_type')
  if (grants.includes('authorization_code')) {
    if (!isList(redirectUris) || redirectUris.join() !== REGISTERED_URI) {
      return refuse('invalid_redirect_uri', `redirectUris must be ${REGISTERED_URI}`)
    }
    if (issuerUrl !== state.startUrl) return refuse('invalid_request', 'issuerUrl')
  }
  const client: Client = {
    id: randomBytes(16).toString('base64url'),
    secret: secret('eyJraWQi'),
    expires: Math.floor(state.now() / 1000) + state.behaviour.clientSeconds,
    scopes,
    grantTypes: grants,
    redirectUris: isList(redirectUris) ? redirectUris : [],
  }
  state.clients.set(client.id, client)
  state.secrets.push(client.secret)
  return new Answer(200, {
    clientId: client.id,
    clientSecret: client.secret,
    clientIdIssuedAt: Math.floor(state.now() / 1000),
    clientSecretExpiresAt: client.expires,
  })
}

export function deviceAuthorization({ body, state }: Exchange): Answer {
  const client = clientOf(body, state)
  if (client instanceof Answer) return client
  if (!client.grantTypes.includes(DEVICE)) return refuse('unauthorized_client')
  if (body['startUrl'] !== state.startUrl) return refuse('invalid_request', 'startUrl')
  const { deviceSeconds, interval } = state.behaviour
  const deviceCode = secret('dc-')
  const letters = randomBytes(8).toString('hex').toUpperCase()
  const userCode = `${letters.slice(0, 4)}-${letters.slice(4, 8)}`
  const expires = state.now() + deviceSeconds * 1000
  const pending: DevicePending = { client, userCode, interval, lastPoll: 0, expires }
  state.devices.set(deviceCode, pending)
  state.secrets.push(deviceCode)
  const verificationUri = `${state.url()}/device`
  return new Answer(200, {
    ...{ deviceCode, userCode, verificationUri, expiresIn: deviceSeconds, interval },
    verificationUriComplete: `${verificationUri}?user_code=${userCode}`,
  })
}

export function createToken({ body, state }: Exchange): Answer {
  const client = clientOf(body, state)
  if (client instanceof Answer) return client
  switch (body['grantType']) {
    case DEVICE:
      return redeemDevice(client, String(body['deviceCode']), state)
    case 'authorization_code':
      return redeemCode(client, body, state)
    case 'refresh_token':
      return redeemRefresh(client, String(body['refreshToken']), state)
    default:
      return refuse('unsupported_grant_type')
  }
}

function redeemDevice(client: Client, deviceCode: string, state: State): Answer {
  const pending = state.devices.get(deviceCode)
  if (!pending || pending.client !== client) return refuse('invalid_grant')
  if (state.now() > pending.expires) return refuse('expired_token')
  // A tenth of tolerance: the client's timer may fire a little early.
  const isTooSoon = state.now() - pending.lastPoll < pending.interval * 900
  pending.lastPoll = state.now()
  if (isTooSoon) {
    pending.interval += 5
    return refuse('slow_down')
  }
  if (pending.denied) return refuse('access_denied')
  if (pending.user === undefined) return refuse('authorization_pending')
  state.devices.delete(deviceCode)
  return issue(client, pending.user, state)
}

function redeemCode(client: Client, body: Exchange['body'], state: State): Answer {
  const { code, redirectUri, codeVerifier } = body
  const pending = state.codes.get(String(code))
  state.codes.delete(String(code))
  if (!pending || pending.client !== client || state.now() > pending.expires) {
    return refuse('invalid_grant')
  }
  if (redirectUri !== pending.redirectUri) return refuse('invalid_grant', 'redirectUri')
  const verifier = typeof codeVerifier === 'string' ? codeVerifier : ''
  const challenge = createHash('sha256').update(verifier).digest('base64url')
  if (!/^[\w.~-]{43,128}$/.test(verifier) || challenge !== pending.challenge) {
    return refuse('invalid_grant', 'codeVerifier')
  }
  return issue(client, pending.user ?? '', state)
}

function redeemRefresh(client: Client, old: string, state: State): Answer {
  const user = state.refreshTokens.get(old)
  if (user === undefined || user.client !== client) return refuse('invalid_grant')
  return issue(client, user.user, state, old)
}

function issue(client: Client, user: string, state: State, old?: string): Answer {
  const { accessSeconds, refresh, hasRefresh } = state.behaviour
  const accessToken = secret('aoaAAAAA')
  state.tokens.set(accessToken, { user, client, expires: state.now() + accessSeconds * 1000 })
  state.secrets.push(accessToken)
  const answer = { accessToken, tokenType: 'Bearer', expiresIn: accessSeconds }
  if (!hasRefresh || client.scopes.length === 0) return new Answer(200, answer)
  if (old !== undefined && refresh === 'is-absent') return new Answer(200, answer)
  if (old !== undefined && refresh === 'stays') {
    return new Answer(200, { ...answer, refreshToken: old })
  }
  const refreshToken = secret('aorAAAAA')
  if (old !== undefined) state.refreshTokens.delete(old)
  state.refreshTokens.set(refreshToken, { user, client, expires: Infinity })
  state.secrets.push(refreshToken)
  return new Answer(200, { ...answer, refreshToken })
}

/** GET /authorize: the page on which the user signs in, unless the request breaks a rule. */
export function authorize({ query, state }: Exchange): Answer {
  const names = [
    ...['response_type', 'client_id', 'redirect_uri', 'state', 'code_challenge_method'],
    ...['scopes', 'code_challenge'],
  ]
  const given = [...query.keys()]
  if (given.toSorted().join() !== names.toSorted().join()) {
    return Answer.page(400, `parameters: ${given.join()}`)
  }
  const client = state.clients.get(query.get('client_id') ?? '')
  if (!client?.grantTypes.includes('authorization_code')) return Answer.page(400, 'client_id')
  if (query.get('response_type') !== 'code') return Answer.page(400, 'response_type')
  if (query.get('code_challenge_method') !== 'S256') return Answer.page(400, 'method')
  if (!/^[\w-]{43}$/.test(query.get('code_challenge') ?? '')) return Answer.page(400, 'challenge')
  if (!USED_URI.test(query.get('redirect_uri') ?? '')) return Answer.page(400, 'redirect_uri')
  const scopes = (query.get('scopes') ?? '').split(/[ ,]+/)
  if (!scopes.every((scope) => client.scopes.includes(scope))) return Answer.page(400, 'scopes')
  return Answer.page(200, signInForm('/authorize/confirm', Object.fromEntries(query)))
}

/** POST /authorize/confirm: what the user's click leads to. */
export function confirm({ form, state }: Exchange): Answer {
  const client = state.clients.get(form.get('client_id') ?? '')
  const redirect = new URL(form.get('redirect_uri') ?? '')
  redirect.searchParams.set('state', form.get('state') ?? '')
  if (form.get('allow') === 'no') {
    redirect.searchParams.set('error', 'access_denied')
    redirect.searchParams.set('error_description', 'the user said no')
  } else if (client) {
    const code = secret('code-')
    const pending: CodePending = {
      ...{ client, user: form.get('user') ?? '', expires: state.now() + 60_000 },
      redirectUri: form.get('redirect_uri') ?? '',
      challenge: form.get('code_challenge') ?? '',
    }
    state.codes.set(code, pending)
    state.secrets.push(code)
    redirect.searchParams.set('code', code)
  }
  return new Answer(302, '', { location: redirect.href })
}

/** GET /device: the page that the user opens on any machine. */
export function devicePage({ query }: Exchange): Answer {
  const code = query.get('user_code') ?? ''
  return Answer.page(200, signInForm('/device/confirm', { user_code: code }))
}

export function confirmDevice({ form, state }: Exchange): Answer {
  const code = form.get('user_code')
  const pending = [...state.devices.values()].find(({ userCode }) => userCode === code)
  if (!pending) return Answer.page(400, 'unknown code')
  if (form.get('allow') === 'no') pending.denied = true
  else pending.user = form.get('user') ?? ''
  return Answer.page(200, '<h1>Request processed</h1>')
}

function signInForm(action: string, fields: Record<string, string>): string {
  const hidden = Object.entries(fields).map(
    ([name, value]) =>
      `<input type="hidden" name="${name}" value="${value.replaceAll('"', '&quot;')}">`,
  )
  return `<form method="post" action="${action}">${hidden.join('')}
<input name="user" value="alice"><button name="allow" value="yes">Allow access</button>
<button name="allow" value="no">Deny</button></form>`
}

function clientOf(body: Exchange['body'], state: State): Client | Answer {
  const client = state.clients.get(String(body['clientId']))
  if (!client || client.secret !== body['clientSecret']) {
    return refuse('invalid_client', 'invalid_client', 401)
  }
  if (client.expires * 1000 < state.now()) return refuse('invalid_client', 'expired', 401)
  return client
}

const isList = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((each) => typeof each === 'string')
