import type { Credentials, Session } from '../core/credentials.js'
import type { Env } from '../core/env.js'
import { once } from '../core/once.js'
import type { Plan } from '../core/plan.js'
import { printable } from '../core/printable.js'
import { withoutOwnSettings } from '../emit/record.js'
import { recorder } from '../history/record.js'
import type { PlanRequest } from '../plan/request.js'
import { resolvePlan } from '../plan/resolve.js'
import { openSessionCache } from '../secrets/session-cache.js'
import { isBackground } from '../session/background-refresh.js'
import type { StoreHealth } from '../store/circuit-breaker.js'
import type { SelectOptions } from '../store/selection.js'
import { readAwsFiles } from '../system/files/aws/read-aws-files.js'
import { readTextIfPresent } from '../system/files/read-file.js'
import { readNamed } from '../system/files/read-named.js'
import type { Host } from '../system/host.js'
import { readProcess } from '../system/process/caller/calling-program.js'
import { agentInputs } from '../system/process/caller/find-agent.js'
import { openTerminal } from '../system/terminal/terminal.js'
import { carryOutPlan, type CredentialsOptions, type RunMode } from './carry-out/carry-out-plan.js'
import { obtainOptions, planRequest, type ContextOptions } from './parse-options.js'
import { printError } from './print-error.js'
import { checkedScope } from './carry-out/checked-scope.js'
import type { CommandSpec } from './command-spec.js'
import { withSpinner } from './ui/spinner.js'
import { writeMessage } from './write-message.js'
import type { CommandContext } from './context.js'

/**
 * @param command that runs, for the history
 * @param commands the spec of every command
 * @param readFiles reads the AWS files
 */
export function createContext(
  host: Host,
  command: string,
  options: ContextOptions,
  commands: readonly CommandSpec[],
  health: StoreHealth,
  readFiles = readAwsFiles,
): CommandContext {
  const { stdout, stderr } = host.streams
  const mayPrompt = options.input !== false
  const said = new Set<string>()
  const notify = (message: string): void => {
    // A note of the plan may come from two calls of one command.
    if (!said.has(message)) writeMessage(stderr, 'rolecall', message)
    said.add(message)
  }
  const trace = (message: string): void => {
    if (options.debug) stderr.write(`debug: ${printable(message)}\n`)
  }
  const busy = <T>(work: Promise<T>): Promise<T> =>
    withSpinner(work, 'waiting for AWS', { stderr, env: host.env })
  const record = recorder(host, { command, isBackground: isBackground(host.env) }, trace)
  const files = once(() => readFiles(host))
  const agents = agentInputs(host, (pid) => readProcess(pid, host.platform))
  const userName = once(() => host.userName())
  const forSdk: SelectOptions = {
    // `mfa add --no-store` has the same name, and means the seed alone.
    store: typeof options.store === 'string' ? options.store : undefined,
    mayPrompt,
    health,
    setting: () => storeInSettings(host),
  }
  const canType = mayPrompt && openTerminal(host) !== undefined
  const storeOptions: SelectOptions = canType
    ? { ...forSdk, askPassphrase: (isNew) => promptForPassphrase(host, isNew) }
    : forSdk
  const warn = (message: string, hint?: string): void => {
    notify(message)
    if (hint !== undefined) writeMessage(stderr, 'hint', hint)
  }
  const cache = once(() => openSessionCache(host, { ...storeOptions, warn }))

  // A copy: with 10,000 plans, reading process.env would take a third of the time.
  const env = once((): Env => ({ ...withoutOwnSettings(host.env) }))

  const planFor = (request: PlanRequest, overrides?: Env): Plan => {
    const planEnv = overrides ? { ...env(), ...overrides } : env()
    const inputs = { files: files(), env: planEnv, userName: userName(), agents }
    return checkedScope(resolvePlan(request, inputs))
  }

  const carryOut = (
    plan: Plan,
    mode: RunMode,
    overrides?: CredentialsOptions,
  ): Promise<Credentials | Session> => {
    const requested = { ...obtainOptions(options, host.env), env: env(), ...overrides }
    return carryOutPlan({ plan, mode, requested, options, host, files: files(), trace, record })
  }

  return {
    host,
    commands,
    mayPrompt,
    files,
    cache,
    record,
    storeOptions,
    notify,
    print: (data) => void stdout.write(data),
    printError: (error) => void printError(error, stderr, options.debug === true),
    plan: (profile, overrides) => planFor(planRequest(options, profile, readPolicy), overrides),
    planFor,
    busy,
    credentials(plan, overrides) {
      const audience = isBackground(host.env) ? 'background' : 'person'
      return carryOut(plan, { audience, cache: cache(), notify, busy }, overrides)
    },
    async credentialsForSdk(plan) {
      const messages: (() => void)[] = []
      const warnings: (() => void)[] = []
      const buffer = (message: string): void => void messages.push(() => notify(message))
      const bufferWarning = (...warning: Parameters<typeof warn>): void => {
        const show = (): void => warn(...warning)
        warnings.push(show)
        messages.push(show)
      }
      const cache = openSessionCache(host, { ...forSdk, warn: bufferWarning })
      const silent = {
        audience: 'sdk',
        cache,
        notify: buffer,
        busy: (work) => work,
      } satisfies RunMode
      try {
        const credentials = await carryOut(plan, silent)
        // Only a person reads a terminal; the C++ SDK takes stderr for a part of the JSON.
        if (stderr.isTTY) warnings.forEach((show) => show())
        return credentials
      } catch (error) {
        messages.forEach((show) => show())
        throw error
      }
    },
    async credentialsForServer(plan, { minTtl, notify: say, ...server }) {
      const warnHere: typeof warn = (message, hint) => {
        say(hint === undefined ? message : `${message} (${hint})`)
      }
      const access = server.isQuiet ? { ...forSdk, mayPrompt: false } : storeOptions
      const cache = openSessionCache(host, { ...access, warn: warnHere })
      const audience = server.isQuiet ? 'background' : 'person'
      try {
        const mode: RunMode = { audience, cache, notify: say, busy: (work) => work }
        return await carryOut(plan, mode, { minTtl, server })
      } finally {
        cache.close()
      }
    },
  }
}

async function promptForPassphrase(host: Host, isNew: boolean): Promise<string> {
  const { askPassphrase } = await import('./ui/passphrase.js')
  return askPassphrase(host, isNew)
}

/** Imported on demand: most commands need no settings. */
async function storeInSettings(host: Host): Promise<string | undefined> {
  const { parseSettings } = await import('../settings/settings.js')
  return parseSettings(readTextIfPresent(host.paths.settings)).store
}

function readPolicy(path: string): string {
  return readNamed(path, '--policy')
}
