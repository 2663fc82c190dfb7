import { insecureUrlNotes } from '../../../plan/insecure-endpoint.js'
import { NO_AGENTS } from '../../../core/agents/agent.js'
import { startDeadline } from '../../../core/time/deadline.js'
import type { Credentials } from '../../../core/credentials.js'
import type { Env } from '../../../core/env.js'
import { describeRoleArn } from '../../../core/describe-role.js'
import type { Plan } from '../../../core/plan.js'
import { recorded } from '../../../history/record.js'
import { getTokenCode } from '../../../mfa/code.js'
import { retryWithCode } from '../../../mfa/retry.js'
import { promptLimitMs } from '../../../mfa/prompt-limit.js'
import { factsOfParams, factsOfPlan, issuedInResponse } from '../../../session/history-facts.js'
import type { StsOperation } from '../../../sts/api/operation.js'
import type { StsParams } from '../../../sts/api/params.js'
import { readSeed } from '../../../secrets/seeds.js'
import { callContext } from '../../../sts/context.js'
import type { StsResponse } from '../../../sts/raw-call.js'
import { refuseGlobalEndpoint, signingPlan, unsignedTarget } from '../../../sts/signing.js'
import { silenceSdkWarning } from '../../../system/host.js'
import { monotonicMs } from '../../../system/time.js'
import { environmentPlan } from '../../environment-plan.js'
import type { CommandContext } from '../../context.js'
import type { OptionValues } from '../../command-spec.js'
import type { SIGNER_OPTIONS } from './spec.js'

/** The answer of an STS operation, and who signed the call. */
export interface CallResult {
  answer: StsResponse
  /** The profile that signed; empty for an unsigned call. */
  profile: string
  region: string
}

/** Calls one operation for the profile in the options or, without one, for the environment. */
export async function callForProfile(
  operation: StsOperation,
  params: StsParams,
  { profile, region }: OptionValues<(typeof SIGNER_OPTIONS)[number]>,
  context: CommandContext,
): Promise<CallResult> {
  const { host } = context
  const request = { profile, region }
  const call = (plan: CallPlan, signer: Credentials | undefined): Promise<StsResponse> =>
    callWithCode(operation, params, plan, signer, context)
  if (operation.signer === 'unsigned') {
    const arn = typeof params['RoleArn'] === 'string' ? params['RoleArn'] : undefined
    const userName = host.userName()
    const inputs = { files: context.files(), env: host.env, userName, agents: NO_AGENTS }
    const unsigned = unsignedTarget(request, arn, inputs)
    const answer = await call({ ...unsigned, profile: '' }, undefined)
    return { answer, profile: '', region: unsigned.target.region }
  }
  const planFor = (overrides?: Env): Plan => context.planFor(request, overrides)
  const named = profile === undefined ? environmentPlan(planFor, host.env) : planFor()
  const plan = signingPlan(operation, named)
  refuseGlobalEndpoint(operation, plan.target)
  const answer = await call(plan, await context.credentials(plan))
  return { answer, profile: plan.profile, region: plan.target.region }
}

type CallPlan = Pick<
  Plan,
  'profile' | 'region' | 'target' | 'caBundle' | 'mfaProcess' | 'mfaProgram' | 'mfaSeed'
>

/** Makes the call. If the params name an MFA device but no code, gets one as for a session. */
async function callWithCode(
  operation: StsOperation,
  params: StsParams,
  plan: CallPlan,
  signer: Credentials | undefined,
  { host, mayPrompt, notify, cache, record }: CommandContext,
): Promise<StsResponse> {
  insecureUrlNotes([plan.target.endpoint]).forEach(notify)
  silenceSdkWarning()
  const { rawCall } = await import('../../../sts/raw-call.js')
  const sts = callContext(plan, host)
  const { TokenCode, ...rest } = params as { TokenCode?: string; SerialNumber?: string }
  const { profile, mfaProcess, mfaProgram, mfaSeed, target } = plan
  const purpose = describeRoleArn(params['RoleArn']) ?? operation.api
  return retryWithCode(
    rest.SerialNumber,
    (serial, attempt, refusal, clockOffsetMs) =>
      getTokenCode({
        request: {
          ...{ serial, attempt, refusal, clockOffsetMs, purpose, profile },
          ...{ mfaProcess, mfaProgram, mfaSeed },
          given: TokenCode,
          flag: '--token-code',
        },
        host,
        mayPrompt,
        left: startDeadline(promptLimitMs(host), monotonicMs),
        seeds: (named) => readSeed(named, { host, storeNamed: cache().storeNamed }),
      }),
    (code = TokenCode) => {
      const completed = code === undefined ? rest : { ...rest, TokenCode: code }
      const call = (): Promise<StsResponse> =>
        rawCall(operation.api, completed, target, signer, sts)
      const isIssue = operation.givesCredentials ?? operation.api === 'GetWebIdentityToken'
      if (!isIssue) return call()
      const facts = {
        ...{ ...factsOfPlan(plan, target), ...factsOfParams(params), operation: operation.api },
        signedBy: signer?.accessKeyId,
      }
      return recorded(record, facts, call, issuedInResponse)
    },
  )
}
