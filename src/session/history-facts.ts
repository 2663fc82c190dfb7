import { accountOfArn, parseRoleArn } from '../core/arn.js'
import {
  isoSeconds,
  type Credentials,
  type Session,
  type SigningIdentity,
} from '../core/credentials.js'
import { isObject } from '../core/json.js'
import type { Plan } from '../core/plan.js'
import type { StsTarget, Step } from '../core/step.js'
import {
  recorded,
  type Facts,
  type IssuedFacts,
  type MoreFacts,
  type Recorder,
} from '../history/record.js'
import { traitsOf } from '../sources/kinds.js'
import { roleOfSession } from './session-metadata.js'

/** The endpoint that belongs to no region, and where its events are. */
const GLOBAL = { host: 'sts.amazonaws.com', region: 'us-east-1' }

/**
 * What the history says of a step.
 * @param step of the plan
 * @param completed the same with what only the assertion knew
 */
export function factsOfStep(
  plan: Plan,
  step: Step,
  completed: Step,
  signer: SigningIdentity,
): Facts {
  const { operation, target, input } = completed
  const role = 'RoleArn' in input ? input.RoleArn : undefined
  const serial = 'SerialNumber' in input ? input.SerialNumber : undefined
  const stepProfile = 'profile' in completed ? completed.profile : plan.chain.at(-1)
  const account = role === undefined ? accountOfArn(serial ?? '') : parseRoleArn(role)?.account
  return {
    ...factsOfPlan(plan, target),
    operation,
    stepProfile: stepProfile === plan.profile ? undefined : stepProfile,
    account,
    role,
    sessionName: 'RoleSessionName' in input ? input.RoleSessionName : undefined,
    sourceIdentity: identityAt(plan, step),
    mfaSerial: serial,
    signedBy: 'accessKeyId' in signer ? signer.accessKeyId : undefined,
  }
}

/** The source identity of a session, which every later session of the chain inherits. */
function identityAt({ steps }: Plan, step: Step): string | undefined {
  const until = steps.slice(0, steps.indexOf(step) + 1)
  return until
    .map(({ input }) => ('SourceIdentity' in input ? input.SourceIdentity : undefined))
    .findLast((identity) => identity !== undefined)
}

/** What the history says of every call of a plan. @param target where it is made */
export function factsOfPlan(
  { profile, region: profileRegion }: Pick<Plan, 'profile' | 'region'>,
  target: StsTarget,
): Pick<Facts, 'profile' | 'region' | 'profileRegion'> {
  const region = eventRegion(target)
  return { profile, region, profileRegion: profileRegion === region ? undefined : profileRegion }
}

/** CloudTrail has the events of the global endpoint in one region, whichever served the call. */
function eventRegion({ region, endpoint }: StsTarget): string {
  const isGlobal = endpoint !== undefined && new URL(endpoint).host === GLOBAL.host
  return isGlobal ? GLOBAL.region : region
}

/** What the history says of a session. */
export function issuedSession(session: Session): IssuedFacts {
  const { accessKeyId, expiration, arn, accountId } = session
  const role = roleOfSession(arn ?? '')
  return { accessKeyId, expires: expiration, sessionArn: arn, account: accountId, role }
}

/** What the history says of what is made from a session: by what it was signed, and whose it is. */
export function factsOfSession(session: Credentials | Session): MoreFacts {
  const { accessKeyId: signedBy, accountId } = session
  const sessionArn = 'arn' in session ? session.arn : undefined
  return { signedBy, account: accountId, sessionArn, role: roleOfSession(sessionArn ?? '') }
}

/** What the history says of credentials in a response, by the API's own names. */
export function issuedInResponse(answer: Readonly<Record<string, unknown>>): IssuedFacts {
  const { Credentials, AssumedRoleUser, FederatedUser, Expiration } = answer
  const { AccessKeyId, Expiration: end = Expiration } = isObject(Credentials) ? Credentials : {}
  const user = [AssumedRoleUser, FederatedUser].find(isObject)
  const arn = textOf(user?.['Arn'])
  return {
    accessKeyId: textOf(AccessKeyId),
    sessionArn: arn,
    account: accountOfArn(arn ?? ''),
    role: roleOfSession(arn ?? ''),
    expires: end instanceof Date ? isoSeconds(end.getTime()) : undefined,
  }
}

/** What the history says of a call with params by the API's own names. */
export function factsOfParams(params: Readonly<Record<string, unknown>>): MoreFacts {
  const [role, mfaSerial] = [textOf(params['RoleArn']), textOf(params['SerialNumber'])]
  return {
    role,
    account: parseRoleArn(role ?? '')?.account ?? accountOfArn(mfaSerial ?? ''),
    sessionName: textOf(params['RoleSessionName']) ?? textOf(params['Name']),
    sourceIdentity: textOf(params['SourceIdentity']),
    mfaSerial,
  }
}

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined

/**
 * Opens a source, and records what it issued. A key at hand, another tool's credentials and those
 * of the machine are not recorded: they were issued to someone else, and may be returned again.
 */
export function recordedSource(
  plan: Plan,
  record: Recorder,
  open: () => Promise<SigningIdentity>,
): Promise<SigningIdentity> {
  const { cachedAs = '', fixedRole, profile } = traitsOf(plan.source)
  // Other sources that are cached call themselves by a noun: `container`, `aws login`.
  const isOperation = /^[A-Z]\w+$/.test(cachedAs)
  if (!isOperation) return open()
  const facts: Facts = {
    ...factsOfPlan(plan, plan.target),
    operation: cachedAs,
    stepProfile: profile === plan.profile ? undefined : profile,
    ...fixedRole,
  }
  return recorded(record, facts, open, (answer) => ({
    accessKeyId: 'accessKeyId' in answer ? answer.accessKeyId : undefined,
    expires: 'expiration' in answer ? answer.expiration : undefined,
  }))
}
