import type { AwsFiles } from '../aws-files/aws-files.js'
import type { Credentials, SamlRole, Session } from '../core/credentials.js'
import { humanDuration } from '../core/duration.js'
import type { Env } from '../core/env.js'
import type { Plan } from '../core/plan.js'
import { refreshInBackground } from '../session/background-refresh.js'
import type { Audience, ObtainOptions, RunContext } from '../session/context.js'
import { obtain } from '../session/obtain.js'
import { portsFor } from '../session/wiring.js'
import type { Host } from '../system/host.js'
import { monotonicMs, processStart } from '../system/time.js'
import { loginArgs, loginCommand } from './login-command.js'
import type { ContextOptions } from './parse-options.js'

/** What differs from the command line and this process's environment. */
export interface CredentialsOptions extends ObtainOptions {
  /** The environment that the plan was made for. */
  env?: Env
}

/** Who uses the credentials, and what that audience is shown. */
export type RunMode = Pick<RunContext, 'cache' | 'notify' | 'busy'> & { audience: Audience }

export interface CarryOutOptions {
  plan: Plan
  mode: RunMode
  requested: CredentialsOptions
  /** The command line's options. */
  options: ContextOptions
  host: Host
  files: AwsFiles
  trace: (message: string) => void
}

/**
 * Gets a plan's credentials with the prompts that it needs, and starts a background refresh if
 * the session is ageing.
 * @throws RolecallError of the step that failed
 */
export async function carryOutPlan(run: CarryOutOptions): Promise<Credentials | Session> {
  const { plan, mode, options, files, trace } = run
  const { env = run.host.env, ...requested } = run.requested
  const host = env === run.host.env ? run.host : { ...run.host, env }
  trace(`plan for ${plan.profile}: ${plan.steps.map((step) => step.operation).join(', ')}`)
  const { audience, ...output } = mode
  const pickRole = async (roles: readonly SamlRole[]): Promise<SamlRole> => {
    const { pickSamlRole } = await import('./ui/picker/pick.js')
    return pickSamlRole(roles, run.host)
  }
  const request = {
    plan,
    login: loginCommand(plan, options),
    options: requested,
    audience,
    mayPrompt: options.input !== false,
    mfaCode: options.mfaCode,
    samlAssertion: options.samlAssertion,
    began: processStart(),
  }
  const context: RunContext = { host, files, monotonicMs, trace, pickRole, ...output }
  const credentials = await obtain(request, portsFor(request, context))
  const secondsLeft = (Date.parse(credentials.expiration ?? '') - host.now().at) / 1000
  if (requested.minTtl !== undefined && secondsLeft < requested.minTtl) {
    mode.notify(
      `this session expires in ${humanDuration(secondsLeft)}, sooner than --min-ttl requires`,
    )
  }
  await refreshInBackground(host, plan, credentials, () => loginArgs(plan, options))
  return credentials
}
