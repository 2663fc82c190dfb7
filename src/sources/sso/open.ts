import { hiddenKey } from '../../aws-files/adopt/section.js'
import type { Credentials } from '../../core/credentials.js'
import { shellWord } from '../../core/shell-word.js'
import type { SsoSource } from '../../core/source.js'
import { serviceUrl } from '../../core/arn.js'
import { httpHandler } from '../../net/sdk-http-handler.js'
import { withVariable } from '../../system/host.js'
import type { OpenContext } from '../open-context.js'
import { sdkCredentials } from '../sdk/credentials.js'
import { writeSdkProfile } from '../sdk/sign-in.js'

/**
 * Credentials of a role in IAM Identity Center, by the sign-in of the AWS CLI.
 * @throws RolecallError 'failed'
 */
export async function openSso(source: SsoSource, context: OpenContext): Promise<Credentials> {
  const { profile, session, startUrl, region, accountId, roleName } = source
  const credentials = await sdkCredentials(
    {
      name: 'the IAM Identity Center sign-in',
      hint: signInHint(source, context),
      isRemote: true,
      provide({ providers, network }) {
        const provider = providers.fromSSO({
          ...writeSdkProfile(profile, profileKeys(source), context.host),
          ssoStartUrl: startUrl,
          ssoRegion: region,
          ssoAccountId: accountId,
          ssoRoleName: roleName,
          ...(session === undefined ? {} : { ssoSession: session }),
          clientConfig: {
            region,
            requestHandler: httpHandler(network),
            ...endpointConfig(source),
          },
        })
        return withEndpoints(source, provider)
      },
    },
    context,
  )
  return { accountId, ...credentials }
}

/**
 * Two services share the configuration of one client, so that the SDK gets their endpoints by its
 * variables. Without any, it must not look for one in the profile that AWS_PROFILE names.
 */
function withEndpoints<T>({ region, ...source }: SsoSource, work: () => Promise<T>): Promise<T> {
  if (source.endpoint === undefined && source.oidcEndpoint === undefined) return work()
  const portal = source.endpoint ?? serviceUrl('portal.sso', region)
  const oidc = source.oidcEndpoint ?? serviceUrl('oidc', region)
  return withVariable('AWS_ENDPOINT_URL_SSO', portal, () =>
    withVariable('AWS_ENDPOINT_URL_SSO_OIDC', oidc, work),
  )
}

function endpointConfig({ endpoint, oidcEndpoint, fips, dualStack }: SsoSource): object {
  return {
    ignoreConfiguredEndpointUrls: endpoint === undefined && oidcEndpoint === undefined,
    useFipsEndpoint: fips ?? false,
    useDualstackEndpoint: dualStack ?? false,
  }
}

function profileKeys({ session, startUrl, region }: SsoSource): string {
  if (session === undefined) return ''
  const section = `[sso-session ${session}]\nsso_start_url = ${startUrl}\nsso_region = ${region}\n`
  return `sso_session = ${session}\n${section}`
}

/**
 * Names the command of the AWS CLI that signs in. It does not find the start URL of an adopted
 * profile, so the profile is ejected for the time of the sign-in.
 */
function signInHint({ profile, session }: SsoSource, { files }: OpenContext): string {
  const name = shellWord(session ?? profile)
  if (session !== undefined) return `sign in first: aws sso login --sso-session ${name}`
  return files.profile(profile)?.has(hiddenKey('sso_start_url'))
    ? `sign in first: rolecall eject ${name} && aws sso login --profile ${name} && rolecall adopt ${name}`
    : `sign in first: aws sso login --profile ${name}`
}
