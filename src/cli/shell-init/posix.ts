import { TEXT_FLAGS } from './text-flags.js'

/**
 * The function for bash and zsh. `function name` and the backslashes keep aliases out of it, `${…-}` makes it fit for `set -u`,
 * `||` for `set -e`. Only lines for the shell are evaluated, not what {@link TEXT_FLAGS} make of `use`.
 */
export function posixFunction(shell: 'bash' | 'zsh'): string {
  return `function rolecall {
  if [ "\${1-}" = use ]; then
    case " $* " in
      ${TEXT_FLAGS.map((flag) => `*' ${flag} '*`).join(' | ')}) ;;
      *)
        \\local rolecall_lines
        rolecall_lines="$(ROLECALL_SHELL=${shell} \\command rolecall "$@")" || \\return
        \\eval "$rolecall_lines"
        \\return
        ;;
    esac
  fi
  \\command rolecall "$@"
}
`
}

/**
 * Puts the role and the time left into ROLECALL_PROMPT, without a process and without a change of `$?`. By reference, an
 * SDK renews what has expired: then the name stands alone.
 * @param now shell code that sets the variable `rolecall_now` to seconds since 1970, or fails
 */
export function posixPrompt(now: string): string {
  return `function rolecall_prompt {
  \\local rolecall_status=$? rolecall_now rolecall_left
  if [ -z "\${ROLECALL_PROFILE-}" ]; then
    \\unset ROLECALL_PROMPT
    \\return "$rolecall_status"
  fi
  \\export ROLECALL_PROMPT="$ROLECALL_PROFILE"
  case "\${ROLECALL_EXPIRES-}" in
    '' | *[!0-9]*) \\return "$rolecall_status" ;;
  esac
  ${now} || \\return "$rolecall_status"
  rolecall_left=$(((ROLECALL_EXPIRES - rolecall_now) / 60))
  if [ "$rolecall_left" -ge 60 ]; then
    ROLECALL_PROMPT="$ROLECALL_PROFILE $((rolecall_left / 60))h$((rolecall_left % 60))m"
  elif [ "$ROLECALL_EXPIRES" -gt "$rolecall_now" ]; then
    ROLECALL_PROMPT="$ROLECALL_PROFILE \${rolecall_left}m"
  elif [ "\${AWS_PROFILE-}" != "$ROLECALL_PROFILE" ]; then
    ROLECALL_PROMPT="$ROLECALL_PROFILE expired"
  fi
  \\return "$rolecall_status"
}
`
}
