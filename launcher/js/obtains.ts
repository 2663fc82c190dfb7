import { envVar, type Env } from '../../src/core/env.js'
import type { Plan } from '../../src/core/plan.js'
import type { Source, SourceKind } from '../../src/core/source.js'
import type { Step } from '../../src/core/step.js'
import { hasProxyVariable } from '../../src/net/proxy.js'
import { isBackground } from '../../src/session/background-refresh.js'
import { traitsOf } from '../../src/sources/kinds.js'
import type { Host } from '../../src/system/host.js'
import { subshell } from '../../src/system/process/exec-command.js'
import type { ColdCommand } from './cold-commands.js'
import { hasPlainProxies } from './net/proxy.js'
import { bundleOf } from './net/trust.js'
import { whyNotStored } from './store/why-not-stored.js'
import { starterOf } from './system/become.js'
import { isPlainUrl } from './url.js'

/*
 * What the launcher obtains itself: sessions that need no person, over a network of which it is
 * sure. All else is the program's.
 */

/** Sources that are at hand. */
const SOURCES: readonly SourceKind[] = [
  ...(['static', 'environment', 'stored-key', 'process', 'sso', 'github-actions'] as const),
  ...(['web-identity-file', 'web-identity-env', 'web-identity-process'] as const),
]

/** Calls of STS that need no person. */
const OPERATIONS: readonly Step['operation'][] = [
  'AssumeRole',
  'AssumeRoleWithWebIdentity',
  'GetSessionToken',
]

/** Variables by which Node itself changes, its network above all. */
const NETWORK_VARIABLES = [
  ...['NODE_OPTIONS', 'NODE_DEBUG', 'NODE_TLS_REJECT_UNAUTHORIZED', 'OPENSSL_CONF'],
]

/**
 * Why the program has to run a command.
 * @returns undefined if the launcher may
 */
export function whyNotRun(
  { command: { spec }, parsed: { options, rest } }: ColdCommand,
  machine: Host,
): string | undefined {
  const { env } = machine
  // A trace has the frames of Node's stack.
  if (options['debug']) return '--debug'
  if (spec.name === 'login' && !isBackground(env)) return 'a person is waiting'
  const isServed = options['serve'] ?? envVar(env, 'ROLECALL_SERVE') !== undefined
  if (spec.name === 'exec' && isServed) return 'an endpoint is needed'
  if (spec.name === 'exec' && !canBecome(rest, machine)) return 'the command is a child'
  if (options['mfaCode'] !== undefined || options['samlAssertion'] !== undefined) {
    return 'a person has given something'
  }
  return undefined
}

/**
 * Why the program has to carry out a plan.
 * @param store of the command line
 * @returns undefined if the launcher may
 */
export function whyNotObtained(plan: Plan, machine: Host, store?: string): string | undefined {
  const { env, streams } = machine
  const { source, steps, confirm, agent, fallback } = plan
  if (confirm || agent) return 'a person or an agent is involved'
  if (fallback) return 'the source is a guess'
  if (!SOURCES.includes(source.kind)) return `the source ${source.kind}`
  if (!steps.every(({ operation }) => OPERATIONS.includes(operation))) return 'another operation'
  const needsCode = steps.some(({ input }) => 'SerialNumber' in input)
  if (needsCode && !(plan.mfaProcess ?? plan.mfaProgram)) return 'a code is needed'
  const asked = servicesOf(source)
  const targets = [plan.target, ...steps.map(({ target }) => target), ...asked]
  if (!targets.every(isReachable)) return 'the endpoint is unusual'
  if (envVar(env, ...NETWORK_VARIABLES) !== undefined) return 'the network has settings'
  if (runsCommand(plan) || (asked.length > 0 && steps.length > 0)) {
    const why = whyNotAfterwards(targets, plan, env) ?? whyNotStored(machine, store)
    if (why !== undefined) return why
  }
  if (streams.stderr.isTTY) return 'a person may read along'
  return undefined
}

/** A service, perhaps at an address of its own. */
interface Endpoint {
  endpoint?: string
}

/** What a source asks before the first step. */
function servicesOf(source: Source): Endpoint[] {
  if (source.kind === 'sso') return [source]
  if (source.kind !== 'github-actions') return []
  // Path and query are those of one job: net/with-parameter.ts judges them.
  const [endpoint = ''] = /^\w+:\/\/[^/?#]*/.exec(source.url) ?? []
  return [{ endpoint }]
}

/** A command of the user must not run twice. */
function runsCommand({ source, mfaProcess, mfaProgram }: Plan): boolean {
  return traitsOf(source).runsCommand || (mfaProcess ?? mfaProgram) !== undefined
}

/**
 * Why the program must run a command of the user, or ask the service of a source, since what
 * follows may be the program's: afterwards it is too late to leave the rest to it.
 * @returns undefined if the launcher can do all of it
 */
function whyNotAfterwards(
  targets: readonly Endpoint[],
  { caBundle }: Plan,
  env: Env,
): string | undefined {
  if (envVar(env, 'NODE_EXTRA_CA_CERTS') !== undefined) return 'Node reads certificates'
  const isPlainText = targets.some(({ endpoint }) => endpoint?.startsWith('http:'))
  if (!hasPlainProxies(env) || (isPlainText && hasProxyVariable(env))) {
    return 'a proxy of another kind'
  }
  if (!targets.every(({ endpoint }) => endpoint === undefined || isPlainUrl(endpoint))) {
    return 'an unusual URL'
  }
  const isTls = targets.some(({ endpoint = 'https:' }) => endpoint.startsWith('https:'))
  const isTrusting = !isTls || caBundle !== undefined || bundleOf(env) !== undefined
  return isTrusting ? undefined : 'only Node has authorities'
}

/** Whether the launcher can become the command, or without one the user's shell. */
const canBecome = ([file]: readonly string[], machine: Host): boolean =>
  starterOf(file ? [file] : subshell(machine.env, machine.platform), machine) !== undefined

/** With TLS, or on this machine. */
const isReachable = ({ endpoint = 'https:' }: Endpoint): boolean =>
  /^https:|^http:\/\/(127(\.\d{1,3}){3}|localhost)(:\d+)?\/?$/.test(endpoint)
