import { CommanderError } from 'commander'
import { similarNames } from '../core/did-you-mean.js'
import { EXIT_CODES, RolecallError } from '../core/errors.js'
import { closeStrayInspector } from '../system/process/inspector.js'
import { readAwsFiles } from '../system/files/aws/read-aws-files.js'
import { watchForHangUp } from '../system/terminal/hang-up.js'
import type { Host } from '../system/host.js'
import type { Ending } from '../system/process/ending.js'
import type { StoreHealth } from '../store/circuit-breaker.js'
import { COMMANDS } from './commands.js'
import { createContext } from './create-context.js'
import { argsForCommander } from './mistyped/help-args.js'
import { commandOfOtherTool } from './mistyped/foreign-names.js'
import { printError } from './print-error.js'
import type { CommandSpec } from './command-spec.js'
import { usageError } from './mistyped/usage-error.js'
import { buildProgram } from './build-program.js'

/**
 * Runs the command line, except for a cache hit of `process`.
 * @returns how the process ends
 */
export async function runProgram(host: Host, health: StoreHealth): Promise<Ending> {
  let ending: Ending = 0
  closeStrayInspector()
  const endWithTerminal = watchForHangUp()
  const { typed, argv } = lineOf(host)
  const rest = host.argv.slice(typed.length + 1)
  const program = buildProgram(host, argv[0], async (command, spec, { args, options }) => {
    if (rest.length > 0 && !spec.passThrough) throw unexpectedCommandError(spec)
    const context = createContext(host, command.spec.name, options, COMMANDS, health)
    ending = await command.run({ name: spec.name, args, rest, options }, context)
  })
  try {
    await program.parseAsync([...argv], { from: 'user' })
    return ending
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0
    // Commander printed the help because the subcommand is missing.
    if (error instanceof CommanderError && error.code === 'commander.help') return EXIT_CODES.usage
    const line = { argv, rest: host.argv.slice(typed.length), isProfile: profileTest(host) }
    return await printFailure(
      error instanceof CommanderError ? usageError(error, line) : error,
      host,
    )
  } finally {
    endWithTerminal()
  }
}

/**
 * Ends a command that waits for nothing any more although it has not ended: Node would end the
 * process with status 0, as if a command of the user had run.
 * @returns the exit status
 */
export function endUnfinished(host: Host): Promise<number> {
  const error = new RolecallError('failed', 'the command stopped before its end', {
    hint: 'this is a bug in rolecall: report it with the command line and the output of rolecall doctor --report',
  })
  return printFailure(error, host)
}

async function printFailure(error: unknown, host: Host): Promise<number> {
  const { argv } = lineOf(host)
  if (isMeantAsEnv(argv)) {
    const { failureOutput } = await import('./commands/env/failure.js')
    host.streams.stdout.write(failureOutput(argv, host))
  }
  return printError(error, host.streams.stderr, argv.includes('--debug'))
}

/** The words before `--`, as they were typed and as commander gets them. */
function lineOf({ argv }: Host): { typed: readonly string[]; argv: readonly string[] } {
  const dashes = argv.indexOf('--')
  const typed = dashes < 0 ? argv : argv.slice(0, dashes)
  return { typed, argv: argsForCommander(typed) }
}

/** Whether a line that may be wrong is one of `env`, also if its name is mistyped. */
function isMeantAsEnv(argv: readonly string[]): boolean {
  const names: string[] = COMMANDS.map(({ name }) => name)
  const command = argv.find((word) => names.includes(word))
  const [word = ''] = argv.filter((each) => !each.startsWith('-'))
  if (command !== undefined) return command === 'env'
  return (commandOfOtherTool(word) ?? similarNames(word, names)[0]) === 'env'
}

/** Whether a profile has a name; false if the AWS files cannot be read. */
function profileTest(host: Host): (name: string) => boolean {
  return (name) => {
    try {
      return readAwsFiles(host).profile(name) !== undefined
    } catch {
      return false
    }
  }
}

function unexpectedCommandError({ name }: CommandSpec): RolecallError {
  return new RolecallError('usage', `${name} takes no command after --`, {
    hint: 'to run a command, use rolecall exec PROFILE -- COMMAND',
  })
}
