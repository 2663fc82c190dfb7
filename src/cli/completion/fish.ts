import type { CommandSpec } from '../command-spec.js'
import { HELP_OPTION } from '../option-specs.js'
import {
  flattened,
  grammar,
  HEADING,
  passThroughNames,
  type Flag,
  type Grammar,
  type Values,
} from './flags.js'

/** The completion for fish, which filters and quotes completions itself. */
export function fishCompletion(specs: readonly CommandSpec[]): string {
  const commands = grammar(specs)
  const lines = [...flagLines(flattened(commands)), ...commands.flatMap(wordsLine)]
  return `# ${HEADING}
function __rolecall_at
    set -l words (commandline -opc)
    contains -- -- $words; and return 1
    contains -- "$words[2]" $argv; or contains -- "$words[2..3]" $argv
end

function __rolecall_after_dashes
    set -l words (commandline -opc)
    contains -- "$words[2]" $argv; and contains -- -- $words
end

# Completes the command line after -- as if it were the only one.
function __rolecall_other_program
    set -l words (commandline -opc)
    set -l rest $words[(math (contains -i -- -- $words) + 1)..-1]
    complete -C (string join ' ' -- (string escape -- $rest) (commandline -ct))
end

complete -c rolecall -e
complete -c rolecall -f
complete -c rolecall -n '__fish_is_nth_token 1' -l help -d '${quote(HELP_OPTION.description)}'
complete -c rolecall -n '__fish_is_nth_token 1' -l version -d 'print the version'
${commands.map(({ name, summary }) => `complete -c rolecall -n '__fish_is_nth_token 1' -a ${name} -d '${quote(summary)}'`).join('\n')}
complete -c rolecall -n '__rolecall_after_dashes ${passThroughNames(commands).join(' ')}' -a '(__rolecall_other_program)'
${lines.join('\n')}
`
}

/** One line for all commands that have the same flag with the same description. */
function flagLines(commands: readonly Grammar[]): string[] {
  const owners = new Map<string, string[]>()
  for (const { name, flags } of commands) {
    for (const flag of flags) {
      const text = flagText(flag)
      owners.set(text, [...(owners.get(text) ?? []), name.includes(' ') ? `"${name}"` : name])
    }
  }
  return [...owners].map(
    ([text, names]) => `complete -c rolecall -n '__rolecall_at ${names.join(' ')}' ${text}`,
  )
}

function flagText({ name, description, takesValue, values }: Flag): string {
  const value = values === undefined ? '' : ` -a '${completeValues(values)}'`
  const files = values === 'file' ? '-r -F' : `-x${value}`
  return `-l ${name.slice(2)}${takesValue ? ` ${files}` : ''} -d '${quote(description)}'`
}

function wordsLine({ name, words, subcommands }: Grammar): string[] {
  const next = subcommands.length > 0 ? '__fish_is_nth_token 2; and ' : ''
  if (words === undefined) return []
  return [`complete -c rolecall -n '${next}__rolecall_at ${name}' -a '${completeValues(words)}'`]
}

function completeValues(values: Values): string {
  return typeof values === 'string' ? `(command rolecall __complete ${values})` : values.join(' ')
}

function quote(text: string): string {
  return text.replace(/[\\']/g, '\\$&')
}
