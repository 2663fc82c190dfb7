import { childEnvironment } from '../../../emit/child-environment.js'
import { variablesOf } from '../../../emit/variables.js'
import { runChild, subshell, type Command } from '../../../system/process/run-foreground.js'
import { roleLine } from '../../../core/describe-role.js'
import type { Run } from '../../command.js'
import { namedProfile } from '../../options.js'

export const run: Run = async ({ words, options, rest }, deps) => {
  const profile = namedProfile(words, options)
  const { env, platform } = deps.host
  const plan = deps.plan(profile)
  const credentials = await deps.credentials(plan)
  const { profile: name, region } = plan
  const variables = variablesOf({ credentials, profile: name, region })
  const environment = childEnvironment(env, variables, platform)
  const [file, ...following] = rest
  const command: Command =
    file === undefined ? subshell(environment, platform) : [file, ...following]
  if (file === undefined && deps.host.streams.stderr.isTTY) {
    deps.say(`${roleLine(plan, credentials, deps.host.now().at)}; leave this shell with exit`)
  }
  const { status, failure } = await runChild(command, environment)
  if (failure) deps.complain(failure)
  return status
}
