import type { Profile } from '../../aws-files/profile.js'
import { parseDuration } from '../../core/time/duration.js'
import type { Evidence } from '../../core/state/evidence.js'
import { RolecallError } from '../../core/errors.js'
import { isLoopback } from '../../core/loopback.js'
import { shellWord } from '../../core/shell-word.js'
import type { OidcSource, SignIn } from '../../core/source/sign-ins.js'
import { oidcKind } from './traits.js'

/** Long enough to open a password manager, short enough for a browser window that is forgotten. */
const DEFAULT_LIMIT_SECONDS = 300
/** Below 24.8 days: a Node timer that is set to more fires at once. */
const MAX_LIMIT_SECONDS = 24 * 3600
const DEFAULT_REDIRECT_URI = 'http://127.0.0.1/callback'

/**
 * A sign-in with an OpenID Connect provider. Its keys are rolecall's own: no SDK has any like them.
 * @returns undefined if the profile names no issuer
 * @throws RolecallError 'config' for an incomplete client, and for a secret in plaintext
 */
export function parseOidc(profile: Profile, evidence: Evidence): OidcSource | undefined {
  const issuer = profile.get('oidc_issuer')
  if (issuer === undefined) return undefined
  if (!URL.canParse(issuer)) {
    throw keyError(profile, 'oidc_issuer', `is not a URL: ${issuer}`, {
      hint: 'it looks like https://login.example.com, exactly as in the discovery document',
    })
  }
  const clientId = profile.get('oidc_client_id')
  if (!clientId) {
    throw keyError(profile, 'oidc_client_id', 'is missing', {
      hint: `add rolecall_oidc_client_id to profile ${profile.name}: the ID that the provider gave to this application`,
    })
  }
  const secret = profile.get('oidc_client_secret')
  if (secret !== undefined && secret !== 'keychain') {
    throw keyError(profile, 'oidc_client_secret', 'is in a file in plaintext', {
      hint: `write rolecall_oidc_client_secret = keychain, then run: rolecall login ${shellWord(profile.name)} --client-secret-from -`,
    })
  }
  const scopes = profile
    .get('oidc_scopes')
    ?.split(/[\s,]+/)
    .filter(Boolean)
    .join(' ')
  const source: OidcSource = {
    kind: 'oidc',
    issuer,
    clientId,
    ...(scopes ? { scopes } : {}),
    parameters: parseParameters(profile),
    hasSecret: secret !== undefined,
    signIn: parseSignIn(profile),
  }
  return oidcKind.identify(source, evidence)
}

/** @throws RolecallError 'config' for a value that no sign-in supports */
function parseSignIn(profile: Profile): SignIn {
  const flow = profile.get('oidc_flow')
  if (flow !== undefined && flow !== 'browser' && flow !== 'device') {
    throw keyError(profile, 'oidc_flow', `is neither browser nor device: ${flow}`, {
      hint: 'write browser or device, or remove the key: rolecall then chooses',
    })
  }
  const redirectUri = profile.get('oidc_redirect_uri') ?? DEFAULT_REDIRECT_URI
  const uri = URL.canParse(redirectUri) ? new URL(redirectUri) : undefined
  if (uri?.protocol !== 'http:' || !isLoopback(uri) || uri.search || uri.hash) {
    throw keyError(profile, 'oidc_redirect_uri', 'is not an http URL with a loopback address', {
      hint: `it looks like ${DEFAULT_REDIRECT_URI} or http://127.0.0.1:8400/callback`,
    })
  }
  const limit = parseDuration(profile.get('oidc_timeout') ?? String(DEFAULT_LIMIT_SECONDS))
  if (!limit || limit > MAX_LIMIT_SECONDS) {
    throw keyError(profile, 'oidc_timeout', 'is not a duration of at most one day', {
      hint: 'write seconds, or a number with s, m or h: 90s, 5m',
    })
  }
  return { ...(flow === undefined ? {} : { flow }), redirectUri, limit }
}

/** Parameters that rolecall sets. A profile that replaced them could make the sign-in insecure. */
const RESERVED_PARAMETERS = [
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

/** Parses `prompt=consent&login_hint=me@example.com`, which is encoded as in a URL. */
function parseParameters(profile: Profile): Record<string, string> {
  const parameters = new URLSearchParams(profile.get('oidc_parameters') ?? '')
  const reserved = RESERVED_PARAMETERS.find((name) => parameters.has(name))
  if (reserved !== undefined) {
    throw keyError(profile, 'oidc_parameters', `may not set ${reserved}`, {
      hint: `remove ${reserved}: rolecall sets it itself`,
    })
  }
  return Object.fromEntries(parameters)
}

function keyError(
  profile: Profile,
  key: string,
  problem: string,
  details: { hint?: string } = {},
): RolecallError {
  const where = `rolecall_${key} of profile ${profile.name}`
  return new RolecallError('config', `${where} ${problem}`, details)
}
