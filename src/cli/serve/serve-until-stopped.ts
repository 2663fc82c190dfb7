import { humanDuration } from '../../core/time/duration.js'
import { EXIT_CODES, type ErrorCode } from '../../core/errors.js'
import { secondsLeft } from '../../core/time/freshness.js'
import type { Format } from '../../emit/format-names.js'
import { emitters, type Emitter } from '../../emit/formats.js'
import { jsonVariables } from '../../emit/json.js'
import type { Variable } from '../../emit/variables.js'
import type { Host } from '../../system/host.js'
import { endBySignal } from '../../system/process/end-by-signal.js'
import type { Ending } from '../../system/process/ending.js'
import { onInterrupt } from '../../system/process/interrupt.js'
import { watchParent } from '../../system/process/caller/watch-parent.js'
import type { CommandContext } from '../context.js'
import { reportFailures } from './report-failures.js'
import { startServer, type Server, type ServerOptions } from './start-server.js'
import { showStatus } from './status.js'
import { variablesFor } from './variables-for.js'

type Options = Pick<ServerOptions, 'profiles' | 'isImds' | 'port' | 'minTtl' | 'tokenFile'> & {
  format: Format
}

/** Serves profiles until a signal, or the end of the parent. Prints how clients reach them. */
export async function serveUntilStopped(
  { format, ...options }: Options,
  context: CommandContext,
): Promise<Ending> {
  const { host, printError, notify } = context
  const status = showStatus(context.host, () => server.served)
  const failures = reportFailures((error) => status.aside(() => printError(error)))
  const server: Server = await startServer(
    {
      ...options,
      notify: (message) => status.aside(() => notify(message)),
      prompting: status.pausedDuring,
      onChange() {
        failures.report(server.served)
        status.update()
      },
    },
    context,
  )
  const ended = new Promise<Ending>((resolve) => {
    onInterrupt((signal) => resolve(() => endBySignal(signal)))
    watchParent(host, () => resolve(0))
  })
  try {
    const prepare = (): Promise<Ending | undefined> =>
      prepareAll(server, (message) => status.aside(() => notify(message)), host.now)
    // Only the attempt shows whether this machine has a role, and it prompts for nothing.
    const isGuess = server.served.every(({ plan }) => plan.fallback !== undefined)
    if (isGuess) {
      const ending = await Promise.race([ended, prepare()])
      if (ending !== undefined) return ending
    }
    announce(server, format, context)
    if (isGuess) return await ended
    return await Promise.race([ended, prepare().then((ending) => ending ?? ended)])
  } finally {
    status.close()
    server.stop()
  }
}

/**
 * Gets the first sessions, one after the other because each may prompt. Failures are reported by
 * `reportFailures`.
 * @returns an exit status if no profile can ever be served, whatever a client waits for
 */
async function prepareAll(
  { served }: Server,
  notify: (message: string) => void,
  now: Host['now'],
): Promise<number | undefined> {
  for (const { profile, kept } of served) {
    await kept.prepare().catch(() => undefined)
    const { session } = kept.state()
    if (session) notify(`${profile}: ready, ${humanDuration(secondsLeft(session, now()))} left`)
  }
  const lasting = served.map(({ kept }) => kept.state().failure?.code).filter(isLasting)
  return lasting[0] && lasting.length === served.length ? EXIT_CODES[lasting[0]] : undefined
}

/** Whether a failure is one that only the user can mend, in the configuration or the flags. */
function isLasting(code: ErrorCode | undefined): code is 'config' | 'usage' {
  return code === 'config' || code === 'usage'
}

function announce(server: Server, format: Format, context: CommandContext): void {
  const { served, endpointOf } = server
  for (const each of served) {
    const endpoint = endpointOf(each)
    const variables = variablesFor(each.plan, endpoint, context)
    context.notify(`serving ${each.profile} at ${endpoint.url}`)
    context.print(textOf(variables, format))
  }
  context.notify('stop with Ctrl-C')
}

function textOf(variables: readonly Variable[], format: Format): string {
  const { clear }: Emitter = emitters[format]
  return clear ? clear(variables).stdout : jsonVariables(variables)
}
