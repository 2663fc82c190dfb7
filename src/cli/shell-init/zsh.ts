import { posixFunction, posixPrompt } from './posix.js'

const NOW = '\\zmodload zsh/datetime 2>/dev/null && rolecall_now=$EPOCHSECONDS'

/** powerlevel10k shows a segment through a function of this name; `%` is special in a prompt. */
const POWERLEVEL10K = `function prompt_rolecall {
  rolecall_prompt
  if [ -n "\${ROLECALL_PROMPT-}" ]; then
    p10k segment -f yellow -t "\${ROLECALL_PROMPT//\\%/%%}"
  fi
}
`

export const zsh = `# rolecall: in ~/.zshrc, eval "$(rolecall init zsh)"
${posixFunction('zsh')}
${posixPrompt(NOW)}
${POWERLEVEL10K}`
