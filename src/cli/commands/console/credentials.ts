import { partitionOfRegion } from '../../../core/arn.js'
import { humanDuration } from '../../../core/time/duration.js'
import type { Credentials } from '../../../core/credentials.js'
import { RolecallError } from '../../../core/errors.js'
import type { Plan } from '../../../core/plan.js'
import type { Source } from '../../../core/source.js'
import { recorded } from '../../../history/record.js'
import { validName } from '../../../plan/inputs/valid-name.js'
import type { PlanRequest } from '../../../plan/request.js'
import { factsOfParams, factsOfPlan, issuedInResponse } from '../../../session/history-facts.js'
import { callContext } from '../../../sts/context.js'
import type { StsResponse } from '../../../sts/raw-call.js'
import { isoSeconds } from '../../../core/credentials.js'
import { silenceSdkWarning } from '../../../system/host.js'
import { openTerminal } from '../../../system/terminal/terminal.js'
import type { CommandContext } from '../../context.js'
import { typedCommand } from '../../typed-command.js'

/** Credentials that open the console. */
export interface ConsoleCredentials {
  plan: Plan
  credentials: Credentials
  /** What the federation endpoint is asked for; undefined if it must not be asked. */
  seconds?: number | undefined
}

/** What a console session may last, in seconds (IAM User Guide, "custom identity broker"). */
const LIMITS = { min: 900, max: 43_200 }

/** What GetFederationToken allows for a name. */
const MAX_NAME = 32

/**
 * Gets credentials for the console. Those of a role open it as they are; the access key of a user
 * opens it through GetFederationToken.
 * @param request `duration` is that of the console session, in seconds
 * @param makePlan the plan for a request
 * @throws RolecallError 'usage' if the duration is impossible, or a user's access is not limited
 */
export async function consoleCredentials(
  request: PlanRequest,
  makePlan: (request: PlanRequest) => Plan,
  context: CommandContext,
): Promise<ConsoleCredentials> {
  const { duration, policy, policyArns, ...rest } = request
  // The limits of a session, --read-only among them, apply to a user's key through this call.
  if (makePlan(rest).steps.at(-1)?.operation === 'GetFederationToken') {
    const plan = makePlan(request)
    return { plan, credentials: await context.credentials(plan) }
  }
  const user = makePlan({ ...rest, noSession: true })
  if (isUser(user)) return federatedUser(user, request, context)
  const restricted = { ...rest, policy, policyArns }
  if (duration === undefined) {
    const plan = makePlan(restricted)
    return { plan, credentials: await context.credentials(plan) }
  }
  checkDuration(duration)
  // A role that an MFA session assumes counts as chained.
  const plan = makePlan({ ...restricted, noSession: true })
  if (!mayLast(plan)) {
    const what = `the console session of ${plan.profile} ends with its credentials`
    throw new RolecallError(
      'usage',
      `${what}: AWS allows --duration only for a role that a user, a token or an assertion assumes directly`,
      {
        hint: `leave it out: ${typedCommand(context.host, '--duration')}`,
      },
    )
  }
  return { plan, credentials: await context.credentials(plan), seconds: duration }
}

/** Whether the plan ends with the long-term access key of a user. */
const isUser = ({ steps, source }: Plan): boolean => steps.length === 0 && isLongTerm(source)

function isLongTerm(source: Source): boolean {
  switch (source.kind) {
    case 'stored-key':
      return true
    case 'static':
    case 'environment':
      return !source.temporary
    case 'process':
      return source.longTerm === true
    default:
      return false
  }
}

/** Whether AWS accepts a duration: not for a role that temporary credentials assumed. */
function mayLast({ steps, source }: Plan): boolean {
  const [step, ...others] = steps
  if (!step || others.length > 0) return false
  return step.operation !== 'AssumeRole' || isLongTerm(source)
}

function checkDuration(seconds: number): void {
  if (seconds >= LIMITS.min && seconds <= LIMITS.max) return
  throw new RolecallError('usage', `--duration ${humanDuration(seconds)} is not possible`, {
    hint: 'a console session lasts from 15m to 12h',
  })
}

async function federatedUser(
  plan: Plan,
  { policy, policyArns, duration, sessionName }: PlanRequest,
  context: CommandContext,
): Promise<ConsoleCredentials> {
  const arns = policyArns ?? []
  const isLimited = policy !== undefined || arns.length > 0
  const all = `arn:${partitionOfRegion(plan.target.region).id}:iam::aws:policy/AdministratorAccess`
  if (!isLimited) await confirmAll(plan, context)
  const params = {
    Name: validName(sessionName ?? context.host.userName()).slice(0, MAX_NAME),
    ...(policy === undefined ? {} : { Policy: policy }),
    ...(isLimited ? {} : { PolicyArns: [{ arn: all }] }),
    ...(arns.length > 0 ? { PolicyArns: arns.map((arn) => ({ arn })) } : {}),
    ...(duration === undefined ? {} : { DurationSeconds: duration }),
  }
  const signer = await context.credentials(plan)
  silenceSdkWarning()
  const { rawCall } = await import('../../../sts/raw-call.js')
  const sts = callContext(plan, context.host)
  const facts = {
    ...{ ...factsOfPlan(plan, plan.target), ...factsOfParams(params) },
    ...{ operation: 'GetFederationToken', signedBy: signer.accessKeyId },
  }
  const call = (): Promise<StsResponse> =>
    context.busy(rawCall('GetFederationToken', params, plan.target, signer, sts))
  const answer = await recorded(context.record, facts, call, issuedInResponse)
  return { plan, credentials: credentialsIn(answer) }
}

/** @throws RolecallError 'usage' without a terminal, 'interrupted' if the user declines */
async function confirmAll(plan: Plan, { host, mayPrompt }: CommandContext): Promise<void> {
  const terminal = mayPrompt ? openTerminal(host) : undefined
  const who = `the user of ${plan.profile}`
  if (!terminal) {
    const { id } = partitionOfRegion(plan.target.region)
    const readOnly = `arn:${id}:iam::aws:policy/ReadOnlyAccess`
    throw new RolecallError('usage', `${who} has no role, and no policy limits the console`, {
      hint: `name one, for example: ${typedCommand(host, '--policy-arn', readOnly)}`,
    })
  }
  const line = `rolecall: open the console with everything that ${who} may do? (y/N) `
  const answer = await terminal.ask([line], { timeoutMs: CONFIRM_TIMEOUT_MS })
  if (/^y(es)?$/i.test(answer.trim())) return
  throw new RolecallError('interrupted', 'the console was not opened')
}

const CONFIRM_TIMEOUT_MS = 120_000

function credentialsIn(answer: Readonly<Record<string, unknown>>): Credentials {
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = (answer['Credentials'] ??
    {}) as Readonly<Record<string, unknown>>
  return {
    accessKeyId: String(AccessKeyId),
    secretAccessKey: String(SecretAccessKey),
    sessionToken: String(SessionToken),
    ...(Expiration instanceof Date ? { expiration: isoSeconds(Expiration.getTime()) } : {}),
  }
}
