import type { Credentials } from '../../core/credentials.js'
import { RolecallError } from '../../core/errors.js'
import type { InstanceMetadataSource } from '../../core/source/machine.js'
import { withTimeout } from '../../core/time/with-timeout.js'
import { withVariable } from '../../system/host.js'
import type { OpenContext } from '../open-context.js'
import { SILENT_LOGGER, sdkCredentials, type SdkSource } from '../sdk/credentials.js'

/** Limit for everything if the role is only a guess: most machines are not instances. */
const GUESS_TIMEOUT_MS = 1000

/**
 * Credentials of the instance's role. The SDK reads the endpoint only from the environment. If no
 * profile asks for the role, it is asked for once, and a failure is that of the missing profile.
 * @throws RolecallError 'failed'; 'config' if nothing asks for the role
 */
export async function openInstanceMetadata(
  { endpoint }: InstanceMetadataSource,
  context: OpenContext,
): Promise<Credentials> {
  const { fallback } = context.plan
  const source: SdkSource = {
    name: 'the instance metadata service',
    hint: 'this works on an EC2 instance with an instance profile; in a container, the hop limit must be 2',
    isRemote: false,
    provide({ providers }) {
      const maxRetries = fallback ? 0 : 2
      const options = { timeout: GUESS_TIMEOUT_MS, maxRetries, logger: SILENT_LOGGER }
      const provider = providers.fromInstanceMetadata(options)
      const credentials =
        endpoint === undefined
          ? provider()
          : withVariable('AWS_EC2_METADATA_SERVICE_ENDPOINT', endpoint, provider)
      const timeoutError = (): Error => new Error('it took too long')
      return fallback ? withTimeout(credentials, GUESS_TIMEOUT_MS, timeoutError) : credentials
    },
  }
  if (!fallback) return sdkCredentials(source, context)
  try {
    return await sdkCredentials(source, context)
  } catch (cause) {
    throw new RolecallError('config', fallback.message, { ...fallback, cause })
  }
}
