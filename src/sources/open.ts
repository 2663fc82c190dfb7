import type { SigningIdentity } from '../core/credentials.js'
import type { Source, SourceKind } from '../core/source.js'
import { openEnvironment } from './environment/open.js'
import type { OpenContext, OpenSource } from './open-context.js'
import { openProcess } from './process/open.js'
import { openStatic } from './static/open.js'
import { openStoredKey } from './stored-key/open.js'
import {
  openWebIdentityEnv,
  openWebIdentityFile,
  openWebIdentityProcess,
} from './web-identity/open.js'

/**
 * How each kind of source is opened. What loads an SDK or a sign-in is imported only if it is used.
 * The compiler rejects this table if a kind of the union `Source` is missing.
 */
const OPENERS = {
  'stored-key': openStoredKey,
  static: openStatic,
  environment: openEnvironment,
  process: openProcess,
  'ec2-instance-metadata': async (source, context) => {
    const { openInstanceMetadata } = await import('./ec2-instance-metadata/open.js')
    return openInstanceMetadata(source, context)
  },
  'ecs-container': async (source, context) => {
    const { openContainer } = await import('./ecs-container/open.js')
    return openContainer(source, context)
  },
  sso: async (source, context) => {
    const { openSso } = await import('./sso/open.js')
    return openSso(source, context)
  },
  login: async (source, context) => {
    const { openLogin } = await import('./login/open.js')
    return openLogin(source, context)
  },
  'web-identity-file': openWebIdentityFile,
  'web-identity-env': openWebIdentityEnv,
  'web-identity-process': openWebIdentityProcess,
  'github-actions': async (source, context) => {
    const { openGithubActions } = await import('./github-actions/open.js')
    return openGithubActions(source, context)
  },
  oidc: async (source, context) => {
    const { openOidc } = await import('./oidc/open.js')
    return openOidc(source, context)
  },
  saml: async (source, context) => {
    const { openSaml } = await import('./saml/open.js')
    return openSaml(source, context)
  },
  cognito: async (source, context) => {
    if (source.login === undefined) return { login: undefined }
    const login = await openSource(source.login, context)
    if ('webIdentityToken' in login) return { login }
    throw new TypeError('a login at an identity pool is a token')
  },
  'roles-anywhere': async (source, context) => {
    const { openRolesAnywhere } = await import('./roles-anywhere/open.js')
    return openRolesAnywhere(source, context)
  },
} satisfies { [K in SourceKind]: OpenSource<K> }

/**
 * Makes sure that the user is signed in, if a sign-in shows whose the source is before it is asked.
 * @returns true if the evidence may have changed
 * @throws RolecallError 'interaction' if the user must sign in and cannot be prompted
 */
export async function signInFirst(source: Source, context: () => OpenContext): Promise<boolean> {
  if (source.kind !== 'sso') return false
  const { signInToSso } = await import('./sso/open.js')
  await signInToSso(source, context())
  return true
}

/**
 * Fetches a plan's first credentials, or the token that is exchanged for them.
 * @throws RolecallError that names the source
 */
export async function openSource(source: Source, context: OpenContext): Promise<SigningIdentity> {
  // TypeScript cannot relate the kind of the source to the parameter of the kind's own function.
  const open = OPENERS[source.kind] as OpenSource<SourceKind>
  return open(source, context)
}
