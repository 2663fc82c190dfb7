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
  const dashes = host.argv.indexOf('--')
  const typed = dashes < 0 ? host.argv : host.argv.slice(0, dashes)
  const rest = host.argv.slice(typed.length + 1)
  const argv = argsForCommander(typed)
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
    const known = error instanceof CommanderError ? usageError(error, line) : error
    if (isMeantAsEnv(argv)) {
      const { failureOutput } = await import('./commands/env/failure.js')
      host.streams.stdout.write(failureOutput(argv, host))
    }
    return printError(known, host.streams.stderr, argv.includes('--debug'))
  } finally {
    endWithTerminal()
  }
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
