/**
 * Flags that make `use` print text for the user, which the shell must not evaluate: short ones may
 * be joined, as in `-vh`. The program writes such text to stderr if this list lacks one.
 */
export const TEXT_FLAGS = {
  pattern: '-[hv]* | --help | --version',
  regex: '^(-[hv].*|--help|--version)$',
}

/**
 * The function for bash and zsh. `function name` and the backslashes bypass aliases, `${…-}` is for
 * `set -u`, and `||` for `set -e`.
 */
export function posixFunction(shell: 'bash' | 'zsh'): string {
  return `function rolecall {
  if [ "\${1-}" != use ]; then
    \\command rolecall "$@"
    \\return
  fi
  \\local rolecall_word rolecall_lines
  for rolecall_word in "$@"; do
    case "$rolecall_word" in
      ${TEXT_FLAGS.pattern})
        \\command rolecall "$@"
        \\return
        ;;
    esac
  done
  rolecall_lines="$(ROLECALL_SHELL=${shell} \\command rolecall "$@")" || \\return
  \\eval "$rolecall_lines"
}
`
}

/**
 * The function that sets ROLECALL_PROMPT to the role and its remaining time, without starting a
 * process and without changing `$?`. If only AWS_PROFILE is set, an SDK renews an expired session,
 * so "expired" is not shown.
 * @param now shell code that sets the variable `rolecall_now` to seconds since 1970, or fails
 */
export function posixPrompt(now: string): string {
  return `function rolecall_prompt {
  \\local rolecall_status=$? rolecall_now rolecall_left rolecall_name
  if [ -z "\${ROLECALL_PROFILE-}" ]; then
    \\unset ROLECALL_PROMPT
    \\return "$rolecall_status"
  fi
  rolecall_name="$ROLECALL_PROFILE\${ROLECALL_LIMIT:+ ($ROLECALL_LIMIT)}"
  \\export ROLECALL_PROMPT="$rolecall_name"
  case "\${ROLECALL_EXPIRES-}" in
    '' | *[!0-9]*) \\return "$rolecall_status" ;;
  esac
  ${now} || \\return "$rolecall_status"
  rolecall_left=$(((ROLECALL_EXPIRES - rolecall_now) / 60))
  if [ "$rolecall_left" -ge 60 ]; then
    ROLECALL_PROMPT="$rolecall_name $((rolecall_left / 60))h$((rolecall_left % 60))m"
  elif [ "$ROLECALL_EXPIRES" -gt "$rolecall_now" ]; then
    [ "$rolecall_left" -gt 0 ] || rolecall_left='<1'
    ROLECALL_PROMPT="$rolecall_name \${rolecall_left}m"
  elif [ "\${AWS_PROFILE-}" != "$ROLECALL_PROFILE" ]; then
    ROLECALL_PROMPT="$rolecall_name expired"
  fi
  \\return "$rolecall_status"
}
`
}
