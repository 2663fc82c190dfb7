import type { Credentials } from '../../core/credentials.js'
import type { InstanceMetadataSource } from '../../core/source.js'
import { withVariable } from '../../system/host.js'
import type { OpenContext } from '../open-context.js'
import { SILENT_LOGGER, sdkCredentials } from '../sdk/credentials.js'

/**
 * Credentials of the instance's role. The SDK reads the endpoint only from the environment.
 * @throws RolecallError 'failed'
 */
export function openInstanceMetadata(
  { endpoint }: InstanceMetadataSource,
  context: OpenContext,
): Promise<Credentials> {
  return sdkCredentials(
    {
      name: 'the instance metadata service',
      hint: 'this works on an EC2 instance with an instance profile; in a container, the hop limit must be 2',
      isRemote: false,
      provide({ providers }) {
        const options = { timeout: 1000, maxRetries: 2, logger: SILENT_LOGGER }
        const provider = providers.fromInstanceMetadata(options)
        return endpoint === undefined
          ? provider()
          : withVariable('AWS_EC2_METADATA_SERVICE_ENDPOINT', endpoint, provider)
      },
    },
    context,
  )
}
