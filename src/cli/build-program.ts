import { Command as Commander, Option } from 'commander'
import { RolecallError } from '../core/errors.js'
import { VERSION } from '../core/version.js'
import { nearest } from '../core/did-you-mean.js'
import type { Host } from '../system/host.js'
import type { Command, UncheckedArgs } from './command-types.js'
import { COMMAND_GROUPS } from './commands.js'
import { valueOfOtherTool } from './mistyped/foreign-names.js'
import { COMMAND_HELP_OPTION, GLOBAL_OPTIONS, HELP_OPTION } from './option-specs.js'
import type { CommandSpec, OptionSpec } from './command-spec.js'

/** Where help goes: not to stdout if the shell function evaluates that. */
function textStream({ env, streams }: Host, command: string | undefined): NodeJS.WritableStream {
  return command === 'use' && env['ROLECALL_SHELL'] ? streams.stderr : streams.stdout
}

/** @param spec of the command, or of its subcommand that was given */
type Action = (
  command: Command,
  spec: CommandSpec,
  parsed: Pick<UncheckedArgs, 'args' | 'options'>,
) => Promise<void>

/** @param word first word of the command line: if it is a command, only that one is built */
export function buildProgram(host: Host, word: string | undefined, action: Action): Commander {
  const program = new Commander('rolecall')
    .description(
      'Turn AWS profiles into short-lived credentials: one MFA prompt, no session in plaintext.',
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
