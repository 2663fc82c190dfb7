import type { CommandSpec } from '../command-spec.js'
import {
  flattened,
  grammar,
  groupsOf,
  HEADING,
  passThroughNames,
  type Flag,
  type Grammar,
  type Values,
} from './flags.js'

/**
 * The completion for zsh, as a file in `fpath` or as lines of an rc file. Those may run before
 * `compinit`, which defines `compdef`, so the function is then registered at the first prompt.
 */
export function zshCompletion(specs: readonly CommandSpec[]): string {
  const commands = grammar(specs)
  return `#compdef rolecall
# ${HEADING}
# _arguments passes options for compadd before the kind.
_rolecall_names() {
  local -a names
  names=(\${(f)"$(\\command rolecall __complete $@[-1] 2>/dev/null)"})
  compadd "\${@[1,-2]}" -a names
}

_rolecall() {
  local -a subcommands
  if (( CURRENT == 2 )); then
    subcommands=(
${commands.map(({ name, summary }) => `      '${quote(`${name}:${summary}`)}'`).join('\n')}
    )
    _describe command subcommands
    compadd -- --help --version
    return
  fi
  local curcontext=$curcontext
  shift words
  (( CURRENT-- ))
${afterDashes(commands)}  if [[ $words[1] == (${groupsOf(commands).join('|')}) ]] && (( CURRENT > 2 )); then
    words[2]="$words[1] $words[2]"
    shift words
    (( CURRENT-- ))
  fi
  case $words[1] in
${flattened(commands).map(argumentsOf).join('\n')}
  esac
}

if [[ $funcstack[1] == _rolecall ]]; then
  _rolecall "$@"
elif (( \${+functions[compdef]} )); then
  compdef _rolecall rolecall
else
  _rolecall_register() {
    add-zsh-hook -d precmd _rolecall_register
    if (( \${+functions[compdef]} )); then compdef _rolecall rolecall; fi
  }
  autoload -Uz add-zsh-hook
  add-zsh-hook precmd _rolecall_register
fi
`
}

function afterDashes(commands: readonly Grammar[]): string {
  const names = passThroughNames(commands)
  return `  if [[ $words[1] == (${names.join('|')}) ]] && (( $words[(i)--] < CURRENT )); then
    (( CURRENT -= $words[(i)--] ))
    shift $words[(i)--] words
    _normal
    return
  fi
`
}

function argumentsOf({ name, flags, words, passThrough }: Grammar): string {
  const specs = [
    ...flags.map(flagSpec),
    ...(words === undefined
      ? []
      : [`'${passThrough ? '1' : '*'}:${label(words)}:${completeValues(words)}'`]),
  ]
  return `    '${name}')\n      _arguments \\\n        ${specs.join(' \\\n        ')}\n      ;;`
}

function flagSpec({ name, description, takesValue, values, repeatable }: Flag): string {
  const value = takesValue
    ? `:${label(values)}:${values === undefined ? ' ' : completeValues(values)}`
    : ''
  return `'${repeatable ? '*' : ''}${name}${takesValue ? '=' : ''}[${escape(description)}]${value}'`
}

function label(values: Values | undefined): string {
  return typeof values === 'string' ? values : 'value'
}

function completeValues(values: Values): string {
  if (values === 'file') return '_files'
  return typeof values === 'string' ? `_rolecall_names ${values}` : `(${values.join(' ')})`
}

/** Within the brackets of an option of _arguments. */
function escape(text: string): string {
  return quote(text.replace(/[[\]:\\]/g, '\\$&'))
}

function quote(text: string): string {
  return text.replaceAll("'", "'\\''")
}
