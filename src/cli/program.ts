import { Command, CommanderError, Option } from 'commander'
import { EXIT_CODES, RolecallError } from '../core/errors.js'
import { VERSION } from '../core/version.js'
import { nearest } from '../core/did-you-mean.js'
import { watchTerminals } from '../system/terminal/hangup.js'
import type { Host } from '../system/host.js'
import type { StoreHealth } from '../store/circuit-breaker.js'
import { createContext } from './context.js'
import { printError } from './print-error.js'
import { argsForCommander } from './help-args.js'
import { COMMAND_RUNS } from './commands.js'
import { COMMAND_GROUPS } from './command-specs.js'
import { GLOBAL_OPTIONS, HELP_OPTION } from './shared-options.js'
import type { CommandSpec, OptionSpec } from './spec.js'
import { usageError } from './usage-error.js'

/**
 * Everything but a hit of `process`.
 * @returns the exit status
 */
export async function runProgram(host: Host, health: StoreHealth): Promise<number> {
  let status = 0
  const endWithTerminal = watchTerminals()
  const dashes = host.argv.indexOf('--')
  const typed = dashes < 0 ? host.argv : host.argv.slice(0, dashes)
  const rest = host.argv.slice(typed.length + 1)
  const ours = argsForCommander(typed)
  const program = buildProgram(host, ours[0], async (command, spec, args, options) => {
    const load = COMMAND_RUNS[command]
    if (!load) return
    if (rest.length > 0 && !spec.passThrough) throw unexpectedWords(spec)
    const { name } = spec
    status = await (
      await load()
    ).run({ name, args, rest, options }, createContext(host, options, health))
  })
  try {
    await program.parseAsync([...ours], { from: 'user' })
    return status
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0
    // The help was printed in the place of a command.
    if (error instanceof CommanderError && error.code === 'commander.help') return EXIT_CODES.usage
    const known = error instanceof CommanderError ? usageError(error, ours) : error
    return printError(known, host.streams.stderr, ours.includes('--debug'))
  } finally {
    endWithTerminal()
  }
}

function unexpectedWords({ name }: CommandSpec): RolecallError {
  return new RolecallError('usage', `${name} takes no command after --`, {
    hint: 'rolecall exec PROFILE -- COMMAND runs one',
  })
}

/** @param command the name that {@link COMMAND_RUNS} has, also for a subcommand */
type Act = (
  command: string,
  spec: CommandSpec,
  words: (string | string[])[],
  options: Record<string, unknown>,
) => Promise<void>

/** @param word the first that was typed: of one command the others are not built */
function buildProgram(host: Host, word: string | undefined, act: Act): Command {
  const program = new Command('rolecall')
    .description('AWS profiles to short-lived credentials: one MFA prompt, no plaintext, no wait.')
    .version(VERSION, '-v, --version', 'print the version')
    .exitOverride()
    .helpCommand(false)
    .configureHelp({
      subcommandTerm: (command) => command.name(),
      optionDescription: ({ description, argChoices }) =>
        argChoices ? `${description} (${argChoices.join(', ')})` : description,
    })
    .configureOutput({
      writeOut: (text) => host.streams.stdout.write(text),
      writeErr: (text) => host.streams.stderr.write(text),
      outputError: () => undefined,
    })
    .addHelpText(
      'after',
      '\nStart with:\n  rolecall list\n  eval "$(rolecall env PROFILE)"\nrolecall COMMAND --help explains one, with examples.',
    )
  // All of them are needed only to be listed, or to guess what was meant.
  const isAsked = ({ name }: CommandSpec): boolean => name === word
  const isOne = COMMAND_GROUPS.some(({ commands }) => commands.some(isAsked))
  for (const { heading, commands } of COMMAND_GROUPS) {
    for (const spec of isOne ? commands.filter(isAsked) : commands) {
      program.addCommand(buildCommand(spec, program, act).helpGroup(heading))
    }
  }
  return program
}

function buildCommand(
  spec: CommandSpec,
  program: Command,
  act: Act,
  name: string = spec.name,
): Command {
  const command = new Command(spec.name).copyInheritedSettings(program).helpCommand(false)
  command.summary(spec.summary)
  command.description([capitalised(spec.summary), spec.description].filter(Boolean).join('.\n'))
  for (const { syntax, description } of spec.arguments ?? []) command.argument(syntax, description)
  for (const sub of spec.subcommands ?? []) {
    command.addCommand(buildCommand(sub, program, act, name))
  }
  const common = spec.subcommands ? [] : GLOBAL_OPTIONS
  for (const option of [...spec.options, ...common]) command.addOption(buildOption(option))
  command.addHelpOption(buildOption(HELP_OPTION))
  if (spec.passThrough !== undefined) command.usage(`[options] [profile] ${spec.passThrough}`)
  const width = Math.max(...spec.examples.map((example) => example.command.length))
  const examples = spec.examples.map((e) => `  ${e.command.padEnd(width)}  ${e.does}`.trimEnd())
  command.addHelpText('after', `\nExamples:\n${examples.join('\n')}`)
  if (spec.subcommands) return command
  return command.action((...received: unknown[]) => {
    // Commander hands over the arguments, then the options, then the command itself.
    const words = received.slice(0, -2) as (string | string[])[]
    return act(name, spec, words, received.at(-2) as Record<string, unknown>)
  })
}

function buildOption({ syntax, description, repeatable, values, heading }: OptionSpec): Option {
  const option = new Option(syntax, repeatable ? `${description} (repeatable)` : description)
  if (heading !== undefined) option.helpGroup(heading)
  if (Array.isArray(values)) {
    option.choices(values as string[]).argParser(oneOf(option.long ?? syntax, values as string[]))
  }
  if (!repeatable) return option
  return option.argParser((value: string, before: string[] | undefined) => [
    ...(before ?? []),
    value,
  ])
}

/** @throws RolecallError 'usage' for a value that is none of them */
function oneOf(flag: string, values: readonly string[]): (value: string) => string {
  return (value) => {
    if (values.includes(value)) return value
    const [guess] = nearest(value, values)
    throw new RolecallError('usage', `${flag} does not know "${value}"`, {
      hint: guess === undefined ? `one of ${values.join(', ')}` : `did you mean ${guess}?`,
    })
  }
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
