import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Scene } from './scene.js'
import { runInTerminal, type Terminal, type TerminalOptions } from './terminal.js'

export const INTERACTIVE_SHELLS = ['bash', 'zsh', 'fish'] as const

export type InteractiveShell = (typeof INTERACTIVE_SHELLS)[number]

/** The shell's prompt. It does not occur in the echo of a command. */
const PROMPT = 'READY> '

/** Long enough for three AWS CLIs at once on a busy machine. */
const PROMPT_TIMEOUT_MS = 30_000

/** File for the output of a command, because the terminal mixes it with the shell's echo. */
const OUTPUT_FILE = 'output'

const RC: Readonly<Record<InteractiveShell, string>> = {
  bash: `PS1='${PROMPT}'\nbind 'set enable-bracketed-paste off'\neval "$(rolecall init bash)"\n`,
  zsh: `PROMPT='${PROMPT}'\nunset zle_bracketed_paste; unsetopt prompt_sp\nautoload -Uz compinit && compinit -u -D\neval "$(rolecall init zsh)"\n`,
  fish: `function fish_prompt; echo -n '${PROMPT}'; end\nfunction fish_greeting; end\nrolecall init fish | source\n`,
}

/** An interactive shell whose rc file contains the line of `rolecall init`. */
export interface ShellSession extends Disposable {
  terminal: Terminal
  /** Types a command and waits for the next prompt. */
  run(command: string): Promise<void>
  /** Like `run`. @returns stdout of the command, without the last line break */
  output(command: string): Promise<string>
  /** Types a command and Enter. */
  type(command: string): void
  /** Waits for the prompt. */
  ready(): Promise<void>
}

/** @param rc text to append to the rc file */
export async function startShell(
  scene: Scene,
  shell: InteractiveShell,
  { rc = '', ...options }: TerminalOptions & { rc?: string } = {},
): Promise<ShellSession> {
  const file = { bash: 'bashrc', zsh: '.zshrc', fish: '.config/fish/config.fish' }[shell]
  const path = await scene.home.write(file, RC[shell] + rc)
  const args = { bash: ['--noprofile', '--rcfile', path, '-i'], zsh: ['-i'], fish: ['-i'] }[shell]
  const terminal = runInTerminal(shell, args, {
    cwd: scene.home.path,
    ...options,
    env: { ...scene.env, ZDOTDIR: scene.home.path, ...options.env },
  })
  const session: ShellSession = {
    terminal,
    type: (command) => terminal.send(`${command}\r`),
    ready: async () => void (await terminal.waitFor(new RegExp(PROMPT), PROMPT_TIMEOUT_MS)),
    async run(command) {
      session.type(command)
      await session.ready()
    },
    async output(command) {
      await rm(join(scene.home.path, OUTPUT_FILE), { force: true })
      await session.run(`${command} >${OUTPUT_FILE}`)
      return (await readFile(join(scene.home.path, OUTPUT_FILE), 'utf8')).trimEnd()
    },
    [Symbol.dispose]: () => terminal.close(),
  }
  await session.ready()
  return session
}
