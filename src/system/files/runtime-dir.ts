import { accessSync, constants, lstatSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { envVar, type Env } from '../../core/env.js'
import { ensurePrivateFolder } from './atomic-file.js'
import type { Host } from '../host.js'

/**
 * The folder in which the processes of one user find each other, with locks and what they tell each other: the state folder; where that
 * cannot be written to, one of the user's own for as long as the login or the machine lasts (XDG Base Directory, XDG_RUNTIME_DIR).
 * @returns the state folder where there is none: it says why not
 */
export function runtimeDir({ env, paths }: Pick<Host, 'env' | 'paths'>): string {
  const { state } = paths
  if (canUsePrivateDir(state)) return state
  return standIns(env).find((folder) => !isLink(folder) && canUsePrivateDir(folder)) ?? state
}

/** None on Windows, where no owner and no mode would tell whose such a folder is. */
function standIns(env: Env): string[] {
  const uid = process.getuid?.()
  if (uid === undefined) return []
  const runtime = envVar(env, 'XDG_RUNTIME_DIR')
  const ofLogin = runtime?.startsWith('/') ? [join(runtime, 'rolecall')] : []
  return [...ofLogin, join(tmpdir(), `rolecall-${uid}`)]
}

/** Whoever made a link in a folder that everybody writes to may let it lead elsewhere at any moment. */
function isLink(path: string): boolean {
  try {
    return lstatSync(path).isSymbolicLink()
  } catch {
    return false // There is nothing yet, or nothing that we could enter.
  }
}

function canUsePrivateDir(folder: string): boolean {
  try {
    ensurePrivateFolder(folder)
    accessSync(folder, constants.W_OK)
    return true
  } catch {
    return false
  }
}
