import type { Run } from '../command.js'

export const run: Run = async ({ words, options }, deps) => {
  const [profile] = words as [string | undefined]
  const plan = deps.planOfCaller(profile)
  const credentials = await deps.credentials(plan)
  const { callerIdentity } = await import('../../aws/operations.js')
  const identity = await callerIdentity(deps.targetOf(plan), credentials, deps.callContext(plan))
  const rows = [
    ['account', identity.account],
    ['arn', identity.arn],
    ['user id', identity.userId],
    ['profile', plan.profile],
  ] as const
  deps.out(
    options['json'] === true
      ? `${JSON.stringify({ ...identity, profile: plan.profile })}\n`
      : rows.map(([name, value]) => `${name.padEnd(8)} ${value}\n`).join(''),
  )
  return 0
}
