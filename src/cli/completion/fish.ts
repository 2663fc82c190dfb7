import { grammar, HEADING, type Flag, type Grammar, type Values } from './grammar.js'

/** fish filters and quotes what it is offered by itself. */
export function fishCompletion(): string {
  const commands = grammar()
  const lines = commands.flatMap((command) => [
    ...command.flags.map((flag) => flagLine(command, flag)),
    ...(command.words === undefined ? [] : [`${at(command)} -a '${offer(command.words)}'`]),
  ])
  return `# ${HEADING}
function __rolecall_at
    set -l words (commandline -opc)
    test "$words[2]" = $argv[1]; and not contains -- -- $words
end

function __rolecall_behind_dashes
    set -l words (commandline -opc)
    contains -- "$words[2]" $argv; and contains -- -- $words
end

# The command line behind the dashes is completed as if it stood alone.
function __rolecall_other_program
    set -l words (commandline -opc)
    set -l rest $words[(math (contains -i -- -- $words) + 1)..-1]
    complete -C (string join ' ' -- (string escape -- $rest) (commandline -ct))
end

complete -c rolecall -e
complete -c rolecall -f
complete -c rolecall -n '__fish_is_nth_token 1' -l help -d 'what there is'
complete -c rolecall -n '__fish_is_nth_token 1' -l version -d 'print the version'
${commands.map(({ name, summary }) => `complete -c rolecall -n '__fish_is_nth_token 1' -a ${name} -d '${quote(summary)}'`).join('\n')}
complete -c rolecall -n '__rolecall_behind_dashes ${passing(commands)}' -a '(__rolecall_other_program)'
${lines.join('\n')}
`
}

function passing(commands: readonly Grammar[]): string {
  return commands
    .filter(({ passThrough }) => passThrough)
    .map(({ name }) => name)
    .join(' ')
}

function flagLine(command: Grammar, { name, description, takesValue, values }: Flag): string {
  const value = values === undefined ? '' : ` -a '${offer(values)}'`
  const files = values === 'file' ? '-r -F' : `-x${value}`
  return `${at(command)} -l ${name.slice(2)}${takesValue ? ` ${files}` : ''} -d '${quote(description)}'`
}

function at({ name }: Grammar): string {
  return `complete -c rolecall -n '__rolecall_at ${name}'`
}

function offer(values: Values): string {
  return typeof values === 'string' ? `(command rolecall __complete ${values})` : values.join(' ')
}

function quote(text: string): string {
  return text.replace(/[\\']/g, '\\$&')
}
