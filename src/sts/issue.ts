import {
  AssumeRoleCommand,
  AssumeRoleWithSAMLCommand,
  AssumeRoleWithWebIdentityCommand,
  GetCallerIdentityCommand,
  GetSessionTokenCommand,
} from '@aws-sdk/client-sts'
import {
  isoSeconds,
  type Credentials,
  type ClockReading,
  type Session,
  type SigningIdentity,
} from '../core/credentials.js'
import { accountOfArn } from '../core/arn.js'
import { RolecallError } from '../core/errors.js'
import type { Step, StsTarget } from '../core/plan.js'
import { call, type CallContext } from './call.js'

/**
 * Carries out one step at STS.
 * @param signer the credentials of the step before, or the source's
 * @param tokenCode six digits, for a step with a serial number
 * @returns a session that knows when, by all clocks, it was issued
 * @throws RolecallError 'refused' or 'failed', in a person's words
 */
export async function callSts(
  step: Step,
  signer: SigningIdentity,
  tokenCode: string | undefined,
  context: CallContext,
): Promise<Session> {
  const { output, served } = await ask(step, signer, tokenCode, context)
  return sessionOf(output, served)
}

function ask(
  step: Step,
  signer: SigningIdentity,
  tokenCode: string | undefined,
  context: CallContext,
): Promise<{ output: Answer; served: ClockReading }> {
  const { target } = step
  const keys = 'accessKeyId' in signer ? signer : undefined
  const code = tokenCode === undefined ? {} : { TokenCode: tokenCode }
  switch (step.operation) {
    case 'AssumeRole':
      return call(target, keys, context, new AssumeRoleCommand({ ...step.input, ...code }))
    case 'GetSessionToken':
      return call(target, keys, context, new GetSessionTokenCommand({ ...step.input, ...code }))
    case 'AssumeRoleWithWebIdentity': {
      const WebIdentityToken = 'webIdentityToken' in signer ? signer.webIdentityToken : undefined
      const input = { ...step.input, WebIdentityToken }
      return call(target, keys, context, new AssumeRoleWithWebIdentityCommand(input))
    }
    case 'AssumeRoleWithSAML': {
      const { RoleArn, PrincipalArn } = step.input
      const SAMLAssertion = 'samlAssertion' in signer ? signer.samlAssertion : undefined
      const input = { ...step.input, RoleArn, PrincipalArn, SAMLAssertion }
      return call(target, keys, context, new AssumeRoleWithSAMLCommand(input))
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

/** Milliseconds: no session of STS lasts longer (GetSessionToken, 36 h), but for a minute of delay. */
const LONGEST = (36 * 3600 + 60) * 1000

function sessionOf(output: Answer, served: ClockReading): Session {
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = output.Credentials ?? {}
  if (!AccessKeyId || !SecretAccessKey || !SessionToken || !Expiration?.getTime())
    throw incomplete()
  // A `Date` by which the session would last longer than any was not STS's own, and does not count.
  const isPlausible = Expiration.getTime() - (served.at + served.serverOffset) <= LONGEST
  const issued = isPlausible ? served : { ...served, serverOffset: 0 }
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
  const { output } = await call(target, signer, context, new GetCallerIdentityCommand({}))
  const { Account, Arn, UserId } = output
  if (!Account || !Arn || !UserId) throw incomplete()
  return { account: Account, arn: Arn, userId: UserId }
}

function incomplete(): RolecallError {
  return new RolecallError('failed', 'the answer of STS is incomplete', {
    hint: 'something between here and AWS may have changed it; try again, or look at the endpoint and the proxy',
  })
}
