import { CONTROL_EXCEPT_TAB } from '../../core/control-characters.js'
import type { Credentials } from '../../core/credentials.js'
import { envVar, type Env } from '../../core/env.js'
import { RolecallError } from '../../core/errors.js'
import type { ContainerSource } from '../../core/source/machine.js'
import { readNamed } from '../../system/files/read-named.js'
import { sleep } from '../../system/time.js'
import type { OpenContext } from '../open-context.js'
import { refuseContainerUrl } from './refuse-url.js'
import { SDK_TIMEOUT_MS, SILENT_LOGGER, sdkCredentials } from '../sdk/credentials.js'

const MAX_ATTEMPTS = 3
const RETRY_DELAY_MS = 500

/**
 * Credentials of the container's role. The SDK reads the endpoint from the environment, as
 * parse.ts does.
 * @throws RolecallError 'config' for an endpoint or a token that SDKs refuse; 'failed'
 */
export async function openContainer(
  source: ContainerSource,
  context: OpenContext,
): Promise<Credentials> {
  refuseContainerUrl(source)
  // An empty path keeps the SDK from reading the file itself: a pipe can be read once.
  const token = {
    awsContainerAuthorizationToken: authorizationToken(source, context.host.env),
    awsContainerAuthorizationTokenFile: '',
  }
  return sdkCredentials(
    {
      name: 'the container credentials endpoint',
      hint: 'check AWS_CONTAINER_CREDENTIALS_RELATIVE_URI, _FULL_URI and the authorization token',
      isRemote: false,
      provide({ providers }) {
        // The SDK's own timeout prints a warning to standard error, so rolecall's comes first.
        const limits = { timeout: 2 * SDK_TIMEOUT_MS, maxRetries: 0, logger: SILENT_LOGGER }
        return retry(providers.fromHttp({ ...token, ...limits }))
      },
    },
    context,
  )
}

const TOKEN = 'AWS_CONTAINER_AUTHORIZATION_TOKEN'

/**
 * The token of the variable or of its file, without white space around it, which would be invalid
 * in a header.
 * @returns '' without a token
 * @throws RolecallError 'config' for a file that cannot be read, and for a token of several lines
 */
export function authorizationToken({ tokenFile }: ContainerSource, env: Env): string {
  const isFile = tokenFile !== undefined
  const text = isFile ? readNamed(tokenFile, `${TOKEN}_FILE`) : (envVar(env, TOKEN) ?? '')
  const token = text.trim()
  if (!CONTROL_EXCEPT_TAB.test(token)) return token
  const what = isFile ? `the token in ${tokenFile}` : TOKEN
  throw new RolecallError('config', `${what} contains a line break or another control character`, {
    hint: 'it must be the token of the agent and nothing else',
  })
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
