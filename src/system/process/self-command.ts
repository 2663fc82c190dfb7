import { accessSync, constants, statSync } from 'node:fs'
import { join } from 'node:path'
import { writeExecutable } from '../files/atomic-file.js'
import { readIfPresent } from '../files/read-own-file.js'
import type { Host } from '../host.js'
import { ownPaths, versionPatterns } from './starter/candidates.js'
import { nodeStarter, shellStarter } from './starter/script.js'

/*
 * The command that programs without the shell's PATH run for an adopted profile
 *
 * An upgrade of Node or rolecall moves both: nvm, fnm, asdf, mise and Volta have a folder for each
 * version, and so has Homebrew. A profile would then name a program that is gone, and every SDK
 * would fail. Therefore profiles name a small script in a folder that never moves, the starter. It
 * finds Node and rolecall again, and says in one sentence if they are gone.
 */

type StarterHost = Pick<Host, 'platform' | 'paths'>

/**
 * The words of the command. They are Node and the script themselves if no starter can be written:
 * the home directory is read-only, or belongs to another user, as with `sudo`. On Windows, where a
 * starter needs Node, the launcher takes its place if there is one.
 * @param options.install false for a preview, which writes nothing
 */
export function selfCommand(host: StarterHost, options: { install: boolean }): string[] {
  const { node: nodes, launcher: launchers } = ownPaths()
  const [[node = process.execPath], [launcher]] = [nodes, launchers]
  // Upgrades leave it where it is, as they do Node there, and it finds the program by itself.
  if (host.platform === 'win32' && launcher !== undefined) return [launcher]
  const { starter } = host.paths
  if (options.install ? !installStarter(host) : !mayWriteIn(host.paths.home)) {
    return [node, ownPaths().script[0] ?? '']
  }
  return host.platform === 'win32' ? [node, starter] : [starter]
}

/** True if the starter is there, as this version of rolecall at its present place writes it. */
export function isStarterCurrent(host: StarterHost): boolean {
  try {
    return readIfPresent(host.paths.starter)?.toString('utf8') === starterText(host)
  } catch {
    return false
  }
}

/** @returns false if it cannot be written or run */
function installStarter(host: StarterHost): boolean {
  const { starter, home } = host.paths
  try {
    if (!mayWriteIn(home)) return false
    if (!isStarterCurrent(host)) writeExecutable(starter, starterText(host))
    // The file system may be mounted with noexec.
    accessSync(starter, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** Root leaves nothing in the home of another user. */
function mayWriteIn(home: string): boolean {
  try {
    return !process.getuid || statSync(home).uid === process.getuid()
  } catch {
    return false
  }
}

function starterText(host: StarterHost): string {
  const own = ownPaths()
  if (host.platform === 'win32') return nodeStarter(own)
  const patterns = {
    node: versionPatterns(own.node.slice(-1), host),
    script: versionPatterns(own.script.slice(-1), host),
    launcher: versionPatterns(own.launcher.slice(-1), host),
  }
  return shellStarter(own, patterns, host.paths.starter, join(host.paths.home, '.local/bin'))
}
