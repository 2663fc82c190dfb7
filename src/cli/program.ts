import { Command as Commander, CommanderError, Option } from 'commander'
import { EXIT_CODES, RolecallError } from '../core/errors.js'
import { VERSION } from '../core/version.js'
import { nearest } from '../core/did-you-mean.js'
import { closeStrayInspector } from '../system/process/inspector.js'
import { readAwsFiles } from '../system/files/aws/read-aws-files.js'
import { watchForHangUp } from '../system/terminal/hang-up.js'
import type { Host } from '../system/host.js'
import type { Ending } from '../system/process/ending.js'
import type { StoreHealth } from '../store/circuit-breaker.js'
import type { Command, UncheckedArgs } from './command-types.js'
import { COMMAND_GROUPS, COMMANDS } from './commands.js'
import { createContext } from './context.js'
import { valueOfOtherTool } from './mistyped/foreign-names.js'
import { argsForCommander } from './mistyped/help-args.js'
import { printError } from './print-error.js'
import { COMMAND_HELP_OPTION, GLOBAL_OPTIONS, HELP_OPTION } from './option-specs.js'
import type { CommandSpec, OptionSpec } from './command-spec.js'
import { usageError } from './mistyped/usage-error.js'

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
    if (commandIn(argv) === 'env') {
      const { failureOutput } = await import('./commands/env/failure.js')
      host.streams.stdout.write(failureOutput(argv, host))
    }
    return printError(known, host.streams.stderr, argv.includes('--debug'))
  } finally {
    endWithTerminal()
  }
}

/** Where help goes: not to stdout if the shell function evaluates that. */
function textStream({ env, streams }: Host, command: string | undefined): NodeJS.WritableStream {
  return command === 'use' && env['ROLECALL_SHELL'] ? streams.stderr : streams.stdout
}

/** The command of a line that may be wrong: the first word that is the name of one. */
function commandIn(argv: readonly string[]): string | undefined {
  return argv.find((word) => COMMANDS.some(({ name }) => name === word))
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

/** @param spec of the command, or of its subcommand that was given */
type Action = (
  command: Command,
  spec: CommandSpec,
  parsed: Pick<UncheckedArgs, 'args' | 'options'>,
) => Promise<void>

/** @param word first word of the command line: if it is a command, only that one is built */
function buildProgram(host: Host, word: string | undefined, action: Action): Commander {
  const program = new Commander('rolecall')
    .description(
      'Turn AWS profiles into short-lived credentials: one MFA prompt, nothing in plaintext.',
    )
    .version(VERSION, '-v, --version', 'print the version')
    .exitOverride()
    .helpCommand(false)
    .addHelpOption(buildOption(HELP_OPTION))
    .configureHelp({
      subcommandTerm: (command) => command.name(),
      optionDescription: ({ description, argChoices }) =>
        argChoices ? `${description} (${argChoices.join(', ')})` : description,
    })
    .configureOutput({
      writeOut: (text) => textStream(host, word).write(text),
      writeErr: (text) => host.streams.stderr.write(text),
      outputError: () => undefined,
    })
    .addHelpText(
      'after',
      '\nStart with:\n  rolecall list\n  eval "$(rolecall env PROFILE)"\nFor help on one command, with examples: rolecall COMMAND --help',
    )
  const isGiven = ({ spec }: Command): boolean => spec.name === word
  const onlyOne = COMMAND_GROUPS.some(({ commands }) => commands.some(isGiven))
  for (const { heading, commands } of COMMAND_GROUPS) {
    for (const command of onlyOne ? commands.filter(isGiven) : commands) {
      program.addCommand(buildCommand(command, program, action).helpGroup(heading))
    }
  }
  return program
}

/** @param spec of the command, or of a subcommand to build for it */
function buildCommand(
  command: Command,
  program: Commander,
  action: Action,
  spec: CommandSpec = command.spec,
): Commander {
  const built = new Commander(spec.name).copyInheritedSettings(program).helpCommand(false)
  built.summary(spec.summary)
  built.description([capitalised(spec.summary), spec.description].filter(Boolean).join('.\n'))
  for (const { syntax, description } of spec.arguments ?? []) built.argument(syntax, description)
  for (const sub of spec.subcommands ?? []) {
    built.addCommand(buildCommand(command, program, action, sub))
  }
  const common = spec.subcommands ? [] : GLOBAL_OPTIONS
  for (const option of [...spec.options, ...common]) built.addOption(buildOption(option))
  built.addHelpOption(buildOption(spec.subcommands ? HELP_OPTION : COMMAND_HELP_OPTION))
  if (spec.passThrough !== undefined) {
    const words = (spec.arguments ?? []).map(({ syntax }) => syntax)
    built.usage(['[options]', ...words, spec.passThrough].join(' '))
  }
  built.addHelpText('after', `\nExamples:\n${exampleLines(spec).join('\n')}`)
  if (spec.subcommands) return built
  return built.action((...received: unknown[]) => {
    // Commander passes the arguments, then the options, then its own command.
    const args = received.slice(0, -2) as UncheckedArgs['args']
    const options = received.at(-2) as UncheckedArgs['options']
    return action(command, spec, { args, options })
  })
}

function exampleLines({ examples }: CommandSpec): string[] {
  const width = Math.max(...examples.map(({ command }) => command.length))
  return examples.map(({ command, does }) => `  ${command.padEnd(width)}  ${does}`.trimEnd())
}

function buildOption({ syntax, description, repeatable, values, heading }: OptionSpec): Option {
  const option = new Option(syntax, repeatable ? `${description} (repeatable)` : description)
  if (heading !== undefined) option.helpGroup(heading)
  if (values !== undefined && typeof values !== 'string') {
    option.choices([...values]).argParser(oneOf(option.long ?? syntax, values))
  }
  if (!repeatable) return option
  return option.argParser((value: string, before: string[] | undefined) => [
    ...(before ?? []),
    value,
  ])
}

/** @throws RolecallError 'usage' for any other value */
function oneOf(flag: string, values: readonly string[]): (value: string) => string {
  return (value) => {
    if (values.includes(value)) return value
    const own = valueOfOtherTool(flag, value)
    const [guess] = nearest(value, values)
    const similar =
      guess === undefined ? `use one of ${values.join(', ')}` : `did you mean ${guess}?`
    throw new RolecallError('usage', `unknown ${flag} "${value}"`, {
      hint: own === undefined ? similar : `in rolecall this is ${flag} ${own}`,
    })
  }
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
