import type { SigningIdentity } from '../../core/credentials.js'
import type { Evidence } from '../../core/state/evidence.js'
import type { CognitoSource, LoginSourceOfPool } from '../../core/source/pool.js'
import { githubActionsKind } from '../github-actions/traits.js'
import { oidcKind } from '../oidc/traits.js'
import { type KindOfSource, type SourceTraits, USUAL_TRAITS } from '../traits.js'
import {
  webIdentityEnvKind,
  webIdentityFileKind,
  webIdentityProcessKind,
} from '../web-identity/traits.js'

/** A guest is the same for everyone who uses this home: AWS knows no more of it. */
const GUEST = { keyIdentity: 'guest', route: 'guest', description: 'a guest' }

export const cognitoKind: KindOfSource<'cognito'> = {
  label: 'Cognito',
  traits(source) {
    const login = source.login && traitsOfLogin(source.login)
    const { keyIdentity, route, description } = login ?? GUEST
    const pool = poolOf(source)
    return {
      ...USUAL_TRAITS,
      ability: 'token',
      keyIdentity: keyIdentity === undefined ? undefined : { pool, login: keyIdentity },
      route: { pool, login: route },
      remembered: login?.remembered,
      description: `the identity pool ${source.poolId}, with ${description}`,
      profile: source.profile,
      runsCommand: login?.runsCommand ?? false,
      signIn: login?.signIn,
      pool: source,
    }
  },
  /** The credentials belong to the login, whose token the answer contains. */
  identify(source, evidence, answer) {
    if (source.login === undefined) return source
    const token = answer && 'login' in answer ? answer.login : undefined
    return { ...source, login: identifyLogin(source.login, evidence, token) }
  },
}

function poolOf({ poolId, flow, provider, endpoint }: CognitoSource): object {
  return { poolId, flow, provider: provider ?? null, endpoint: endpoint ?? null }
}

function traitsOfLogin(login: LoginSourceOfPool): SourceTraits {
  switch (login.kind) {
    case 'web-identity-file':
      return webIdentityFileKind.traits(login)
    case 'web-identity-env':
      return webIdentityEnvKind.traits(login)
    case 'web-identity-process':
      return webIdentityProcessKind.traits(login)
    case 'github-actions':
      return githubActionsKind.traits(login)
    case 'oidc':
      return oidcKind.traits(login)
  }
}

function identifyLogin(
  login: LoginSourceOfPool,
  evidence: Evidence,
  token: SigningIdentity | undefined,
): LoginSourceOfPool {
  switch (login.kind) {
    case 'web-identity-file':
      return webIdentityFileKind.identify(login, evidence, token)
    case 'web-identity-env':
      return webIdentityEnvKind.identify(login, evidence, token)
    case 'web-identity-process':
      return webIdentityProcessKind.identify(login, evidence, token)
    case 'github-actions':
      return githubActionsKind.identify(login, evidence, token)
    case 'oidc':
      return oidcKind.identify(login, evidence, token)
  }
}
