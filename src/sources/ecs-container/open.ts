import type { Credentials } from '../../core/credentials.js'
import type { ContainerSource } from '../../core/source.js'
import { isReadableOnce, readNamed } from '../../system/files/read-named.js'
import { sleep } from '../../system/time.js'
import type { OpenContext } from '../open-context.js'
import { refuseContainerUrl } from './refuse-url.js'
import { SDK_TIMEOUT_MS, SILENT_LOGGER, sdkCredentials } from '../sdk/credentials.js'

const MAX_ATTEMPTS = 3
const RETRY_DELAY_MS = 500

/**
 * Credentials of the container's role. The SDK reads the endpoint from the environment, as
 * parse.ts does.
 * @throws RolecallError 'failed'
 */
export async function openContainer(
  source: ContainerSource,
  context: OpenContext,
): Promise<Credentials> {
  refuseUnusableContainer(source)
  return sdkCredentials(
    {
      name: 'the container credentials endpoint',
      hint: 'check AWS_CONTAINER_CREDENTIALS_RELATIVE_URI, _FULL_URI and the authorization token',
      isRemote: false,
      provide({ providers }) {
        // The SDK's own timeout prints a warning to standard error, so rolecall's comes first.
        const timeout = 2 * SDK_TIMEOUT_MS
        return retry(providers.fromHttp({ timeout, maxRetries: 0, logger: SILENT_LOGGER }))
      },
    },
    context,
  )
}

/**
 * Refuses what the SDK would refuse in words of its own, before anything is asked.
 * @throws RolecallError 'config' for its URL or its token file
 */
export function refuseUnusableContainer(source: ContainerSource): void {
  refuseContainerUrl(source)
  const { tokenFile } = source
  // What is on a descriptor can be read once, and is for the SDK.
  if (tokenFile === undefined || isReadableOnce(tokenFile)) return
  readNamed(tokenFile, 'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE')
}

/**
 * Retries for an agent that is still starting. The SDK's own retry would wait a full timeout
 * between attempts.
 */
async function retry<T>(request: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await request()
    } catch (error) {
      if (attempt === MAX_ATTEMPTS) throw error
      await sleep(RETRY_DELAY_MS)
    }
  }
}
