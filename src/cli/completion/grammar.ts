import { COMMANDS } from '../command-specs.js'
import { GLOBAL_OPTIONS } from '../shared-options.js'
import type { CommandSpec, OptionSpec, ValueKind } from '../spec.js'

/** What may stand after a flag, or where a word may: a list that the program makes, or one of these words. */
export type Values = ValueKind | readonly string[]

export interface Flag {
  /** With its dashes. */
  name: string
  description: string
  takesValue: boolean
  /** undefined for a value that nobody can guess. */
  values: Values | undefined
  repeatable: boolean
}

/** A command as completion needs it. */
export interface Grammar {
  /** Of a subcommand with the name above it: `sts assume-role`. */
  name: string
  summary: string
  flags: readonly Flag[]
  /** Of the words that are no flags. */
  words: Values | undefined
  /** Behind `--` stands another program's command line. */
  passThrough: boolean
  /** Its words are these, and each has flags of its own. */
  subcommands: readonly Grammar[]
}

const HELP: OptionSpec = { syntax: '--help', description: 'what it does, with examples' }

export function grammar(): Grammar[] {
  return COMMANDS.map((spec) => grammarOf(spec, spec.name))
}

/** Names of those that the word behind them makes another command. */
export function groupsOf(commands: readonly Grammar[]): string[] {
  return commands.filter(({ subcommands }) => subcommands.length > 0).map(({ name }) => name)
}

/** With those below them. */
export function flattened(commands: readonly Grammar[]): Grammar[] {
  return commands.flatMap((command) => [command, ...command.subcommands])
}

function grammarOf(spec: CommandSpec, name: string): Grammar {
  const { summary, options, subcommands = [], passThrough } = spec
  const common = spec.subcommands ? [] : GLOBAL_OPTIONS
  return {
    name,
    summary,
    flags: [...options, ...common, HELP].map(flagOf),
    words: spec.subcommands?.map((sub) => sub.name) ?? spec.arguments?.[0]?.values,
    passThrough: passThrough !== undefined,
    subcommands: subcommands.map((sub) => grammarOf(sub, `${name} ${sub.name}`)),
  }
}

function flagOf({ syntax, description, values, repeatable = false }: OptionSpec): Flag {
  const name = /--[\w-]+/.exec(syntax)?.[0] ?? syntax
  return { name, description, takesValue: /[<[]/.test(syntax), values, repeatable }
}

/** The first line of every generated file, after the shell's comment sign. */
export const HEADING =
  'completion of rolecall, generated from its command specs: npm run completions'
