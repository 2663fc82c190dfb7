/** A command as data: what the program, the completions and the help are made of. */
export interface CommandSpec {
  name: string
  /** One line, lower case, no full stop. */
  summary: string
  /** More for `--help`, where one line is not enough. */
  description?: string
  arguments?: readonly ArgumentSpec[]
  options: readonly OptionSpec[]
  examples: readonly ExampleSpec[]
  /** How the words after `--` are shown in the help; they belong to somebody else and are not parsed. */
  passThrough?: string
  /** Named by the word after this one. A command that has some does nothing by itself. */
  subcommands?: readonly CommandSpec[]
}

export interface ArgumentSpec {
  /** As commander writes it: `[profile]`, `<message>`, `[profiles...]`. */
  syntax: string
  description: string
  /** What completion offers. */
  values?: ValueKind | readonly string[]
}

export interface OptionSpec {
  /** As commander writes it: `--role-arn <arn>`, `--refresh`. */
  syntax: string
  description: string
  /** May be given several times; the values are collected. */
  repeatable?: boolean
  /** What completion offers. */
  values?: ValueKind | readonly string[]
  /** Under which the help lists it; without one, under Options. */
  heading?: string
}

export type ValueKind = 'profile' | 'region' | 'session' | 'file'

export interface ExampleSpec {
  command: string
  does: string
}
