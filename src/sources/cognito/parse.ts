import type { Profile } from '../../aws-files/profile.js'
import { RolecallError } from '../../core/errors.js'
import type { Source } from '../../core/source.js'
import type { CognitoSource, LoginSourceOfPool } from '../../core/source/pool.js'
import { refuseCompetingKeys } from '../competing-keys.js'
import type { ConfigInputs } from '../config-inputs.js'
import { serviceEndpoint } from '../endpoints.js'

/**
 * A Cognito identity pool. Its login is the token of another source in the same profile; without
 * one, the user is a guest.
 * @param settings the profile that was asked for, whose endpoint is used
 * @param parseLogin reads the other source
 * @returns undefined if the profile names no pool
 * @throws RolecallError 'config' for a malformed ID, or a login that is not a token
 */
export function parseCognito(
  profile: Profile,
  settings: Profile | undefined,
  inputs: ConfigInputs,
  parseLogin: () => Source | undefined,
): CognitoSource | undefined {
  const poolId = profile.get('cognito_pool')
  if (!poolId) return undefined
  refuseCompetingKeys(profile)
  const [, region] = /^([a-z]{2,4}(?:-[a-z]+)+-\d+):[0-9a-f-]{1,55}$/.exec(poolId) ?? []
  if (region === undefined) {
    throw keyError(profile, 'cognito_pool', `is not the ID of an identity pool: ${poolId}`, {
      hint: 'it looks like eu-west-1:01234567-89ab-cdef-0123-456789abcdef; that of a user pool has another form',
    })
  }
  const provider = profile.get('cognito_login')
  const login = parseLogin()
  if (login !== undefined && !isLogin(login)) {
    throw keyError(profile, 'cognito_pool', 'needs a login with a token', {
      hint: 'credential_source must be WebIdentity or a CI system; or remove it, for a guest',
    })
  }
  if (provider !== undefined && login === undefined) {
    throw keyError(profile, 'cognito_login', `names ${provider}, but there is no token`, {
      hint: 'add web_identity_token_file, rolecall_web_identity_token_env, web_identity_token_process or rolecall_oidc_issuer; or remove it, for a guest',
    })
  }
  return {
    kind: 'cognito',
    profile: profile.name,
    poolId,
    region,
    ...serviceEndpoint('cognito_identity', settings, inputs),
    flow: flowOf(profile),
    ...(provider === undefined ? {} : { provider }),
    ...(login === undefined ? {} : { login }),
  }
}

function isLogin(source: Source): source is LoginSourceOfPool {
  const { kind } = source
  return kind.startsWith('web-identity-') || kind === 'github-actions' || kind === 'oidc'
}

function flowOf(profile: Profile): CognitoSource['flow'] {
  const flow = profile.get('cognito_flow') ?? 'enhanced'
  if (flow === 'enhanced' || flow === 'basic') return flow
  throw keyError(profile, 'cognito_flow', `is neither enhanced nor basic: ${flow}`, {
    hint: 'remove the key: the enhanced flow works with every pool',
  })
}

function keyError(
  { name }: Profile,
  key: string,
  problem: string,
  details: { hint: string },
): RolecallError {
  return new RolecallError('config', `rolecall_${key} of profile ${name} ${problem}`, details)
}
