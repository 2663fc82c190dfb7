import { join } from 'node:path'
import { canonicalJson } from '../core/cache-key.js'
import {
  isoSeconds,
  type Credentials,
  type IdentityToken,
  type SigningIdentity,
} from '../core/credentials.js'
import { envVar } from '../core/env.js'
import { RolecallError } from '../core/errors.js'
import type { Plan } from '../core/plan.js'
import type { Source } from '../core/source.js'
import { sha256 } from '../core/sha256.js'
import type { AwsFiles } from '../aws-files/aws-files.js'
import { staticCredentials } from './static/parse.js'
import { readText } from '../system/files/read-file.js'
import { quietSdk, type Host } from '../system/host.js'
import { isObject, isOptionalText, isText } from '../core/json.js'
import { fetchFor, networkFor } from '../session/network.js'
import type { SamlContext } from './saml/open.js'
import { parseProcessOutput } from './process/parse-output.js'
import type { SignInContext } from './oidc/open.js'

/** As long as the SDKs that set a limit wait themselves; another tool may be asking a person. */
const PROCESS_LIMIT = 60_000

/** What the trust policies in AWS's and GitHub's documentation compare with. */
const AUDIENCE = 'sts.amazonaws.com'

export interface SourceContext extends SamlContext {
  files: AwsFiles
  signIn: SignInContext
}

/**
 * The plan's first credentials, or the token that stands in their place.
 * @throws RolecallError that names the source
 */
export async function openSource(plan: Plan, context: SourceContext): Promise<SigningIdentity> {
  const { source } = plan
  const { host, files } = context
  switch (source.kind) {
    case 'static':
      return staticCredentials(files, source)
    case 'environment':
      return environmentCredentials(host)
    case 'process': {
      const output = await runFor(source, 'credential_process', context)
      const credentials = parseProcessOutput(output, source.profile, host.now().at)
      if (source.longTerm && credentials.sessionToken !== undefined)
        throw notLongTerm(source.profile)
      return credentials
    }
    case 'web-identity-file':
      return toIdentityToken(readText(source.file), source.file)
    case 'saml': {
      const { openSaml } = await import('./saml/open.js')
      return openSaml(source, context)
    }
    case 'web-identity-process':
      return toIdentityToken(
        await runFor(source, 'web_identity_token_process', context),
        'web_identity_token_process',
      )
    case 'github-actions': {
      const { githubIdToken } = await import('./github-actions/id-token.js')
      const requestToken = host.env['ACTIONS_ID_TOKEN_REQUEST_TOKEN'] ?? ''
      const fetch = await fetchFor(plan, host)
      const endpoint = { url: source.url, requestToken }
      return { webIdentityToken: await githubIdToken(endpoint, AUDIENCE, fetch) }
    }
    case 'oidc': {
      const { oidcIdToken } = await import('./oidc/open.js')
      return { webIdentityToken: await oidcIdToken(plan, source, context.signIn) }
    }
    default: {
      quietSdk()
      const { sdkCredentials } = await import('./sdk/credentials.js')
      const folder = join(host.paths.state, 'sdk-profiles')
      const ask = (): Promise<Credentials> =>
        sdkCredentials(source, { network: networkFor(plan, host), folder })
      // A refresh token that two spend at once is lost; the SDK knows no lock.
      return 'profile' in source
        ? context.signIn.singleFlight(sha256(canonicalJson(source)), ask, isCredentials)
        : ask()
    }
  }
}

function notLongTerm(profile: string): RolecallError {
  return new RolecallError('config', `the credential_process of ${profile} gave a session`, {
    hint: `have it give the access key itself (aws-vault: --no-session), or take rolecall_long_term_keys out of ${profile}`,
  })
}

function isCredentials(value: unknown): value is Credentials {
  if (!isObject(value)) return false
  const { accessKeyId, secretAccessKey, sessionToken, expiration, accountId } = value
  const isWhole = [accessKeyId, secretAccessKey].every(isText)
  return isWhole && [sessionToken, expiration, accountId].every(isOptionalText)
}

async function runFor(
  { command }: Extract<Source, { command: string }>,
  role: string,
  { host, chain, mayPrompt }: SourceContext,
): Promise<string> {
  const { runShellCommand } = await import('../system/process/run-shell.js')
  return runShellCommand(command, host, { role, limitMs: PROCESS_LIMIT, chain, mayPrompt })
}

/** What an environment says of its own expiry is passed on where it is a time. */
function environmentCredentials({ env }: Host): Credentials {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = env
  if (!accessKeyId || !secretAccessKey) {
    throw new RolecallError('config', 'the environment holds no whole pair of AWS keys', {
      hint: 'set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or choose a profile',
    })
  }
  const sessionToken = envVar(env, 'AWS_SESSION_TOKEN', 'AWS_SECURITY_TOKEN')
  if (sessionToken === undefined) return { accessKeyId, secretAccessKey }
  const expiry = Date.parse(env['AWS_CREDENTIAL_EXPIRATION'] ?? '')
  const expiration = Number.isNaN(expiry) ? {} : { expiration: isoSeconds(expiry) }
  return { accessKeyId, secretAccessKey, sessionToken, ...expiration }
}

function toIdentityToken(text: string, origin: string): IdentityToken {
  const webIdentityToken = text.trim()
  if (webIdentityToken) return { webIdentityToken }
  throw new RolecallError('failed', `${origin} holds no web identity token`)
}
