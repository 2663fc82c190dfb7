import { envVar } from '../../src/core/env.js'
import type { Plan } from '../../src/core/plan.js'
import type { SourceKind } from '../../src/core/source.js'
import type { Step, StsTarget } from '../../src/core/step.js'
import { isBackground } from '../../src/session/background-refresh.js'
import type { Host } from '../../src/system/host.js'
import type { ColdCommand } from './cold-commands.js'

/*
 * What the launcher obtains itself: sessions that need no person, over a network of which it is
 * sure. All else is the program's.
 */

/** Sources that are at hand. */
const SOURCES: readonly SourceKind[] = [
  ...(['static', 'environment', 'stored-key', 'process'] as const),
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
  { command: { spec }, parsed: { options } }: ColdCommand,
  { env }: Host,
): string | undefined {
  // A trace has the frames of Node's stack.
  if (options['debug']) return '--debug'
  if (spec.name === 'login' && !isBackground(env)) return 'a person is waiting'
  const isServed = options['serve'] ?? envVar(env, 'ROLECALL_SERVE') !== undefined
  if (spec.name === 'exec' && isServed) return 'an endpoint is needed'
  if (options['mfaCode'] !== undefined || options['samlAssertion'] !== undefined) {
    return 'a person has given something'
  }
  return undefined
}

/**
 * Why the program has to carry out a plan.
 * @returns undefined if the launcher may
 */
export function whyNotObtained(plan: Plan, { env, streams }: Host): string | undefined {
  const { source, steps, confirm, agent, fallback } = plan
  if (confirm || agent) return 'a person or an agent is involved'
  if (fallback) return 'the source is a guess'
  if (!SOURCES.includes(source.kind)) return `the source ${source.kind}`
  if (!steps.every(({ operation }) => OPERATIONS.includes(operation))) return 'another operation'
  const needsCode = steps.some(({ input }) => 'SerialNumber' in input)
  if (needsCode && !(plan.mfaProcess ?? plan.mfaProgram)) return 'a code is needed'
  const targets = [plan.target, ...steps.map(({ target }) => target)]
  if (!targets.every(isReachable)) return 'the endpoint is unusual'
  if (envVar(env, ...NETWORK_VARIABLES) !== undefined) return 'the network has settings'
  if (streams.stderr.isTTY) return 'a person may read along'
  return undefined
}

/** With TLS, or on this machine. */
const isReachable = ({ endpoint = 'https:' }: StsTarget): boolean =>
  /^https:|^http:\/\/(127(\.\d{1,3}){3}|localhost)(:\d+)?\/?$/.test(endpoint)
