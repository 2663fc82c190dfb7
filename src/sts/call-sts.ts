import {
  AssumeRoleCommand,
  AssumeRoleWithSAMLCommand,
  AssumeRoleWithWebIdentityCommand,
  GetCallerIdentityCommand,
  GetFederationTokenCommand,
  GetSessionTokenCommand,
} from '@aws-sdk/client-sts'
import { accountOfArn } from '../core/arn.js'
import {
  isoSeconds,
  type ClockReading,
  type Credentials,
  type Session,
  type SigningIdentity,
} from '../core/credentials.js'
import { RolecallError } from '../core/errors.js'
import type { StsTarget, StsStep } from '../core/step.js'
import type { CallContext } from './context.js'
import { sendCommand } from './send.js'

/**
 * Makes the STS call of one step.
 * @param signer the session of the step before, or the source's credentials or token
 * @param tokenCode six digits, for a step with a serial number
 * @returns a session that records when it was issued, by all clocks
 * @throws RolecallError 'refused' or 'failed', with an explanation
 */
export async function callSts(
  step: StsStep,
  signer: SigningIdentity,
  tokenCode: string | undefined,
  context: CallContext,
): Promise<Session> {
  const { output, served } = await sendStep(step, signer, tokenCode, context)
  return { ...accountOfUser(step, signer), ...toSession(output, served) }
}

/** The account of a user's own session, which the answer of GetSessionToken does not contain. */
function accountOfUser(step: StsStep, signer: SigningIdentity): Pick<Credentials, 'accountId'> {
  if (step.operation !== 'GetSessionToken') return {}
  const ofKey = 'accessKeyId' in signer ? signer.accountId : undefined
  const accountId = ofKey ?? accountOfArn(step.input.SerialNumber ?? '')
  return accountId === undefined ? {} : { accountId }
}

function sendStep(
  step: StsStep,
  signer: SigningIdentity,
  tokenCode: string | undefined,
  context: CallContext,
): Promise<{ output: CredentialsOutput; served: ClockReading }> {
  const { target } = step
  const keys = 'accessKeyId' in signer ? signer : undefined
  const code = tokenCode === undefined ? {} : { TokenCode: tokenCode }
  switch (step.operation) {
    case 'AssumeRole': {
      const params = { ...step.input, ...code }
      return sendCommand(target, keys, context, new AssumeRoleCommand(params))
    }
    case 'GetSessionToken': {
      const params = { ...step.input, ...code }
      return sendCommand(target, keys, context, new GetSessionTokenCommand(params))
    }
    case 'GetFederationToken':
      return sendCommand(target, keys, context, new GetFederationTokenCommand(step.input))
    case 'AssumeRoleWithWebIdentity': {
      const WebIdentityToken = 'webIdentityToken' in signer ? signer.webIdentityToken : undefined
      const params = { ...step.input, WebIdentityToken }
      return sendCommand(target, keys, context, new AssumeRoleWithWebIdentityCommand(params))
    }
    case 'AssumeRoleWithSAML': {
      const { RoleArn, PrincipalArn } = step.input
      const SAMLAssertion = 'samlAssertion' in signer ? signer.samlAssertion : undefined
      const params = { ...step.input, RoleArn, PrincipalArn, SAMLAssertion }
      return sendCommand(target, keys, context, new AssumeRoleWithSAMLCommand(params))
    }
  }
}

/** The members that all operations with credentials return. */
interface CredentialsOutput {
  Credentials?:
    | {
        AccessKeyId: string | undefined
        SecretAccessKey: string | undefined
        SessionToken: string | undefined
        Expiration: Date | undefined
      }
    | undefined
  AssumedRoleUser?: { Arn: string | undefined } | undefined
  FederatedUser?: { Arn: string | undefined } | undefined
  PackedPolicySize?: number | undefined
}

/** The longest session of STS (GetSessionToken, 36 h), and a minute of delay. */
const MAX_SESSION_MS = (36 * 3600 + 60) * 1000

function toSession(output: CredentialsOutput, served: ClockReading): Session {
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = output.Credentials ?? {}
  if (!AccessKeyId || !SecretAccessKey || !SessionToken || !Expiration?.getTime()) {
    throw incompleteResponseError()
  }
  // If the `Date` header makes the session longer than any can be, it is not STS's own: ignore it.
  const isPlausible = Expiration.getTime() - (served.at + served.serverOffset) <= MAX_SESSION_MS
  const issued = isPlausible ? served : { ...served, serverOffset: 0 }
  if (Expiration.getTime() <= issued.at + issued.serverOffset) {
    throw new RolecallError('failed', 'STS returned credentials that have already expired', {
      hint: 'a proxy may have cached an old response: check the endpoint and the proxy',
    })
  }
  const arn = output.AssumedRoleUser?.Arn ?? output.FederatedUser?.Arn
  const accountId = arn === undefined ? undefined : accountOfArn(arn)
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
    expiration: isoSeconds(Expiration.getTime()),
    issued,
    ...(arn === undefined ? {} : { arn }),
    ...(output.PackedPolicySize === undefined ? {} : { packedPolicySize: output.PackedPolicySize }),
    ...(accountId === undefined ? {} : { accountId }),
  }
}

/** The answer of GetCallerIdentity. */
export interface CallerIdentity {
  account: string
  arn: string
  userId: string
}

/**
 * Calls GetCallerIdentity, which needs no permission and works even if a policy denies it
 * (docs/contracts.md §6).
 */
export async function callerIdentity(
  target: StsTarget,
  signer: Credentials,
  context: CallContext,
): Promise<CallerIdentity> {
  const { output } = await sendCommand(target, signer, context, new GetCallerIdentityCommand({}))
  const { Account, Arn, UserId } = output
  if (!Account || !Arn || !UserId) throw incompleteResponseError()
  return { account: Account, arn: Arn, userId: UserId }
}

function incompleteResponseError(): RolecallError {
  return new RolecallError('failed', 'the STS response is incomplete', {
    hint: 'a proxy may have changed it: try again, or check the endpoint and the proxy',
  })
}
