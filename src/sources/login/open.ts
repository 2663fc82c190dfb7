import type { Credentials } from '../../core/credentials.js'
import { shellWord } from '../../core/shell-word.js'
import type { LoginSource } from '../../core/source.js'
import { httpHandler } from '../../net/sdk-http-handler.js'
import type { OpenContext } from '../open-context.js'
import { sdkCredentials } from '../sdk/credentials.js'
import { writeSdkProfile } from '../sdk/sign-in.js'

/** The SDK must not look for an endpoint in the profile that AWS_PROFILE names. */
const NO_OTHER_ENDPOINT = { ignoreConfiguredEndpointUrls: true }

/**
 * Credentials of a sign-in by `aws login`.
 * @throws RolecallError 'failed'
 */
export function openLogin(source: LoginSource, context: OpenContext): Promise<Credentials> {
  const { profile, session, region, endpoint, fips, dualStack } = source
  const keys = `login_session = ${session}\nregion = ${region}\n`
  return sdkCredentials(
    {
      name: 'the console sign-in',
      hint: `sign in first: aws login --profile ${shellWord(profile)}`,
      isRemote: true,
      provide: ({ providers, network }) =>
        providers.fromLoginCredentials({
          ...writeSdkProfile(profile, keys, context.host),
          clientConfig: {
            region,
            requestHandler: httpHandler(network),
            ...(endpoint === undefined ? NO_OTHER_ENDPOINT : { endpoint }),
            useFipsEndpoint: fips ?? false,
            useDualstackEndpoint: dualStack ?? false,
          },
        })(),
    },
    context,
  )
}
