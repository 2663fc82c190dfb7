import type {
  ServiceInputTypes,
  ServiceOutputTypes,
  STSClient,
  STSClientResolvedConfig,
} from '@aws-sdk/client-sts'
import type { Command } from '@smithy/types'
import type { ClockReading, Credentials } from '../core/credentials.js'
import type { StsTarget } from '../core/step.js'
import { unknownRegion } from '../core/region-names.js'
import { clockReading } from '../core/time/clock-reading.js'
import { stsClient } from './client.js'
import type { CallContext } from './context.js'
import { explainFailure } from './errors/explain.js'
import { servedAtMs, type SdkError } from './errors/sdk-error.js'

type StsCommand<Input extends ServiceInputTypes, Output extends ServiceOutputTypes> = Command<
  ServiceInputTypes,
  Input,
  ServiceOutputTypes,
  Output,
  STSClientResolvedConfig
>

/** Attempts of the SDK if STS does not respond, or responds with a fault of its own. */
const MAX_ATTEMPTS = 3

/**
 * Sends one command to STS.
 * @param signer undefined for an unsigned call
 * @returns the response, and its time by the local clocks and by STS's clock
 * @throws RolecallError 'refused' or 'failed', with an explanation
 */
export async function sendCommand<
  Input extends ServiceInputTypes,
  Output extends ServiceOutputTypes,
>(
  target: StsTarget,
  signer: Credentials | undefined,
  { network, now, usesMfa, regionFrom }: CallContext,
  command: StsCommand<Input, Output>,
): Promise<{ output: Output; served: ClockReading }> {
  const hasCode = 'TokenCode' in command.input
  const client = stsClient(target, signer, network, hasCode ? 1 : MAX_ATTEMPTS)
  let served: ClockReading | undefined
  client.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args)
      served = clockReading(now(), servedAtMs(result.response))
      return result
    },
    { step: 'deserialize', priority: 'low', name: 'rolecallServerClock' },
  )
  try {
    const output = await (hasCode ? sendWithCode(client, command) : client.send(command))
    return { output, served: served ?? clockReading(now(), undefined) }
  } catch (error) {
    const { accessKeyId, secretAccessKey = '', sessionToken = '' } = signer ?? {}
    const secrets = [secretAccessKey, sessionToken, ...secretsIn(command.input)]
    const sent = { externalId: 'ExternalId' in command.input, mfa: usesMfa }
    const badRegion = unknownRegion(target.region, regionFrom)
    throw explainFailure(error, now().at, { secrets, accessKeyId, sent, badRegion })
  } finally {
    client.destroy()
  }
}

/**
 * Sends a command with a token code once, because STS may have accepted the code even if no
 * response came. The one exception: STS refuses a signature for its date before it checks the code.
 * The client has learnt the right time from that refusal, so the command is signed and sent again.
 */
async function sendWithCode<Input extends ServiceInputTypes, Output extends ServiceOutputTypes>(
  client: STSClient,
  command: StsCommand<Input, Output>,
): Promise<Output> {
  try {
    return await client.send(command)
  } catch (error) {
    const { name, $metadata } = error as SdkError
    if (!$metadata?.clockSkewCorrected || !DATE_REFUSALS.has(name ?? '')) throw error
    return client.send(command)
  }
}

const DATE_REFUSALS: ReadonlySet<string> = new Set(['SignatureDoesNotMatch', 'RequestExpired'])

/** Members of requests that must not appear in a message. */
const SECRET_MEMBERS = ['TokenCode', 'WebIdentityToken', 'SAMLAssertion', 'TradeInToken']

function secretsIn(params: object): string[] {
  return Object.entries(params).flatMap(([name, value]) =>
    SECRET_MEMBERS.includes(name) ? [String(value)] : [],
  )
}
