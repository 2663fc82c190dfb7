import { insecureEndpointNotes } from '../../../plan/insecure-endpoint.js'
import { jsonText } from '../../../core/json.js'
import { accountOfKeyId } from '../../../core/access-key-id.js'
import { envVar, type Env } from '../../../core/env.js'
import type { Plan } from '../../../core/plan.js'
import { principalOf } from './principal.js'
import { callContext } from '../../../sts/context.js'
import { silenceSdkWarning } from '../../../system/host.js'
import { environmentPlan } from '../../environment-plan.js'
import type { CommandContext } from '../../context.js'
import type { Run } from '../../command-types.js'
import { namedProfile } from '../../parse-options.js'
import { targetOf } from '../../target-of.js'
import { alignColumns } from '../../ui/table.js'
import type { whoamiSpec } from './spec.js'

export const run: Run<typeof whoamiSpec> = async ({ args, options }, context) => {
  const profile = namedProfile(args, options)
  const planFor = (overrides?: Env): Plan => context.plan(profile, overrides)
  const identifying = [profile, options.roleArn, options.sourceProfile, options.samlAssertion]
  const isNamed = identifying.some((value) => value !== undefined)
  const plan = isNamed ? planFor() : environmentPlan(planFor, context.host.env)
  insecureEndpointNotes(plan).forEach(context.notify)
  if (plan.chain.length === 0) tellOfUnusedProfile(context)
  const credentials = await context.credentials(plan)
  silenceSdkWarning()
  const { callerIdentity } = await import('../../../sts/call-sts.js')
  const sts = callContext(plan, context.host)
  const identity = await context.busy(callerIdentity(targetOf(plan, credentials), credentials, sts))
  const details: Details = {
    ...identity,
    profile: plan.profile,
    ...principalOf(identity.arn),
    sourceIdentity: sourceIdentityOf(plan),
    accessKeyId: credentials.accessKeyId,
    keyAccount: accountOfKeyId(credentials.accessKeyId),
  }
  const rows = Object.entries(LABELS).flatMap(([key, label]) => {
    const value = details[key as keyof Details]
    return value === undefined ? [] : [[label, value]]
  })
  context.print(options.json ? `${jsonText(details)}\n` : alignColumns(rows))
  return 0
}

/** Says that `AWS_PROFILE=other` in front of a command changes nothing beside credentials. */
function tellOfUnusedProfile({ host: { env }, notify }: CommandContext): void {
  const profile = envVar(env, 'AWS_PROFILE')
  if (profile === undefined || profile === envVar(env, 'ROLECALL_PROFILE')) return
  notify(`AWS_PROFILE=${profile} is not used: the credentials in the environment win`)
}

/** Labels of the details, in the order of the output; unknown details are left out. */
const LABELS = {
  account: 'account',
  arn: 'arn',
  userId: 'user ID',
  type: 'type',
  name: 'name',
  role: 'role',
  session: 'session',
  sourceIdentity: 'source identity',
  accessKeyId: 'access key ID',
  keyAccount: 'key account',
  profile: 'profile',
} as const

type Details = Partial<Record<keyof typeof LABELS, string | undefined>>

/** From the plan, since AWS does not return it: once set, it persists through role chaining. */
function sourceIdentityOf({ steps }: Plan): string | undefined {
  return steps
    .map(({ input }) => ('SourceIdentity' in input ? input.SourceIdentity : undefined))
    .find((identity) => identity !== undefined)
}
