import type { Plan } from '../../core/plan.js'
import { setting } from '../../core/env.js'
import { callContext } from '../../session/world.js'
import { quietSdk } from '../../host/host.js'
import type { Run } from '../command.js'
import type { Deps } from '../deps.js'
import { alignColumns } from '../table.js'

export const run: Run = async ({ words, options }, deps) => {
  const [profile] = words as [string | undefined]
  const plan = profile === undefined ? callersPlan(deps) : deps.plan(profile)
  const credentials = await deps.credentials(plan)
  quietSdk()
  const { callerIdentity } = await import('../../aws/operations.js')
  const context = callContext(plan, deps.host)
  const { account, arn, userId } = await deps.busy(
    callerIdentity(plan.target, credentials, context),
  )
  deps.out(
    options['json'] === true
      ? `${JSON.stringify({ account, arn, userId, profile: plan.profile })}\n`
      : alignColumns([
          ['account', account],
          ['arn', arn],
          ['user id', userId],
          ['profile', plan.profile],
        ]),
  )
  return 0
}

/** A bare `whoami` asks with the credentials that the environment holds, if it holds any. */
function callersPlan(deps: Deps): Plan {
  const { env } = deps.host
  const plan = deps.plan(undefined)
  const accessKeyId = setting(env, 'AWS_ACCESS_KEY_ID')
  if (accessKeyId === undefined) return plan
  const temporary = setting(env, 'AWS_SESSION_TOKEN') !== undefined
  return {
    ...plan,
    profile: setting(env, 'ROLECALL_PROFILE') ?? 'the environment',
    chain: [],
    source: { kind: 'environment', accessKeyId, temporary },
    steps: [],
  }
}
