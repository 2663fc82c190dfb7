import { parseDuration } from '../../core/duration.js'
import { RolecallError } from '../../core/errors.js'
import { isLoopback } from '../../core/loopback.js'
import type { OidcSource, SignIn } from '../../core/source.js'
import { shellWord } from '../../core/shell-word.js'
import type { Profile } from '../../aws-files/profile.js'

/** Seconds. Long enough to find a password manager, short enough that a forgotten window does not wait for a stranger. */
const LIMIT = 300
const REDIRECT = 'http://127.0.0.1/callback'

/**
 * A sign-in with an OpenID Connect provider. The keys are rolecall's own; SDKs know nothing like it.
 * @returns undefined where the profile names no issuer
 * @throws RolecallError for half a client, and for a secret in the clear
 */
export function oidcSource(profile: Profile): OidcSource | undefined {
  const issuer = profile.get('oidc_issuer')
  if (issuer === undefined) return undefined
  if (!URL.canParse(issuer)) throw wrong(profile, 'oidc_issuer', 'is no URL')
  const clientId = profile.get('oidc_client_id')
  if (!clientId) throw wrong(profile, 'oidc_client_id', 'is missing')
  const secret = profile.get('oidc_client_secret')
  if (secret !== undefined && secret !== 'keychain') {
    throw wrong(profile, 'oidc_client_secret', 'stands in a file in the clear', {
      hint: `write rolecall_oidc_client_secret = keychain, then: rolecall login ${shellWord(profile.name)} --client-secret-from -`,
    })
  }
  const scopes = profile
    .get('oidc_scopes')
    ?.split(/[\s,]+/)
    .join(' ')
  return {
    kind: 'oidc',
    issuer,
    clientId,
    ...(scopes ? { scopes } : {}),
    parameters: parameters(profile),
    hasSecret: secret !== undefined,
    signIn: signInSettings(profile),
  }
}

/** @throws RolecallError for a value that no sign-in could follow */
function signInSettings(profile: Profile): SignIn {
  const flow = profile.get('oidc_flow')
  if (flow !== undefined && flow !== 'browser' && flow !== 'device') {
    throw wrong(profile, 'oidc_flow', 'is neither browser nor device')
  }
  const redirectUri = profile.get('oidc_redirect_uri') ?? REDIRECT
  const uri = URL.canParse(redirectUri) ? new URL(redirectUri) : undefined
  if (uri?.protocol !== 'http:' || !isLoopback(uri) || uri.search || uri.hash) {
    throw wrong(profile, 'oidc_redirect_uri', 'is no http URL of a loopback address')
  }
  const limit = parseDuration(profile.get('oidc_timeout') ?? String(LIMIT))
  // A timer of Node that is set to more than 24 days goes off at once.
  if (!limit || limit > 24 * 3600) {
    throw wrong(profile, 'oidc_timeout', 'is no time such as 90s or 5m, of a day at most')
  }
  return { ...(flow === undefined ? {} : { flow }), redirectUri, limit }
}

/** What rolecall says itself: a profile that could change it could take the sign-in apart. */
const OWN = [
  'client_id',
  'code_challenge',
  'code_challenge_method',
  'nonce',
  'redirect_uri',
  'request',
  'request_uri',
  'response_mode',
  'response_type',
  'scope',
  'state',
]

/** `prompt=consent&login_hint=me@example.com`, as in a URL */
function parameters(profile: Profile): Record<string, string> {
  const given = new URLSearchParams(profile.get('oidc_parameters') ?? '')
  const own = OWN.find((name) => given.has(name))
  if (own !== undefined) throw wrong(profile, 'oidc_parameters', `may not set ${own}`)
  return Object.fromEntries(given)
}

function wrong(
  profile: Profile,
  key: string,
  what: string,
  details: { hint?: string } = {},
): RolecallError {
  const where = `rolecall_${key} of profile ${profile.name}`
  return new RolecallError('config', `${where} ${what}`, details)
}
