import { describeRequest } from '../../core/describe-role.js'
import { RolecallError } from '../../core/errors.js'
import { childEnvironment } from '../../emit/child-environment.js'
import type { Ending } from '../../system/process/ending.js'
import {
  runBeside,
  startFailure,
  subshell,
  type StartFailure,
} from '../../system/process/exec-command.js'
import { inheritedDescriptors } from '../../system/process/inherited-descriptors.js'
import { beforeInterrupt } from '../../system/process/interrupt.js'
import type { CommandLine } from '../../system/process/run-foreground.js'
import { endChildren, watchParent } from '../../system/process/caller/watch-parent.js'
import type { CommandContext } from '../context.js'
import { reportFailures } from './report-failures.js'
import type { Served } from './served.js'
import { startServer, type ServerOptions } from './start-server.js'
import { variablesFor } from './variables-for.js'

/** The options of `serve -- CMD` and `exec --serve`. */
export interface CommandOptions extends Pick<ServerOptions, 'isImds' | 'port' | 'minTtl'> {
  /** The profile. Called once the command is found, because it may show the picker. */
  chosen: () => Promise<string | undefined>
}

/**
 * Runs a command, or the user's shell, beside a server that it reads its credentials from. The
 * session is there before the command starts. The server ends with the command, and both end with
 * the parent of this process.
 * @returns how the command has ended
 */
export async function serveCommand(
  given: CommandLine | undefined,
  options: CommandOptions,
  context: CommandContext,
): Promise<Ending> {
  const { host, notify, printError } = context
  const { env, platform } = host
  const isShell = given === undefined
  const command = given ?? subshell(env, platform)
  const descriptors = inheritedDescriptors(command, env)
  const failure = startFailure(command, host, isShell)
  if (failure) return fail(failure)

  const failures = reportFailures(printError)
  const { chosen, ...others } = options
  let served: readonly Served[] = []
  const server = await startServer(
    {
      ...others,
      profiles: [await chosen()],
      notify,
      prompting: (work) => work,
      onChange: () => failures.report(served),
    },
    context,
  )
  const stopListening = beforeInterrupt(server.stop)
  try {
    const [only] = server.served
    if (!only) throw new RangeError('no profile')
    await only.kept.prepare()
    // Until here, a failure ends the program, which tells it.
    served = server.served
    const variables = variablesFor(only.plan, server.endpointOf(only), context)
    const environment = childEnvironment(env, variables, platform)
    if (isShell && host.streams.stderr.isTTY) {
      notify(`${only.profile}: ${describeRequest(only.plan)}, renewed until you type exit`)
    }
    stopListening()
    const ending = await Promise.race([
      runBeside(command, environment, host, descriptors),
      endWithParent(context),
    ])
    return typeof ending === 'object' ? fail(ending) : ending
  } finally {
    stopListening()
    server.stop()
  }

  function fail({ status, error }: StartFailure): number {
    printError(new RolecallError('failed', error.message, error.hint ? { hint: error.hint } : {}))
    return status
  }
}

/** Resolves once the parent and the command have ended. */
function endWithParent({ host }: Pick<CommandContext, 'host'>): Promise<Ending> {
  return new Promise((resolve) => {
    watchParent(host, () => void endChildren(host).then(() => resolve(0)))
  })
}
