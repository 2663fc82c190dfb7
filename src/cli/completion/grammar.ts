import { COMMANDS } from '../specs/all.js'
import { GLOBAL_OPTIONS } from '../specs/shared.js'
import type { CommandSpec, OptionSpec, ValueKind } from '../specs/spec.js'

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
  name: string
  summary: string
  flags: readonly Flag[]
  /** Of the words that are no flags. */
  words: Values | undefined
  /** Behind `--` stands another program's command line. */
  passThrough: boolean
}

const HELP: OptionSpec = { syntax: '--help', description: 'what it does, with examples' }

export function grammar(): Grammar[] {
  return COMMANDS.map((spec) => ({
    name: spec.name,
    summary: spec.summary,
    flags: flagsOf(spec),
    words: spec.subcommands?.map(({ name }) => name) ?? spec.arguments?.[0]?.values,
    passThrough: spec.passThrough !== undefined,
  }))
}

/** Those of all subcommands, each once: which of them takes which, its help says. */
function flagsOf({ options, subcommands = [] }: CommandSpec): Flag[] {
  const all = [...options, ...subcommands.flatMap((sub) => sub.options), ...GLOBAL_OPTIONS, HELP]
  return [...new Map(all.map(flagOf).map((flag) => [flag.name, flag])).values()]
}

function flagOf({ syntax, description, values, repeatable = false }: OptionSpec): Flag {
  const name = /--[\w-]+/.exec(syntax)?.[0] ?? syntax
  return { name, description, takesValue: /[<[]/.test(syntax), values, repeatable }
}

/** The first line of every generated file, after the shell's comment sign. */
export const HEADING =
  'completion of rolecall, generated from its command specs: npm run completions'
