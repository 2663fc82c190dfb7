import type { Session } from '../../core/credentials.js'
import { RolecallError } from '../../core/errors.js'
import type { Plan } from '../../core/plan.js'
import type { CredentialsEndpoint } from '../../emit/endpoint-variables.js'
import { serveLoopback } from '../../net/loopback-server.js'
import { isOfDeactivatedKey } from '../../secrets/deactivated-keys.js'
import { revocationOf, revocationsInForce } from '../../secrets/revocations.js'
import { isSession } from '../../secrets/session-json.js'
import { roleOfSession } from '../../session/session-metadata.js'
import { traitsOf } from '../../sources/kinds.js'
import { monotonicMs } from '../../system/time.js'
import type { CommandContext } from '../context.js'
import { answerContainer, CONTAINER_HOSTS, pathOf, type Endpoint } from './container.js'
import { imdsTokens } from './imds-token.js'
import { answerImds, IMDS_HOSTS } from './imds.js'
import { keepSession, type Margins } from './kept-session.js'
import { serveProfile, type Served } from './served.js'
import { errorBody } from './server-error.js'
import { holdTokenFile } from './token-file.js'
import { newToken } from './token.js'

/** What `rolecall serve` serves, and to whom it reports. */
export interface ServerOptions {
  /** The profiles, by name. */
  profiles: readonly (string | undefined)[]
  /** 0 for any free port. */
  port: number
  /** True: speak as an instance's metadata service, for one profile. */
  isImds: boolean
  /** Absolute path of a file for the token of the only profile. */
  tokenFile?: string | undefined
  /** Seconds that a client gets at least. */
  minTtl?: number | undefined
  /** How the server tells its user something. */
  notify: (message: string) => void
  /** Runs work that may prompt. */
  prompting: <T>(work: Promise<T>) => Promise<T>
  /** Called after each change, for the status. */
  onChange: () => void
}

export interface Server {
  served: readonly Served[]
  endpointOf: (served: Served) => CredentialsEndpoint
  /** Frees the port and removes the file. A second call does nothing. */
  stop: () => void
}

/** Of a session that SDKs read from a container, in seconds (docs/contracts.md §1.4). */
const CONTAINER_MARGIN = 16 * 60
/** Of one that they read from an instance (docs/contracts.md §2.3). */
const IMDS_MARGIN = 25 * 60
/** How much earlier the next session is fetched. */
const AHEAD = 14 * 60

/** Milliseconds between two checks of the age of the sessions. */
const TICK_MS = 2000

type Needs = 'host' | 'plan' | 'credentialsForServer'

/** Starts to serve profiles on loopback. @throws RolecallError */
export async function startServer(
  options: ServerOptions,
  context: Pick<CommandContext, Needs>,
): Promise<Server> {
  const { isImds, tokenFile, port } = options
  const names = [...new Set(options.profiles)]
  const served = names.map((name) => serve(name, options, context))
  const [first] = served
  if (!first) throw new RangeError('no profile')
  const endpoints = served.map((each): Endpoint => ({
    path: pathOf(each.profile),
    token: newToken(),
    served: each,
  }))
  const [endpoint] = endpoints
  const file = tokenFile === undefined ? undefined : holdTokenFile(tokenFile, context.host)
  const nowMs = (): number => context.host.now().at
  const loopback = await serveLoopback({
    port,
    hostNames: isImds ? IMDS_HOSTS : CONTAINER_HOSTS,
    answer: isImds ? answerImds(first, imdsTokens(monotonicMs), nowMs) : answerContainer(endpoints),
    refusal: (message) => errorBody('Forbidden', message),
  }).catch((error: unknown) => {
    file?.release()
    throw error
  })
  if (endpoint) file?.write(endpoint.token)
  const timer = setInterval(() => served.forEach(({ kept }) => kept.renewAhead()), TICK_MS)
  const origin = `http://127.0.0.1:${loopback.port}`
  return {
    served,
    endpointOf(each) {
      const own = endpoints.find((one) => one.served === each)
      // The AWS CLI 2.9 of Debian 12 appends the path without a slash.
      if (isImds || !own) return { url: `${origin}/` }
      return { url: `${origin}${own.path}`, token: own.token, tokenFile }
    },
    stop() {
      clearInterval(timer)
      loopback.close()
      file?.release()
    },
  }
}

/** A profile whose plan is made again for each session: a token file may have another identity. */
function serve(
  name: string | undefined,
  { isImds, minTtl, notify, prompting, onChange }: ServerOptions,
  { host, plan, credentialsForServer }: Pick<CommandContext, Needs>,
): Served {
  const first = plan(name)
  const needed = minTtl ?? (isImds ? IMDS_MARGIN : CONTAINER_MARGIN)
  const margins: Margins = { needed, ahead: needed + AHEAD }
  let isFirst = true
  const obtain = async (isQuiet: boolean): Promise<Session> => {
    const request = { isQuiet, isFirst, minTtl: isFirst ? needed : margins.ahead }
    const work = credentialsForServer(plan(name), {
      ...request,
      notify: isQuiet ? () => undefined : notify,
    })
    const credentials = await (isQuiet ? work : prompting(work))
    if (!isSession(credentials)) throw noSessionError(first)
    isFirst = false
    return credentials
  }
  const kept = keepSession({
    obtain,
    now: host.now,
    monotonicMs,
    margins,
    isRevoked: (session) =>
      isRevoked(session, host) || isOfDeactivatedKey(session, first.source, host.paths.state),
    onChange,
    waiting: () => waitingError(first, host.pid),
  })
  return serveProfile({ profile: first.profile, plan: first, kept }, monotonicMs, onChange)
}

/** Whether this machine has revoked a session since it was issued. */
function isRevoked(session: Session, { paths, now }: CommandContext['host']): boolean {
  const role = roleOfSession(session.arn ?? '')
  if (role === undefined) return false
  const inForce = revocationsInForce(paths.state, now().at + session.issued.serverOffset)
  return revocationOf({ role }, session, inForce) !== undefined
}

function noSessionError({ profile }: Plan): RolecallError {
  return new RolecallError('usage', `${profile} has no session that could be served`, {
    hint: 'a server returns sessions, never long-term keys: omit --no-session, or give a role',
  })
}

/** What a client gets to read while there is no session. */
function waitingError({ profile, steps, source }: Plan, pid: number): RolecallError {
  const server = `rolecall serve (pid ${pid})`
  const needs = steps.some(({ input }) => 'SerialNumber' in input)
    ? 'an MFA code'
    : traitsOf(source).signIn && 'a sign-in'
  return needs
    ? new RolecallError('interaction', `${server} waits for ${needs} for ${profile}`, {
        hint: 'answer its prompt, on its terminal or in its dialog, then try again',
      })
    : new RolecallError('failed', `${server} waits for AWS`, { hint: 'try again in a moment' })
}
