import { grammar, HEADING, type Flag, type Grammar, type Values } from './grammar.js'

/**
 * Both a file for `fpath` and lines for an rc file. There it may stand before `compinit`, without which `compdef` does not exist: so
 * it is registered with the first prompt.
 */
export function zshCompletion(): string {
  const commands = grammar()
  return `#compdef rolecall
# ${HEADING}
_rolecall_names() {
  local -a names
  names=(\${(f)"$(\\command rolecall __complete $1 2>/dev/null)"})
  local expl
  _wanted $1 expl $1 compadd -a names
}

_rolecall() {
  local curcontext=$curcontext state
  local -a line commands
  _arguments -C '--help[${quote('what there is')}]' '--version[${quote('print the version')}]' '1: :->command' '*:: :->rest' && return
  if [[ $state == command ]]; then
    commands=(
${commands.map(({ name, summary }) => `      '${quote(`${name}:${summary}`)}'`).join('\n')}
    )
    _describe command commands
    return
  fi
  case $words[1] in
${commands.map(argumentsOf).join('\n')}
  esac
}

if [[ $funcstack[1] == _rolecall ]]; then
  _rolecall "$@"
elif (( $+functions[compdef] )); then
  compdef _rolecall rolecall
else
  _rolecall_register() {
    (( $+functions[compdef] )) && compdef _rolecall rolecall
    precmd_functions=(\${precmd_functions:#_rolecall_register})
    unfunction _rolecall_register
  }
  typeset -ga precmd_functions
  precmd_functions=(\${precmd_functions:#_rolecall_register} _rolecall_register)
fi
`
}

function argumentsOf({ name, flags, words, passThrough }: Grammar): string {
  const specs = [
    ...flags.map(flagSpec),
    ...(words === undefined
      ? []
      : [`'${passThrough ? '1' : '*'}:${label(words)}:${action(words)}'`]),
    ...(passThrough ? ["'*:::command:_normal'"] : []),
  ]
  return `    ${name})\n      _arguments \\\n        ${specs.join(' \\\n        ')}\n      ;;`
}

function flagSpec({ name, description, takesValue, values, repeatable }: Flag): string {
  const value = takesValue ? `:${label(values)}:${values === undefined ? ' ' : action(values)}` : ''
  return `'${repeatable ? '*' : ''}${name}${takesValue ? '=' : ''}[${escape(description)}]${value}'`
}

function label(values: Values | undefined): string {
  return typeof values === 'string' ? values : 'value'
}

function action(values: Values): string {
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
