import { spawn } from 'node:child_process'
import { withoutOwnVariables, envVar, type Env } from '../../core/env.js'
import { findProgram } from '../process/find-program.js'
import type { Host } from '../host.js'

type BrowserHost = Pick<Host, 'env' | 'platform'>

/** A program and the words before the URL. */
type Launcher = readonly [program: string, ...words: string[]]

/** Milliseconds that a launcher gets to fail in; a browser itself goes on running. */
const FAILS_WITHIN = 1500

/**
 * How to open a page in the person's browser: $BROWSER, or else what the system has for it. None over SSH, where the
 * screen is elsewhere, and none on a Linux without a desktop.
 * @returns undefined where this machine has no browser to show
 */
export function browserOf(host: BrowserHost): ((url: string) => Promise<boolean>) | undefined {
  const launchers = launchersFor(host)
  if (launchers.length === 0) return undefined
  return async (url) => {
    for (const launcher of launchers) if (await launch(launcher, url, host.env)) return true
    return false
  }
}

function launchersFor(host: BrowserHost): Launcher[] {
  const { env, platform } = host
  const chosen = envVar(env, 'BROWSER')
  if (chosen) return listed(chosen, host)
  if (envVar(env, 'SSH_CONNECTION', 'SSH_TTY')) return []
  if (platform === 'darwin') return [['/usr/bin/open']]
  if (platform === 'win32') {
    const system = envVar(env, 'SystemRoot', 'SYSTEMROOT') ?? 'C:\\Windows'
    return [[`${system}\\System32\\rundll32.exe`, 'url.dll,FileProtocolHandler']]
  }
  if (!envVar(env, 'WAYLAND_DISPLAY', 'DISPLAY')) return []
  const program = findProgram('xdg-open', host)
  return program ? [[program]] : []
}

/** Several commands with a colon between them, tried in turn; `%s` stands for the URL (the convention of xdg-open and Debian). */
function listed(chosen: string, host: BrowserHost): Launcher[] {
  const commands = host.platform === 'win32' ? [chosen] : chosen.split(':')
  return commands.flatMap((command): Launcher[] => {
    const [name = '', ...words] = command.trim().split(/\s+/)
    const program = findProgram(name, host)
    return program ? [[program, ...words]] : []
  })
}

/** @returns whether it was started and did not fail at once */
function launch([program, ...words]: Launcher, url: string, env: Env): Promise<boolean> {
  const placed = words.some((word) => word.includes('%s'))
  const args = placed ? words.map((word) => word.replaceAll('%s', url)) : [...words, url]
  return new Promise((resolve) => {
    // Apart from our process group: Ctrl-C in the terminal is not meant for the browser.
    const child = spawn(program, args, {
      env: withoutOwnVariables(env),
      stdio: 'ignore',
      detached: true,
    })
    const running = setTimeout(resolve, FAILS_WITHIN, true)
    const settle = (started: boolean): void => {
      clearTimeout(running)
      resolve(started)
    }
    child.once('error', () => settle(false))
    child.once('exit', (status) => settle(status === 0))
    child.unref()
  })
}
