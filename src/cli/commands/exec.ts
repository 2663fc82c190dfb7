import { childEnv } from '../../emit/child-env.js'
import { runChild, subshell, type Command } from '../../host/child.js'
import type { Run } from '../command.js'

export const run: Run = async ({ words }, deps) => {
  const [profile, given] = words as [string | undefined, string[] | undefined]
  const plan = deps.plan(profile)
  const credentials = await deps.credentials(plan)
  const region = plan.region === undefined ? {} : { region: plan.region }
  const env = childEnv(deps.host.env, { credentials, profile: plan.profile, ...region })
  const [file, ...rest] = given ?? []
  const command: Command = file === undefined ? subshell(env, deps.host.platform) : [file, ...rest]
  const { status, failure } = await runChild(command, env)
  if (failure) deps.complain(failure)
  return status
}
