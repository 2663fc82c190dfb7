import { lstatSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { envVar, type Env } from '../../core/env.js'
import type { Host } from '../host.js'
import { canUsePrivateFolder } from './private-folder.js'

/**
 * Directory for locks and messages between a user's processes. The first of these that is private
 * and writable: the state folder, `$XDG_RUNTIME_DIR/rolecall`, `<tmpdir>/rolecall-<uid>`.
 * @returns the state folder if none is, so that the caller's error names it
 */
export function runtimeDir({ env, paths }: Pick<Host, 'env' | 'paths'>): string {
  const { state } = paths
  if (canUsePrivateFolder(state)) return state
  return fallbacks(env).find((folder) => !isLink(folder) && canUsePrivateFolder(folder)) ?? state
}

/** None on Windows, where neither owner nor mode shows that a folder is private. */
function fallbacks(env: Env): string[] {
  const uid = process.getuid?.()
  if (uid === undefined) return []
  const runtime = envVar(env, 'XDG_RUNTIME_DIR')
  const ofLogin = runtime?.startsWith('/') ? [join(runtime, 'rolecall')] : []
  return [...ofLogin, join(tmpdir(), `rolecall-${uid}`)]
}

/** In a folder that all users can write to, a link's owner can redirect it at any moment. */
function isLink(path: string): boolean {
  try {
    return lstatSync(path).isSymbolicLink()
  } catch {
    return false // It does not exist, or this user cannot enter its parent.
  }
}
