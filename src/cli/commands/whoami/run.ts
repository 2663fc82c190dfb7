import { accountOfKeyId } from '../../../core/access-key-id.js'
import type { Plan } from '../../../core/plan.js'
import { principalOf } from '../../../core/principal.js'
import { callContext } from '../../../sts/context.js'
import { quietSdk } from '../../../system/host.js'
import { environmentPlan } from '../../environment-plan.js'
import type { Run } from '../../command.js'
import { namedProfile } from '../../options.js'
import { alignColumns } from '../../ui/table.js'

export const run: Run = async ({ args, options }, context) => {
  const profile = namedProfile(args, options)
  const asked = context.plan(profile)
  const isNamed = profile !== undefined || NAMING.some((name) => options[name] !== undefined)
  const plan = isNamed ? asked : environmentPlan(asked, context.host.env)
  const credentials = await context.credentials(plan)
  quietSdk()
  const { callerIdentity } = await import('../../../sts/call-sts.js')
  const sts = callContext(plan, context.host)
  const identity = await context.busy(callerIdentity(plan.target, credentials, sts))
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
  context.print(options['json'] === true ? `${JSON.stringify(details)}\n` : alignColumns(rows))
  return 0
}

/** Flags that say who is meant, as a profile's name does. */
const NAMING = ['roleArn', 'sourceProfile', 'samlAssertion']

/** What a person is told, in this order; where it is known. */
const LABELS = {
  account: 'account',
  arn: 'arn',
  userId: 'user id',
  type: 'type',
  name: 'name',
  role: 'role',
  session: 'session',
  sourceIdentity: 'source identity',
  accessKeyId: 'access key',
  keyAccount: 'key of account',
  profile: 'profile',
} as const

type Details = Partial<Record<keyof typeof LABELS, string | undefined>>

/** AWS tells it to nobody, but what was set on the way stays set through every role that follows. */
function sourceIdentityOf({ steps }: Plan): string | undefined {
  return steps
    .map(({ input }) => ('SourceIdentity' in input ? input.SourceIdentity : undefined))
    .find((identity) => identity !== undefined)
}
