import type {
  ServiceInputTypes,
  ServiceOutputTypes,
  STSClient,
  STSClientResolvedConfig,
} from '@aws-sdk/client-sts'
import type { Command } from '@smithy/types'
import type { Credentials, ClockReading } from '../core/credentials.js'
import type { StsTarget } from '../core/plan.js'
import { stsClient } from './client.js'
import { explainFailure } from './errors/explain.js'
import type { Network } from '../net/agents.js'

/** How STS is reached, and the clocks that an answer is read by. */
export interface CallContext {
  network: Network
  now(): Omit<ClockReading, 'serverOffset'>
}

type StsCommand<Input extends ServiceInputTypes, Output extends ServiceOutputTypes> = Command<
  ServiceInputTypes,
  Input,
  ServiceOutputTypes,
  Output,
  STSClientResolvedConfig
>

/** How often a request is sent that STS did not answer, or could not. */
const ATTEMPTS = 3

/**
 * One call to STS.
 * @param signer undefined where nobody signs
 * @returns the answer, and when it came, by all clocks and by STS's own
 * @throws RolecallError 'refused' or 'failed', in a person's words
 */
export async function call<Input extends ServiceInputTypes, Output extends ServiceOutputTypes>(
  target: StsTarget,
  signer: Credentials | undefined,
  { network, now }: CallContext,
  command: StsCommand<Input, Output>,
): Promise<{ output: Output; served: ClockReading }> {
  const isSingle = 'TokenCode' in command.input
  const client = stsClient(target, signer, network, isSingle ? 1 : ATTEMPTS)
  let serverOffset = 0
  client.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args)
      serverOffset = offsetOf(result.response, now().at) ?? serverOffset
      return result
    },
    { step: 'deserialize', priority: 'low', name: 'rolecallServerClock' },
  )
  try {
    const output = await (isSingle ? sendOnce(client, command) : client.send(command))
    return { output, served: { ...now(), serverOffset } }
  } catch (error) {
    const { accessKeyId, secretAccessKey = '', sessionToken = '' } = signer ?? {}
    const secrets = [secretAccessKey, sessionToken, ...secretsIn(command.input)]
    throw explainFailure(error, now().at, { secrets, accessKeyId })
  } finally {
    client.destroy()
  }
}

/**
 * STS takes a token code once, and may have taken it where no answer came. Only a signature that is refused for its date
 * is made again, since STS has not looked at the code by then; the client has learnt the right time from the refusal.
 */
async function sendOnce<Input extends ServiceInputTypes, Output extends ServiceOutputTypes>(
  client: STSClient,
  command: StsCommand<Input, Output>,
): Promise<Output> {
  try {
    return await client.send(command)
  } catch (error) {
    const { name, $metadata } = error as SdkError
    if (!$metadata?.clockSkewCorrected || !REFUSED_DATES.has(name ?? '')) throw error
    return client.send(command)
  }
}

interface SdkError {
  name?: string
  $metadata?: { clockSkewCorrected?: boolean }
}

const REFUSED_DATES: ReadonlySet<string> = new Set(['SignatureDoesNotMatch', 'RequestExpired'])

/** Members of requests that nobody but STS may see. */
const SECRET_MEMBERS = ['TokenCode', 'WebIdentityToken', 'SAMLAssertion', 'TradeInToken']

function secretsIn(input: object): string[] {
  return Object.entries(input).flatMap(([name, value]) =>
    SECRET_MEMBERS.includes(name) ? [String(value)] : [],
  )
}

/** Of the `Date` header. It has whole seconds, so that an offset of a second or less says nothing. */
function offsetOf(response: unknown, localTime: number): number | undefined {
  const headers = (response as { headers?: Record<string, string> } | undefined)?.headers
  const served = Date.parse(headers?.['date'] ?? '')
  if (Number.isNaN(served)) return undefined
  const offset = served - localTime
  return Math.abs(offset) < 2000 ? 0 : offset
}
