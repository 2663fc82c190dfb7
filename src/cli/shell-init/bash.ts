import { posixFunction, posixPrompt } from './posix.js'

/** The clock of bash's own printf came with 4.2; the bash of macOS is older and shows no time. */
const NOW = "\\printf -v rolecall_now '%(%s)T' -1 2>/dev/null"

export const bash = `# rolecall: in ~/.bashrc, eval "$(rolecall init bash)"
${posixFunction('bash')}
${posixPrompt(NOW)}`
