import {
  AssumeRoleCommand,
  AssumeRoleWithSAMLCommand,
  AssumeRoleWithWebIdentityCommand,
  GetCallerIdentityCommand,
  GetSessionTokenCommand,
  type STSClient,
} from '@aws-sdk/client-sts'
import {
  isoSeconds,
  type Credentials,
  type Moment,
  type Session,
  type Signer,
} from '../core/credentials.js'
import { accountOfArn } from '../core/arn.js'
import { RolecallError } from '../core/errors.js'
import type { Step, StsTarget } from '../core/plan.js'
import { stsClient } from './client.js'
import { explainFailure } from './failures.js'
import type { Network } from './network.js'

export interface CallContext {
  network: Network
  now(): Omit<Moment, 'serverOffset'>
}

/**
 * Carries out one step at STS.
 * @param signer the credentials of the step before, or the source's
 * @param tokenCode six digits, for a step with a serial number
 * @returns a session that knows when, by all clocks, it was issued
 * @throws RolecallError 'refused' or 'failed', in a person's words
 */
export async function issue(
  step: Step,
  signer: Signer,
  tokenCode: string | undefined,
  context: CallContext,
): Promise<Session> {
  const credentials = 'accessKeyId' in signer ? signer : undefined
  return call(step.target, credentials, context, async (client, served) =>
    sessionOf(await send(client, step, signer, tokenCode), served.moment()),
  )
}

function send(
  client: STSClient,
  step: Step,
  signer: Signer,
  tokenCode: string | undefined,
): Promise<Answer> {
  const code = tokenCode === undefined ? {} : { TokenCode: tokenCode }
  switch (step.operation) {
    case 'AssumeRole':
      return client.send(new AssumeRoleCommand({ ...step.input, ...code }))
    case 'GetSessionToken':
      return client.send(new GetSessionTokenCommand({ ...step.input, ...code }))
    case 'AssumeRoleWithWebIdentity': {
      const WebIdentityToken = 'webIdentityToken' in signer ? signer.webIdentityToken : undefined
      return client.send(new AssumeRoleWithWebIdentityCommand({ ...step.input, WebIdentityToken }))
    }
    case 'AssumeRoleWithSAML': {
      const { RoleArn, PrincipalArn } = step.input
      const SAMLAssertion = 'samlAssertion' in signer ? signer.samlAssertion : undefined
      return client.send(
        new AssumeRoleWithSAMLCommand({ ...step.input, RoleArn, PrincipalArn, SAMLAssertion }),
      )
    }
  }
}

/** What the operations that give credentials have in common. */
interface Answer {
  Credentials?:
    | {
        AccessKeyId: string | undefined
        SecretAccessKey: string | undefined
        SessionToken: string | undefined
        Expiration: Date | undefined
      }
    | undefined
  AssumedRoleUser?: { Arn: string | undefined } | undefined
}

export interface CallerIdentity {
  account: string
  arn: string
  userId: string
}

/** GetCallerIdentity: needs no permission and works even where it is denied (contracts §6). */
export async function callerIdentity(
  target: StsTarget,
  signer: Credentials,
  context: CallContext,
): Promise<CallerIdentity> {
  return call(target, signer, context, async (client) => {
    const { Account, Arn, UserId } = await client.send(new GetCallerIdentityCommand({}))
    if (!Account || !Arn || !UserId) throw incomplete()
    return { account: Account, arn: Arn, userId: UserId }
  })
}

/** Reads STS's clock off the `Date` header of the last answer. */
interface Served {
  moment(): Moment
}

/** One call, and what went wrong with it in a person's words. @param signer undefined where nobody signs */
export async function call<Output>(
  target: StsTarget,
  signer: Credentials | undefined,
  context: CallContext,
  send: (client: STSClient, served: Served) => Promise<Output>,
): Promise<Output> {
  const client = stsClient(target, signer, context.network)
  let serverOffset = 0
  const secrets = [signer?.secretAccessKey ?? '', signer?.sessionToken ?? '']
  client.middlewareStack.add(
    (next) => (args) => {
      secrets.push(...secretsIn(args.input))
      return next(args)
    },
    { step: 'initialize', name: 'rolecallSecretsSent' },
  )
  client.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args)
      serverOffset = offsetOf(result.response, context.now().at) ?? serverOffset
      return result
    },
    { step: 'deserialize', priority: 'low', name: 'rolecallServerClock' },
  )
  try {
    return await send(client, { moment: () => ({ ...context.now(), serverOffset }) })
  } catch (error) {
    throw explainFailure(error, context.now().at, secrets)
  } finally {
    client.destroy()
  }
}

/** Members of requests that nobody but STS may see. */
const SECRET_MEMBERS = ['TokenCode', 'WebIdentityToken', 'SAMLAssertion', 'TradeInToken']

function secretsIn(input: object): string[] {
  return Object.entries(input).flatMap(([name, value]) =>
    SECRET_MEMBERS.includes(name) ? [String(value)] : [],
  )
}

/** The header has whole seconds, so an offset of a second or less says nothing. */
function offsetOf(response: unknown, localTime: number): number | undefined {
  const headers = (response as { headers?: Record<string, string> } | undefined)?.headers
  const served = Date.parse(headers?.['date'] ?? '')
  if (Number.isNaN(served)) return undefined
  const offset = served - localTime
  return Math.abs(offset) < 2000 ? 0 : offset
}

/** Milliseconds: no session of STS lasts longer (GetSessionToken, 36 h), but for a minute of delay. */
const LONGEST = (36 * 3600 + 60) * 1000

function sessionOf(output: Answer, seen: Moment): Session {
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = output.Credentials ?? {}
  if (!AccessKeyId || !SecretAccessKey || !SessionToken || !Expiration?.getTime())
    throw incomplete()
  // A `Date` by which the session would last longer than any was not STS's own, and does not count.
  const isPlausible = Expiration.getTime() - (seen.at + seen.serverOffset) <= LONGEST
  const issued = isPlausible ? seen : { ...seen, serverOffset: 0 }
  if (Expiration.getTime() <= issued.at + issued.serverOffset) {
    throw new RolecallError('failed', 'STS gave credentials that have already expired', {
      hint: 'something between here and AWS may have kept an old answer: look at the endpoint and the proxy',
    })
  }
  const arn = output.AssumedRoleUser?.Arn
  const accountId = arn === undefined ? undefined : accountOfArn(arn)
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
    expiration: isoSeconds(Expiration.getTime()),
    issued,
    ...(arn === undefined ? {} : { arn }),
    ...(accountId === undefined ? {} : { accountId }),
  }
}

function incomplete(): RolecallError {
  return new RolecallError('failed', 'the answer of STS is incomplete', {
    hint: 'something between here and AWS may have changed it; try again, or look at the endpoint and the proxy',
  })
}
