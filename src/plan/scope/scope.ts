import type { Profile } from '../../aws-files/profile.js'
import type { PlanAgent } from '../../core/agents/agent.js'
import { RolecallError, type ErrorCode } from '../../core/errors.js'
import { type Bound, type Managed, type Scope, MANAGED } from './limits.js'
import type { PlanRequest } from '../request.js'

/**
 * What the requested session is limited to. Limits of the command line, of the profile and of the
 * rule for agents add up: a flag never makes a session broader than the profile says.
 * @param profile the requested one
 * @returns undefined for a session without a limit
 * @throws RolecallError for an action or a resource that IAM would not understand
 */
export function scopeOf(
  request: PlanRequest,
  profile: Profile | undefined,
  agent: PlanAgent | undefined,
): Scope | undefined {
  const own = request.ownUse ? [] : boundsOf(request, profile)
  const bounds = agent?.mode === 'read-only' ? [...own, agentBound(agent)] : own
  if (bounds.length === 0) return undefined
  const words = bounds.map(({ managed }) => managed)
  // Whatever only views only reads.
  const managed = words.includes('view-only') ? 'view-only' : words.find((word) => word)
  const inline = bounds.filter(({ actions, resources }) => actions ?? resources)
  const texts = [...(managed ? [managed] : []), ...inline.map(describe)]
  const actions = inline.flatMap((bound) => bound.actions ?? [])
  return { text: [...new Set(texts)].join(' and '), actions, managed, inline }
}

const agentBound = ({ name }: PlanAgent): Bound => ({
  managed: 'read-only',
  from: `the rule for agents (${name})`,
  code: 'config',
})

function boundsOf(request: PlanRequest, profile: Profile | undefined): Bound[] {
  const { readOnly, viewOnly, only, on } = request
  const words = [
    ...(only ?? []),
    ...(readOnly ? ['read-only'] : []),
    ...(viewOnly ? ['view-only'] : []),
  ]
  const onFlag = only === undefined ? (readOnly ? '--read-only' : '--view-only') : '--only'
  return [
    ...parseBound(words.length > 0 ? words.join(',') : undefined, on?.join(' '), {
      ...{ from: onFlag, fromOn: '--on', code: 'usage' },
      hint: "for example: --only 's3:Get*,s3:List*' --on 'arn:aws:s3:::my-bucket/*'",
    }),
    ...parseBound(profile?.get('only'), profile?.get('only_on'), {
      from: `rolecall_only of profile ${profile?.name}`,
      fromOn: `rolecall_only_on of profile ${profile?.name}`,
      code: 'config',
      hint: 'write read-only, view-only, or actions such as s3:Get*,s3:List*',
    }),
  ]
}

interface Origin {
  from: string
  fromOn: string
  code: ErrorCode
  hint: string
}

/** `s3:GetObject`, `s3:Get*`, `*`. IAM has no wildcard in the service. */
const ACTION = /^(\*|[a-z0-9-]+:[\w*?]+)$/i

const RESOURCE = /^(\*|arn:[^:\s]+:[^:\s]*:[^:\s]*:[^:\s]*:\S+)$/

function parseBound(
  only: string | undefined,
  on: string | undefined,
  { from, fromOn, code, hint }: Origin,
): Bound[] {
  const words = (only ?? '').split(/[\s,]+/).filter(Boolean)
  const managed = words.filter(isManaged)
  const actions = words.filter((word) => !isManaged(word))
  // A key of an object may contain a comma.
  const resources = on?.split(/\s+|,(?=arn:|\*)/).filter(Boolean) ?? []
  if (only !== undefined && words.length === 0)
    throw new RolecallError(code, `${from} is empty`, { hint })
  if (on !== undefined && words.length === 0) {
    const names = code === 'usage' ? '--only, --read-only or --view-only' : 'rolecall_only'
    throw new RolecallError(code, `${fromOn} limits nothing without ${names}`, { hint })
  }
  if (on !== undefined && resources.length === 0) {
    throw new RolecallError(code, `${fromOn} is empty`, { hint })
  }
  const wrong = actions.find((action) => !ACTION.test(action))
  if (wrong !== undefined) {
    const what = `${from} contains ${wrong}, which is not an action of IAM`
    throw new RolecallError(code, what, { hint })
  }
  const wrongArn = resources.find((resource) => !RESOURCE.test(resource))
  if (wrongArn !== undefined) {
    const what = `${fromOn} contains ${wrongArn}, which is not the ARN of a resource`
    const look = 'it looks like arn:aws:s3:::my-bucket/* (and is quoted, because of the asterisk)'
    throw new RolecallError(code, what, { hint: look })
  }
  const limits = {
    ...(actions.length > 0 ? { actions } : {}),
    ...(resources.length > 0 ? { resources } : {}),
    ...{ from: actions.length > 0 || resources.length === 0 ? from : fromOn, code },
  }
  if (words.length === 0) return []
  const [first, ...others] = managed
  if (first === undefined) return [limits]
  return [{ ...limits, managed: first }, ...others.map((each) => ({ managed: each, from, code }))]
}

function isManaged(word: string): word is Managed {
  return Object.hasOwn(MANAGED, word)
}

function describe({ actions, resources }: Bound): string {
  const on = resources ? `on ${resources.join(' ')}` : ''
  return [actions?.join(','), on].filter(Boolean).join(' ')
}
