import { spawn } from 'node:child_process'
import { basename } from 'node:path'
import { createInterface } from 'node:readline'
import type { Scene } from '../test/support/scene.js'

const CODE_FILE = 'mfa-code'
const POLL_MS = 500
/** How long a device shows the same code. */
const CODE_MS = 30_000

/** Files that give each shell rolecall's function and a prompt that shows where the user is. */
const RC_FILES: Readonly<Record<string, { file: string; text: string }>> = {
  bash: { file: '.bashrc', text: `eval "$(rolecall init bash)"\nPS1='(rolecall demo) \\$ '\n` },
  zsh: { file: '.zshrc', text: `eval "$(rolecall init zsh)"\nPS1='(rolecall demo) %# '\n` },
  fish: {
    file: '.config/fish/config.fish',
    text: `rolecall init fish | source\nfunction fish_prompt; echo '(rolecall demo) > '; end\n`,
  },
}

/** Passed on from the user's environment, so that the shell looks as usual. */
const PASSED_ON = ['TERM', 'COLORTERM', 'NO_COLOR', 'LANG', 'LC_ALL', 'LC_CTYPE']

/**
 * Offers to open the user's shell in the demo's home, while its STS is running. Without a terminal,
 * or in CI, it does nothing.
 */
export async function offerToTryIt(scene: Scene, print: (text: string) => void): Promise<void> {
  const { stdin, stdout, env } = process
  if (!stdin.isTTY || !stdout.isTTY || env['CI']) return
  print('')
  const answer = await ask('Try it yourself in this home? [y/N] ')
  if (!/^y(es)?$/i.test(answer.trim())) return
  const shell = env['SHELL'] || 'bash'
  const rc = RC_FILES[basename(shell)]
  if (rc) await scene.home.write(rc.file, rc.text)
  print(
    '\nThis shell uses the temporary home and the local STS. Try `rolecall list`, `rolecall use`',
  )
  print(`or \`rolecall login --refresh dev\`. For an MFA code: cat ~/${CODE_FILE}`)
  print('Type exit to leave; the home is then removed.\n')
  const stopDisplay = await startCodeDisplay(scene)
  await runShell(shell, scene)
  stopDisplay()
}

/** @returns '' if the user presses Ctrl-C or Ctrl-D */
function ask(question: string): Promise<string> {
  const prompt = createInterface({ input: process.stdin, output: process.stdout })
  return new Promise((resolve) => {
    prompt.once('close', () => resolve(''))
    prompt.question(question, (answer) => {
      resolve(answer)
      prompt.close()
    })
  })
}

/** Writes an unused code to a file in the home, as the display of an MFA device would show it. */
async function startCodeDisplay({ sts, serial, home }: Scene): Promise<() => void> {
  let lastRequests = -1
  let shownAt = 0
  const refresh = async (): Promise<void> => {
    const requests = sts.requests.length
    if (requests === lastRequests && Date.now() - shownAt < CODE_MS) return
    lastRequests = requests
    shownAt = Date.now()
    await home.write(CODE_FILE, `${sts.freshCode(serial)}\n`)
  }
  await refresh()
  const timer = setInterval(() => void refresh(), POLL_MS)
  return () => clearInterval(timer)
}

/** Runs the shell until the user leaves it; its exit status does not matter. */
function runShell(shell: string, { env, home }: Scene): Promise<void> {
  const passedOn = Object.entries(process.env).filter(([name]) => PASSED_ON.includes(name))
  const child = spawn(shell, ['-i'], {
    cwd: home.path,
    env: { ...env, ...Object.fromEntries(passedOn), SHELL: shell },
    stdio: 'inherit',
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', () => resolve())
  })
}
