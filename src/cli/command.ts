import type { CommandContext } from './context.js'

/** What a person typed after the command's name, as commander understood it. */
export interface ParsedArgs {
  /** The command's name, of a subcommand its own. */
  name: string
  /** Positional words, a list for a variadic argument; undefined where one was left out. */
  args: readonly (string | string[] | undefined)[]
  /** Words after `--`: somebody else's command. */
  rest: readonly string[]
  /** By commander's names: `--role-arn` is `roleArn`, `--no-cache` is `cache: false`. */
  options: Options
}

export type Options = Readonly<Record<string, unknown>>

/** A command: data and dependencies in, exit status out. */
export type Run = (input: ParsedArgs, context: CommandContext) => Promise<number>
