import { Command, CommanderError, Option } from 'commander'
import { RolecallError } from '../core/errors.js'
import { VERSION } from '../core/version.js'
import type { Host } from '../host/host.js'
import type { Run } from './command.js'
import { makeDeps } from './deps.js'
import { reportError } from './report.js'
import { COMMANDS } from './specs/all.js'
import { GLOBAL_OPTIONS } from './specs/shared.js'
import type { CommandSpec, OptionSpec } from './specs/spec.js'

/** One import a command, taken only when it runs. */
const RUNS: Readonly<Record<string, () => Promise<{ run: Run }>>> = {
  adopt: () => import('./commands/adopt.js'),
  configure: () => import('./commands/configure.js'),
  decode: () => import('./commands/decode.js'),
  eject: () => import('./commands/eject.js'),
  env: () => import('./commands/env.js'),
  exec: () => import('./commands/exec.js'),
  explain: () => import('./commands/explain.js'),
  init: () => import('./commands/init.js'),
  list: () => import('./commands/list.js'),
  login: () => import('./commands/login.js'),
  logout: () => import('./commands/logout.js'),
  process: () => import('./commands/process.js'),
  saml: () => import('./commands/saml.js'),
  status: () => import('./commands/status.js'),
  store: () => import('./commands/store.js'),
  sts: () => import('./commands/sts.js'),
  use: () => import('./commands/use.js'),
  whoami: () => import('./commands/whoami.js'),
}

/**
 * Everything but a hit of `process`.
 * @returns the exit status
 */
export async function runProgram(host: Host): Promise<number> {
  let status = 0
  const dashes = host.argv.indexOf('--')
  const ours = dashes < 0 ? host.argv : host.argv.slice(0, dashes)
  const rest = host.argv.slice(ours.length + 1)
  const program = buildProgram(host, async (command, spec, words, options) => {
    const load = RUNS[command]
    if (!load) return
    if (rest.length > 0 && !spec.passThrough) throw unexpectedWords(spec)
    const { name } = spec
    status = await (await load()).run({ name, words, rest, options }, makeDeps(host, options))
  })
  try {
    await program.parseAsync([...ours], { from: 'user' })
    return status
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0
    return reportError(asUsage(error, host.argv[0]), host.streams.stderr, ours.includes('--debug'))
  }
}

function unexpectedWords({ name }: CommandSpec): RolecallError {
  return new RolecallError('usage', `${name} takes no command after --`, {
    hint: 'rolecall exec PROFILE -- COMMAND runs one',
  })
}

/** @param command the name that {@link RUNS} has, also for a subcommand */
type Act = (
  command: string,
  spec: CommandSpec,
  words: (string | string[])[],
  options: Record<string, unknown>,
) => Promise<void>

function buildProgram(host: Host, act: Act): Command {
  const program = new Command('rolecall')
    .description('AWS profiles to short-lived credentials: one MFA prompt, no plaintext, no wait.')
    .version(VERSION, '-v, --version', 'print the version')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => host.streams.stdout.write(text),
      writeErr: (text) => host.streams.stderr.write(text),
      outputError: () => undefined,
    })
    .addHelpText(
      'after',
      '\nStart with: rolecall explain PROFILE, then eval "$(rolecall env PROFILE)"',
    )
  // All of them are needed only to be listed, or to guess what was meant.
  const asked = COMMANDS.filter(({ name }) => name === host.argv[0])
  for (const spec of asked.length > 0 ? asked : COMMANDS) {
    program.addCommand(buildCommand(spec, program, act))
  }
  return program
}

function buildCommand(
  spec: CommandSpec,
  program: Command,
  act: Act,
  name: string = spec.name,
): Command {
  const command = new Command(spec.name).copyInheritedSettings(program).summary(spec.summary)
  command.description([capitalised(spec.summary), spec.description].filter(Boolean).join('.\n'))
  for (const { syntax, description } of spec.arguments ?? []) command.argument(syntax, description)
  for (const sub of spec.subcommands ?? []) {
    command.addCommand(buildCommand(sub, program, act, name))
  }
  const common = spec.subcommands ? [] : GLOBAL_OPTIONS
  for (const option of [...spec.options, ...common]) command.addOption(buildOption(option))
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

function buildOption({ syntax, description, repeatable, values }: OptionSpec): Option {
  const option = new Option(syntax, description)
  if (Array.isArray(values)) option.choices(values as string[])
  if (!repeatable) return option
  return option.argParser((value: string, before: string[] | undefined) => [
    ...(before ?? []),
    value,
  ])
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** @param word the first of the command line */
function asUsage(error: unknown, word: string | undefined): unknown {
  if (!(error instanceof CommanderError)) return error
  const asked = COMMANDS.find(({ name }) => name === word)
  if (error.code === 'commander.excessArguments' && asked?.passThrough) {
    return new RolecallError('usage', 'the command to run stands behind --', {
      hint: `rolecall ${word} PROFILE -- COMMAND`,
    })
  }
  const [message = '', ...more] = error.message.replace(/^error: /, '').split('\n')
  const [, guess] = /\(Did you mean (.*)\?\)/.exec(more.join(' ')) ?? []
  return new RolecallError('usage', message === '(outputHelp)' ? 'no command given' : message, {
    hint: guess
      ? `did you mean ${guess}?`
      : 'rolecall --help lists the commands, rolecall COMMAND --help explains one',
  })
}
