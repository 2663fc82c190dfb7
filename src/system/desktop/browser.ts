import { envVar, withoutCredentialVariables, type Env } from '../../core/env.js'
import type { Host } from '../host.js'
import { spawnDetached } from '../process/child-group.js'
import { findProgram } from '../process/path/find-program.js'

type BrowserHost = Pick<Host, 'env' | 'platform'>

/** A program and its arguments before the URL. */
export type Launcher = readonly [program: string, ...args: string[]]

/** A launcher that has not failed by then counts as started; a browser keeps running. */
const LAUNCH_TIMEOUT_MS = 1500

/**
 * Finds the user's browser: $BROWSER, or else the system's launcher. Over SSH, and on Linux without
 * a desktop, there is none that the user could see.
 * @returns a function that opens a URL and returns whether a browser was started; undefined if
 * there is no browser
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
  if (chosen) return parseBrowserVariable(chosen, host)
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

/**
 * Parses $BROWSER: commands separated by colons, which are tried in turn. `%s` is replaced by the
 * URL, as in xdg-open and Debian.
 */
function parseBrowserVariable(chosen: string, host: BrowserHost): Launcher[] {
  const commands = host.platform === 'win32' ? [chosen] : chosen.split(':')
  return commands.flatMap((command): Launcher[] => {
    const [name = '', ...args] = command.trim().split(/\s+/)
    const program = findProgram(name, host)
    return program ? [[program, ...args]] : []
  })
}

/**
 * Starts a browser with a URL as one word.
 * @returns true if the launcher was started and did not fail at once
 */
export function launch([program, ...before]: Launcher, url: string, env: Env): Promise<boolean> {
  const hasPlaceholder = before.some((arg) => arg.includes('%s'))
  const args = hasPlaceholder ? before.map((arg) => arg.replaceAll('%s', url)) : [...before, url]
  return new Promise((resolve) => {
    // Detached also because Ctrl-C in the terminal must not end the browser.
    const child = spawnDetached(program, args, { env: withoutCredentialVariables(env) })
    const running = setTimeout(resolve, LAUNCH_TIMEOUT_MS, true)
    const settle = (started: boolean): void => {
      clearTimeout(running)
      resolve(started)
    }
    child.once('error', () => settle(false))
    child.once('exit', (status) => settle(status === 0))
  })
}
