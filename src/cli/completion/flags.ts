import { flagIn } from '../parse-options.js'
import { GLOBAL_OPTIONS, HELP_OPTION } from '../option-specs.js'
import type { CommandSpec, OptionSpec, ValueKind } from '../command-spec.js'

/** Values of a flag or an argument: a list that rolecall prints, or one of these words. */
export type Values = ValueKind | readonly string[]

/** An option as the completion scripts need it. */
export interface Flag {
  /** With its dashes. */
  name: string
  description: string
  takesValue: boolean
  /** Undefined for a value that cannot be completed. */
  values: Values | undefined
  repeatable: boolean
}

/** A command as completion needs it. */
export interface Grammar {
  /** Of a subcommand, both names: `sts assume-role`. */
  name: string
  summary: string
  flags: readonly Flag[]
  /** Values of its arguments. */
  words: Values | undefined
  /** Whether another program's command line follows `--`. */
  passThrough: boolean
  /** Their names are its arguments. */
  subcommands: readonly Grammar[]
}

/** @param specs of every command */
export function grammar(specs: readonly CommandSpec[]): Grammar[] {
  return specs.map((spec) => grammarOf(spec, spec.name))
}

/** Names of the commands that have subcommands. */
export function groupsOf(commands: readonly Grammar[]): string[] {
  return commands.filter(({ subcommands }) => subcommands.length > 0).map(({ name }) => name)
}

/** Names of the commands after whose `--` another program's command line follows. */
export function passThroughNames(commands: readonly Grammar[]): string[] {
  return commands.filter(({ passThrough }) => passThrough).map(({ name }) => name)
}

/** The commands, each followed by its subcommands. */
export function flattened(commands: readonly Grammar[]): Grammar[] {
  return commands.flatMap((command) => [command, ...command.subcommands])
}

function grammarOf(spec: CommandSpec, name: string): Grammar {
  const { summary, options, subcommands = [], passThrough } = spec
  const common = spec.subcommands ? [] : GLOBAL_OPTIONS
  return {
    name,
    summary,
    flags: [...options, ...common, HELP_OPTION].map(toFlag),
    words: spec.subcommands?.map((sub) => sub.name) ?? spec.arguments?.[0]?.values,
    passThrough: passThrough !== undefined,
    subcommands: subcommands.map((sub) => grammarOf(sub, `${name} ${sub.name}`)),
  }
}

function toFlag({ syntax, description, values, repeatable = false }: OptionSpec): Flag {
  return {
    name: flagIn(syntax),
    description,
    takesValue: /[<[]/.test(syntax),
    values,
    repeatable,
  }
}

/** The first line of every generated file, after the shell's comment sign. */
export const HEADING =
  'rolecall completion, generated from the command specs by npm run completions'
