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
import { obtain, type Wishes } from '../session/obtain.js'
import { isBackground, refreshBehind } from '../session/background-refresh.js'
import type { Circumstances } from '../session/context.js'
import { worldOf } from '../session/wiring.js'
import type { SelectOptions } from '../store/select.js'
import { openSessionCache, type SessionCache } from '../secrets/session-cache.js'
import type { Options } from './command.js'
import { planFlags, planRequest, text, wishes } from './options.js'
import { reportError, writeMessage } from './print-error.js'
import { withSpinner } from './ui/spinner.js'

/** What every command gets. Nothing is read or opened before it is asked for. */
export interface Deps {
  host: Host
  /** Data, to stdout. */
  out(text: string): void
  /** A message for the person, to stderr. */
  say(message: string): void
  /** An error that does not end the command. */
  complain(error: RolecallError): void
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
  credentials(plan: Plan, extra?: Wishes): Promise<Credentials | Session>
  /** The same for an SDK: silent unless it fails, and a failure is not repeated at once. */
  credentialsForSdk(plan: Plan): Promise<Credentials>
}

/** Dependencies of one run of a command. */
export function makeDeps(host: Host, options: Options): Deps {
  const { stdout, stderr } = host.streams
  const input = options['input'] !== false
  const say = (message: string): void => writeMessage(stderr, 'rolecall', message)
  const trace = (message: string): void => {
    if (options['debug'] === true) stderr.write(`debug: ${printable(message)}\n`)
  }
  const busy = <T>(work: Promise<T>): Promise<T> =>
    withSpinner(work, 'waiting for AWS', { stderr, env: host.env })
  const files = once(() => awsFiles(host))
  const machine = once(() => ({ userName: host.userName() }))
  const forSdk: SelectOptions = {
    store: text(options, 'store'),
    interactive: input,
    setting: () => storeInSettings(host),
  }
  const storeOptions: SelectOptions = input
    ? { ...forSdk, askPassphrase: (isNew) => passphraseOfPerson(host, isNew) }
    : forSdk
  const cache = once(() => openSessionCache(host, { ...storeOptions, warn: say }))

  const planFor = (request: PlanRequest): Plan => resolvePlan(request, files(), host.env, machine())

  const pickRole = async (roles: readonly SamlRole[]): Promise<SamlRole> => {
    const picker = await import('./ui/picker/saml-role.js')
    return picker.pickRole(roles, host)
  }

  const carryOut = async (
    plan: Plan,
    asker: Asker,
    wish: Wishes,
  ): Promise<Credentials | Session> => {
    for (const note of plan.notes) asker.say(note)
    trace(`plan for ${plan.profile}: ${plan.steps.map((step) => step.operation).join(', ')}`)
    const world = worldOf(plan, {
      host,
      files: files(),
      code: text(options, 'mfaCode'),
      samlAssertion: text(options, 'samlAssertion'),
      input,
      anew: wish.refresh !== undefined,
      trace,
      pickRole,
      ...asker,
    })
    const credentials = await obtain(plan, world, wish)
    const left = (Date.parse(credentials.expiration ?? '') - host.now().at) / 1000
    if (wish.minTtl !== undefined && left < wish.minTtl) {
      asker.say(`this session ends in ${humanDuration(left)}, sooner than --min-ttl asks`)
    }
    await refreshBehind(host, plan, credentials, () => planFlags(options))
    return credentials
  }

  return {
    host,
    files,
    cache,
    storeOptions,
    say,
    out: (data) => void stdout.write(data),
    complain: (error) => void reportError(error, stderr, options['debug'] === true),
    plan: (profile) => planFor(planRequest(options, profile, readText)),
    planFor,
    busy,
    credentials(plan, extra) {
      const caller = isBackground(host.env) ? 'background' : 'person'
      return carryOut(plan, { caller, cache: cache(), say, busy }, { ...wishes(options), ...extra })
    },
    async credentialsForSdk(plan) {
      const said: string[] = []
      const keep = (message: string): void => void said.push(message)
      const cache = openSessionCache(host, { ...forSdk, warn: keep })
      const silently = { caller: 'sdk', cache, say: keep, busy: (work) => work } satisfies Asker
      try {
        return await carryOut(plan, silently, wishes(options))
      } catch (error) {
        said.forEach(say)
        throw error
      }
    },
  }
}

/** For whom a plan is carried out, and what is shown of it. */
type Asker = Pick<Circumstances, 'caller' | 'cache' | 'say' | 'busy'>

async function passphraseOfPerson(host: Host, isNew: boolean): Promise<string> {
  const { askPassphrase } = await import('./ui/passphrase.js')
  return askPassphrase(host, isNew)
}

/** Imported where it is asked for: most commands need no settings. */
async function storeInSettings(host: Host): Promise<string | undefined> {
  const { parseSettings } = await import('../settings/settings.js')
  return parseSettings(readTextIfPresent(host.paths.settings)).store
}
