import type { AwsFiles } from '../../aws-files/aws-files.js'
import type { Credentials, SamlRole, Session } from '../../core/credentials.js'
import { humanDuration } from '../../core/time/duration.js'
import type { Env } from '../../core/env.js'
import type { Plan } from '../../core/plan.js'
import { withoutMfa } from '../../plan/mfa/without-mfa.js'
import { refreshInBackground } from '../../session/background-refresh.js'
import type { Audience, ObtainOptions, RunContext } from '../../session/context.js'
import { obtain } from '../../session/obtain.js'
import { portsFor } from '../../session/wiring.js'
import type { Recorder } from '../../history/record.js'
import type { Host } from '../../system/host.js'
import { monotonicMs, processStart } from '../../system/time.js'
import { notesOnRegions } from './region-notes.js'
import { loginArgs, loginCommand } from './login-command.js'
import type { ContextOptions } from '../parse-options.js'
import { mayGoWithoutMfa, withUnusedSerials, withStoreHint } from './explain-failure.js'

/** What differs from the command line and this process's environment. */
export interface CredentialsOptions extends ObtainOptions {
  /** The environment that the plan was made for. */
  env?: Env
  /** Set for a server, whose clients read the session. It renews its sessions itself. */
  server?: ServerRequest
}

/** One of the sessions that a server gets. */
export interface ServerRequest {
  /** True: without a prompt. */
  isQuiet: boolean
  /** The codes and the `--refresh` of the command line are for the first session only. */
  isFirst: boolean
}

/** Who uses the credentials, and what that audience is shown. */
export type RunMode = Pick<RunContext, 'cache' | 'notify' | 'busy'> & { audience: Audience }

/** How a command wants a plan carried out. */
export interface CarryOutOptions {
  plan: Plan
  mode: RunMode
  requested: CredentialsOptions
  /** The command line's options. */
  options: ContextOptions
  host: Host
  files: AwsFiles
  trace: (message: string) => void
  record: Recorder
}

/**
 * Gets a plan's credentials with the prompts that it needs, and starts a background refresh if
 * the session is ageing.
 * @throws RolecallError of the step that failed
 */
export async function carryOutPlan(run: CarryOutOptions): Promise<Credentials | Session> {
  const { plan, mode, options, files, trace, record } = run
  const isRenewal = run.requested.server?.isFirst === false
  const {
    env = run.host.env,
    server,
    ...requested
  } = isRenewal ? asRenewal(run.requested) : run.requested
  const host = env === run.host.env ? run.host : { ...run.host, env }
  // A user who has confirmed a server has confirmed its renewals.
  if (plan.confirm && !isRenewal) {
    const { confirmByPerson } = await import('../../session/confirm.js')
    await confirmByPerson(plan, { host, mayPrompt: options.input !== false, trace })
  }
  for (const note of await notesOnRegions(plan)) mode.notify(note)
  trace(`plan for ${plan.profile}: ${plan.steps.map((step) => step.operation).join(', ')}`)
  const { audience, ...output } = mode
  const pickRole = async (roles: readonly SamlRole[]): Promise<SamlRole> => {
    const { pickSamlRole } = await import('../ui/picker/pick.js')
    return pickSamlRole(roles, run.host)
  }
  const request = {
    plan,
    login: loginCommand(plan, options),
    options: requested,
    audience,
    mayPrompt: options.input !== false,
    mfaCode: isRenewal ? undefined : options.mfaCode,
    samlAssertion: isRenewal ? undefined : options.samlAssertion,
    began: isRenewal ? host.now().at : processStart(),
  }
  const showQrCode = async (text: string): Promise<void> => {
    const { showQrCode: show } = await import('../ui/show-qr-code.js')
    show(text, run.host)
  }
  const askPassphrase = async (what: string, hint: string): Promise<string> => {
    const { askPassphraseOf } = await import('../ui/passphrase.js')
    return askPassphraseOf(run.host, what, hint)
  }
  const forPerson = audience === 'person' ? { showQrCode, askPassphrase } : {}
  const context: RunContext = {
    ...{ host, files, monotonicMs, trace, pickRole, record },
    ...forPerson,
    ...output,
  }
  const obtainPlan = (chosen: Plan): Promise<Credentials | Session> => {
    const ofPlan = { ...request, plan: chosen }
    return obtain(ofPlan, portsFor(ofPlan, context))
  }
  const credentials = await obtainPlan(plan).catch(async (error: unknown) => {
    const other = mayGoWithoutMfa(error, request) ? withoutMfa(plan) : undefined
    const session = other && (await obtainPlan(other).catch(() => undefined))
    if (!session) throw withUnusedSerials(withStoreHint(error, mode.cache.failure()), plan, files)
    mode.notify('assumed without MFA, as SDKs do: no prompt for a code is possible')
    return session
  })
  if (server) return credentials
  const secondsLeft = (Date.parse(credentials.expiration ?? '') - host.now().at) / 1000
  if (requested.minTtl !== undefined && secondsLeft < requested.minTtl) {
    mode.notify(
      `this session expires in ${humanDuration(secondsLeft)}, sooner than --min-ttl requires`,
    )
  }
  await refreshInBackground(host, plan, credentials, () => loginArgs(plan, options))
  return credentials
}

/** A code of the command line or the environment has been used, and `--refresh` has been obeyed. */
function asRenewal({ refresh: _, ...requested }: CredentialsOptions): CredentialsOptions {
  return { ...requested, env: { ...requested.env, ROLECALL_MFA_CODE: undefined } }
}
