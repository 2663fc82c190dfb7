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
 * The completion for bash 3.2 (macOS) and later. bash splits words at `:` and `=`, and inserts
 * completions unquoted; the script compensates for both.
 */
export function bashCompletion(specs: readonly CommandSpec[]): string {
  const top = grammar(specs)
  const commands = flattened(top)
  return `# ${HEADING}
_rolecall_names() {
  local word=$1 name quoted typed=$1 colon=''
  case $word in
    \\"* | \\'*) typed=\${word:1} ;;
    *) typed=\${word//\\\\/} ;;
  esac
  local last=\${COMP_LINE:0:COMP_POINT}
  last=\${last##*[[:space:]]}
  if [[ $last == *:* && $COMP_WORDBREAKS == *:* && $word != [\\"\\']* ]]; then
    typed=\${last//\\\\/}
    colon=\${last%"\${last##*:}"}
  fi
  while IFS= read -r name; do
    [[ -n $name ]] || continue
    case $word in
      \\"*) quoted=\${name//\\\\/\\\\\\\\} quoted=\${quoted//\\"/\\\\\\"} quoted=\${quoted//\\$/\\\\\\$} quoted=\${quoted//\\\`/\\\\\\\`} ;;
      \\'*) quoted=\${name//\\'/\\'\\\\\\'\\'} ;;
      *) printf -v quoted %q "$name" ;;
    esac
    COMPREPLY+=("\${quoted#"$colon"}")
  done <<<"$(\\command rolecall __complete "$2" "$typed" 2>/dev/null)"
}

_rolecall() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD - 1]} command=\${COMP_WORDS[1]-} i
  COMPREPLY=()
  if [[ $word == '=' ]]; then
    word=''
  elif [[ $before == '=' ]]; then
    before=\${COMP_WORDS[COMP_CWORD - 2]}
  fi
  if ((COMP_CWORD == 1)); then
    COMPREPLY=($(compgen -W '${top.map(({ name }) => name).join(' ')} --help --version' -- "$word"))
    return
  fi
${afterDashes(top)}  case $command in
    ${groupsOf(top).join(' | ')}) if ((COMP_CWORD > 2)); then command+=" \${COMP_WORDS[2]}"; fi ;;
  esac
  case "$command $before" in
${flagValueCases(commands)}
  esac
  if [[ $word == -* ]]; then
    case $command in
${commands.map(flagCase).join('\n')}
    esac
    return
  fi
  case $command in
${wordCases(commands)}
  esac
}

complete -F _rolecall rolecall
`
}

function afterDashes(commands: readonly Grammar[]): string {
  const names = passThroughNames(commands)
  if (names.length === 0) return ''
  return `  if [[ $command == ${names.length > 1 ? `@(${names.join('|')})` : names[0]} ]]; then
    for ((i = 2; i < COMP_CWORD; i++)); do
      [[ \${COMP_WORDS[i]} == -- ]] || continue
      compopt -o default 2>/dev/null
      ((i + 1 == COMP_CWORD)) && COMPREPLY=($(compgen -c -- "$word"))
      return
    done
  fi
`
}

function flagCase({ name, flags }: Grammar): string {
  return `      '${name}') COMPREPLY=($(compgen -W '${flags.map((flag) => flag.name).join(' ')}' -- "$word")) ;;`
}

/** One case for all flags, of any command, that take the same values. */
function flagValueCases(commands: readonly Grammar[]): string {
  const patterns = new Map<string, string[]>()
  for (const { name, flags } of commands) {
    for (const flag of flags.filter(({ takesValue }) => takesValue)) {
      const action = completeFlag(flag)
      const same = commands.every((other) =>
        other.flags.every((f) => f.name !== flag.name || completeFlag(f) === action),
      )
      const pattern = same ? `*' ${flag.name}'` : `'${name} ${flag.name}'`
      const before = patterns.get(action) ?? []
      if (!before.includes(pattern)) patterns.set(action, [...before, pattern])
    }
  }
  return [...patterns]
    .map(([action, names]) => `    ${names.join(' | ')})\n      ${action}\n      return\n      ;;`)
    .join('\n')
}

function completeFlag({ values }: Pick<Flag, 'values'>): string {
  return values === undefined ? ':' : completeValues(values)
}

function wordCases(commands: readonly Grammar[]): string {
  return commands
    .flatMap(({ name, words: values }) =>
      values ? [`    '${name}') ${completeValues(values)} ;;`] : [],
    )
    .join('\n')
}

function completeValues(values: Values): string {
  if (values === 'file') return 'compopt -o default 2>/dev/null'
  if (typeof values === 'string') return `_rolecall_names "$word" ${values}`
  return `COMPREPLY=($(compgen -W '${values.join(' ')}' -- "$word"))`
}
