import { partitionById, partitionOfRegion } from '../core/arn.js'
import { envVar, type Env } from '../core/env.js'
import { RolecallError } from '../core/errors.js'
import type { Source } from '../core/source.js'
import type { AwsFiles } from '../aws-files/aws-files.js'
import { refuseControlCharacters, type Profile } from '../aws-files/profile.js'
import { webIdentitySource } from './role-source.js'
import { hasStaticKeys, staticSource } from './static/parse.js'
import { samlSource } from './saml/parse.js'
import { ssoSource } from './sso/parse.js'

/** Written `rolecall_long_term_keys = true`: what a credential_process gives cannot be known without running it. */
const LONG_TERM_KEYS = 'long_term_keys'

/** What finding a source needs besides the profile. */
export interface ConfigInputs {
  files: AwsFiles
  env: Env
}

/**
 * The credentials that a profile holds itself, whatever its role: the first that it has of static
 * keys, SSO, login_session, another tool's credential_process, credential_source, a web
 * identity, SAML.
 * @returns undefined where it has none
 * @throws RolecallError where it has half of one
 */
export function sourceOf(profile: Profile, around: ConfigInputs): Source | undefined {
  if (hasStaticKeys(profile)) return staticSource(profile)
  const sso = ssoSource(profile, around.files)
  if (sso) return sso
  const session = profile.get('login_session')
  if (session) return loginSource(profile, session, around.env)
  const command = profile.get('credential_process')
  if (command) {
    const longTerm = profile.get(LONG_TERM_KEYS)?.toLowerCase() === 'true'
    const known = longTerm ? { longTerm: true as const } : {}
    return { kind: 'process', profile: profile.name, command, ...known }
  }
  return roleSource(profile, around)
}

/** What the profile's role is assumed with, where that is no other profile. */
export function roleSource(profile: Profile, around: ConfigInputs): Source | undefined {
  return (
    credentialSource(profile, around) ??
    webIdentitySource(profile, around.files) ??
    samlSource(profile)
  )
}

/**
 * @returns undefined where the profile has no `credential_source`; its values are case-sensitive,
 * as in every SDK
 */
function credentialSource(profile: Profile, { env }: ConfigInputs): Source | undefined {
  const name = profile.get('credential_source')
  switch (name) {
    case undefined:
      return undefined
    case 'Environment': {
      const source = environmentSource(env)
      if (source) return source
      const where = `credential_source of profile ${profile.name} is Environment`
      throw new RolecallError('config', `${where}, but AWS_ACCESS_KEY_ID is not set`)
    }
    case 'Ec2InstanceMetadata':
      return instanceSource(profile, env)
    case 'EcsContainer':
      return containerSource(profile, env)
    case 'GitHubActions': {
      const source = githubSource(env)
      if (source) return source
      const where = `credential_source of profile ${profile.name} is GitHubActions`
      throw new RolecallError('config', `${where}, but this is no job that may ask for a token`, {
        hint: 'the job needs "permissions: id-token: write", and must run in GitHub Actions',
      })
    }
    default:
      throw new RolecallError('config', `unknown credential_source: ${name}`, {
        hint: 'one of Environment, Ec2InstanceMetadata, EcsContainer, GitHubActions, in exactly this spelling',
      })
  }
}

/**
 * @returns undefined where the environment holds no keys. @throws RolecallError where it holds half
 * a pair
 */
export function environmentSource(env: Env): Source | undefined {
  const accessKeyId = envVar(env, 'AWS_ACCESS_KEY_ID')
  const secret = envVar(env, 'AWS_SECRET_ACCESS_KEY')
  if (!accessKeyId && !secret) return undefined
  if (!accessKeyId || !secret) {
    const missing = accessKeyId ? 'AWS_SECRET_ACCESS_KEY' : 'AWS_ACCESS_KEY_ID'
    throw new RolecallError('config', `the environment holds half a key pair: no ${missing}`)
  }
  refuseControlCharacters(accessKeyId, 'AWS_ACCESS_KEY_ID')
  const temporary = envVar(env, 'AWS_SESSION_TOKEN', 'AWS_SECURITY_TOKEN') !== undefined
  return { kind: 'environment', accessKeyId, temporary }
}

/** @returns undefined outside of a GitHub Actions job with `permissions: id-token: write` */
export function githubSource(env: Env): Source | undefined {
  const url = envVar(env, 'ACTIONS_ID_TOKEN_REQUEST_URL')
  if (!url || !envVar(env, 'ACTIONS_ID_TOKEN_REQUEST_TOKEN')) return undefined
  refuseControlCharacters(url, 'ACTIONS_ID_TOKEN_REQUEST_URL')
  return { kind: 'github-actions', url }
}

/**
 * What `aws login` left: an ARN that the SDK finds its token by, and the region where it was signed
 * in.
 */
function loginSource(profile: Profile, session: string, env: Env): Source {
  const region = profile.get('region') ?? envVar(env, 'AWS_REGION', 'AWS_DEFAULT_REGION')
  const home = partitionById(session.split(':')[1] ?? '') ?? partitionOfRegion('')
  return { kind: 'login', profile: profile.name, session, region: region ?? home.defaultRegion }
}

function instanceSource(profile: Profile, env: Env): Source {
  const endpoint =
    envVar(env, 'AWS_EC2_METADATA_SERVICE_ENDPOINT') ?? profile.get('ec2_metadata_service_endpoint')
  const mode =
    envVar(env, 'AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE') ??
    profile.get('ec2_metadata_service_endpoint_mode')
  const chosen = endpoint ?? (mode?.toLowerCase() === 'ipv6' ? 'http://[fd00:ec2::254]' : undefined)
  return { kind: 'ec2-instance-metadata', ...(chosen ? { endpoint: chosen } : {}) }
}

/** The relative URI wins over the full one (contracts §2.1). */
function containerSource(profile: Profile, env: Env): Source {
  const relative = envVar(env, 'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI')
  const uri = relative
    ? `http://169.254.170.2${relative}`
    : envVar(env, 'AWS_CONTAINER_CREDENTIALS_FULL_URI')
  if (uri) return { kind: 'ecs-container', uri }
  const where = `credential_source of profile ${profile.name} is EcsContainer`
  throw new RolecallError('config', `${where}, but this is no container with a role`, {
    hint: 'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI or AWS_CONTAINER_CREDENTIALS_FULL_URI is not set',
  })
}
