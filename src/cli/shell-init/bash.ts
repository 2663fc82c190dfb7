import { posixFunction, posixPrompt } from './posix.js'

/** Needs bash 4.2; the older bash of macOS shows no time. */
const NOW = "\\printf -v rolecall_now '%(%s)T' -1 2>/dev/null"

export const bash = `# rolecall: in ~/.bashrc, eval "$(rolecall init bash)"
${posixFunction('bash')}
${posixPrompt(NOW)}`
