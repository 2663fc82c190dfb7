/** A command as data: the program, the help and the completions are built from it. */
export interface CommandSpec {
  name: string
  /** One line in the imperative, lower case, no full stop. */
  summary: string
  /** More text for `--help`. */
  description?: string
  arguments?: readonly ArgumentSpec[]
  options: readonly OptionSpec[]
  examples: readonly ExampleSpec[]
  /** How the help shows the words after `--`, which are another program's and are not parsed. */
  passThrough?: string
  /** Named by the second word. A command that has subcommands does nothing by itself. */
  subcommands?: readonly CommandSpec[]
}

export interface ArgumentSpec {
  /** In commander's syntax: `[profile]`, `<message>`, `[profiles...]`. */
  syntax: string
  description: string
  /** What completion offers. */
  values?: ValueKind | readonly string[]
}

export interface OptionSpec {
  /** In commander's syntax: `--role-arn <arn>`, `--refresh`, `--no-cache`, `--tags <values...>`. */
  syntax: string
  description: string
  /** May be given several times; the values are collected. */
  repeatable?: boolean
  /** What completion offers; a list is also all that is accepted. */
  values?: ValueKind | readonly string[]
  /** Heading in the help; without one, "Options:". */
  heading?: string
}

/** Lists that `rolecall __complete` prints; a `file` is completed by the shell itself. */
export type ValueKind = 'profile' | 'region' | 'session' | 'kube-context' | 'kube-cluster' | 'file'

export interface ExampleSpec {
  command: string
  does: string
}

/**
 * Options as a run reads them, computed from the syntax of their specs: `--role-arn <arn>` is
 * `roleArn?: string`, `--no-cache` is `cache?: boolean`. A name that no spec has does not compile.
 */
export type OptionValues<Option extends OptionSpec> = {
  readonly [Each in Option as OptionName<Each['syntax']>]?: OptionValue<Each>
}

/** Arguments as a run reads them: `[profile]` may be undefined, `[profiles...]` is a list. */
export type ArgumentValues<Spec extends CommandSpec> = Spec extends {
  arguments: infer Arguments extends readonly ArgumentSpec[]
}
  ? { readonly [Index in keyof Arguments]: ArgumentValue<Arguments[Index]['syntax']> }
  : readonly []

/** Never for a syntax that is computed at run time: such an option is read by its flag. */
type OptionName<Syntax extends string> = string extends Syntax
  ? never
  : Syntax extends `--no-${infer Name}`
    ? CamelCase<Name>
    : Syntax extends `--${infer Name} ${string}`
      ? CamelCase<Name>
      : Syntax extends `--${infer Name}`
        ? CamelCase<Name>
        : never

type OptionValue<Option extends OptionSpec> = Option['syntax'] extends `${string}<${string}>`
  ? Option extends { repeatable: true }
    ? string[]
    : Option extends { values: readonly (infer Value extends string)[] }
      ? Value
      : string
  : boolean

type ArgumentValue<Syntax extends string> = Syntax extends `${string}...]`
  ? readonly string[]
  : Syntax extends `<${string}>`
    ? string
    : string | undefined

type CamelCase<Text extends string> = Text extends `${infer Head}-${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : Text
