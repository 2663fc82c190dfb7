import type { Ending } from '../system/process/ending.js'
import type { CommandContext } from './context.js'
import type { GLOBAL_OPTIONS } from './option-specs.js'
import type { ArgumentValues, CommandSpec, OptionValues } from './command-spec.js'

/** A command line as commander parsed it, typed by the command's spec. */
export interface ParsedArgs<Spec extends CommandSpec> {
  /** Name of the command or, if it has subcommands, of the subcommand. */
  name: string
  args: ArgumentValues<Spec>
  /** Words after `--`: another program's command line. */
  rest: readonly string[]
  options: OptionsOf<Spec>
}

/** Options of a command, of its subcommands, and of every command. */
export type OptionsOf<Spec extends CommandSpec> = OptionValues<
  OptionIn<Spec> | (typeof GLOBAL_OPTIONS)[number]
>

type OptionIn<Spec extends CommandSpec> =
  | Spec['options'][number]
  | (Spec extends { subcommands: readonly (infer Sub extends CommandSpec)[] }
      ? Sub['options'][number]
      : never)

/**
 * Carries out a command. The fast path runs commands whose needs are few.
 * @returns the exit status, or another way for the process to end
 */
export type Run<
  Spec extends CommandSpec,
  Needs extends keyof CommandContext = keyof CommandContext,
> = (parsed: ParsedArgs<Spec>, context: Pick<CommandContext, Needs>) => Promise<Ending>

/** A command in the table: its spec, and its run without the types of that spec. */
export interface Command {
  spec: CommandSpec
  run: (parsed: UncheckedArgs, context: CommandContext) => Promise<Ending>
}

/** What commander returns. */
export interface UncheckedArgs {
  name: string
  args: readonly (string | string[] | undefined)[]
  rest: readonly string[]
  options: Readonly<Record<string, unknown>>
}

/**
 * Joins a spec and its run, which is imported only if the command runs. The one place where parsed
 * words get their types: commander was built from this very spec.
 */
export function command<const Spec extends CommandSpec>(
  spec: Spec,
  load: () => Promise<{ run: Run<Spec> }>,
): Command {
  return {
    spec,
    async run(parsed, context) {
      const { run } = await load()
      return run(parsed as unknown as ParsedArgs<Spec>, context)
    },
  }
}
