import type { ArgumentSpec, CommandSpec, OptionSpec } from '../../../src/cli/command-spec.js'
import { COMMAND_HELP_OPTION, GLOBAL_OPTIONS, HELP_OPTION } from '../../../src/cli/option-specs.js'
import { bold, entry, escaped, italic, literal, paragraph, section, subsection } from './roff.js'

/** The body of the page of a command, from its spec: what `--help` prints, subcommands included. */
export function commandPage(spec: CommandSpec): string {
  const { subcommands = [] } = spec
  return [
    section('name'),
    `rolecall\\-${escaped(spec.name)} \\- ${escaped(spec.summary)}`,
    section('synopsis'),
    ...(spec.subcommands
      ? subcommands.flatMap((sub) => synopsis(sub, `${spec.name} ${sub.name}`))
      : synopsis(spec, spec.name)),
    section('description'),
    ...descriptionOf(spec),
    ...listOf(spec, section),
    ...subcommands.flatMap((sub) => [
      section(`${spec.name} ${sub.name}`),
      ...descriptionOf(sub),
      ...listOf(sub, subsection),
    ]),
    section('see also'),
    `${bold('rolecall')}(1), ${bold('rolecall-config')}(5)`,
  ].join('\n')
}

function synopsis({ arguments: words = [], passThrough }: CommandSpec, name: string): string[] {
  const rest = passThrough === undefined ? [] : [passThrough]
  const after = [...words.map(({ syntax }) => syntax), ...rest].map(italic)
  return [['.PP\n' + bold(`rolecall ${name}`), italic('[options]'), ...after].join(' ')]
}

function descriptionOf({ summary, description }: CommandSpec): string[] {
  const first = `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`
  return [first, ...(description ?? '').split('\n')]
    .filter(Boolean)
    .map((text) => paragraph(escaped(text)))
}

/** Arguments, options under their headings, and examples. */
function listOf(spec: CommandSpec, heading: (name: string) => string): string[] {
  const common = spec.subcommands ? [HELP_OPTION] : [...GLOBAL_OPTIONS, COMMAND_HELP_OPTION]
  const options = [...spec.options, ...common]
  const headings = new Set(options.map((option) => headingOf(option)))
  return [
    ...(spec.arguments ? [heading('arguments'), ...spec.arguments.map(argumentEntry)] : []),
    ...[...headings].flatMap((name) => [
      heading(name),
      ...options.filter((option) => headingOf(option) === name).map(optionEntry),
    ]),
    heading('examples'),
    ...spec.examples.flatMap(({ command, does }) => [
      ...(does ? [paragraph(`${escaped(does)}:`)] : []),
      literal([command]),
    ]),
  ]
}

function headingOf({ heading = 'options' }: OptionSpec): string {
  return heading.replace(/:$/, '')
}

function argumentEntry({ syntax, description, values }: ArgumentSpec): string {
  return entry(italic(syntax), escaped(description), ...allowed(values))
}

export function optionEntry({ syntax, description, repeatable, values }: OptionSpec): string {
  const [, flags = syntax, value = ''] = /^(.*?)( [<[].*)?$/.exec(syntax) ?? []
  const tag = value ? `${bold(flags)} ${italic(value.trim())}` : bold(flags)
  const more = repeatable ? `${description} (repeatable)` : description
  return entry(tag, escaped(more), ...allowed(values))
}

function allowed(values: OptionSpec['values']): string[] {
  if (values === undefined || typeof values === 'string') return []
  return [`One of ${values.map((value) => bold(value)).join(', ')}.`]
}
