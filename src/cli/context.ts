import type { Credentials, SamlRole, Session } from '../core/credentials.js'
import { humanDuration } from '../core/duration.js'
import type { RolecallError } from '../core/errors.js'
import { once } from '../core/once.js'
import type { Plan } from '../core/plan.js'
import { printable } from '../core/printable.js'
import type { AwsFiles } from '../aws-files/aws-files.js'
import type { PlanRequest } from '../plan/request.js'
import { resolvePlan } from '../plan/resolve.js'
import { awsFiles } from '../system/files/aws-files.js'
import { readText, readTextIfPresent } from '../system/files/read-file.js'
import type { Host } from '../system/host.js'
import { obtain, type ObtainOptions } from '../session/obtain.js'
import { isBackground, refreshInBackground } from '../session/background-refresh.js'
import type { RunContext } from '../session/context.js'
import { portsFor } from '../session/wiring.js'
import type { SelectOptions } from '../store/select.js'
import { openSessionCache, type SessionCache } from '../secrets/session-cache.js'
import type { Options } from './command.js'
import { planFlags, planRequest, text, obtainOptions } from './options.js'
import { printError, writeMessage } from './print-error.js'
import { withSpinner } from './ui/spinner.js'

/** What every command gets. Nothing is read or opened before it is asked for. */
export interface CommandContext {
  host: Host
  /** Data, to stdout. */
  print(text: string): void
  /** A message for the person, to stderr. */
  notify(message: string): void
  /** An error that does not end the command. */
  printError(error: RolecallError): void
  /** Shows on a terminal that a call takes its time. */
  busy<T>(work: Promise<T>): Promise<T>
  files(): AwsFiles
  /** What the flags and this name ask for; notes are said by whoever carries it out. */
  plan(profile: string | undefined): Plan
  /** What exactly this asks for, whatever the flags say. */
  planFor(request: PlanRequest): Plan
  cache(): SessionCache
  /** How stores are opened here, for who works on the stores themselves. */
  storeOptions: SelectOptions
  /** Carries out a plan, with the prompts that it needs. */
  credentials(plan: Plan, extra?: ObtainOptions): Promise<Credentials | Session>
  /** The same for an SDK: silent unless it fails, and a failure is not repeated at once. */
  credentialsForSdk(plan: Plan): Promise<Credentials>
}

/** Dependencies of one run of a command. */
export function createContext(host: Host, options: Options): CommandContext {
  const { stdout, stderr } = host.streams
  const mayPrompt = options['input'] !== false
  const notify = (message: string): void => writeMessage(stderr, 'rolecall', message)
  const trace = (message: string): void => {
    if (options['debug'] === true) stderr.write(`debug: ${printable(message)}\n`)
  }
  const busy = <T>(work: Promise<T>): Promise<T> =>
    withSpinner(work, 'waiting for AWS', { stderr, env: host.env })
  const files = once(() => awsFiles(host))
  const userName = once(() => host.userName())
  const forSdk: SelectOptions = {
    store: text(options, 'store'),
    mayPrompt,
    setting: () => storeInSettings(host),
  }
  const storeOptions: SelectOptions = mayPrompt
    ? { ...forSdk, askPassphrase: (isNew) => passphraseOfPerson(host, isNew) }
    : forSdk
  const cache = once(() => openSessionCache(host, { ...storeOptions, warn: notify }))

  const planFor = (request: PlanRequest): Plan => resolvePlan(request, { files: files(), env: host.env, userName: userName() })

  const pickRole = async (roles: readonly SamlRole[]): Promise<SamlRole> => {
    const picker = await import('./ui/picker/saml-role.js')
    return picker.pickRole(roles, host)
  }

  const carryOut = async (
    plan: Plan,
    mode: RunMode,
    requested: ObtainOptions,
  ): Promise<Credentials | Session> => {
    for (const note of plan.notes) mode.notify(note)
    trace(`plan for ${plan.profile}: ${plan.steps.map((step) => step.operation).join(', ')}`)
    const ports = portsFor(plan, {
      host,
      files: files(),
      code: text(options, 'mfaCode'),
      samlAssertion: text(options, 'samlAssertion'),
      mayPrompt,
      refresh: requested.refresh !== undefined,
      trace,
      pickRole,
      ...mode,
    })
    const credentials = await obtain(plan, ports, requested)
    const left = (Date.parse(credentials.expiration ?? '') - host.now().at) / 1000
    if (requested.minTtl !== undefined && left < requested.minTtl) {
      mode.notify(`this session ends in ${humanDuration(left)}, sooner than --min-ttl asks`)
    }
    await refreshInBackground(host, plan, credentials, () => planFlags(options))
    return credentials
  }

  return {
    host,
    files,
    cache,
    storeOptions,
    notify,
    print: (data) => void stdout.write(data),
    printError: (error) => void printError(error, stderr, options['debug'] === true),
    plan: (profile) => planFor(planRequest(options, profile, readText)),
    planFor,
    busy,
    credentials(plan, extra) {
      const audience = isBackground(host.env) ? 'background' : 'person'
      return carryOut(
        plan,
        { audience, cache: cache(), notify, busy },
        { ...obtainOptions(options), ...extra },
      )
    },
    async credentialsForSdk(plan) {
      const messages: string[] = []
      const buffer = (message: string): void => void messages.push(message)
      const cache = openSessionCache(host, { ...forSdk, warn: buffer })
      const silent = {
        audience: 'sdk',
        cache,
        notify: buffer,
        busy: (work) => work,
      } satisfies RunMode
      try {
        return await carryOut(plan, silent, obtainOptions(options))
      } catch (error) {
        messages.forEach(notify)
        throw error
      }
    },
  }
}

/** For whom a plan is carried out, and what is shown of it. */
type RunMode = Pick<RunContext, 'audience' | 'cache' | 'notify' | 'busy'>

async function passphraseOfPerson(host: Host, isNew: boolean): Promise<string> {
  const { askPassphrase } = await import('./ui/passphrase.js')
  return askPassphrase(host, isNew)
}

/** Imported where it is asked for: most commands need no settings. */
async function storeInSettings(host: Host): Promise<string | undefined> {
  const { parseSettings } = await import('../settings/settings.js')
  return parseSettings(readTextIfPresent(host.paths.settings)).store
}
